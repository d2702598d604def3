"""Decisions as lists on the screen show them, of a plan and of a run alike; their sums by clause and by district."""

import json
from collections.abc import Collection, Iterable
from typing import NamedTuple

from subsidy.letters.forms import by_district
from subsidy.model import GRANTED, NOTED, REFERRED, REFUSED
from subsidy.money import of_yuan

RESERVED = "reserved"
OUTCOMES = {
    GRANTED: "兑现",
    RESERVED: "列入储备",
    REFUSED: "不予兑现",
    REFERRED: "转人工核定",
    NOTED: "记录在案",
}
NO_DISTRICT = "未填区县"


class Line(NamedTuple):
    """One line: its outcome is that of the decision, or `reserved` where it waits for money; amount in fen."""

    clause: str
    title: str
    outcome: str
    amount: int
    reasons: tuple[str, ...]


class Firm(NamedTuple):
    """A firm with its lines. `rank`: its place on the reserve list, None with money or where it is barred from one."""

    uscc: str
    name: str
    district: str
    application: int
    lines: tuple[Line, ...]
    rank: int | None
    to_check: tuple[str, ...]

    def sum(self, outcome: str) -> int:
        """What its lines of an outcome come to, in fen."""
        return sum(line.amount for line in self.lines if line.outcome == outcome)

    def has(self, outcome: str) -> bool:
        """Whether any line ended so."""
        return any(line.outcome == outcome for line in self.lines)

    @property
    def granted(self) -> int:
        """What it gets now, in fen."""
        return self.sum(GRANTED)

    @property
    def reserved(self) -> int:
        """What of it waits for money, in fen."""
        return self.sum(RESERVED)

    @property
    def barred(self) -> bool:
        """Whether it waits without a rank: a condition of its own fails meanwhile."""
        return self.has(RESERVED) and self.rank is None


def firm(uscc: str, application: int, text: str | bytes, unfunded: Collection[int], rank: int | None) -> Firm:
    """A decision's text, as it is kept, and the positions of the lines that wait."""
    body = json.loads(text)
    lines = tuple(
        Line(
            line["clause"],
            line["title"],
            RESERVED if position in unfunded and line["outcome"] == GRANTED else line["outcome"],
            of_yuan(line["amount"]),
            tuple(reason["text"] for reason in line["reasons"]),
        )
        for position, line in enumerate(body["lines"])
    )
    district = body["payee"]["district"] or ""
    return Firm(uscc, body["firm"]["name"], district, application, lines, rank, tuple(body["to_check"]))


class Sum:
    """What lines come to: firms with money and waiting, in fen, and how many lines were refused or referred."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.granted = self.reserved = self.refused = self.referred = self.noted = 0
        self.firms: set[str] = set()
        self.funded: set[str] = set()
        self.waiting: set[str] = set()

    def add(self, uscc: str, line: Line) -> None:
        """One more line."""
        self.firms.add(uscc)
        if line.outcome == GRANTED:
            self.granted += line.amount
            self.funded.add(uscc)
        elif line.outcome == RESERVED:
            self.reserved += line.amount
            self.waiting.add(uscc)
        else:
            self.refused += line.outcome == REFUSED
            self.referred += line.outcome == REFERRED
            self.noted += line.outcome == NOTED


class Sums:
    """The sums of all lines, by clause in the order of the law, and by district in the order of every list."""

    def __init__(self, clauses: Iterable[str], firms: Iterable[Firm] = ()) -> None:
        self.whole = Sum("合计")
        self.unchecked = self.barred = 0
        self._clauses = {clause: Sum(clause) for clause in clauses}
        self._districts: dict[str, Sum] = {}
        for one in firms:
            self.add(one)

    def add(self, one: Firm) -> None:
        """One more firm."""
        district = self._districts.setdefault(one.district, Sum(one.district or NO_DISTRICT))
        self.unchecked += bool(one.to_check)
        self.barred += one.barred
        for line in one.lines:
            clause = self._clauses.setdefault(line.clause, Sum(line.clause))
            for found in (clause, district, self.whole):
                found.add(one.uscc, line)

    @property
    def clauses(self) -> list[Sum]:
        """By clause, without those that nobody claimed."""
        return [found for found in self._clauses.values() if found.firms]

    @property
    def districts(self) -> list[Sum]:
        """By district."""
        return [self._districts[name] for name in sorted(self._districts, key=by_district)]
