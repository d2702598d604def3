"""Edges of kind `tier`: every threshold, the line of growth, a year before that is not there, tiers paid before."""

from collections.abc import Iterator, Sequence

from subsidy.author.common import OFFS, USED, Edge, Mark, past, told
from subsidy.kinds import TierItem
from subsidy.kinds.tier import needed
from subsidy.model import Facts, Past
from subsidy.money import yuan

BEFORE = 1  # years before the year of the case, of awards made up


def edges(item: TierItem, year: int) -> Iterator[Edge]:
    """Each threshold one fen below, at and above; growth likewise; what was reached or paid before."""
    least = item.tiers[0].reach + item.over
    low = item.tiers[0].reach // 2
    for tier in item.tiers:
        for off, word in OFFS.items():
            name = f"{told(tier.reach)}档：{word}"
            yield _edge(item, ("tier", tier.reach, off), name, tier.reach + off, low)
    yield _edge(item, ("previous",), "上年没有", least, None)
    if item.growth is not None:
        before = item.tiers[0].reach - 100
        line = needed(item, before)
        for off, word in OFFS.items():
            if line + off >= least:
                yield _edge(item, ("growth", off), f"增速线：{word}", line + off, before)
    if len(item.tiers) > 1:
        first, second = item.tiers[:2]
        enough = max(second.reach + item.over, needed(item, least))
        was = past(year - BEFORE, first.award, tier=yuan(first.reach))
        yield _edge(item, (USED,), "低一档奖励过，升至高一档", enough, least, was)
        top = item.tiers[-1]
        was = past(year - BEFORE - 1, top.award, tier=yuan(top.reach))
        yield _edge(item, ("higher",), "只奖励过更高一档", least, low, was)


def _edge(item: TierItem, mark: Mark, name: str, amount: int, previous: int | None, *was: dict) -> Edge:
    before = "null" if previous is None else yuan(previous)
    return Edge(item.id, mark, name, ({item.measure: yuan(amount), item.previous: before},), was)


def marks(item: TierItem, facts: Facts, before: Sequence[Past]) -> Iterator[Mark]:
    """The edges that a claim lies at."""
    amount, previous = facts[item.measure], facts[item.previous]
    for tier in item.tiers:
        if amount - tier.reach in OFFS:
            yield "tier", tier.reach, amount - tier.reach
    if not previous:
        yield ("previous",)
    elif item.growth is not None and amount - needed(item, previous) in OFFS:
        yield "growth", amount - needed(item, previous)
    if before:
        lowest, reached = before[0].facts["tier"], [t.reach for t in item.tiers if t.reach + item.over <= amount]
        yield ("higher",) if reached and lowest > reached[-1] else (USED,)
