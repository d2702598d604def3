"""Roads of kind `rate`: the orders from outside that fill the cap, to the fen."""

from collections.abc import Iterator

from subsidy.kinds.base import exact_percent
from subsidy.kinds.rate import RateItem
from subsidy.kinds.roads.base import THOUSAND, Roads, View, Way, Worth, always, earned, unused, whole
from subsidy.money import brief, enough, figures, share

# places outside of any one city, of which one is not the city's own, nor are countries ever
OUTSIDE = ("310000", "110000", "JP")


def ways(view: View) -> Iterator[Way]:
    """One further order: a rate has no step before its cap."""
    item: RateItem = view.item
    earlier = sum(view.lines[place].amount for place, _ in view.claims[:-1])
    left = item.cap - earlier - sum(award.amount for award in view.past if award.year == view.year)
    if left <= 0:
        return
    orders = view.claims[-1][1][item.parts] if view.claims else ()
    outside = sum(order["executed"] for order in orders if item.outside(order["buyer_region"]))
    more = enough(left, item.rate) - outside
    if more <= 0:
        return
    region = next(place for place in OUTSIDE if item.outside(place))
    contract = unused("新订单", {order[item.part_name] for order in orders})
    order = {"contract": contract, "buyer": "市外发包方", "buyer_region": region, "executed": more}
    changes = view.part(order, more)
    if view.weigh(changes).gain > 0:
        yield Way(changes, (orders_to_cap, (item, more)), view.claims[-1][0] if view.claims else None)


def orders_to_cap(item: RateItem, more: int, worth: Worth) -> str:
    """How much more has to be executed, and what that brings."""
    each = f"按 {exact_percent(item.rate)}，每 1,000 元奖励 {figures(share(THOUSAND, item.rate))} 元"
    return f"市外订单再执行 {figures(more)} 元（{each}）即达每年最高限额 {brief(item.cap)}，{earned(worth)}"


ROADS = Roads(whole, always, ways)
