"""Kind `tier`: its sentences, and what they reckon."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from subsidy.kinds.base import exact_percent, nothing_left
from subsidy.model import Facts, Past
from subsidy.money import figures, wan

if TYPE_CHECKING:
    from subsidy.kinds.tier.item import Tier, TierItem


def reaches(award: Facts) -> Sequence[int]:
    """The tiers that an award was for: several under `sum`, else the one."""
    found: Sequence[int] = award.get("tiers", (award["tier"],))
    return found


def awarded(past: Sequence[Past]) -> set[int]:
    """Every tier that was given before."""
    return {reach for award in past for reach in reaches(award.facts)}


def _wan(amount: int) -> str:
    return f"{wan(amount)} 万元"


def names(tiers: Sequence["Tier"]) -> str:
    """Tiers as sentences list them."""
    return "、".join(_wan(t.reach) for t in tiers) or "无"


def percent(value: Fraction) -> str:
    """A share as a percentage, cut (never rounded up) after one decimal."""
    tenths = value.numerator * 1000 // value.denominator
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}{f'.{rest}' if rest else ''}%"


def needed(item: "TierItem", previous: int) -> int:
    """The least of this year, in fen, that grows enough."""
    exact = previous * (1 + (item.growth or 0))
    return -(-exact.numerator // exact.denominator)


def _rate(revenue: int, previous: int) -> str:
    return percent(Fraction(revenue - previous, previous))


def _growth(item: "TierItem") -> str:
    """The growth that is asked; sentences that call it are of items that ask for any."""
    return exact_percent(item.growth or Fraction(0))


def tier_not_reached(item: "TierItem", revenue: int) -> str:
    lowest = item.tiers[0].reach
    return (
        f"本年{item.subject} {_wan(revenue)}，{item.clause} 要求{item.verb} {_wan(lowest)}，"
        f"还差 {figures(lowest + item.over - revenue)} 元"
    )


def _why_not_new(item: "TierItem", tier: "Tier", facts: Facts, past: Sequence[Past]) -> str:
    previous, best = facts[item.previous], facts.get(item.best_earlier)
    for award in past:
        if tier.reach in reaches(award.facts):
            return f"已于 {award.year} 年奖励"
    if previous and previous >= tier.reach + item.over:
        return f"上年已{item.verb}（{_wan(previous)}）"
    if best and best >= tier.reach + item.over:
        return f"以前年度已{item.verb}（最高 {_wan(best)}）"
    return "此前已奖励更高档次"


def tier_not_new(item: "TierItem", facts: Facts, past: Sequence[Past], new: Sequence["Tier"]) -> str:
    revenue = facts[item.measure]
    before = max(revenue, facts[item.previous] or 0, facts.get(item.best_earlier) or 0)
    reached = [t for t in item.tiers if t.reach + item.over <= revenue]
    why = "，".join(f"{_wan(t.reach)}档{_why_not_new(item, t, facts, past)}" for t in reached)
    had = awarded(past)
    higher = [t for t in item.tiers if t.reach + item.over > before and t.reach not in had]
    if higher:
        gap = f"距尚未达到过的 {_wan(higher[0].reach)}档还差 {figures(higher[0].reach + item.over - revenue)} 元"
    else:
        gap = "各档均已达到过或已奖励，没有更高的档次"
    return f"本年{item.subject} {_wan(revenue)}，{item.clause} 要求新达到一档，而 {why}；{gap}"


def growth_short(item: "TierItem", revenue: int, previous: int) -> str:
    gap = needed(item, previous) - revenue
    wanted = _growth(item)
    return f"增速 {_rate(revenue, previous)}，{item.clause} 要求 {wanted}，还差{item.short} {figures(gap)} 元"


def no_previous(item: "TierItem", facts: Facts, past: Sequence[Past], new: Sequence["Tier"]) -> str:
    return (
        f"本年{item.subject} {_wan(facts[item.measure])}，新达到 {names(new)}档；上年没有{item.subject}，"
        f"增速无从计算，{item.clause} 要求增速 {_growth(item)} 以上，转人工核定"
    )


def tier_newly_reached(item: "TierItem", facts: Facts, past: Sequence[Past], new: Sequence["Tier"]) -> str:
    taken = "各档相加奖励" if item.jump == "sum" else "按最高一档奖励"
    return f"本年{item.subject} {_wan(facts[item.measure])}，新达到 {names(new)}档" + (f"，{taken}" if new[1:] else "")


def growth_met(item: "TierItem", revenue: int, previous: int) -> str:
    return f"增速 {_rate(revenue, previous)}，{item.clause} 要求 {_growth(item)} 以上"


def difference_spent(item: "TierItem", full: int, deducted: Sequence[Past]) -> str:
    before = sum(p.amount for p in deducted)
    return (
        f"应奖励 {figures(full)} 元，此前已给予 {figures(before)} 元，{item.clause} 按差额兑现，"
        f"{nothing_left(full, before, '应奖励', '已给予')}"
    )


def tiers_found(item: "TierItem", facts: Facts, past: Sequence[Past], new: Sequence["Tier"]) -> str:
    revenue, previous, best = facts[item.measure], facts[item.previous], facts.get(item.best_earlier)
    last = f"上年 {figures(previous)} 元" if previous else f"上年无{item.short}"
    known = f"本年{item.subject} {figures(revenue)} 元，{last}"
    if best is not None:
        known += f"，更早年度最高 {figures(best)} 元"
    reached = names([t for t in item.tiers if t.reach + item.over <= revenue])
    return f"{known}；达到的档次：{reached}；其中新达到：{names(new)}"


def growth_worked(item: "TierItem", revenue: int, previous: int) -> str:
    worked = f"增速 =（{figures(revenue)} − {figures(previous)}）÷ {figures(previous)} = {_rate(revenue, previous)}"
    if item.growth is None:
        return f"{worked}，{item.clause} 不要求增速"
    return f"{worked}，要求不低于 {_growth(item)}（{item.short}不低于 {figures(needed(item, previous))} 元）"


def award_worked(
    item: "TierItem", taken: Sequence["Tier"], full: int, past: Sequence[Past], deducted: Sequence[Past]
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
