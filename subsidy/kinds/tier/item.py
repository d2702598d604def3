"""Kind `tier`: an award for each threshold newly reached, if growth suffices where the clause asks for any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, NamedTuple

from subsidy.kinds.arithmetic import ONE, Arithmetic, Worth
from subsidy.kinds.base import Item
from subsidy.kinds.tier.sentences import (
    award_worked,
    awarded,
    difference_spent,
    growth_met,
    growth_short,
    growth_worked,
    names,
    no_previous,
    reaches,
    tier_newly_reached,
    tier_not_new,
    tier_not_reached,
    tiers_found,
)
from subsidy.model import GRANTED, REFERRED, Case, Facts, Line, Note, Past, made


class Tier(NamedTuple):
    """A threshold and its award, both in fen."""

    reach: int
    award: int


@dataclass(frozen=True, slots=True)
class TierItem(Item):
    """`measure` names the claim's field; growth is against `previous_<measure>`, exactly; None: no growth is asked.

    `over`: fen above a threshold from which on it is reached, 1 where it has to be exceeded.
    """

    measure: str
    subject: str
    short: str
    growth: Fraction | None
    tiers: tuple[Tier, ...]
    previous: str
    best_earlier: str
    jump: str
    move_up: str
    past_award: str
    over: int = 0

    kind: ClassVar[str] = "tier"
    reading_values: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "jump": ("highest", "sum"),
        "move_up": ("full", "difference"),
        "past_award": ("same_tier", "same_or_higher"),
        "threshold": ("reached", "exceeded"),
    }

    columns: ClassVar[tuple[str, ...]] = ("revenue", "previous", "best", "had", "top", "given")

    def read(self, values: Mapping[str, str]) -> dict[str, Any]:
        """A threshold that has to be exceeded is reached one fen above it."""
        fields: dict[str, Any] = {name: value for name, value in values.items() if name != "threshold"}
        return fields | ({"over": int(values["threshold"] == "exceeded")} if "threshold" in values else {})

    @property
    def verb(self) -> str:
        """What a threshold wants."""
        return "超过" if self.over else "达到"

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """Fen: this year, the year before (0: none), the best of earlier years, the highest tier given, all given.

        `had` has a bit for each tier, set where it was given; None where no tier was.
        """
        had, top, given = None, 0, 0
        if past:
            reaches = awarded(past)
            had = sum([1 << place for place, tier in enumerate(self.tiers) if tier.reach in reaches])
            top, given = max(reaches), sum([p.amount for p in past])
        return facts[self.measure], facts[self.previous] or 0, facts.get(self.best_earlier) or 0, had, top, given

    def worth(self, n: Arithmetic, revenue: Any, previous: Any, best: Any, had: Any, top: Any, given: Any) -> Worth:
        """`found`: which tiers are newly reached, whether growth suffices, the award before what is taken off it."""
        before = n.most(previous, best)
        if self.past_award == "same_or_higher":
            before = n.most(before, top)
        full: Any = 0
        new, over, most, summed = [], self.over, n.most, self.jump == "sum"
        for place, (reach, award) in enumerate(self.tiers):
            edge = reach + over
            fresh = (before < edge) & (revenue >= edge)
            if had is not None:
                fresh = fresh & ((had >> place) & 1 < 1)
            full = full + award * fresh if summed else most(full, award * fresh)
            new.append(fresh)
        amount = full - given if self.move_up == "difference" else full
        granted = amount > 0
        if self.growth is None:
            return amount * granted, granted, False, (new, True, full)
        grown = revenue >= previous + n.share_up(previous, *self.growth.as_integer_ratio())
        granted = granted & grown & (previous > 0)
        return amount * granted, granted, (full > 0) & (previous < 1), (new, grown, full)

    def identify(self, facts: Facts, past: Sequence[Past], numbers: tuple[Any, ...], worth: Worth) -> Facts:
        return self._identity(self._taken(worth[3][0]))

    def _taken(self, new: Sequence[bool]) -> list[Tier]:
        found = [tier for tier, fresh in zip(self.tiers, new, strict=True) if fresh]
        return found if self.jump == "sum" else found[-1:]

    def _identity(self, taken: Sequence[Tier]) -> Facts:
        return {"tier": taken[-1].reach, "tiers": tuple([t.reach for t in taken])}

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        numbers = revenue, previous, *_ = self.numbers(facts, past, case)
        worth = _, _, referred, (reached, grown, _) = self.worth(ONE, *numbers)
        new = [tier for tier, fresh in zip(self.tiers, reached, strict=True) if fresh]
        readings = self._edge_readings(*numbers) if past or "threshold" in self.readings else ()
        workings: tuple[Note, ...]
        short = not grown
        about = (self, facts, past, new)
        if not new or short:
            reasons = [] if new else [self._not_new(revenue, about)]
            if short:
                reasons.append((growth_short, (self, revenue, previous)))
            workings = ((tiers_found, about),)
            if previous and self.growth is not None:
                workings += ((growth_worked, (self, revenue, previous)),)
            return self.refused(index, *reasons, workings=workings, readings=readings)
        if referred:
            return Line(index, self, REFERRED, 0, ((no_previous, about),), ((tiers_found, about),), readings)
        return self._grant(index, about, worth, readings)

    def _edge_readings(
        self, revenue: int, previous: int, best: int, had: int | None, top: int, given: int
    ) -> tuple[str, ...]:
        """What matters: that a higher tier was given, but not one newly reached; that a threshold is just reached."""
        before, over = max(previous, best), self.over
        found: tuple[str, ...] = ()
        for place, tier in enumerate(self.tiers) if had is not None else ():
            if before < tier.reach + over <= revenue and tier.reach <= top and not (had or 0) >> place & 1:
                found = ("past_award",)
        if "threshold" in self.readings and any(t.reach in (revenue, before) for t in self.tiers):
            found += ("threshold",)
        return found

    def _not_new(self, revenue: int, about: tuple) -> Note:
        if revenue < self.tiers[0].reach + self.over:
            return (tier_not_reached, (self, revenue))
        return (tier_not_new, about)

    def _grant(self, index: int, about: tuple, worth: Worth, readings: tuple[str, ...]) -> Line:
        facts, past, (amount, granted, _, (reached, _, full)) = about[1], about[2], worth
        revenue, previous, taken = facts[self.measure], facts[self.previous], self._taken(reached)
        readings += ("jump", "move_up") if past else ("jump",)
        deducted: Sequence[Past] = past if self.move_up == "difference" else ()
        grown: tuple[Note, ...] = ()
        workings: tuple[Note, ...] = ((tiers_found, about), (award_worked, (self, taken, full, past, deducted)))
        if self.growth is not None:
            grown = ((growth_met, (self, revenue, previous)),)
            workings = (workings[0], (growth_worked, (self, revenue, previous)), workings[1])
        if not granted:
            return self.refused(index, (difference_spent, (self, full, deducted)), workings=workings, readings=readings)
        reasons = ((tier_newly_reached, about), *grown)
        return made((index, self, GRANTED, amount, reasons, workings, readings, self._identity(taken)))

    def most(self, facts: Facts, body: Facts) -> int:
        return sum(tier.award for tier in self._open(facts, body))

    def found(self, facts: Facts, body: Facts) -> Facts:
        """`body` may name one `tier` in fen; else it is what the reading of several tiers gives."""
        taken = self._open(facts, body)
        if not taken:
            raise LookupError(f"本年{self.subject}没有新达到的档次，不能核定奖励")
        return self._identity(taken)

    def _open(self, facts: Facts, body: Facts) -> list[Tier]:
        before = max(facts[self.previous] or 0, facts.get(self.best_earlier) or 0)
        new = [t for t in self.tiers if before < t.reach + self.over <= facts[self.measure]]
        if "tier" not in body:
            return new if self.jump == "sum" else new[-1:]
        named = [t for t in new if t.reach == body["tier"]]
        if not named:
            raise LookupError(f"核定的档次应为本年新达到的{names(new)}之一")
        return named

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        return tuple(str(reach) for reach in reaches(grant))
