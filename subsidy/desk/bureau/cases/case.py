"""One application as the staff see it, and what they add to it: comments, and who has it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from schemas.claims import past_schema
from schemas.fields import Choice, Yuan
from subsidy import store
from subsidy.desk.bureau import queue
from subsidy.desk.bureau.cases import clauses
from subsidy.desk.bureau.cases.clauses import Decided, Law, NoCaseError
from subsidy.desk.bureau.cases.happened import Happening, Names, happened
from subsidy.desk.bureau.claims import checks, findings
from subsidy.desk.bureau.claims.automatic import Register
from subsidy.desk.bureau.claims.automatic.subject import FAIL
from subsidy.desk.bureau.claims.checks import Check
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.bureau.queue import Clock, Entry
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm.drafts import FIRM, FIRM_TITLE
from subsidy.desk.firm.written import Written
from subsidy.model import Requirement
from subsidy.money import wan
from subsidy.policy import Policy
from subsidy.store import Database, applying, cases, intake, staff
from subsidy.store import checks as said
from subsidy.store.intake import Row

LONGEST = 2000  # characters of a comment


class Card(NamedTuple):
    """A claim: its row, name, clause and facts in words; how far it is (checks.state), its checklist.

    `last` is what a run said of it last, `tried` what the rules would say now, `finding` what a person found;
    `vouching` the last word on it as a whole; `hands` are the logins of whoever checked it.
    """

    claim: Row
    name: str
    law: Law
    facts: Written
    state: str
    checks: tuple[Check, ...]
    last: Decided | None
    tried: Decided | None
    finding: Row | None
    vouching: Row | None
    hands: frozenset[str]

    @property
    def done(self) -> int:
        """How many checks have a result on the facts as they are."""
        return sum(1 for check in self.checks if check.answered)

    @property
    def begun(self) -> bool:
        """Whether anybody checked it here, beyond the conditions of the firm."""
        return any(check.result and check.group != checks.CONDITION for check in self.checks)

    @property
    def fails(self) -> int:
        """How many did not pass."""
        return sum(1 for check in self.checks if check.answered and check.result == FAIL)

    @property
    def stale(self) -> int:
        """How many were answered, and have to be answered anew."""
        return sum(1 for check in self.checks if check.result and check.stale)


class Wanted(NamedTuple):
    """A piece of evidence that the policy names, and the files that the last submission rests on; all of a section."""

    requirement: Requirement
    files: tuple[Row, ...]


class Before(NamedTuple):
    """An award of the firm, or one that waits: in fen, with what identifies it in words; `application` 0: 历年奖励."""

    title: str
    year: int
    amount: int
    about: str
    application: int
    granted: bool


class Case(NamedTuple):
    """An application with all that its page shows. `entry` is its line in the queue; `assignee` the login.

    `evidence` by section, with the files of the last submission; `returnable` the sections that may go back to the
    firm, with their names; `to_mend`: what was asked for last, where the firm has not answered yet.
    """

    application: Row
    firm: Row
    entry: Entry
    assignee: str
    cards: tuple[Card, ...]
    evidence: Mapping[str, tuple[Wanted, ...]]
    others: tuple[Row, ...]
    submissions: tuple[Row, ...]
    returnable: Mapping[str, str]
    to_mend: Mapping[str, str]
    awards: tuple[Before, ...]
    happened: tuple[Happening, ...]
    names: Names


def case(db: Database, policy: Policy, application_id: int, person: Person, clock: Clock) -> Case:
    """An application as it stands; NoCaseError where there is none."""
    require(person, "read_cases")
    application = clauses.known(db, policy, application_id)
    where = (policy.id, application["year"], application["uscc"])
    (entry,) = queue.chosen(db, policy, [application_id], person, clock)
    claims, sent = intake.claims(db, application_id), tuple(applying.submissions(db, *where))
    cards = _cards(db, policy, application, claims)
    files = applying.submitted_evidence(db, sent[-1]["id"]) if sent else []
    wanted = _evidence(policy, cards, files)
    shown = {file["id"] for pieces in wanted.values() for piece in pieces for file in piece.files}
    firm = intake.firm(db, application["uscc"]) or intake.blank_firm(application["uscc"], application["name"])
    to_mend = _to_mend(db, where)
    return Case(
        application,
        firm,
        entry,
        cases.assignees(db, [application_id])[application_id],
        cards,
        wanted,
        tuple(file for file in files if file["id"] not in shown),
        sent,
        _returnable(policy, cards) if sent and not to_mend else {},
        to_mend,
        before(db, policy, application["uscc"]),
        tuple(happened(db, policy, application, claims)),
        Names(db, application["uscc"]),
    )


def _cards(db: Database, policy: Policy, application: Row, claims: list[Row]) -> tuple[Card, ...]:
    told = clauses.decided(db, application)
    tried = clauses.tried(db, policy, application, claims)
    last = {row["claim"]: row for row in cases.vouchings(db, application["id"])}
    order = {item: place for place, item in enumerate(policy.items)}
    latest = sorted(clauses.latest(claims), key=lambda c: order.get(c["item"], len(order)))
    found, register = [], Register(db, policy)
    for claim in latest:
        list_ = checks.checklist(db, policy, claim["id"], register) if claim["item"] in policy.items else []
        versions = [one["id"] for one in claims if (one["item"], one["key"]) == (claim["item"], claim["key"])]
        before = [told[one] for one in versions if one in told]
        found.append(
            Card(
                claim,
                clauses.name(policy, claim),
                clauses.law(policy, claim["item"]),
                clauses.facts(policy, claim),
                checks.state(db, claim["id"]),
                tuple(list_),
                before[-1] if before else None,
                tried.get(claim["id"]),
                findings.latest(db, claim["id"]),
                last.get(claim["id"]),
                frozenset(said.hands(db, claim["id"])),
            )
        )
    return tuple(found)


def _evidence(policy: Policy, cards: Iterable[Card], files: list[Row]) -> dict[str, tuple[Wanted, ...]]:
    """What each item claimed wants, with its files, in the order of the policy."""
    return {item: evidence(policy, item, files) for item in dict.fromkeys(card.claim["item"] for card in cards)}


def evidence(policy: Policy, item: str, files: Iterable[Row]) -> tuple[Wanted, ...]:
    """What an item wants, each with its files."""
    mine = [file for file in files if file["section"] == item]
    return tuple(
        Wanted(wanted, tuple(file for file in mine if file["requirement"] == wanted.id))
        for wanted in policy.evidence.get(item, ())
    )


def _returnable(policy: Policy, cards: Iterable[Card]) -> dict[str, str]:
    """The firm's details, and every item of which something is still open."""
    open_ = [card.claim["item"] for card in cards if card.state in ("open", "checked", "ready")]
    return {FIRM: str(FIRM_TITLE), **{item: clauses.title(policy, item) for item in open_}} if open_ else {}


def _to_mend(db: Database, where: tuple[str, int, str]) -> Mapping[str, str]:
    events = applying.events(db, *where)
    returned = events and events[-1]["kind"] == applying.RETURNED
    return events[-1]["body"]["sections"] if returned else {}


def before(db: Database, policy: Policy, uscc: str) -> tuple[Before, ...]:
    """Every award of a firm that stands, and what waits for money, latest year first."""
    return tuple(
        Before(
            clauses.title(policy, row["item"]),
            row["year"],
            row["amount"],
            _identified(policy, row),
            row["application"] or 0,
            bool(row["granted"]),
        )
        for row in cases.awards(db, policy.id, uscc)
    )


def _identified(policy: Policy, award: Row) -> str:
    """What identifies an award, in words: its tier, list, product and grade, project…"""
    item = policy.items.get(award["item"])
    if item is None or not item.pays:
        return ""
    known: Mapping[str, Any] = past_schema(item).fields
    found: list[str] = []
    for name, rule in known.items():
        value = award["facts"].get(f"{name}s", award["facts"].get(name))  # an award of several tiers names them all
        for one in value if isinstance(value, list) else [value]:
            if isinstance(rule, Yuan) and one is not None:
                found.append(f"{wan(one)} 万元档")
            elif isinstance(rule, Choice):
                found.append(str(rule.choices.get(one, one or "")))
            elif isinstance(one, str):
                found.append(one)
    return "，".join(dict.fromkeys(filter(None, found)))


def comment(db: Database, application_id: int, text: str, person: Person) -> None:
    """Something that colleagues should know; nobody outside sees it."""
    require(person, "comment")
    text = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if not text:
        raise DeskError("备注没有写内容")
    if len(text) > LONGEST:
        raise DeskError(f"备注有 {len(text)} 个字，最多 {LONGEST} 个字，请分几条写")
    with store.write(db):
        if cases.application(db, application_id) is None:
            raise NoCaseError(f"没有 {application_id} 号申报")
        at = now()
        cases.add_comment(db, application_id, text, at, person.login)
        intake.note(db, at, person.login, "comment", f"application:{application_id}", {"text": text})


def assign(db: Database, applications: Iterable[int], assignee: str, person: Person) -> int:
    """Gives applications to somebody who checks or reviews, '' to nobody; how many have somebody else now."""
    require(person, "assign")
    wanted = list(dict.fromkeys(applications))
    with store.write(db):
        if assignee and assignee not in assignable(db):
            raise DeskError(f"不能分派给 {assignee}：要有经办或复核角色，账户没有停用")
        held = cases.assignees(db, wanted)
        lost = [str(one) for one in wanted if one not in held]
        if lost:
            raise NoCaseError(f"没有 {'、'.join(lost)} 号申报")
        at, changed = now(), [one for one in wanted if held[one] != assignee]
        for one in changed:
            cases.assign(db, one, assignee, at, person.login)
            detail = {"before": held[one], "after": assignee}
            intake.note(db, at, person.login, "assign", f"application:{one}", detail)
    return len(changed)


def assignable(db: Database) -> dict[str, str]:
    """Who may have an application, by login: those who may assign it themselves, with their names."""
    found = [row for row in staff.everybody(db) if not row["disabled"]]
    return {row["login"]: row["name"] for row in found if Person(row["login"], row["name"], row["roles"]).may("assign")}
