"""Whom a simulation is about: the applications of past and present years, with what is known of their firms."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from schemas.claims import claim_schema
from schemas.frozen import freeze
from subsidy import store
from subsidy.desk.common import DeskError
from subsidy.model import Case, Past
from subsidy.policy import Policy
from subsidy.store import Database, awards, checks, intake
from subsidy.store import register as table
from subsidy.store.intake import Row


class Told(NamedTuple):
    """A claim as it lies in the register, its facts canonical JSON; `found` is what a person decided on it."""

    item: str
    facts: str
    found: Row | None = None


class Entry(NamedTuple):
    """An application of a year: its claims, and the firm's awards from before the years that are simulated."""

    year: int
    uscc: str
    name: str
    district: str
    received: str
    case: str
    conditions: Mapping[str, bool]
    claims: tuple[Told, ...]
    past: tuple[Past, ...]


class Register(NamedTuple):
    """The applications of some years by year and firm's code, and each year's appropriation in fen (None: not set)."""

    entries: tuple[Entry, ...]
    appropriations: Mapping[int, int | None]


def read(db: Database, policy: Policy, years: Iterable[int], unchecked: bool = False) -> Register:
    """The register of these years, in one state of the store; nothing is written.

    A firm's past is what it was given before the first of them, and before this program: what applications of these
    years were given, the simulation grants itself.
    """
    wanted = sorted(set(years))
    with store.read(db):
        found = {year: table.claims(db, policy.id, year, unchecked) for year in wanted}
        codes = {row["uscc"] for rows in found.values() for row in rows}
        firms, history = intake.firms(db, codes), awards.history(db, policy.id, codes)
        said = checks.findings(db, [row["id"] for rows in found.values() for row in rows])
        appropriations = {year: awards.appropriation(db, policy.id, year) for year in wanted}
    entries: list[Entry] = []
    for year, rows in found.items():
        for application in _by_application(rows):
            firm = firms[application[0]["uscc"]]
            given = history.get(firm["uscc"], ())
            past = tuple(one for origin, one in given if one.year < wanted[0] or (origin is None and one.year <= year))
            entries.append(_entry(year, firm, application, past, said))
    return Register(tuple(entries), appropriations)


def of_cases(policy: Policy, cases: Iterable[Case], appropriations: Mapping[int, int | None]) -> Register:
    """Cases from a file as a register: each an application, in the file's order year by year; no district is known."""
    schemas = {name: claim_schema(item) for name, item in policy.items.items()}
    entries = []
    for place, case in enumerate(cases):
        claims = tuple(Told(one.item, freeze(schemas[one.item], one.facts)) for one in case.claims)
        firm = case.firm
        head = (case.year, firm.uscc, firm.name, "", f"{place:012}", case.id)
        entries.append(Entry(*head, firm.conditions, claims, tuple(case.history or ())))
    entries.sort(key=lambda entry: entry.year)
    years = sorted({entry.year for entry in entries})
    return Register(tuple(entries), {year: appropriations.get(year) for year in years})


def span(text: str) -> list[int]:
    """The years of "2022" or "2021-2023"; DeskError for what is neither."""
    first, dash, last = text.strip().partition("-")
    try:
        start, end = int(first), int(last if dash else first)
    except ValueError:
        start, end = 0, 0
    if not 2000 <= start <= end <= 2099:  # looked at before the years are counted: nobody asks for a billion
        raise DeskError(
            f"年度填的是“{text.strip()[:40]}”，应为一个年度或起止年度，如 2022 或 2021-2023（2000 至 2099 年）"
        )
    return list(range(start, end + 1))


def _by_application(rows: Iterable[Row]) -> list[list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["application"], []).append(row)
    return list(found.values())


def _entry(year: int, firm: Row, rows: list[Row], past: tuple[Past, ...], said: Mapping[int, Row]) -> Entry:
    claims = tuple(Told(row["item"], row["facts"], said.get(row["id"])) for row in rows)
    head = (year, firm["uscc"], firm["name"], firm["district"] or "", rows[0]["received"], rows[0]["case_id"])
    return Entry(*head, firm["conditions"], claims, past)
