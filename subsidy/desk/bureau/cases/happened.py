"""What happened to an application, in one line of time: what the firm did, what the staff did and said, what came."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from subsidy.desk.bureau.cases.clauses import name
from subsidy.desk.firm.review import title as section_title
from subsidy.letters.verify.report import KINDS
from subsidy.policy import Policy
from subsidy.store import Database, applying, cases, checks, staff
from subsidy.store.intake import Row

COMMENT, LETTER, RUN, SENT = "comment", "letter", "run", "sent"
_EVENTS = {
    applying.SUBMITTED: "提交申报",
    applying.RESUBMITTED: "改正后再次提交",
    applying.RETURNED: "退回企业补正",
    applying.WITHDRAWN_ALL: "企业撤回申报",
}
_VOUCHED = {
    checks.IMPORTED: "导入时已核实材料",
    checks.CHECKED: "核查完毕",
    checks.REVIEWED: "复核通过",
    checks.VOIDED: "核查、复核作废",
}
_FOUND = {"granted": "人工核定予以支持", "refused": "人工核定不予支持", "": "撤销人工核定"}


class Happening(NamedTuple):
    """Something that happened: when, what, by whom in words; `told`: what was said with it, line by line.

    `kind` is SENT (submission `number`), COMMENT, RUN (`name` is its id), LETTER, or another word that no page needs.
    """

    at: str
    kind: str
    text: str
    who: str
    told: tuple[str, ...] = ()
    number: int = 0
    name: str = ""
    letter: str = ""


class Names:
    """Who is behind a login: staff by their names, the firm as such, others as they are."""

    def __init__(self, db: Database, uscc: str) -> None:
        self.names, self.uscc = staff.names(db), uscc

    def of(self, login: str) -> str:
        """The name to show."""
        return "企业" if login == self.uscc else self.names.get(login, login)


def happened(db: Database, policy: Policy, application: Row, claims: list[Row]) -> list[Happening]:
    """Everything that happened to an application, latest first; `claims` are all of its claims."""
    names = Names(db, application["uscc"])
    items = {claim["id"]: name(policy, claim) for claim in claims}
    found = [
        *_events(db, policy, application, names),
        *_vouchings(cases.vouchings(db, application["id"]), items, names),
        *_findings(cases.findings(db, application["id"]), items, names),
        *_words(db, application["id"], names),
        *_decisions(db, application["id"], names),
    ]
    found.sort(key=lambda one: one.at)
    return found[::-1]


def of_claim(db: Database, policy: Policy, claim: Row, names: Names) -> list[Happening]:
    """What staff said of one claim as a whole, latest first."""
    items = {claim["id"]: name(policy, claim)}
    found = [
        *_vouchings(checks.vouchings(db, claim["id"]), items, names),
        *_findings([row for row in cases.findings(db, claim["application"]) if row["claim"] in items], items, names),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _events(db: Database, policy: Policy, application: Row, names: Names) -> Iterator[Happening]:
    events = applying.events(db, policy.id, application["year"], application["uscc"])
    if not events or events[0]["at"] > application["received"]:
        yield Happening(application["received"], "received", "受理申报", "")
    for event in events:
        body: Mapping[str, Any] = event["body"]
        told = tuple(f"{_title(policy, name)}：{text}" for name, text in body.get("sections", {}).items())
        if body.get("reason"):
            told = (body["reason"],)
        number = body.get("submission", 0)
        kind = SENT if number else event["kind"]
        text = "企业确认主动兑付的事项，补充申报" if body.get("offer") else _EVENTS[event["kind"]]
        yield Happening(event["at"], kind, text, names.of(event["actor"]), told, number)


def _title(policy: Policy, section: str) -> str:
    return section if section not in ("firm", *policy.items) else section_title(policy, section)


def _vouchings(rows: list[Row], items: Mapping[int, str], names: Names) -> Iterator[Happening]:
    """One for all claims of which one person said the same at once."""
    together: dict[tuple[str, str, str, str], list[str]] = {}
    for row in rows:
        together.setdefault((row["at"], row["act"], row["actor"], row["reason"]), []).append(items[row["claim"]])
    for (at, act, actor, reason), about in together.items():
        text = f"{_VOUCHED[act]}：{'、'.join(dict.fromkeys(about))}"
        yield Happening(at, act, text, names.of(actor), (reason,) if reason else ())


def _findings(rows: list[Row], items: Mapping[int, str], names: Names) -> Iterator[Happening]:
    for row in rows:
        text = f"{_FOUND[row['outcome']]}：{items[row['claim']]}"
        yield Happening(row["at"], "finding", text, names.of(row["actor"]), (row["reason"],) if row["reason"] else ())


def _words(db: Database, application_id: int, names: Names) -> Iterator[Happening]:
    for row in cases.comments(db, application_id):
        yield Happening(row["at"], COMMENT, "备注", names.of(row["actor"]), (row["text"],))
    for row in cases.assignments(db, application_id):
        text = f"分派给{names.of(row['assignee'])}" if row["assignee"] else "取消分派"
        yield Happening(row["at"], "assigned", text, names.of(row["actor"]))


def _decisions(db: Database, application_id: int, names: Names) -> Iterator[Happening]:
    for row in cases.ranks(db, application_id):
        yield Happening(row["at"], RUN, "列入批次", names.of(row["actor"]), name=row["run"])
    for row in cases.letters(db, application_id):
        yield Happening(row["at"], LETTER, f"印发{KINDS[row['kind']]}", names.of(row["actor"]), letter=row["number"])
