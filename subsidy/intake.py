"""What comes in at a door, read but not yet taken: firms, claims, past awards, and what had to be refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from subsidy.model import Facts, Past

DETAILS = (
    "district",
    "legal_representative",
    "contact",
    "phone",
    "account_name",
    "bank",
    "bank_code",
    "account",
)


class FirmEntry(NamedTuple):
    """A firm as handed in; details and conditions hold only what was filled in."""

    uscc: str
    name: str
    details: Mapping[str, str]
    conditions: Mapping[str, bool]
    place: str


class ClaimEntry(NamedTuple):
    """A claim as handed in: amounts in fen; one place for it, or one for each of its parts."""

    uscc: str
    year: int
    case_id: str | None
    item: str
    facts: Facts
    places: tuple[str, ...]


class PastEntry(NamedTuple):
    """An award that the office gave before it had this program."""

    uscc: str
    past: Past
    place: str


class Refusal(NamedTuple):
    """What was not taken: where it stands, what was found and what is wanted."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


@dataclass(slots=True)
class Intake:
    """Everything read from one file; `notes` is for the person who handed it in, nothing is wrong with it."""

    firms: list[FirmEntry] = field(default_factory=list)
    claims: list[ClaimEntry] = field(default_factory=list)
    history: list[PastEntry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused_firms: dict[str, str] = field(default_factory=dict)
