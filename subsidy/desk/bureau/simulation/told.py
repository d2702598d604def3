"""A simulation in words and as a workbook's rows."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from subsidy.desk.bureau.figures import in_wan, percent
from subsidy.desk.bureau.simulation.result import Fare, FirmChange, Simulation, Sum
from subsidy.money import figures
from subsidy.policy import Policy
from subsidy.workbook.export import Amount
from subsidy.workbook.simulation import Book, Cells

SHORT = 12  # characters of a digest
BASIS = "全部申报按两版政策分别重新核算，两版结果相减；预算安排按一年一次兑现测算。只作测算，不改变任何决定"


class Compared(NamedTuple):
    """Amounts under both, by clause or district: name, old, new; fen."""

    by: str
    rows: tuple[tuple[str, int, int], ...]

    @property
    def told(self) -> str:
        """The same in a sentence."""
        moved = [(name, new - old) for name, old, new in self.rows if new != old]
        if not moved:
            return f"按{self.by}，改前改后都一样"
        said = "，".join(f"{name}{'增加' if gap > 0 else '减少'} {in_wan(abs(gap))}" for name, gap in moved)
        return f"按{self.by}，改后与原政策相比：{said}"


class FareRow(NamedTuple):
    """A year's appropriation under one of the two; fen."""

    name: str
    appropriation: int
    needed: int
    funded: int


class Fares(NamedTuple):
    """How the appropriations fare, year by year, old and new."""

    rows: tuple[FareRow, ...]
    told: str


def compared(by: str, sums: Iterable[Sum]) -> Compared:
    """Sums as a chart shows them."""
    return Compared(by, tuple((one.name, one.old, one.new) for one in sums))


def fares(found: Simulation) -> Fares:
    """The years that have an appropriation, as a chart shows them."""
    rows, said = [], []
    for year in found.fares:
        for name, one in (("原政策", year.old), ("改后", year.new)):
            said.append(f"{year.year} 年度{name}{fared(one)}")
            if one.appropriation is not None:
                rows.append(FareRow(f"{year.year} 年度{name}", one.appropriation, one.needed, one.funded))
    return Fares(tuple(rows), "；".join(said))


def span(found: Simulation) -> str:
    """The years, as a title names them."""
    first, last = found.years[0], found.years[-1]
    return f"{first} 年度" if first == last else f"{first} 至 {last} 年度"


def headline(found: Simulation) -> str:
    """The answer in a sentence."""
    whole, gap = found.whole, found.whole.difference
    if not gap and not found.gainers and not found.losers:
        return f"{span(found)}的申报，改前改后都是 {figures(whole.old)} 元，没有企业受影响"
    share = f"（{percent(abs(gap), whole.old)}）" if whole.old and gap else ""
    moved = f"{'增加' if gap > 0 else '减少'} {figures(abs(gap))} 元{share}" if gap else "总额不变"
    return (
        f"{span(found)}的申报，奖补由 {figures(whole.old)} 元变为 {figures(whole.new)} 元，{moved}；"
        f"{_moved(found, len(found.gainers), '受益', '多得', found.gained)}；"
        f"{_moved(found, len(found.losers), '减少', '少得', found.lost)}"
    )


def _moved(found: Simulation, count: int, which: str, how: str, amount: int) -> str:
    firms = "家次" if len(found.years) > 1 else "家"
    return f"{count} {firms}{which}，共{how} {figures(amount)} 元" if count else f"没有企业{which}"


def fared(fare: Fare) -> str:
    """How an appropriation fares, in a sentence."""
    if fare.appropriation is None:
        return f"应兑现 {fare.firms} 家 {in_wan(fare.needed)}；没有设定预算"
    head = f"应兑现 {fare.firms} 家 {in_wan(fare.needed)}，预算 {in_wan(fare.appropriation)}"
    if not fare.waiting:
        return f"{head}，全部可以安排，余 {in_wan(fare.left)}"
    return (
        f"{head}，可安排 {fare.funded_firms} 家 {in_wan(fare.funded)}，"
        f"{fare.waiting_firms} 家 {in_wan(fare.waiting)}列入储备，全部安排尚缺 {in_wan(fare.lacking)}"
    )


def dumped(found: Simulation) -> dict[str, Any]:
    """A simulation as its schema gives it out."""
    return {**found._asdict(), "told": headline(found)}


def book(found: Simulation, old: Policy, new: Policy) -> Book:
    """The workbook's rows; the texts of both versions stand in the difference."""
    versions = "；".join(
        f"{name} {policy.number} 摘要 {policy.digest.removeprefix('sha256:')[:SHORT]}"
        for name, policy in (("原政策", old), ("改后", new))
    )
    texts = [
        (part.title, change.label, change.kind, change.before, change.after)
        for part in found.parts
        for change in part.changes
    ]
    return Book(
        title=f"政策改动测算（{span(found)}）",
        note=f"{versions}。{BASIS}",
        summary=list(_summary(found)),
        clauses=[_sum(one) for one in found.clauses],
        districts=[_sum(one) for one in found.districts],
        gainers=list(_claims(found.gainers)),
        losers=list(_claims(found.losers)),
        even=list(_claims(found.even)),
        fares=[
            (f"{one.year}", name, *_fare(fare))
            for one in found.fares
            for name, fare in (("原政策", one.old), ("改后", one.new))
        ],
        texts=texts,
    )


def _summary(found: Simulation) -> Iterator[Cells]:
    whole = found.whole
    yield "申报件数", found.applications, found.applications, 0
    yield "申报项数", found.claims, found.claims, 0
    for one in (whole, *(found.by_year if len(found.years) > 1 else ())):
        name = "奖补金额合计(元)" if one is whole else f"{one.name}奖补金额(元)"
        yield name, Amount(one.old), Amount(one.new), Amount(one.difference)
    yield "获奖企业数", *whole.firms, whole.firms[1] - whole.firms[0]
    yield "转人工核定项数", *whole.referred, whole.referred[1] - whole.referred[0]
    yield "受益企业数", None, len(found.gainers), None
    yield "受益企业多得合计(元)", None, None, Amount(found.gained)
    yield "减少企业数", None, len(found.losers), None
    yield "减少企业少得合计(元)", None, None, Amount(-found.lost)
    for text in found.notes:
        yield f"注意：{text}", None, None, None


def _sum(one: Sum) -> Cells:
    return (one.name, *one.firms, Amount(one.old), Amount(one.new), Amount(one.difference), *one.referred)


def _claims(found: Iterable[FirmChange]) -> Iterator[Cells]:
    for firm in found:
        for one in firm.changes:
            amounts = Amount(one.old.amount), Amount(one.new.amount), Amount(one.difference)
            head = (f"{firm.year}", firm.name, firm.uscc, firm.district, one.title, one.clause)
            yield (*head, *amounts, one.old_reason, one.new_reason)


def _fare(one: Fare) -> Cells:
    if one.appropriation is None:
        return ("未设定", Amount(one.needed), one.firms, None, None, None, None, None, None)
    return (
        Amount(one.appropriation),
        Amount(one.needed),
        one.firms,
        Amount(one.funded),
        one.funded_firms,
        Amount(one.waiting),
        one.waiting_firms,
        Amount(one.left),
        Amount(one.lacking),
    )
