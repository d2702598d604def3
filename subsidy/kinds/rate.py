"""Kind `rate`: a share of what was executed for buyers from outside, capped for a firm and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from subsidy.kinds.arithmetic import ONE, Arithmetic, Worth
from subsidy.kinds.base import Item, below_one_fen, exact_percent
from subsidy.model import GRANTED, Case, Facts, Line, Note, Past, identity, made
from subsidy.money import figures


@dataclass(frozen=True, slots=True)
class RateItem(Item):
    """`home` holds the beginnings of the 行政区划代码 that are not outside; `cap` is fen a firm and year."""

    rate: Fraction
    cap: int
    home: tuple[str, ...]

    kind: ClassVar[str] = "rate"
    once: ClassVar[bool] = False
    parts: ClassVar[str] = "orders"
    part_name: ClassVar[str] = "contract"
    columns: ClassVar[tuple[str, ...]] = ("outside", "used")

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """Fen: what was executed for buyers from outside, and what the firm was given for the same year."""
        home = self.home
        outside = sum([o["executed"] for o in facts["orders"] if not o["buyer_region"].startswith(home)])
        return outside, sum([p.amount for p in past if p.year == case.year])

    def worth(self, n: Arithmetic, outside: Any, used: Any) -> Worth:
        """`found`: the share before the cap, and what the cap leaves of it, which may be less than nothing."""
        full = n.share(outside, *self.rate.as_integer_ratio())
        left = n.least(full, self.cap - used)
        return n.most(left, 0), left > 0, False, (full, left)

    def identify(self, facts: Facts, past: Sequence[Past], numbers: tuple[Any, ...], worth: Worth) -> Facts:
        home = self.home
        return {"contracts": [o["contract"] for o in facts["orders"] if not o["buyer_region"].startswith(home)]}

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        orders = facts["orders"]
        numbers = outside, used = self.numbers(facts, past, case)
        worth = _, granted, _, (full, amount) = self.worth(ONE, *numbers)
        workings = (
            (orders_found, (self, orders)),
            (share_worked, (self, outside, full, used, amount)),
        )
        if not granted:
            return self.refused(index, self._why(orders, outside, full, used), workings=workings)
        reasons: tuple[Note, ...] = ((orders_outside, (self, orders, outside)),)
        if full > amount:
            reasons += ((capped, (self, full, used)),)
        grant = self.identify(facts, past, numbers, worth)
        return made((index, self, GRANTED, amount, reasons, workings, (), grant))

    def _why(self, orders: Sequence[Facts], outside: int, full: int, used: int) -> Note:
        if not outside:
            return (no_outside_orders, (self, orders))
        if not full:
            what = f"市外订单实际执行 {figures(outside)} 元，按{self.clause}规定的 {exact_percent(self.rate)} 计算"
            return (below_one_fen, (what,))
        return (cap_used, (self, used))

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        return tuple(f"{year}/{identity(c)}" for c in grant.get("contracts", ()))

    def outside(self, region: str) -> bool:
        """Whether a buyer's region code lies outside the city."""
        return not region.startswith(self.home)


def no_outside_orders(item: RateItem, orders: Sequence[Facts]) -> str:
    inside = sum(o["executed"] for o in orders if not item.outside(o["buyer_region"]))
    return (
        f"申报订单 {len(orders)} 份，其中市外订单实际执行金额 0 元（市内 {figures(inside)} 元），"
        f"{item.clause} 只奖励市外订单，要求大于 0 元"
    )


def cap_used(item: RateItem, used: int) -> str:
    return (
        f"本年度已给予 {figures(used)} 元，{item.clause} 每家企业每年最高 {figures(item.cap)} 元，"
        "剩余额度 0 元，不能再奖励"
    )


def orders_outside(item: RateItem, orders: Sequence[Facts], outside: int) -> str:
    count = sum(item.outside(o["buyer_region"]) for o in orders)
    return f"承接市外订单 {count} 份，实际执行 {figures(outside)} 元，按 {exact_percent(item.rate)} 奖励"


def capped(item: RateItem, full: int, used: int) -> str:
    limit = f"超过{item.clause}规定的最高限额 {figures(item.cap)} 元"
    if used:
        left = f"按剩余额度 {figures(item.cap - used)} 元计"
        return f"按比例计算为 {figures(full)} 元，本年度已给予 {figures(used)} 元，合计{limit}，{left}"
    return f"按比例计算为 {figures(full)} 元，{limit}，按限额计"


def orders_found(item: RateItem, orders: Sequence[Facts]) -> str:
    parts = "；".join(
        f"{o['contract']}（{o['buyer']}，{o['buyer_region']}，"
        f"{'市外' if item.outside(o['buyer_region']) else '市内，不计'}）{figures(o['executed'])} 元"
        for o in orders
    )
    return f"订单：{parts}"


def share_worked(item: RateItem, outside: int, full: int, used: int, amount: int) -> str:
    text = f"{figures(outside)} × {exact_percent(item.rate)} = {figures(full)} 元（四舍五入到分）"
    if used:
        text += f"；本年度已给予 {figures(used)} 元，限额余 {figures(max(item.cap - used, 0))} 元"
    if full > amount:
        text += f"；限额 {figures(item.cap)} 元，计 {figures(max(amount, 0))} 元"
    return text
