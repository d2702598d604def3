"""Kind `approved`: what the office approved for a project, capped over all years."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from subsidy.kinds.arithmetic import ONE, Arithmetic, Worth
from subsidy.kinds.base import Item
from subsidy.model import GRANTED, Case, Facts, Line, Note, Past, identity
from subsidy.money import figures


@dataclass(frozen=True, slots=True)
class ApprovedItem(Item):
    """`cap` is fen a project over all years."""

    cap: int

    kind: ClassVar[str] = "approved"
    once: ClassVar[bool] = False
    columns: ClassVar[tuple[str, ...]] = ("approved", "used")

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """Fen: what the office approved, and what the project was given over all years."""
        name = identity(facts["project"]) if past else ""
        return facts["approved"], sum([p.amount for p in past if identity(p.facts["project"]) == name])

    def worth(self, n: Arithmetic, approved: Any, used: Any) -> Worth:
        amount = n.least(approved, self.cap - used)
        return n.most(amount, 0), amount > 0, False, None

    def identify(self, facts: Facts, past: Sequence[Past], numbers: tuple[Any, ...], worth: Worth) -> Facts:
        return {"project": facts["project"]}

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        numbers = approved, used = self.numbers(facts, past, case)
        worth = amount, granted, _, _ = self.worth(ONE, *numbers)
        about = (self, facts, used)
        workings = ((cap_worked, about),)
        if not granted:
            return self.refused(index, (cap_used if approved else nothing_approved, about), workings=workings)
        reasons: tuple[Note, ...] = ((project_approved, about),)
        if amount < approved:
            reasons += ((capped, about),)
        return Line(index, self, GRANTED, amount, reasons, workings, (), self.identify(facts, past, numbers, worth))

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        return (f"{year}/{identity(grant['project'])}",)

    def claim_key(self, facts: Facts) -> str:
        return identity(facts["project"])


def nothing_approved(item: ApprovedItem, facts: Facts, used: int) -> str:
    return f"“{facts['project']}”核定金额 0 元，{item.clause} 按核定金额补助，要求大于 0 元，没有可补助的金额"


def cap_used(item: ApprovedItem, facts: Facts, used: int) -> str:
    return (
        f"“{facts['project']}”历年已补助 {figures(used)} 元，{item.clause} 一个项目最高 {figures(item.cap)} 元，"
        f"剩余额度 {figures(max(item.cap - used, 0))} 元，核定的 {figures(facts['approved'])} 元不能再补助"
    )


def project_approved(item: ApprovedItem, facts: Facts, used: int) -> str:
    return f"“{facts['project']}”经核定补助 {figures(facts['approved'])} 元"


def capped(item: ApprovedItem, facts: Facts, used: int) -> str:
    had = f"，历年已补助 {figures(used)} 元" if used else ""
    return (
        f"{item.clause} 一个项目最高 {figures(item.cap)} 元{had}，"
        f"超出的 {figures(facts['approved'] - item.cap + used)} 元不予补助"
    )


def cap_worked(item: ApprovedItem, facts: Facts, used: int) -> str:
    left = max(item.cap - used, 0)
    return (
        f"限额 {figures(item.cap)} − 历年已补助 {figures(used)} = 可补助 {figures(left)} 元；"
        f"核定 {figures(facts['approved'])} 元，取较小者 {figures(min(facts['approved'], left))} 元"
    )
