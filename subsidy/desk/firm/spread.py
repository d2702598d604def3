"""Two readings, two amounts: what an item's claims would earn under the readings that are not in force."""

from collections import deque
from typing import NamedTuple

from subsidy.advice.readings import MOST, Law, Ways, say
from subsidy.assessment import assess
from subsidy.kinds import Item
from subsidy.model import Decision
from subsidy.money import brief
from subsidy.policy import Policy


class Spread(NamedTuple):
    """What an item's claims earn now, at least and at most, in fen; `text` says under which readings."""

    now: int
    low: int
    high: int
    text: str = ""


def spread(policy: Policy, decision: Decision) -> Spread:
    """The amounts under every way to read what the decision on one item's claims rests on."""
    item: Item = decision.lines[0].item
    found = _amounts(policy, item, decision)
    now = found[()]
    # the fewest readings come first, and the first of the least and of the most is told
    low, high = min(found, key=lambda ways: found[ways]), max(found, key=lambda ways: found[ways])
    told = [f"若按另一种理解（{say(item, ways)}）为 {brief(found[ways])}" for ways in (low, high) if found[ways] != now]
    text = "；".join([f"按现行口径 {brief(now)}", *told]) if told else ""
    return Spread(now, found[low], found[high], text)


def between(total: int, low: int, high: int) -> str:
    """The sentence for a whole application; '' where there is one amount only."""
    if low == high:
        return ""
    return f"按现行口径合计 {brief(total)}；政策原文有几处可作不同理解，合计在 {brief(low)} 至 {brief(high)} 之间"


def _amounts(policy: Policy, item: Item, decision: Decision) -> dict[Ways, int]:
    """The total under each way, fewest readings first: those that a way rests on lead to others."""
    found: dict[Ways, int] = {}
    waiting: deque[Ways] = deque([()])
    while waiting and len(found) < MOST:
        ways = waiting.popleft()
        if ways in found:
            continue
        law = Law({item.id: item.under(dict(ways))}, policy.conditions)
        then = assess(law, decision.case) if ways else decision
        found[ways] = then.total
        for name in dict.fromkeys(name for line in then.lines for name in line.readings):
            for value in item.readings[name].choices:
                waiting.append(_with(item, ways, name, value))
    return found


def _with(item: Item, ways: Ways, name: str, value: str) -> Ways:
    chosen = {**dict(ways), name: value}
    return tuple(sorted((n, v) for n, v in chosen.items() if v != item.reading(n)))
