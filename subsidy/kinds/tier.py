"""Kind `tier`: an award for each threshold newly reached, if growth suffices where the clause asks for any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, NamedTuple

from subsidy.kinds.base import Item, exact_percent, nothing_left
from subsidy.model import GRANTED, REFERRED, Case, Facts, Line, Note, Past
from subsidy.money import figures, wan


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

    def read(self, values: Mapping[str, str]) -> dict[str, Any]:
        """A threshold that has to be exceeded is reached one fen above it."""
        fields: dict[str, Any] = {name: value for name, value in values.items() if name != "threshold"}
        return fields | ({"over": int(values["threshold"] == "exceeded")} if "threshold" in values else {})

    @property
    def verb(self) -> str:
        """What a threshold wants."""
        return "超过" if self.over else "达到"

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        revenue, previous, best = facts[self.measure], facts[self.previous], facts.get(self.best_earlier)
        before = max(previous or 0, best or 0)
        over = self.over
        new = [t for t in self.tiers if before < t.reach + over <= revenue]
        readings: tuple[str, ...] = ()
        if past and new:
            new, readings = self._not_awarded(new, past)
        if "threshold" in self.readings and any(t.reach in (revenue, before) for t in self.tiers):
            readings += ("threshold",)
        workings: tuple[Note, ...]
        short = self._short(revenue, previous)
        about = (self, facts, past, new)
        if not new or short:
            reasons = [] if new else [self._not_new(revenue, about)]
            if short:
                reasons.append((growth_short, (self, revenue, previous)))
            workings = ((tiers_found, about),)
            if previous and self.growth is not None:
                workings += ((growth_worked, (self, revenue, previous)),)
            return self.refused(index, *reasons, workings=workings, readings=readings)
        if not previous and self.growth is not None:
            return Line(index, self, REFERRED, 0, ((no_previous, about),), ((tiers_found, about),), readings)
        return self._grant(index, about, readings)

    def _short(self, revenue: int, previous: int | None) -> bool:
        """Whether growth falls short; never where none is asked, or where there was nothing to grow from."""
        if not previous or self.growth is None:
            return False
        numerator, denominator = self.growth.as_integer_ratio()
        return revenue * denominator < previous * (numerator + denominator)

    def _not_awarded(self, new: list[Tier], past: Sequence[Past]) -> tuple[list[Tier], tuple[str, ...]]:
        had = _awarded(past)
        same = [t for t in new if t.reach not in had]
        top = max(had)
        higher = [t for t in same if t.reach > top]
        strict = self.past_award == "same_or_higher"
        return (higher if strict else same), (("past_award",) if higher != same else ())

    def _not_new(self, revenue: int, about: tuple) -> Note:
        if revenue < self.tiers[0].reach + self.over:
            return (tier_not_reached, (self, revenue))
        return (tier_not_new, about)

    def _grant(self, index: int, about: tuple, readings: tuple[str, ...]) -> Line:
        facts, past = about[1], about[2]
        revenue, previous = facts[self.measure], facts[self.previous]
        new: list[Tier] = about[3]
        taken = new if self.jump == "sum" else new[-1:]
        full = amount = sum(t.award for t in taken)
        readings += ("jump",)
        deducted: Sequence[Past] = ()
        if past:
            readings += ("move_up",)
            if self.move_up == "difference":
                deducted = past
                amount -= sum(p.amount for p in past)
        grown: tuple[Note, ...] = ()
        workings: tuple[Note, ...] = ((tiers_found, about), (award_worked, (self, taken, full, past, deducted)))
        if self.growth is not None:
            grown = ((growth_met, (self, revenue, previous)),)
            workings = (workings[0], (growth_worked, (self, revenue, previous)), workings[1])
        if amount <= 0:
            return self.refused(index, (difference_spent, (self, full, deducted)), workings=workings, readings=readings)
        reasons = ((tier_newly_reached, about), *grown)
        grant = {"tier": taken[-1].reach, "tiers": tuple(t.reach for t in taken)}
        return Line(index, self, GRANTED, amount, reasons, workings, readings, grant)

    def most(self, facts: Facts, body: Facts) -> int:
        return sum(tier.award for tier in self._open(facts, body))

    def found(self, facts: Facts, body: Facts) -> Facts:
        """`body` may name one `tier` in fen; else it is what the reading of several tiers gives."""
        taken = self._open(facts, body)
        if not taken:
            raise LookupError(f"本年{self.subject}没有新达到的档次，不能核定奖励")
        return {"tier": taken[-1].reach, "tiers": tuple(t.reach for t in taken)}

    def _open(self, facts: Facts, body: Facts) -> list[Tier]:
        before = max(facts[self.previous] or 0, facts.get(self.best_earlier) or 0)
        new = [t for t in self.tiers if before < t.reach + self.over <= facts[self.measure]]
        if "tier" not in body:
            return new if self.jump == "sum" else new[-1:]
        named = [t for t in new if t.reach == body["tier"]]
        if not named:
            raise LookupError(f"核定的档次应为本年新达到的{_names(new)}之一")
        return named

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        return tuple(str(reach) for reach in reaches(grant))


def reaches(award: Facts) -> Sequence[int]:
    """The tiers that an award was for: several under `sum`, else the one."""
    found: Sequence[int] = award.get("tiers", (award["tier"],))
    return found


def _awarded(past: Sequence[Past]) -> set[int]:
    return {reach for award in past for reach in reaches(award.facts)}


def _wan(amount: int) -> str:
    return f"{wan(amount)} 万元"


def _names(tiers: Sequence[Tier]) -> str:
    return "、".join(_wan(t.reach) for t in tiers) or "无"


def percent(value: Fraction) -> str:
    """A share as a percentage, cut (never rounded up) after one decimal."""
    tenths = value.numerator * 1000 // value.denominator
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}{f'.{rest}' if rest else ''}%"


def needed(item: TierItem, previous: int) -> int:
    """The least of this year, in fen, that grows enough."""
    exact = previous * (1 + (item.growth or 0))
    return -(-exact.numerator // exact.denominator)


def _rate(revenue: int, previous: int) -> str:
    return percent(Fraction(revenue - previous, previous))


def _growth(item: TierItem) -> str:
    """The growth that is asked; sentences that call it are of items that ask for any."""
    return exact_percent(item.growth or Fraction(0))


def tier_not_reached(item: TierItem, revenue: int) -> str:
    lowest = item.tiers[0].reach
    return (
        f"本年{item.subject} {_wan(revenue)}，{item.clause} 要求{item.verb} {_wan(lowest)}，"
        f"还差 {figures(lowest + item.over - revenue)} 元"
    )


def _why_not_new(item: TierItem, tier: Tier, facts: Facts, past: Sequence[Past]) -> str:
    previous, best = facts[item.previous], facts.get(item.best_earlier)
    for award in past:
        if tier.reach in reaches(award.facts):
            return f"已于 {award.year} 年奖励"
    if previous and previous >= tier.reach + item.over:
        return f"上年已{item.verb}（{_wan(previous)}）"
    if best and best >= tier.reach + item.over:
        return f"以前年度已{item.verb}（最高 {_wan(best)}）"
    return "此前已奖励更高档次"


def tier_not_new(item: TierItem, facts: Facts, past: Sequence[Past], new: Sequence[Tier]) -> str:
    revenue = facts[item.measure]
    before = max(revenue, facts[item.previous] or 0, facts.get(item.best_earlier) or 0)
    reached = [t for t in item.tiers if t.reach + item.over <= revenue]
    why = "，".join(f"{_wan(t.reach)}档{_why_not_new(item, t, facts, past)}" for t in reached)
    had = _awarded(past)
    higher = [t for t in item.tiers if t.reach + item.over > before and t.reach not in had]
    if higher:
        gap = f"距尚未达到过的 {_wan(higher[0].reach)}档还差 {figures(higher[0].reach + item.over - revenue)} 元"
    else:
        gap = "各档均已达到过或已奖励，没有更高的档次"
    return f"本年{item.subject} {_wan(revenue)}，{item.clause} 要求新达到一档，而 {why}；{gap}"


def growth_short(item: TierItem, revenue: int, previous: int) -> str:
    gap = needed(item, previous) - revenue
    wanted = _growth(item)
    return f"增速 {_rate(revenue, previous)}，{item.clause} 要求 {wanted}，还差{item.short} {figures(gap)} 元"


def no_previous(item: TierItem, facts: Facts, past: Sequence[Past], new: Sequence[Tier]) -> str:
    return (
        f"本年{item.subject} {_wan(facts[item.measure])}，新达到 {_names(new)}档；上年没有{item.subject}，"
        f"增速无从计算，{item.clause} 要求增速 {_growth(item)} 以上，转人工核定"
    )


def tier_newly_reached(item: TierItem, facts: Facts, past: Sequence[Past], new: Sequence[Tier]) -> str:
    taken = "各档相加奖励" if item.jump == "sum" else "按最高一档奖励"
    return f"本年{item.subject} {_wan(facts[item.measure])}，新达到 {_names(new)}档" + (f"，{taken}" if new[1:] else "")


def growth_met(item: TierItem, revenue: int, previous: int) -> str:
    return f"增速 {_rate(revenue, previous)}，{item.clause} 要求 {_growth(item)} 以上"


def difference_spent(item: TierItem, full: int, deducted: Sequence[Past]) -> str:
    before = sum(p.amount for p in deducted)
    return (
        f"应奖励 {figures(full)} 元，此前已给予 {figures(before)} 元，{item.clause} 按差额兑现，"
        f"{nothing_left(full, before, '应奖励', '已给予')}"
    )


def tiers_found(item: TierItem, facts: Facts, past: Sequence[Past], new: Sequence[Tier]) -> str:
    revenue, previous, best = facts[item.measure], facts[item.previous], facts.get(item.best_earlier)
    last = f"上年 {figures(previous)} 元" if previous else f"上年无{item.short}"
    known = f"本年{item.subject} {figures(revenue)} 元，{last}"
    if best is not None:
        known += f"，更早年度最高 {figures(best)} 元"
    reached = _names([t for t in item.tiers if t.reach + item.over <= revenue])
    return f"{known}；达到的档次：{reached}；其中新达到：{_names(new)}"


def growth_worked(item: TierItem, revenue: int, previous: int) -> str:
    worked = f"增速 =（{figures(revenue)} − {figures(previous)}）÷ {figures(previous)} = {_rate(revenue, previous)}"
    if item.growth is None:
        return f"{worked}，{item.clause} 不要求增速"
    return f"{worked}，要求不低于 {_growth(item)}（{item.short}不低于 {figures(needed(item, previous))} 元）"


def award_worked(
    item: TierItem, taken: Sequence[Tier], full: int, past: Sequence[Past], deducted: Sequence[Past]
) -> str:
    parts = " + ".join(figures(t.award) for t in taken)
    text = f"{item.say_reading('jump')}，计 {parts}" + (f" = {figures(full)}" if len(taken) > 1 else "") + " 元"
    if past:
        text += f"；{item.say_reading('move_up')}"
    if deducted:
        before = sum(p.amount for p in deducted)
        text += f"；{figures(full)} − 此前已给予 {figures(before)}"
        text += f" = {figures(full - before)} 元" if full >= before else "，不够扣除，计 0 元"
    return text
