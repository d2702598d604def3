"""What a run would do: every accepted application assessed, funded within the appropriation, the rest in order."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.claims import claim_schema, thaw
from schemas.decisions import dump_line
from subsidy import ledger, store
from subsidy.assessment import assess
from subsidy.desk.common import DeskError, Progress, quiet
from subsidy.ledger import Candidate
from subsidy.model import GRANTED, REFERRED, Case, Claim, Firm, Line
from subsidy.money import yuan
from subsidy.policy import Policy
from subsidy.store import Database, awards, intake
from subsidy.store.intake import Row


class RunError(DeskError):
    """A run that cannot begin or be found."""


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
    body: str = ""  # the decision as JSON: one string holds less than its parts
    to_check: tuple[str, ...] = ()
    firm: Row = field(default_factory=dict)
    amount: int = 0
    barred: bool = False
    funded: bool = True
    rank: int | None = None


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
        return sum(entry.amount for entry in self.entries if entry.funded)

    @property
    def reserved(self) -> int:
        """What waits for money."""
        return sum(entry.amount for entry in self.reserve)


class _State(NamedTuple):
    """One state of the store, read at once."""

    mark: int
    appropriation: int | None
    spent: int
    ready: list[Row]
    waiting: dict[int, list[Row]]
    history: dict[str, list[Any]]
    firms: dict[str, Row]


def _read(db: Database, policy: Policy, year: int) -> _State:
    return _State(
        intake.mark(db),
        awards.appropriation(db, policy.id, year),
        awards.spent(db, policy.id, year),
        intake.ready(db, policy.id, year),
        awards.waiting(db, policy.id, year),
        awards.history(db, policy.id),
        intake.firms(db),
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
    schemas = {name: claim_schema(item) for name, item in policy.items.items()}
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
        try:
            _decide(entry, policy, _case(entry, policy, year, state, schemas, mine), mine)
        except KeyError as error:
            place = f"{firm['name']}（{entry.uscc}）"
            told = f"{place}的申报或历年奖励与政策文件不符：文件中没有 {error}"
            raise RunError(f"{told}，请换用相符的政策文件") from error
        if entry.body:
            entries.append(entry)
    return entries


def _case(entry: Entry, policy: Policy, year: int, state: _State, schemas: dict[str, Any], claims: list[Row]) -> Case:
    """The open claims of an application, and what the ledger knows of the firm."""
    return Case(
        entry.case_id,
        policy.id,
        year,
        Firm(entry.uscc, entry.firm["name"], entry.firm["conditions"]),
        tuple(Claim(row["item"], thaw(schemas[row["item"]], row["facts"])) for row in claims),
        tuple(p._replace(own=a == entry.application) for a, p in state.history.get(entry.uscc, ())),
    )


def _decide(entry: Entry, policy: Policy, case: Case, claims: list[Row]) -> None:
    """Assesses the open claims; one that is still with a person, and was told so before, is not told again."""
    decision = assess(policy, case)
    entry.to_check = decision.to_check
    known = case.firm.conditions
    entry.barred = any(known.get(c.id, c.wanted) is not c.wanted for c in policy.conditions)
    told: list[Line] = []
    for line, row in zip(decision.lines, claims, strict=True):
        if line.outcome == REFERRED and row["seen"]:
            continue
        entry.lines.append(line._replace(reasons=(), workings=()))
        told.append(line)
        entry.claims.append(row["id"])
    texts = [json.loads(award["body"])["lines"][award["position"]] for award in entry.carried]
    texts += [{**dump_line(line), "title": line.item.title} for line in told]
    for index, text in enumerate(texts):
        text["claim"] = index
    entry.amount = sum(a["amount"] for a in entry.carried) + sum(line.amount for line in entry.lines)
    if texts:
        entry.body = _WRITER.encode(_body(entry, policy, case.year, texts))


def _fund(entries: list[Entry], policy: Policy, left: int) -> list[Entry]:
    """Marks who is funded and ranks the others; the reserve list in its order.

    A firm that waits and meanwhile fails a condition of its own keeps waiting, without a rank, whatever the money.
    """
    by_uscc = {entry.uscc: entry for entry in entries if entry.amount and not entry.barred}
    order = policy.appropriation["order"]
    ranked = ledger.queue((_candidate(entry, policy) for entry in by_uscc.values()), order)
    reserve = []
    for candidate, funded in zip(ranked, ledger.fund(ranked, left, policy.appropriation["when_short"]), strict=True):
        entry = by_uscc[candidate.uscc]
        entry.funded = funded
        if not funded:
            reserve.append(entry)
            entry.rank = len(reserve)
    for entry in entries:
        if entry.amount and entry.barred:
            entry.funded = False
            reserve.append(entry)
    return reserve


def _candidate(entry: Entry, policy: Policy) -> Candidate:
    items = {award["item"] for award in entry.carried} | {x.item.id for x in entry.lines if x.outcome == GRANTED}
    priority = min(policy.items[item].priority for item in items)
    return Candidate(entry.uscc, entry.amount, priority, entry.received, bool(entry.carried))


PAYEE = ("district", "account_name", "bank", "bank_code", "account")
_WRITER = json.JSONEncoder(ensure_ascii=False)


def _body(entry: Entry, policy: Policy, year: int, texts: list[dict[str, Any]]) -> Mapping[str, Any]:
    """The decision on an entry, in the form others rely on, with the title of each item and whom to pay."""
    return {
        "case": entry.case_id,
        "policy": policy.id,
        "policy_digest": policy.digest,
        "year": year,
        "firm": {"uscc": entry.uscc, "name": entry.firm["name"]},
        "lines": texts,
        "to_check": list(entry.to_check),
        "total": yuan(entry.amount),
        "payee": {name: entry.firm[name] or "" for name in PAYEE},
    }
