"""Kind `refund`: a share of a fee for every person who meets all conditions; a certificate counts once, ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from subsidy.kinds.base import Item, below_one_fen
from subsidy.kinds.tier import exact_percent
from subsidy.model import GRANTED, Case, Facts, Line, Past, identity
from subsidy.money import figures, share


@dataclass(frozen=True, slots=True)
class RefundItem(Item):
    """`needs` maps the three facts of a trainee to their names; shares are rounded for each trainee."""

    rate: Fraction
    needs: Mapping[str, str]

    kind: ClassVar[str] = "refund"
    parts: ClassVar[str] = "trainees"
    part_name: ClassVar[str] = "certificate"

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        trainees, needs = facts["trainees"], tuple(self.needs)
        had = {identity(c) for p in past for c in p.facts["certificates"]}
        counted: list[Facts] = []
        repeated: list[Facts] = []
        amount = 0
        for trainee in trainees:
            if not all(trainee[need] for need in needs):
                continue
            certificate = identity(trainee["certificate"])
            if certificate in had:
                repeated.append(trainee)
                continue
            had.add(certificate)
            counted.append(trainee)
            amount += share(trainee["fee"], self.rate)
        return self._line(index, trainees, counted, repeated, amount)

    def _line(
        self, index: int, trainees: Sequence[Facts], counted: list[Facts], repeated: list[Facts], amount: int
    ) -> Line:
        about = (self, trainees, counted, repeated)
        left_out = ((trainees_left_out, about),) if len(counted) < len(trainees) else ()
        workings = ((shares_worked if counted else none_counted, (self, counted, amount)),)
        if amount <= 0:
            reasons = left_out or ((fees_too_small, about),)
            return self.refused(index, *reasons, workings=workings)
        reasons = ((trainees_counted, about), *left_out)
        grant = {"certificates": tuple(t["certificate"] for t in counted)}
        return Line(index, self, GRANTED, amount, reasons, workings, (), grant)

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        return tuple(identity(c) for c in grant["certificates"])


def _needs(item: RefundItem) -> str:
    return "、".join(item.needs.values())


def trainees_counted(
    item: RefundItem, trainees: Sequence[Facts], counted: Sequence[Facts], repeated: Sequence[Facts]
) -> str:
    fees = sum(t["fee"] for t in counted)
    return (
        f"申报 {len(trainees)} 人，{_needs(item)}各项均符合的 {len(counted)} 人，"
        f"培训费合计 {figures(fees)} 元，按 {exact_percent(item.rate)} 补助"
    )


def trainees_left_out(
    item: RefundItem, trainees: Sequence[Facts], counted: Sequence[Facts], repeated: Sequence[Facts]
) -> str:
    parts = []
    for trainee in trainees:
        failed = [name for need, name in item.needs.items() if not trainee[need]]
        who = f"{trainee['name']}（{trainee['certificate']}）"
        if failed:
            parts.append(f"{who}不符合：{'、'.join(failed)}，差 {len(failed)} 项")
        elif any(trainee is r for r in repeated):
            parts.append(f"{who}的证书已补助过，一张证书只计一次，应为此前 0 次，查得 1 次")
    return f"{item.clause} 要求{_needs(item)}各项均符合，未计入 {len(parts)} 人：{'；'.join(parts)}"


def fees_too_small(
    item: RefundItem, trainees: Sequence[Facts], counted: Sequence[Facts], repeated: Sequence[Facts]
) -> str:
    fees = sum(t["fee"] for t in counted)
    return below_one_fen(
        item, f"{len(counted)} 人培训费合计 {figures(fees)} 元，按 {exact_percent(item.rate)} 逐人计算"
    )


def none_counted(item: RefundItem, counted: Sequence[Facts], amount: int) -> str:
    return f"{_needs(item)}各项均符合且证书未补助过的 0 人，应补助 0 元"


def shares_worked(item: RefundItem, counted: Sequence[Facts], amount: int) -> str:
    parts = "；".join(
        f"{t['name']} {figures(t['fee'])} × {exact_percent(item.rate)} = {figures(share(t['fee'], item.rate))} 元"
        for t in counted
    )
    return f"逐人计算（四舍五入到分）：{parts}；合计 {figures(amount)} 元"
