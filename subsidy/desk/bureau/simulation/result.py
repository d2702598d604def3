"""What a changed policy would cost: sums by clause, district and year, who gains and who loses, the appropriation."""

from typing import NamedTuple

from subsidy.desk.bureau.policies.compare import Part
from subsidy.desk.bureau.simulation.worth import Worth

OUTCOMES = {
    "granted": "兑现",
    "refused": "不予兑现",
    "referred": "转人工核定",
    "noted": "记录在案",
    "absent": "无法核算",
}


class Sum(NamedTuple):
    """What a clause, a district or a year comes to under both: firms that get anything, fen, claims for a person."""

    name: str
    firms: tuple[int, int]
    old: int
    new: int
    referred: tuple[int, int]

    @property
    def difference(self) -> int:
        """What the change costs more, in fen; below zero what it saves."""
        return self.new - self.old


class Change(NamedTuple):
    """A claim that earns something else under the changed policy, and why, in the words of both decisions."""

    item: str
    clause: str
    title: str
    old: Worth
    new: Worth
    old_reason: str
    new_reason: str

    @property
    def difference(self) -> int:
        """How much more it earns, in fen."""
        return self.new.amount - self.old.amount


class FirmChange(NamedTuple):
    """A firm's application of a year whose claims earn something else; `old` and `new` are all of it, in fen."""

    year: int
    uscc: str
    name: str
    district: str
    old: int
    new: int
    changes: tuple[Change, ...]

    @property
    def difference(self) -> int:
        """How much more the firm gets, in fen."""
        return self.new - self.old


class Fare(NamedTuple):
    """How an appropriation fares if a year is decided at once: fen, and firms. None where no appropriation is known.

    `needed` is what all awards together want; `waiting` what the rule of the policy leaves on the reserve list.
    """

    appropriation: int | None
    needed: int
    firms: int
    funded: int
    funded_firms: int
    waiting: int
    waiting_firms: int

    @property
    def left(self) -> int:
        """What stays of the appropriation, in fen."""
        return (self.appropriation or 0) - self.funded

    @property
    def lacking(self) -> int:
        """By how much the appropriation would have to be more for everybody to be funded, in fen."""
        return max(0, self.needed - (self.appropriation or 0))


class YearFare(NamedTuple):
    """How a year's appropriation fares under both."""

    year: int
    old: Fare
    new: Fare


class Simulation(NamedTuple):
    """A changed policy over the register. `old` and `new` are the digests; `gainers` and `losers` the most first.

    `even`: firms whose claims earn something else, and together the same. `notes`: what the figures leave out.
    """

    years: tuple[int, ...]
    old: str
    new: str
    parts: tuple[Part, ...]
    applications: int
    claims: int
    whole: Sum
    by_year: tuple[Sum, ...]
    clauses: tuple[Sum, ...]
    districts: tuple[Sum, ...]
    gainers: tuple[FirmChange, ...]
    losers: tuple[FirmChange, ...]
    even: tuple[FirmChange, ...]
    fares: tuple[YearFare, ...]
    notes: tuple[str, ...]

    @property
    def gained(self) -> int:
        """What the gainers gain together, in fen."""
        return sum(one.difference for one in self.gainers)

    @property
    def lost(self) -> int:
        """What the losers lose together, in fen."""
        return -sum(one.difference for one in self.losers)
