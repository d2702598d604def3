"""An application clause by clause: the law's own words, this firm's facts, what was decided on them and why.

What a run decided is told under the law that it decided by; what nobody has decided yet as it would be decided now.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from schemas import typed
from schemas.decisions import dump_line
from schemas.frozen import claim_facts
from subsidy.assessment import assess
from subsidy.desk.bureau.claims import findings
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.common import DeskError
from subsidy.desk.firm import written
from subsidy.desk.firm.drafts import several
from subsidy.desk.firm.settled import decided as is_decided
from subsidy.desk.firm.written import Written
from subsidy.desk.plan import make_case
from subsidy.model import Claim
from subsidy.money import of_yuan
from subsidy.policy import Policy
from subsidy.store import Database, awards, cases, intake
from subsidy.store.intake import Row

FUNDED, WAITING, BACK, NOTHING = "funded", "waiting", "back", ""


class NoCaseError(DeskError):
    """There is no such application, or claim."""


class Reading(NamedTuple):
    """A point that the text leaves open: the question, the choice in force, the others, and why it is read so."""

    question: str
    choice: str
    others: tuple[str, ...]
    why: str


class Law(NamedTuple):
    """A clause as the policy has it; `readings` are those that a decision rests on, or all where there is none."""

    policy: str
    number: str
    clause: str
    title: str
    text: str
    readings: tuple[Reading, ...]


class LetterOn(NamedTuple):
    """A letter that decides on a claim."""

    kind: str
    number: str
    date: str


class Decided(NamedTuple):
    """What is said of one claim, in fen: by a run, or with `run` '' as it would be decided now.

    `place` is funded, waiting (with its `rank` on the reserve list of `run`), back (taken back, `why`), or ''.
    `approved`: somebody signed; `excluded`: why the decision was left out of its batch.
    """

    claim: int
    run: str
    at: str
    outcome: str
    amount: int
    reasons: tuple[str, ...]
    workings: tuple[str, ...]
    law: Law
    place: str = NOTHING
    rank: int | None = None
    why: str = ""
    approved: bool = False
    excluded: str = ""
    letters: tuple[LetterOn, ...] = ()


class Side(NamedTuple):
    """A claim beside its clause: its row, its facts in words, what is said of it now.

    `trial`: nobody has decided it, and `now` is what the rules would say; None where they say nothing. `told`: what
    the last run said without deciding it. `finding`: what a person found, in effect with the next run.
    """

    claim: Row
    name: str
    law: Law
    facts: Written
    now: Decided | None
    trial: bool
    told: Decided | None = None
    finding: Row | None = None


class Sides(NamedTuple):
    """An application clause by clause, in the order of the policy; sums in fen: with money, waiting, on trial.

    `withdrawn` counts the claims that the firm took back.
    """

    application: Row
    sides: tuple[Side, ...]
    funded: int
    waiting: int
    trial: int
    withdrawn: int


def sides(db: Database, policy: Policy, application_id: int, person: Person) -> Sides:
    """An application clause by clause; NoCaseError where there is none."""
    require(person, "read_cases")
    application = known(db, policy, application_id)
    claims = latest(intake.claims(db, application_id))
    said, trials = decided(db, application), tried(db, policy, application, claims)
    made = [
        _side(db, policy, claim, said.get(claim["id"]), trials.get(claim["id"]))
        for claim in claims
        if not claim["withdrawn"]
    ]
    order = list(policy.items)
    made.sort(key=lambda side: order.index(side.claim["item"]) if side.claim["item"] in order else len(order))
    funded, waiting = (
        sum(side.now.amount for side in made if side.now and not side.trial and side.now.place == place)
        for place in (FUNDED, WAITING)
    )
    earns = sum(_effect(side) for side in made if side.trial)
    return Sides(application, tuple(made), funded, waiting, earns, sum(claim["withdrawn"] for claim in claims))


def _side(db: Database, policy: Policy, claim: Row, said: Decided | None, tried: Decided | None) -> Side:
    called, told = name(policy, claim), facts(policy, claim)
    if is_decided(claim) and said:
        return Side(claim, called, said.law, told, said, False)
    shown = tried.law if tried else law(policy, claim["item"])
    return Side(claim, called, shown, told, tried, True, said, findings.latest(db, claim["id"]))


def _effect(side: Side) -> int:
    """What a claim on trial would earn: what a person found counts before the rules."""
    if side.finding:
        return int(side.finding["amount"])
    return side.now.amount if side.now else 0


def known(db: Database, policy: Policy, application_id: int) -> Row:
    """An application under this policy by its id; NoCaseError where there is none."""
    row = cases.application(db, application_id)
    if row is None or row["policy"] != policy.id:
        raise NoCaseError(f"没有 {application_id} 号申报")
    return row


def latest(claims: Iterable[Row]) -> list[Row]:
    """Of each claim its latest version."""
    return list({(row["item"], row["key"]): row for row in claims}.values())


def facts(policy: Policy, claim: Row) -> Written:
    """The facts of a claim in the labels of the form; as they are kept where the policy no longer reads them."""
    item = policy.items.get(claim["item"])
    try:
        if item is not None:
            told = typed.shown(item, claim_facts(item, claim["facts"]))
            return written.claims(item, {"claims": [told]})[0]
    except (KeyError, ValueError, TypeError, IndexError):
        pass
    rows = [[name, json.dumps(value, ensure_ascii=False)] for name, value in json.loads(claim["facts"]).items()]
    return {"rows": rows, "columns": [], "table": []}


def title(policy: Policy, item: str) -> str:
    """The name of an item; its id where the policy no longer has it."""
    return policy.items[item].title if item in policy.items else item


def name(policy: Policy, claim: Row) -> str:
    """What a claim is called beside others of its item: with what it is about, where there may be several."""
    item = policy.items.get(claim["item"])
    about = facts(policy, claim)["rows"] if item is not None and several(item) else ()
    return f"{title(policy, claim['item'])}（{about[0][1]}）" if about else title(policy, claim["item"])


def law(policy: Policy, item: str) -> Law:
    """A clause of the policy in force, with every reading of it."""
    return _law(policy.source, item, None)


def _law(source: Mapping[str, Any], item: str, used: Iterable[str] | None) -> Law:
    row: Mapping[str, Any] = next((row for row in source["items"] if row["id"] == item), {})
    known = row.get("readings", {})
    readings = tuple(_reading(known[name]) for name in (known if used is None else used) if name in known)
    text = (row.get("clause", ""), row.get("title", item), row.get("text", ""))
    return Law(source["title"], source["number"], *text, readings)


def _reading(row: Mapping[str, Any]) -> Reading:
    value, choices = row["value"], row["choices"]
    others = tuple(text for name, text in choices.items() if name != value)
    return Reading(row["question"], choices[value], others, row["why"])


def decided(db: Database, application: Row) -> dict[int, Decided]:
    """The last decision on each claim of an application, every version of it, by the claim's id."""
    rows, ranks = cases.lines(db, application["id"]), cases.ranks(db, application["id"])
    letters: dict[int, list[LetterOn]] = {}
    for letter in cases.letters(db, application["id"]):
        for claim in letter["claims"]:
            letters.setdefault(claim, []).append(LetterOn(letter["kind"], letter["number"], letter["date"]))
    last = ranks[-1] if ranks else None
    return {row["claim"]: _decided(row, last, tuple(letters.get(row["claim"], ()))) for row in rows}


def _decided(row: Row, last: Row | None, letters: tuple[LetterOn, ...]) -> Decided:
    line = _body(row["body"])["lines"][row["position"]]
    used = [name.split(".", 1)[1] for name in line["readings"]]
    place, run, rank = NOTHING, row["run"], None
    if row["reversed_at"]:
        place = BACK
    elif row["award"] is not None and row["funded_by"]:
        place, run = FUNDED, row["funded_by"]
    elif row["award"] is not None:
        place, rank = WAITING, last["rank"] if last else None
    return _told(row["claim"], line, _law(_source(row["policy_source"]), line["item"], used))._replace(
        run=run,
        at=row["at"],
        place=place,
        rank=rank,
        why=row["reversed_why"] or "",
        approved=bool(row["approved"]),
        excluded=row["excluded"] or "",
        letters=letters,
    )


def _told(claim: int, line: Mapping[str, Any], law: Law) -> Decided:
    reasons = tuple(reason["text"] for reason in line["reasons"])
    amount, workings = of_yuan(line["amount"]), tuple(line["workings"])
    return Decided(claim, "", "", line["outcome"], amount, reasons, workings, law)


@lru_cache(maxsize=64)
def _body(text: str) -> Any:
    return json.loads(text)


@lru_cache(maxsize=8)
def _source(text: str) -> Any:
    return json.loads(text)


def tried(db: Database, policy: Policy, application: Row, claims: Iterable[Row]) -> dict[int, Decided]:
    """What the rules would decide now on those claims that nobody has decided, by their ids; of no appropriation."""
    open_ = [claim for claim in latest(claims) if not is_decided(claim) and not claim["withdrawn"]]
    readable = [claim for claim in open_ if claim["item"] in policy.items]
    firm, uscc = intake.firm(db, application["uscc"]), application["uscc"]
    given = awards.history(db, policy.id, uscc).get(uscc, [])
    try:
        made = tuple(Claim(row["item"], claim_facts(policy.items[row["item"]], row["facts"])) for row in readable)
        about = (policy, application["year"], firm, made, given, application["id"])
        decision = assess(policy, make_case(application["case_id"], *about))  # type: ignore[arg-type]
        told = [dump_line(line) for line in decision.lines]
    except KeyError:  # facts of another policy file: nothing can be said of them
        return {}
    laws = (_law(policy.source, line.item.id, line.readings) for line in decision.lines)
    return {row["id"]: _told(row["id"], line, law) for row, line, law in zip(readable, told, laws, strict=True)}
