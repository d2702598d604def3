"""What a change is worth: the decision on a group of claims as they are and as they would be, under each reading."""

from collections.abc import Iterable, Sequence
from typing import Any

from subsidy.advice.readings import Law, Span, Ways, span, ways
from subsidy.assessment import assess
from subsidy.kinds import Item
from subsidy.kinds.roads import Change, Worth, changed
from subsidy.model import REFERRED, Case, Facts, Past


class Weighing:
    """Decides the claims of a group alone, which touch no others, and remembers what they earn as they are."""

    def __init__(
        self, policy: Any, item: Item, case: Case, claims: Iterable[tuple[int, Facts]], past: Sequence[Past]
    ) -> None:
        """`claims` with their places in the case."""
        self.item, self.case, self.past = item, case, tuple(past)
        self.places = [place for place, _ in claims]
        self.laws = [(way, Law({item.id: read}, policy.conditions)) for way, read in ways(policy, item.id)]
        self.before: dict[Ways, tuple[int, int]] = {}
        self.last: tuple[Iterable[Change], Worth] | None = None

    def worth(self, changes: Iterable[Change]) -> Worth:
        """What the changes are worth as the law is read; what was asked last is not decided again."""
        if self.last and self.last[0] is changes:
            return self.last[1]
        way, law = self.laws[0]
        (now, referred), (then, left) = self._now(way, law), self._decided(law, self._part(changes))
        self.last = (changes, Worth(then - now, now, then, left - referred))
        return self.last[1]

    def span(self, changes: Iterable[Change]) -> Span:
        """The gain under each reading."""
        now, *others = self.laws
        gains = {now[0]: self.worth(changes).gain}
        if others:
            part = self._part(changes)
            gains |= {way: self._decided(law, part)[0] - self._now(way, law)[0] for way, law in others}
        return span(gains)

    def _now(self, way: Ways, law: Law) -> tuple[int, int]:
        if way not in self.before:
            self.before[way] = self._decided(law, self._part(()))
        return self.before[way]

    def _part(self, changes: Iterable[Change]) -> Case:
        """The case with the changes, without what other groups claim and were given."""
        then = changed(self.case, self.item.id, changes)
        further = range(len(self.case.claims), len(then.claims))
        return then._replace(claims=tuple(then.claims[place] for place in (*self.places, *further)), history=self.past)

    @staticmethod
    def _decided(law: Law, part: Case) -> tuple[int, int]:
        """What the claims earn in fen, and how many go to a person."""
        found = assess(law, part)
        return found.total, sum(line.outcome == REFERRED for line in found.lines)
