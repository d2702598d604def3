"""The audit trail as it is read: entries by filters, latest first, and what their subjects are; rows out."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlite_utils import Database

from subsidy.model import identity
from subsidy.store.intake import Row, rows

# what is of one of the firms looked for, however the entry names it
_OF_FIRM = """
    subject IN (SELECT 'application:' || a.id FROM applications AS a JOIN wanted USING (uscc)
                UNION SELECT 'award:' || w.id FROM awards AS w JOIN wanted USING (uscc))
    OR EXISTS (SELECT 1 FROM wanted WHERE instr(subject, uscc) OR json_extract(detail, '$.uscc') = uscc)"""
_WANTED = """
    WITH wanted AS (SELECT uscc FROM firms WHERE :subject <> ''
                    AND (instr(uscc, :subject) OR instr(identity(name), :subject)))"""


class Filters(NamedTuple):
    """What is looked for; what is empty is not asked. `actors` are logins or codes, `subject` is an identity
    (model.identity) of part of what an entry is about; `since` and `until` are days, both included."""

    actors: tuple[str, ...] = ()
    act: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""


def page(db: Database, filters: Filters, limit: int, after: int = 0, before: int = 0) -> list[Row]:
    """So many entries, latest first: those older than the entry `after`, or just newer than `before`."""
    where, values = _where(filters)
    if after or before:
        where += " AND id > :key" if before else " AND id < :key"
        values["key"] = before or after
    way = "ASC" if before else "DESC"
    db.conn.create_function("identity", 1, identity, deterministic=True)
    sql = f"{_WANTED} SELECT * FROM audit WHERE {where} ORDER BY id {way} LIMIT :limit"
    found = rows(db, sql, {**values, "limit": limit})
    return found[::-1] if before else found


def every(db: Database, filters: Filters, size: int = 500) -> Iterator[list[Row]]:
    """All that match, page after page."""
    after = 0
    while found := page(db, filters, size, after):
        yield found
        after = found[-1]["id"]


def acts(db: Database) -> set[str]:
    """The acts that the trail has."""
    return {act for (act,) in db.execute("SELECT DISTINCT act FROM audit")}


def firms(db: Database, codes: Iterable[str]) -> dict[str, str]:
    """The names of firms by code, of those that there are; of an account where the office knows no more."""
    marks, values = _marks(codes)
    sql = f"""
        SELECT login, name FROM accounts WHERE role = 'firm' AND login IN ({marks})
        UNION ALL SELECT uscc, name FROM firms WHERE uscc IN ({marks})
    """
    return dict(db.execute(sql, [*values, *values]).fetchall())


def applications(db: Database, ids: Iterable[int], codes: Iterable[str]) -> list[Row]:
    """Applications by their ids, or of firms by code: id, policy, year, uscc."""
    known, numbers = _marks(ids)
    of, values = _marks(codes)
    sql = f"SELECT id, policy, year, uscc FROM applications WHERE id IN ({known}) OR uscc IN ({of})"
    return rows(db, sql, [*numbers, *values])


def awards(db: Database, ids: Iterable[int]) -> list[Row]:
    """Awards by their ids: id, item, year, uscc, application."""
    marks, values = _marks(ids)
    return rows(db, f"SELECT id, item, year, uscc, application FROM awards WHERE id IN ({marks})", values)


def claims(db: Database, ids: Iterable[int]) -> dict[int, str]:
    """The items of claims by their ids."""
    marks, values = _marks(ids)
    return dict(db.execute(f"SELECT id, item FROM claims WHERE id IN ({marks})", values).fetchall())


def _marks(values: Iterable[int | str]) -> tuple[str, list[int | str]]:
    found = list(values)
    return ", ".join("?" * len(found)), found


def _where(filters: Filters) -> tuple[str, dict[str, str | int]]:
    values: dict[str, str | int] = {"subject": filters.subject}
    parts = ["1"]
    if filters.actors:
        names = [f"actor{place}" for place in range(len(filters.actors))]
        values.update(zip(names, filters.actors, strict=True))
        parts.append(f"actor IN ({', '.join(':' + name for name in names)})")
    if filters.act:
        parts.append("act = :act")
        values["act"] = filters.act
    if filters.subject:
        parts.append(f"(instr(identity(subject), :subject) OR {_OF_FIRM})")
    for name, sign in (("since", ">="), ("until", "<=")):
        if getattr(filters, name):
            parts.append(f"substr(at, 1, 10) {sign} :{name}")
            values[name] = getattr(filters, name)
    return " AND ".join(parts), values
