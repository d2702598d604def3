"""A year in figures: the appropriation as a gauge, awards by clause and district, the flow of applications by week."""

import datetime
from typing import NamedTuple

from subsidy.desk.bureau.people import Person, require
from subsidy.money import wan
from subsidy.policy import Policy
from subsidy.store import Database
from subsidy.store import figures as table
from subsidy.store.figures import STATES

NAMES = {
    "paid": "已拨付",
    "approved": "已签批、待拨付",
    "committed": "已编入批次、待签批",
    "waiting": "在储备项目库待资金",
}
WEEKS = 26  # of a chart, the last ones
UNNAMED = "未填区县"


class Gauge(NamedTuple):
    """A year's appropriation (None where none is set) and what of it is how far; fen."""

    year: int
    appropriation: int | None
    paid: int
    approved: int
    committed: int
    waiting: int

    @property
    def granted(self) -> int:
        """What is granted with money, approved or not yet."""
        return self.paid + self.approved + self.committed

    @property
    def left(self) -> int:
        """What of the appropriation is still free."""
        return (self.appropriation or 0) - self.granted

    def share(self, amount: int) -> str:
        """How much of the appropriation this is."""
        return percent(amount, self.appropriation or 0)

    @property
    def told(self) -> str:
        """The same in a sentence."""
        if self.appropriation is None:
            return f"{self.year} 年度预算尚未下达"
        parts = [(NAMES[name], getattr(self, name)) for name in STATES[:3]] + [("尚未安排", self.left)]
        said = "，".join(f"{name} {in_wan(amount)}（{self.share(amount)}）" for name, amount in parts)
        waits = f"；储备项目库另有 {in_wan(self.waiting)}等待资金" if self.waiting else ""
        return f"{self.year} 年度预算 {in_wan(self.appropriation)}：{said}{waits}"


class Bar(NamedTuple):
    """What firms get under one item, or in one district, by how far the money is; fen."""

    name: str
    firms: int
    paid: int
    approved: int
    committed: int
    waiting: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.paid + self.approved + self.committed + self.waiting


class Bars(NamedTuple):
    """Bars of a year, `by` 条款事项 or 区县."""

    year: int
    by: str
    bars: tuple[Bar, ...]

    @property
    def total(self) -> Bar:
        """All bars as one; firms are not counted, as one may stand in several."""
        return Bar("合计", 0, *(sum(getattr(bar, name) for bar in self.bars) for name in STATES))

    @property
    def told(self) -> str:
        """The same in a sentence."""
        if not self.bars:
            return f"{self.year} 年度尚未作出奖励决定"
        most, total = max(self.bars, key=lambda bar: bar.total), self.total
        share = percent(most.total, total.total)
        where = f"{self.year} 年度奖励按{self.by}：{len(self.bars)} 个{self.by}合计 {in_wan(total.total)}"
        return f"{where}，其中{most.name}最多，{in_wan(most.total)}，占 {share}"


class Week(NamedTuple):
    """How many applications came in and were decided on in the week of a Monday."""

    monday: datetime.date
    received: int
    decided: int


class Weeks(NamedTuple):
    """The flow of a year's applications: the last WEEKS weeks in which anything happened, none left out between."""

    year: int
    weeks: tuple[Week, ...]

    @property
    def received(self) -> int:
        """How many came in."""
        return sum(week.received for week in self.weeks)

    @property
    def decided(self) -> int:
        """How many were decided on."""
        return sum(week.decided for week in self.weeks)

    @property
    def told(self) -> str:
        """The same in a sentence."""
        if not self.weeks:
            return f"{self.year} 年度尚未收到申报"
        first, last = self.weeks[0].monday, self.weeks[-1].monday + datetime.timedelta(days=6)
        most = max(self.weeks, key=lambda week: week.received)
        span = f"{_day(first)}至{_day(last)}共 {len(self.weeks)} 周"
        peak = f"，收到最多的是{_day(most.monday)}起的一周，{most.received} 件" if most.received else ""
        return f"{span}，收到申报 {self.received} 件，作出决定 {self.decided} 件{peak}"


def gauge(db: Database, policy: Policy, year: int, person: Person) -> Gauge:
    """The year's appropriation."""
    require(person, "read_appropriations")
    return Gauge(year=year, **table.totals(db, policy.id, year))


def items(db: Database, policy: Policy, year: int, person: Person) -> Bars:
    """The awards by item, in the order of the law, each under its clause."""
    require(person, "read_runs")
    found = {row["name"]: row for row in table.by(db, "item", policy.id, year)}
    bars = (
        Bar(**{**found[item.id], "name": f"{item.clause} {item.title}"})
        for item in policy.items.values()
        if item.id in found
    )
    return Bars(year, "条款事项", tuple(bars))


def districts(db: Database, policy: Policy, year: int, person: Person) -> Bars:
    """The awards by district, most first."""
    require(person, "read_runs")
    bars = [Bar(**{**row, "name": row["name"] or UNNAMED}) for row in table.by(db, "district", policy.id, year)]
    return Bars(year, "区县", tuple(sorted(bars, key=lambda bar: (-bar.total, bar.name))))


def weeks(db: Database, policy: Policy, year: int, person: Person) -> Weeks:
    """The flow of applications by week."""
    require(person, "read_cases")
    found = {datetime.date.fromisoformat(row["monday"]): row for row in table.weeks(db, policy.id, year)}
    made: list[Week] = []
    monday = max(found, default=None)
    while found and monday and monday >= min(found) and len(made) < WEEKS:
        row = found.get(monday, {"received": 0, "decided": 0})
        made.append(Week(monday, row["received"], row["decided"]))
        monday -= datetime.timedelta(days=7)
    return Weeks(year, tuple(reversed(made)))


def in_wan(amount: int) -> str:
    """Fen as people read large sums."""
    return f"{wan(amount)} 万元"


def percent(part: int, whole: int) -> str:
    """A share to one decimal, half up; — of nothing."""
    if whole <= 0:
        return "—"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def _day(date: datetime.date) -> str:
    return f"{date.year}年{date.month}月{date.day}日"
