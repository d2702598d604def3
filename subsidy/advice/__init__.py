"""advise(policy, case) -> Advice: the least changes that would bring a firm more, weighed by deciding; pure.

Each kind says where to look (kinds/roads); what it finds is a road only if the decision on the changed case is worth
more than the decision on the case.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from subsidy.advice.readings import Span
from subsidy.advice.weighing import Weighing
from subsidy.assessment import assess, failed_conditions
from subsidy.kinds import Item
from subsidy.kinds.roads import EXACT, PERSON, ROADS, UNIT, Change, View, Way, Worth, changed
from subsidy.model import Case, Claim, Condition, Decision, Facts, Note, Past

_ORDER = (EXACT, PERSON, UNIT)


class Road(NamedTuple):
    """Changes that bring more, none smaller of their kind doing so; `claim` is the claim changed, None for another.

    `gain` is fen: what the whole case would earn more. `basis` tells whether of exactly these changes, to be decided
    by a person, or of one unit where the law has no step. `span`: the gain under other readings.
    """

    item: Item
    claim: int | None
    basis: str
    changes: tuple[Change, ...]
    gain: int
    span: Span
    say: Note

    @property
    def text(self) -> str:
        """The road in Chinese."""
        say, about = self.say
        return say(*about)


class Advice(NamedTuple):
    """The roads by gain, the surest and shortest first among equals; none while `barred` has a condition."""

    decision: Decision
    roads: tuple[Road, ...]
    barred: tuple[Condition, ...]


def advise(policy: Any, case: Case, settled: Sequence[Claim] = ()) -> Advice:
    """What would help this firm; `settled` are claims of the year decided for good, which nobody makes again.

    Claims and history must be of the policy's items, as the schemas make sure (KeyError otherwise).
    """
    decision = assess(policy, case)
    barred = tuple(failed_conditions(policy, case.firm.conditions))
    found: list[Road] = []
    if not barred:
        for item in policy.items.values():
            found += _roads(decision, item, [claim.facts for claim in settled if claim.item == item.id])
    places = {name: place for place, name in enumerate(policy.items)}
    found.sort(key=lambda road: (_ORDER.index(road.basis), -road.gain, *_least(road), places[road.item.id]))
    return Advice(decision, tuple(found), barred)


def _least(road: Road) -> tuple[int, bool, int, int]:
    """Among equals: what is the surest, then what changes a claim, least, as far as that can be compared at all."""
    return -road.span.low, road.claim is None, len(road.changes), sum(change.by or 0 for change in road.changes)


def _roads(decision: Decision, item: Item, settled: Sequence[Facts]) -> Iterator[Road]:
    looks, case = ROADS.get(item.kind), decision.case
    if looks is None or not item.pays:
        return
    groups: dict[str, tuple[list[tuple[int, Facts]], list[Facts], list[Past]]] = {}

    def of(facts: Facts) -> tuple[list[tuple[int, Facts]], list[Facts], list[Past]]:
        return groups.setdefault(looks.group(item, facts), ([], [], []))

    for place, claim in enumerate(case.claims):
        if claim.item == item.id:
            of(claim.facts)[0].append((place, claim.facts))
    for facts in settled:
        of(facts)[1].append(facts)
    for award in case.history or ():
        if award.item == item.id:
            of(award.facts)[2].append(award)
    for name in looks.open(item, groups):
        groups.setdefault(name, ([], [], []))
    lines = {line.claim: line for line in decision.lines if line.item.id == item.id}
    for name, (claims, done, past) in groups.items():
        weighing = Weighing(decision.policy, item, case, claims, past)
        view = View(item, name, claims, done, past, case.year, len(case.claims), lines, weighing.worth)
        for way in looks.ways(view):
            road = _road(item, way, weighing)
            if road:
                yield road


def _road(item: Item, way: Way, weighing: Weighing) -> Road | None:
    worth = weighing.worth(way.changes)
    if worth.gain <= 0 and way.basis != PERSON:
        return None
    say, about = way.say
    gain = max(worth.gain, 0)
    return Road(item, way.claim, way.basis, way.changes, gain, weighing.span(way.changes), (say, (*about, worth)))


__all__ = ["EXACT", "PERSON", "UNIT", "Advice", "Change", "Road", "Span", "Worth", "advise", "changed"]
