"""Roads of kind `cost`: the next level of each certificate, at the cost that fills its cap."""

from collections.abc import Iterable, Iterator

from subsidy.kinds.base import exact_percent
from subsidy.kinds.cost import CostItem, certificate
from subsidy.kinds.ladder import LevelError, Scheme
from subsidy.kinds.roads.base import LEVELS, Roads, View, Way, Worth, risen
from subsidy.kinds.roads.ladder import highest
from subsidy.model import Facts
from subsidy.money import brief, enough, figures


def ways(view: View) -> Iterator[Way]:
    """What a certificate cost is past; another level, or a certificate not had, is not."""
    item: CostItem = view.item
    scheme = item.schemes[view.group]
    if not scheme.numbers:
        yield from () if view.known() else _way(view, scheme, "", "")
        return
    try:
        top, earlier = highest(scheme, view)
    except LevelError:
        return
    for level in item.caps[scheme.name]:
        if not top or scheme.ranks[level] > scheme.ranks[top]:
            found = list(_way(view, scheme, level, top, earlier))
            yield from found
            if found:
                return


def _way(view: View, scheme: Scheme, level: str, top: str, earlier: str = "") -> Iterator[Way]:
    item: CostItem = view.item
    cost = enough(item.caps[scheme.name][level], item.rate)
    facts = {"scheme": scheme.name, "level": level, "best_earlier_level": earlier, "cost": cost}
    higher = scheme.ranks[level] - scheme.ranks[top] if top else None
    changes = view.claim({name: value for name, value in facts.items() if value != ""}, higher, LEVELS)
    if view.weigh(changes).gain > 0:
        yield Way(changes, (cost_of_level, (item, scheme, level, cost)))


def _group(item: CostItem, facts: Facts) -> str:
    return str(facts["scheme"])


def _schemes(item: CostItem, groups: Iterable[str]) -> Iterable[str]:
    return item.schemes


def cost_of_level(item: CostItem, scheme: Scheme, level: str, cost: int, worth: Worth) -> str:
    """What to pass, and what that brings of a cost that fills the cap."""
    share = f"按{item.labels['cost']}的 {exact_percent(item.rate)} 补助，费用达到 {figures(cost)} 元的，"
    cap = f"（最高 {brief(item.caps[scheme.name][level])}）"
    return f"{item.verb} {certificate(scheme, level)}，{share}{risen(worth).replace('奖励', '补助')}{cap}"


ROADS = Roads(_group, _schemes, ways)
