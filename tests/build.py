"""Short ways to hand applications in, and to work decisions out again from what they carry."""

import json

from stdnum.cn import uscc  # type: ignore[import-untyped]

from schemas.cases import load_case
from schemas.decisions import dump_line
from subsidy import desk
from subsidy.assessment import assess
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import Person
from subsidy.desk.common import now, quiet
from subsidy.desk.firm import accounts as firm_accounts
from subsidy.desk.issue import issue as number
from subsidy.intake import ClaimEntry, FirmEntry, Intake, PastEntry
from subsidy.model import Past
from subsidy.money import fen
from subsidy.store import accounts, batches, runs, write

FIRMS = ("91330402MA2AB123XK", "91330411MA2AB123XL", "91330481MA2AB123X1", "91330483MA2AB123XX")
GOOD = {"software_firm": True, "registered_in_city": True, "serious_dishonesty": False}
CEILING = fen(30_000_000)


def codes(count: int) -> list[str]:
    """Codes of so many firms, plainly invented, with their check digits."""
    stems = (f"91330402MA{i:07d}" for i in range(count))
    return [stem + uscc.calc_check_digit(stem) for stem in stems]


def project(amount: int, name: str = "示例项目") -> tuple[str, dict]:
    """A major project approved with so many yuan: the plainest way to an exact award."""
    return "major_project", {"project": name, "approved": fen(amount)}


def revenue(now: int, before: int | None = 0) -> tuple[str, dict]:
    """Revenue of this year and the last, in yuan."""
    return "revenue_tier", {"revenue": fen(now), "previous_revenue": None if before is None else fen(before)}


def hand_in(db, law, claims, *, year=2022, accepted=True, firms=None, history=(), actor="office", **known):
    """Applications of firms by code: a list of (item, facts) each; `known`: names, conditions, details."""
    found = Intake()
    for code in firms or claims:
        name = known.get("names", {}).get(code, f"示例{code[-4:]}软件有限公司")
        found.firms.append(FirmEntry(code, name, known.get("details", {}), known.get("conditions", GOOD), "第 1 行"))
    for code, made in claims.items():
        found.claims += [
            ClaimEntry(code, year, None, item, facts, (f"第 {i} 行",)) for i, (item, facts) in enumerate(made)
        ]
    found.history += [PastEntry(code, Past(*past), "第 9 行") for code, past in history]
    return desk.take_in(db, law, found, accepted=accepted, actor=actor)


TAKING_BACK = {"经办二": "handler", "签批二": "approver"}
APPROVER, PASSWORD = "示例签批", "一句好记的话，够长了"


def approver(db):
    """The account of somebody who approves, with its password; made once."""
    if not accounts.by_login(db, APPROVER):
        firm_accounts.reset(db, APPROVER, staff.add(db, APPROVER, APPROVER, ["approver"], "office"), PASSWORD)


def approve(db, run):
    """What the run decided is approved as it stands, by somebody who prepared nothing of it."""
    with write(db):
        wanted = batches.kept(db, run) - batches.approved(db, run)
        batches.add_approval(db, run, "", wanted, now(), APPROVER)


def take_back(db, run, uscc, reason, item=None):
    """What an approved run gave a firm is taken back: one person proposes it, another agrees."""
    asks, agrees = (Person(f"示例{who}", f"示例{who}", frozenset({role})) for who, role in TAKING_BACK.items())
    return proposals.answer(db, proposals.propose_reversal(db, run, uscc, item, reason, asks), True, "同意", agrees)


def issue(db, run, date, actor=APPROVER, office=None, progress=quiet):
    """The letters of a run approved and numbered."""
    desk.find(db, run)
    approve(db, run)
    return number(db, run, date, actor, office, progress, covers=batches.approved(db, run))


def noticed(db, run, ends="2022-03-09"):
    """A notice of the run that is over."""
    with write(db):
        row = {"run": run, "digest": "", "starts": "2022-03-02", "ends": ends, "days": 5, "body": "{}"}
        db.table("publications").insert({**row, "at": now(), "actor": "office"})


def outcomes(db, run):
    """What a run decided: by firm, the outcome and amount of each line, and whether it is funded."""
    return {
        d["firm"]["uscc"]: ([(x["outcome"], x["amount"]) for x in d["lines"]], d["funded"])
        for d in desk.decisions(db, run)
    }


def worked_again(law, decision, line):
    """A line as the law gives it from nothing but what the decision carries, in the form that the decision has it."""
    known = decision["facts"][line["basis"]["facts"]]
    head = {name: decision[name] for name in ("case", "policy", "year")}
    firm = {**decision["firm"], "conditions": known["conditions"]}
    history = [{name: value for name, value in past.items() if name != "own"} for past in known["history"]]
    case = load_case(law, {**head, "firm": firm, "claims": known["claims"], "history": history})
    own = [past.get("own", False) for past in known["history"]]
    case = case._replace(history=tuple(p._replace(own=o) for p, o in zip(case.history, own, strict=True)))
    found = dump_line(assess(law, case).lines[line["basis"]["claim"]])
    kept = {name: line[name] for name in ("claim", "title", "basis", "subject")}
    return {**found, **kept}


def bodies(db, *found):
    """The decisions of the runs, as they are kept."""
    return [json.loads(row["body"]) for run in found for row in runs.decisions(db, run)]


def proved(laws, decisions):
    """How many lines there are; each is what the law that decided it gives from the facts that it rests on."""
    known = {law.digest: law for law in laws}
    lines = [(decision, line) for decision in decisions for line in decision["lines"]]
    for decision, line in lines:
        digest = decision["facts"][line["basis"]["facts"]]["policy_digest"]
        assert worked_again(known[digest], decision, line) == line
    return len(lines)
