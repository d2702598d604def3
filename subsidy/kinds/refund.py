"""Kind `refund`: a share of a fee for every person who meets all conditions; a certificate counts once, ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from subsidy.kinds.arithmetic import ONE, Arithmetic, Worth
from subsidy.kinds.base import Item, below_one_fen, exact_percent
from subsidy.model import GRANTED, Case, Facts, Line, Note, Past, identity, made
from subsidy.money import figures, share

NAMED = 5  # trainees left out that a reason names; a working names them all


@dataclass(frozen=True, slots=True)
class RefundItem(Item):
    """`needs` maps the three facts of a trainee to their names; shares are rounded for each trainee."""

    rate: Fraction
    needs: Mapping[str, str]

    kind: ClassVar[str] = "refund"
    parts: ClassVar[str] = "trainees"
    part_name: ClassVar[str] = "certificate"

    columns: ClassVar[tuple[str, ...]] = ("fees",)

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """The fees of the trainees that count, in fen: several a claim."""
        return ([trainee["fee"] for trainee in self._counted(facts, past)[0]],)

    def worth(self, n: Arithmetic, fees: Any) -> Worth:
        amount = n.shares(fees, *self.rate.as_integer_ratio())
        return amount, amount > 0, False, None

    def identify(self, facts: Facts, past: Sequence[Past], numbers: tuple[Any, ...], worth: Worth) -> Facts:
        return self._identity(self._counted(facts, past)[0])

    def _identity(self, counted: Sequence[Facts]) -> Facts:
        return {"certificates": tuple([trainee["certificate"] for trainee in counted])}

    def _counted(self, facts: Facts, past: Sequence[Past]) -> tuple[list[Facts], list[Facts]]:
        """The trainees that count, and those whose certificate counted before."""
        needs, had = self.needs, {identity(c) for p in past for c in p.facts["certificates"]} if past else set()
        counted: list[Facts] = []
        repeated: list[Facts] = []
        for trainee in facts["trainees"]:
            for need in needs:
                if not trainee[need]:
                    break
            else:
                certificate = identity(trainee["certificate"])
                (repeated if certificate in had else counted).append(trainee)
                had.add(certificate)
        return counted, repeated

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        trainees, (counted, repeated) = facts["trainees"], self._counted(facts, past)
        amount, granted, _, _ = self.worth(ONE, [trainee["fee"] for trainee in counted])
        about = (self, trainees, counted, repeated)
        left_out = ((trainees_left_out, about),) if len(counted) < len(trainees) else ()
        workings: tuple[Note, ...] = ((shares_worked if counted else none_counted, (self, counted, amount)),)
        if len(trainees) - len(counted) > NAMED:
            workings += ((everyone_left_out, about),)
        if not granted:
            reasons = left_out or ((fees_too_small, about),)
            return self.refused(index, *reasons, workings=workings)
        reasons = ((trainees_counted, about), *left_out)
        grant = self._identity(counted)
        return made((index, self, GRANTED, amount, reasons, workings, (), grant))

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        return tuple(identity(c) for c in grant["certificates"])


def _needs(item: RefundItem) -> str:
    return "、".join(item.needs.values())


def _left_out(item: RefundItem, trainees: Sequence[Facts], repeated: Sequence[Facts]) -> list[str]:
    again = {id(trainee) for trainee in repeated}
    parts = []
    for trainee in trainees:
        failed = [name for need, name in item.needs.items() if not trainee[need]]
        who = f"{trainee['name']}（{trainee['certificate']}）"
        if failed:
            parts.append(f"{who}未达到{''.join(f'“{name}”' for name in failed)}{len(failed)} 项")
        elif id(trainee) in again:
            parts.append(f"{who}的证书已计过 1 次")
    return parts


def trainees_counted(
    item: RefundItem, trainees: Sequence[Facts], counted: Sequence[Facts], repeated: Sequence[Facts]
) -> str:
    fees = sum(t["fee"] for t in counted)
    again = "且证书未重复" if repeated else ""
    return (
        f"申报 {len(trainees)} 人，其中{_needs(item)}{again}的 {len(counted)} 人，"
        f"培训费合计 {figures(fees)} 元，按 {exact_percent(item.rate)} 补助"
    )


def trainees_left_out(
    item: RefundItem, trainees: Sequence[Facts], counted: Sequence[Facts], repeated: Sequence[Facts]
) -> str:
    parts = _left_out(item, trainees, repeated)
    rest = f"；等 {len(parts)} 人" if len(parts) > NAMED else ""
    once = "，一张证书只计一次" if repeated else ""
    return (
        f"{item.clause} 要求{_needs(item)} {len(item.needs)} 项均符合{once}，"
        f"未计入 {len(parts)} 人：{'；'.join(parts[:NAMED])}{rest}"
    )


def everyone_left_out(
    item: RefundItem, trainees: Sequence[Facts], counted: Sequence[Facts], repeated: Sequence[Facts]
) -> str:
    parts = _left_out(item, trainees, repeated)
    return f"未计入 {len(parts)} 人：{'；'.join(parts)}"


def fees_too_small(
    item: RefundItem, trainees: Sequence[Facts], counted: Sequence[Facts], repeated: Sequence[Facts]
) -> str:
    fees = sum(t["fee"] for t in counted)
    paid = f"{item.clause}规定的 {exact_percent(item.rate)}"
    return below_one_fen(f"{len(counted)} 人培训费合计 {figures(fees)} 元，按{paid} 逐人计算")


def none_counted(item: RefundItem, counted: Sequence[Facts], amount: int) -> str:
    return f"{_needs(item)}且证书未重复的 0 人，应补助 0 元"


def shares_worked(item: RefundItem, counted: Sequence[Facts], amount: int) -> str:
    parts = "；".join(
        f"{t['name']} {figures(t['fee'])} × {exact_percent(item.rate)} = {figures(share(t['fee'], item.rate))} 元"
        for t in counted
    )
    return f"逐人计算（四舍五入到分）：{parts}；合计 {figures(amount)} 元"
