"""What a run would do: every accepted application assessed, funded within the appropriation, the rest in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.frozen import thaw
from subsidy import ledger, store
from subsidy.assessment import assess, failed_conditions
from subsidy.desk.body import Bodies
from subsidy.desk.common import DeskError, Progress, quiet
from subsidy.desk.vouching import digest
from subsidy.ledger import Candidate
from subsidy.model import GRANTED, REFERRED, Case, Claim, Finding, Firm, Line, Past
from subsidy.policy import Policy
from subsidy.store import Database, awards, batches, checks, intake
from subsidy.store.intake import Row

Given = Iterable[tuple[int | None, Past]]  # a firm's awards, each with the application that it was given on


class RunError(DeskError):
    """A run that cannot begin or be found."""


@dataclass(slots=True)
class Unit:
    """What one decision grants a firm, funded whole or waiting: its lines by position in the entry, amount in fen."""

    decision: int | None  # an earlier run's, None for this one's
    positions: list[int] = field(default_factory=list)
    items: set[str] = field(default_factory=set)
    amount: int = 0
    funded: bool = True
    rank: int | None = None

    def add(self, position: int, item: str, amount: int) -> None:
        """One more line."""
        self.positions.append(position)
        self.items.add(item)
        self.amount += amount


@dataclass(slots=True)
class Entry:
    """One firm in a run: what waited on the reserve list, what is decided now, and whether there is money for it."""

    application: int
    uscc: str
    case_id: str
    received: str
    carried: list[Row] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    body: bytes = b""  # the decision as JSON in UTF-8: Chinese in a string doubles every other character too
    firm: Row = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    barred: bool = False
    waited: bool = False  # on the reserve list, until what gave it money left its run

    @property
    def amount(self) -> int:
        """Everything that is granted in substance, in fen."""
        return sum(unit.amount for unit in self.units)

    @property
    def reserved(self) -> int:
        """What of it waits for money."""
        return sum(unit.amount for unit in self.units if not unit.funded)

    @property
    def unfunded(self) -> list[int]:
        """The positions of the lines that wait."""
        return [position for unit in self.units if not unit.funded for position in unit.positions]

    @property
    def rank(self) -> int | None:
        """The firm's best place on the reserve list; None where it is not on it, or barred."""
        return min((unit.rank for unit in self.units if unit.rank), default=None)


class Plan(NamedTuple):
    """What a run would do, bound to the state of the store that it was made from; amounts in fen."""

    policy: Policy
    year: int
    mark: int
    appropriation: int
    spent: int
    entries: list[Entry]
    reserve: list[Entry]

    @property
    def granted(self) -> int:
        """What the run grants."""
        return sum(entry.amount - entry.reserved for entry in self.entries)

    @property
    def reserved(self) -> int:
        """What waits for money."""
        return sum(entry.reserved for entry in self.reserve)


class _State(NamedTuple):
    """One state of the store, read at once."""

    mark: int
    appropriation: int | None
    spent: int
    ready: list[Row]
    waiting: dict[int, list[Row]]
    history: dict[str, list[Any]]
    firms: dict[str, Row]
    findings: dict[int, Row]
    waited: set[int]


def _read(db: Database, policy: Policy, year: int) -> _State:
    """What a run of the year rests on, and nothing of the firms that it does not decide on: the ledger grows."""
    ready, waiting = intake.ready(db, policy.id, year), awards.waiting(db, policy.id, year)
    firms = {row["uscc"] for row in ready} | {held[0]["uscc"] for held in waiting.values()}
    claims = [row["id"] for row in ready]
    return _State(
        intake.mark(db),
        awards.appropriation(db, policy.id, year),
        awards.spent(db, policy.id, year),
        ready,
        waiting,
        awards.history(db, policy.id, firms),
        intake.firms(db, firms),
        checks.findings(db, claims),
        batches.waited_before(db, claims),
    )


def plan(db: Database, policy: Policy, year: int, progress: Progress = quiet) -> Plan:
    """What a run of the year would decide now; nothing is written. RunError without an appropriation."""
    if store.in_transaction(db):
        state = _read(db, policy, year)
    else:
        with store.read(db):
            state = _read(db, policy, year)
    if state.appropriation is None:
        rules = policy.appropriation
        raise RunError(
            f"{year} 年尚未设定预算，不能兑现（{rules['number']} {rules['clause']}：{rules['text']}）"
            f"请先运行 subsidy budget set {year} 金额"
        )
    asked = {row["item"] for row in state.ready} | {a["item"] for held in state.waiting.values() for a in held}
    unknown = sorted(asked - set(policy.items))
    if unknown:
        raise RunError(
            f"待兑现的申报中有 {'、'.join(unknown)}，政策 {policy.id} 没有这些事项，请换用有这些事项的政策文件"
        )
    entries = _entries(state, policy, year, progress)
    reserve = _fund(entries, policy, state.appropriation - state.spent)
    return Plan(policy, year, state.mark, state.appropriation, state.spent, entries, reserve)


def _entries(state: _State, policy: Policy, year: int, progress: Progress) -> list[Entry]:
    bodies = Bodies(policy)
    found: dict[int, Entry] = {}
    claims: dict[int, list[Row]] = {}
    for row in state.ready:
        if row["application"] not in found:
            found[row["application"]] = Entry(row["application"], row["uscc"], row["case_id"], row["received"])
        claims.setdefault(row["application"], []).append(row)
    for application, carried in state.waiting.items():
        first = carried[0]
        entry = Entry(application, first["uscc"], first["case_id"], first["received"])
        found.setdefault(application, entry).carried = carried
    entries = []
    for entry in progress(sorted(found.values(), key=lambda e: e.uscc), len(found), "审核"):
        firm = state.firms[entry.uscc]
        entry.firm = firm
        mine = claims.get(entry.application, [])
        entry.waited = any(row["id"] in state.waited for row in mine)
        try:
            _decide(entry, bodies, _case(entry, bodies, year, state, mine), mine, state.findings)
        except KeyError as error:
            place = f"{firm['name']}（{entry.uscc}）"
            told = f"{place}的申报或历年奖励与政策文件不符：文件中没有 {error}"
            raise RunError(f"{told}，请换用相符的政策文件") from error
        if entry.body:
            entries.append(entry)
    return entries


def _case(entry: Entry, bodies: Bodies, year: int, state: _State, claims: list[Row]) -> Case:
    """The open claims of an application, and what the ledger knows of the firm."""
    found = tuple(Claim(row["item"], thaw(bodies.claims[row["item"]], row["facts"])) for row in claims)
    given = state.history.get(entry.uscc, [])
    return make_case(entry.case_id, bodies.policy, year, entry.firm, found, given, entry.application)


def make_case(
    case_id: str,
    policy: Policy,
    year: int,
    firm: Row,
    claims: tuple[Claim, ...],
    given: Given,
    application: int | None,
) -> Case:
    """A firm's claims for a year, and its awards as the ledger has them; those of this very application are its own."""
    own = application is not None
    history = tuple(past._replace(own=own and origin == application) for origin, past in given)
    return Case(case_id, policy.id, year, Firm(firm["uscc"], firm["name"], firm["conditions"]), claims, history)


def _decide(entry: Entry, bodies: Bodies, case: Case, claims: list[Row], found: Mapping[int, Row]) -> None:
    """Assesses the open claims; one that is still with a person, and was told so before, is not told again."""
    findings = by_persons(bodies.policy, case, claims, found) if found else {}
    decision = assess(bodies.policy, case, findings)
    entry.barred = bool(failed_conditions(bodies.policy, case.firm.conditions))
    told: list[Line] = []
    for line, row in zip(decision.lines, claims, strict=True):
        if line.outcome == REFERRED and row["seen"]:
            continue
        entry.lines.append(line._replace(reasons=(), workings=()))
        told.append(line)
        entry.claims.append(row["id"])
    entry.units = _units(entry)
    if told or entry.carried:
        entry.body = bodies.write(decision, claims, told, entry.carried, entry.firm, findings)


def by_persons(policy: Policy, case: Case, claims: list[Row], found: Mapping[int, Row]) -> dict[int, Finding]:
    """What persons decided on the claims, by their place: only on these very facts, and while the law lets them."""
    findings = {}
    for index, (claim, row) in enumerate(zip(case.claims, claims, strict=True)):
        said = found.get(row["id"])
        if said is None or said["facts"] != digest(row["facts"]):
            continue
        grant = None
        if said["outcome"] == GRANTED:
            item = policy.items[claim.item]
            try:
                grant, limit = item.found(claim.facts, said["body"]), item.most(claim.facts, said["body"])
            except LookupError:  # another law by now: it is with a person again
                continue
            if limit is not None and said["amount"] > limit:
                continue
        findings[index] = Finding(said["outcome"], said["amount"], said["reason"], grant)
    return findings


def _units(entry: Entry) -> list[Unit]:
    """The awards of an entry by the decision that made them, earlier ones first."""
    found: dict[int | None, Unit] = {}
    for position, award in enumerate(entry.carried):
        found.setdefault(award["decision"], Unit(award["decision"])).add(position, award["item"], award["amount"])
    for position, line in enumerate(entry.lines, len(entry.carried)):
        if line.outcome == GRANTED:
            found.setdefault(None, Unit(None)).add(position, line.item.id, line.amount)
    return list(found.values())


def _fund(entries: list[Entry], policy: Policy, left: int) -> list[Entry]:
    """Marks who is funded and ranks the others; the reserve list in its order.

    A firm that waits and meanwhile fails a condition of its own keeps waiting, without a rank, whatever the money.
    """
    rules = policy.appropriation
    units: dict[int, tuple[Entry, Unit]] = {}
    candidates = []
    for entry in entries:
        for unit in () if entry.barred else entry.units:
            candidates.append(_candidate(entry, unit, policy))
            units[id(candidates[-1])] = entry, unit
    ranked = ledger.queue(candidates, rules["order"])
    reserve: dict[str, Entry] = {}
    waiting = 0
    for candidate, funded in zip(ranked, ledger.fund(ranked, left, rules["when_short"]), strict=True):
        entry, unit = units[id(candidate)]
        unit.funded = funded
        if not funded:
            waiting += 1
            unit.rank = waiting
            reserve.setdefault(entry.uscc, entry)
    for entry in entries:
        if entry.units and entry.barred:
            for unit in entry.units:
                unit.funded = False
            reserve[entry.uscc] = entry
    return list(reserve.values())


def _candidate(entry: Entry, unit: Unit, policy: Policy) -> Candidate:
    priority = min(policy.items[item].priority for item in unit.items)
    waiting = unit.decision is not None or entry.waited
    return Candidate(entry.uscc, unit.amount, priority, entry.received, waiting)
