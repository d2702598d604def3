"""Roads of kind `tier`: the least revenue that reaches the next award."""

from collections.abc import Iterator
from fractions import Fraction

from subsidy.kinds.base import exact_percent
from subsidy.kinds.roads.base import CLAIMS, EXACT, PERSON, Change, Roads, View, Way, Worth, always, risen, whole
from subsidy.kinds.tier import Tier, TierItem, needed, reaches
from subsidy.model import Facts
from subsidy.money import figures, wan


def ways(view: View) -> Iterator[Way]:
    """More revenue on the claim; where none is made, the lowest tier that can still be newly reached."""
    if not view.claims:
        yield from () if view.settled else _newly(view)
        return
    item: TierItem = view.item
    place, facts = max(view.claims, key=lambda claim: claim[1][item.measure])
    now = facts[item.measure]
    least = needed(item, facts[item.previous] or 0) if item.growth is not None else 0
    for mark in sorted({max(tier.reach + item.over, least) for tier in item.tiers}):
        if mark <= now:
            continue
        changes = (Change((CLAIMS, place, item.measure), now, mark, mark - now),)
        worth = view.weigh(changes)
        if worth.gain > 0 or worth.referred > 0:
            basis = EXACT if worth.gain > 0 else PERSON
            reach = _highest_new(view, facts, mark)
            yield Way(changes, (revenue_to_tier, (item, mark - now, mark, reach)), place, basis)
            return


def _highest_new(view: View, facts: Facts, mark: int) -> int:
    """The highest tier that would be newly reached: a higher one may have been given before."""
    item: TierItem = view.item
    before = max(facts[item.previous] or 0, facts.get(item.best_earlier) or 0)
    had = {reach for award in view.past for reach in reaches(award.facts)}
    tiers = [t.reach for t in item.tiers if t.reach + item.over <= mark]
    return next((reach for reach in reversed(tiers) if before < reach + item.over and reach not in had), tiers[-1])


def _newly(view: View) -> Iterator[Way]:
    item: TierItem = view.item
    had = max((reach for award in view.past for reach in reaches(award.facts)), default=None)
    for tier in item.tiers:
        mark = tier.reach + item.over
        # a firm that was given a tier has reached it, whatever else it would claim now
        earlier = {} if had is None else {item.best_earlier: had + item.over}
        facts: dict[str, int] = {item.measure: mark, item.previous: _before(item, tier), **earlier}
        changes = view.claim(facts)
        if view.weigh(changes).gain > 0:
            yield Way(changes, (tier_to_reach, (item, tier.reach, facts)))
            return


def _before(item: TierItem, tier: Tier) -> int:
    """The most of the year before from which the tier is newly reached and growth suffices."""
    most = tier.reach + item.over - 1
    return most if item.growth is None else min(most, (tier.reach + item.over) // (1 + item.growth))


def revenue_to_tier(item: TierItem, more: int, mark: int, tier: int, worth: Worth) -> str:
    """How much more revenue, and what that brings."""
    text = f"{item.subject}再增加 {figures(more)} 元"
    if mark == tier + item.over:
        text += f"即{'超过' if item.over else '达'} {wan(tier)} 万元档"
    else:
        text += (
            f"（达到 {wan(mark)} 万元）即达 {wan(tier)} 万元档的增速要求 {exact_percent(item.growth or Fraction(0))}"
        )
    if worth.gain <= 0:
        return f"{text}；上年没有{item.subject}，届时转人工核定"
    return f"{text}，{risen(worth)}"


def tier_to_reach(item: TierItem, reach: int, facts: Facts, worth: Worth) -> str:
    """The tier to be newly reached, and what that brings."""
    before = f"上年不超过 {figures(facts[item.previous])} 元"
    growth = f"（{before}）" if item.growth is None else f"且增速在 {exact_percent(item.growth)} 以上（{before}）"
    return f"{item.subject}新{item.verb} {wan(reach)} 万元{growth}，{risen(worth)}"


ROADS = Roads(whole, always, ways)
