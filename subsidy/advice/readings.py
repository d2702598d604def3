"""The ways to read an item that its policy leaves open, those in force first, and what gain each gives."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Any, NamedTuple

from subsidy.kinds import Item
from subsidy.model import Condition
from subsidy.money import brief

MOST = 64  # ways of reading one item that are tried

Ways = tuple[tuple[str, str], ...]  # readings that are not as in force, and their values


class Law(NamedTuple):
    """As much of a policy as decides one item."""

    items: Mapping[str, Item]
    conditions: Sequence[Condition]


class Span(NamedTuple):
    """A gain in fen as in force, at least and at most, and under which other readings (none: those in force)."""

    now: int
    low: int
    high: int
    low_under: Ways = ()
    high_under: Ways = ()


@lru_cache(maxsize=256)
def ways(policy: Any, name: str) -> tuple[tuple[Ways, Item], ...]:
    """An item of the policy under each way to read it: as in force, then with the fewest readings changed."""
    item = policy.items[name]
    open_points = {point: list(reading.choices) for point, reading in item.readings.items()}
    every = (
        tuple((point, value) for point, value in zip(open_points, values, strict=True) if value != item.reading(point))
        for values in product(*open_points.values())
    )
    fewest = sorted(islice(every, 8 * MOST), key=len)[:MOST]
    return tuple((found, item.under(dict(found))) for found in fewest)


def span(gains: Mapping[Ways, int]) -> Span:
    """The ends of what the ways give; of equals the first, so the one with the fewest readings changed."""
    low, high = min(gains, key=lambda way: gains[way]), max(gains, key=lambda way: gains[way])
    return Span(gains[()], gains[low], gains[high], low, high)


def told(item: Item, found: Span) -> str:
    """The sentence of a span; '' where every reading gives the same."""
    ends = ((found.low, found.low_under), (found.high, found.high_under))
    others = [f"若按另一种理解（{say(item, way)}）{_more(gain)}" for gain, way in ends if gain != found.now]
    return "；".join([f"按现行口径{_more(found.now)}", *others]) if others else ""


def _more(gain: int) -> str:
    return f"增加 {brief(gain)}" if gain > 0 else f"减少 {brief(-gain)}" if gain else "不增加"


def say(item: Item, way: Ways) -> str:
    """Readings in Chinese, each with its question."""
    return "；".join(f"{item.readings[name].question}：{item.readings[name].choices[value]}" for name, value in way)
