"""试算: what a firm's answers would earn, why, what is missing, what would bring more, and how sure that is.

The engine is the one that decides, the past is the ledger's; nothing is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from schemas.decisions import dump_line
from subsidy.advice import Advice, Road, advise, readings
from subsidy.desk.firm import answers, spread
from subsidy.desk.firm.answers import Answers
from subsidy.desk.firm.drafts import FIRM, place
from subsidy.desk.firm.settled import Settled, settled
from subsidy.desk.firm.spread import Spread
from subsidy.desk.plan import make_case
from subsidy.model import Case, Claim, Decision
from subsidy.money import of_yuan
from subsidy.policy import Policy
from subsidy.store import Database, awards, intake

SETTLED = "settled"  # the outcome of a claim that a run has decided already


class Missing(NamedTuple):
    """A field that keeps a claim out of the estimate: its path, its place in Chinese, what is wrong."""

    path: str
    label: str
    message: str


class EstimateLine(NamedTuple):
    """What one claim would earn, in fen. `claim` is its place among those typed; `outcome` may also be `settled`."""

    claim: int
    title: str
    clause: str
    outcome: str
    amount: int
    reasons: tuple[str, ...] = ()
    workings: tuple[str, ...] = ()


class EstimateRoad(NamedTuple):
    """What would bring more, and how much, in fen; `claim` is the place of the claim changed, None for another one.

    `basis`: of exactly this change, for a person to decide, or of one unit; `range` is as a section's.
    """

    section: str
    title: str
    clause: str
    claim: int | None
    basis: str
    gain: int
    low: int
    high: int
    range: str
    text: str


class EstimateSection(NamedTuple):
    """What one section would earn: amounts in fen; `range`: which reading gives which amount, or ''."""

    id: str
    title: str
    clause: str
    amount: int
    low: int
    high: int
    range: str
    lines: tuple[EstimateLine, ...]
    missing: tuple[Missing, ...]


class Estimate(NamedTuple):
    """What all sections would earn together; `to_check` are the firm's own conditions that nobody has checked yet.

    `roads` are what would bring more, in whatever section, the most first.
    """

    total: int
    low: int
    high: int
    range: str
    sections: tuple[EstimateSection, ...]
    to_check: tuple[str, ...]
    roads: tuple[EstimateRoad, ...]

    def section(self, name: str) -> EstimateSection | None:
        """A section by its id; None where nothing was typed into it."""
        return next((section for section in self.sections if section.id == name), None)


def estimate(db: Database, policy: Policy, year: int, uscc: str, values: Mapping[str, Any]) -> Estimate:
    """What the values of the sections would earn, as the rules stand, were it decided now. A few milliseconds."""
    read = {name: answers.read(policy, name, values[name]) for name in policy.items if name in values}
    application = intake.application(db, policy.id, year, uscc)
    done = settled(db, policy, application, read)
    given = awards.history(db, policy.id, uscc, told=True).get(uscc, [])  # no estimate gives a decision away
    firm = intake.firm(db, uscc) or intake.blank_firm(uscc, uscc)
    # what the office has found counts before what the firm says of itself
    firm["conditions"] = {**answers.declared(policy, values.get(FIRM) or {}), **firm["conditions"]}
    claims = tuple(claim for name in read for claim in done[name].open)
    case = make_case("", policy, year, firm, claims, given, application["id"] if application else None)
    advice = advise(policy, case, _settled(read, done))
    decision = advice.decision
    sections = tuple(
        _section(policy, name, found, done[name], decision) for name, found in read.items() if not found.empty
    )
    total, low, high = (sum(getattr(s, which) for s in sections) for which in ("amount", "low", "high"))
    labels = tuple(c.label for c in policy.conditions if c.id in decision.to_check)
    return Estimate(
        total, low, high, spread.between(total, low, high), sections, labels, _roads(advice, [*_places(read, done)])
    )


def _settled(read: Mapping[str, Answers], done: Mapping[str, Settled]) -> list[Claim]:
    """The claims that are decided for good, wholly or in parts."""
    return [
        claim
        for name, found in read.items()
        for claim, place in zip(found.claims, found.places, strict=True)
        if place in done[name].texts
    ]


def _places(read: Mapping[str, Answers], done: Mapping[str, Settled]) -> Iterator[int]:
    """The places among those typed of the claims of the case."""
    for name in read:
        yield from done[name].places


def _roads(advice: Advice, places: Sequence[int]) -> tuple[EstimateRoad, ...]:
    return tuple(_road(road, None if road.claim is None else places[road.claim]) for road in advice.roads)


def _road(road: Road, place: int | None) -> EstimateRoad:
    item, span = road.item, road.span
    text = readings.told(item, span)
    return EstimateRoad(
        item.id, item.title, item.clause, place, road.basis, road.gain, span.low, span.high, text, road.text
    )


def _section(policy: Policy, name: str, read: Answers, done: Settled, decision: Decision) -> EstimateSection:
    item = policy.items[name]
    found, places = _only(decision, name), iter(done.places)
    lines = [_line(next(places), line) for line in found.lines]
    lines += [EstimateLine(place, item.title, item.clause, SETTLED, 0, (text,)) for place, text in done.texts.items()]
    told = spread.spread(policy, found) if found.lines else Spread(0, 0, 0)
    missing = tuple(Missing(p.path, place(item, p.path), p.message) for p in read.problems)
    lines.sort(key=lambda line: line.claim)
    return EstimateSection(
        name, item.title, item.clause, told.now, told.low, told.high, told.text, tuple(lines), missing
    )


def _only(decision: Decision, name: str) -> Decision:
    """The part of a decision that is about one item: no item sees the claims or the past of another."""
    case = decision.case
    lines = tuple(line for line in decision.lines if line.item.id == name)
    claims: tuple[Claim, ...] = tuple(case.claims[line.claim] for line in lines)
    history = tuple(past for past in case.history or () if past.item == name)
    part: Case = case._replace(claims=claims, history=history)
    return decision._replace(case=part, lines=tuple(line._replace(claim=i) for i, line in enumerate(lines)))


def _line(place: int, line: Any) -> EstimateLine:
    told = dump_line(line)
    reasons = tuple(reason["text"] for reason in told["reasons"])
    amount = of_yuan(told["amount"])
    return EstimateLine(place, line.item.title, told["clause"], line.outcome, amount, reasons, tuple(told["workings"]))
