"""The audit trail, readable: who did what, when, from where, about what, and how it was before and after.

An act that the code notes has its words in `words`; `details` reads what an entry tells, `subjects` what it is about.
"""

import datetime
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from subsidy.desk.bureau.people import Person, require
from subsidy.desk.bureau.trail import details
from subsidy.desk.bureau.trail.details import Field, Known, moment
from subsidy.desk.bureau.trail.subjects import Subject, Subjects
from subsidy.desk.bureau.trail.words import ACTS
from subsidy.desk.common import DeskError
from subsidy.model import identity
from subsidy.policy import Policy
from subsidy.store import Database, staff
from subsidy.store import trail as table
from subsidy.store.intake import Row
from subsidy.store.trail import Filters

__all__ = ["ACTS", "Asked", "Entry", "Field", "Page", "Subject", "acts", "listing", "page", "told"]

SIZE = 50
UNKNOWN = "未记录"
LONGEST = 100


class Asked(NamedTuple):
    """What somebody looks for, as it is typed: a person's name or login, an act, what it is about, first and last
    day. What is empty is not asked."""

    actor: str = ""
    act: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""


class Entry(NamedTuple):
    """An entry of the trail in words; `login` is '' where it says no more than the name, `source` whence it came."""

    id: int
    at: str
    name: str
    login: str
    source: str
    act: str
    subject: Subject
    fields: tuple[Field, ...]
    code: str  # the act's own
    when: str  # ISO 8601


class Page(NamedTuple):
    """One page of entries, latest first; from where the newer and the older page go on, 0 where there is none."""

    entries: list[Entry]
    newer: int
    older: int


def page(
    db: Database, policy: Policy, asked: Asked, person: Person, after: int = 0, before: int = 0, size: int = 0
) -> Page:
    """The entries that somebody looks for: the latest, or older or newer than an entry. DeskError for a wrong day."""
    require(person, "read_trail")
    size = size or SIZE
    found = table.page(db, _filters(db, asked), size + 1, after, before)
    more = len(found) > size
    found = found[-size:] if before else found[:size]
    newer = found[0]["id"] if found and (after or (before and more)) else 0
    older = found[-1]["id"] if found and (before or more) else 0
    return Page(_entries(db, policy, found), newer, older)


def listing(db: Database, policy: Policy, asked: Asked, person: Person) -> Iterator[Entry]:
    """Everything that somebody looks for, latest first."""
    require(person, "read_trail")
    for found in table.every(db, _filters(db, asked)):
        yield from _entries(db, policy, found)


def acts(db: Database) -> dict[str, str]:
    """The acts that the trail has, in words, for who chooses one."""
    there = table.acts(db)
    return {act: words for act, words in ACTS.items() if act in there}


def told(asked: Asked) -> str:
    """What was looked for, in a line."""
    parts = [
        f"人员“{asked.actor}”" if asked.actor else "",
        f"操作“{ACTS.get(asked.act, asked.act)}”" if asked.act else "",
        f"对象“{asked.subject}”" if asked.subject else "",
        f"自 {asked.since}" if asked.since else "",
        f"至 {asked.until}" if asked.until else "",
    ]
    return "，".join(part for part in parts if part) or "全部操作记录"


def _filters(db: Database, asked: Asked) -> Filters:
    wanted = identity(asked.actor[:LONGEST])
    actors: tuple[str, ...] = ()
    if wanted:
        names = [login for login, name in staff.names(db).items() if wanted in (identity(login), identity(name))]
        actors = tuple(dict.fromkeys((*names, asked.actor.strip(), wanted, wanted.lower())))
    act = asked.act if asked.act in ACTS else ""
    return Filters(actors, act, identity(asked.subject[:LONGEST]), _day(asked.since), _day(asked.until))


def _day(typed: str) -> str:
    try:
        return datetime.date.fromisoformat(typed).isoformat() if typed else ""
    except ValueError:
        raise DeskError(f"日期填的是“{typed[:20]}”，应如 2022-03-10") from None


def _entries(db: Database, policy: Policy, found: list[Row]) -> list[Entry]:
    people = staff.names(db)
    subjects = Subjects(db, policy, found, people)
    claims = table.claims(db, {claim for row in found for claim in _claims(json.loads(row["detail"]))})
    known = Known(policy, people, claims)
    made = []
    for row in found:
        name, login = subjects.who(row["actor"])
        made.append(
            Entry(
                row["id"],
                moment(row["at"]),
                name,
                login if login != name else "",
                str(row["source"] or UNKNOWN),
                ACTS.get(row["act"]) or str(row["act"]),
                subjects.of(row),
                details.fields(row, known),
                str(row["act"]),
                str(row["at"]),
            )
        )
    return made


def _claims(detail: dict[str, Any]) -> list[int]:
    several = detail.get("claims")
    one = detail.get("claim")
    return [*(several if isinstance(several, list) else ()), *([one] if isinstance(one, int) else ())]
