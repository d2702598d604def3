"""The applications of a year as staff look through them: stages, filters, pages by key; rows out."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlite_utils import Database

from subsidy.model import identity
from subsidy.store.applying import RESUBMITTED, RETURNED
from subsidy.store.intake import LATEST, WITHDRAWN, Row, rows
from subsidy.store.sealed import opened

# stages by rank: an application is as far as the claim of it that is least far, and a return comes before all
STAGES = ("withdrawn", "decided", "ready", "to_review", "to_check", "returned")
WORKED_ON = ("to_check", "to_review", "ready")  # stages for which the days to decide run
NOBODY = "-"  # the assignee of what is assigned to nobody
SORTS = {"received": ("a.received", "ASC"), "latest": ("a.received", "DESC"), "name": ("f.name", "ASC")}

# a claim c: checked as it is now, and nothing said since; final; turned to a person, who found nothing on it yet
_CHECKED = """coalesce((SELECT v.act = 'checked' AND v.facts = digest(c.facts) FROM vouchings AS v
                        WHERE v.claim = c.id ORDER BY v.id DESC LIMIT 1), 0)"""
_FINAL = "EXISTS (SELECT 1 FROM lines WHERE final = c.id)"
_TO_FIND = """((SELECT l.outcome FROM lines AS l WHERE l.claim = c.id ORDER BY l.id DESC LIMIT 1) IS 'referred'
               AND coalesce((SELECT n.outcome = '' OR n.facts <> digest(c.facts) FROM findings AS n
                             WHERE n.claim = c.id ORDER BY n.id DESC LIMIT 1), 1))"""
# as desk.bureau.claims.checks.state has it, for many at once
_RANK = f"""CASE WHEN {_FINAL} THEN 1 WHEN {WITHDRAWN} THEN 0 WHEN c.accepted AND NOT {_TO_FIND} THEN 2
                 WHEN NOT c.accepted AND {_CHECKED} THEN 3 ELSE 4 END"""
_STAGE = f"""
    CASE WHEN (SELECT e.kind FROM events AS e WHERE e.uscc = a.uscc AND e.policy = a.policy AND e.year = a.year
               ORDER BY e.id DESC LIMIT 1) = '{RETURNED}' THEN 5
    ELSE coalesce((SELECT max({_RANK}) FROM claims AS c WHERE c.application = a.id AND {LATEST}), 0) END"""
# since when the days to decide run: since it came in, or came back mended
_SINCE = f"""substr(coalesce((SELECT e.at FROM events AS e WHERE e.uscc = a.uscc AND e.policy = a.policy
                                 AND e.year = a.year AND e.kind = '{RESUBMITTED}' ORDER BY e.id DESC LIMIT 1),
                                a.received), 1, 10)"""
_ASSIGNEE = """coalesce((SELECT s.assignee FROM assignments AS s WHERE s.application = a.id
                         ORDER BY s.id DESC LIMIT 1), '')"""
_REFERRED = f"""EXISTS (SELECT 1 FROM claims AS c WHERE c.application = a.id AND {LATEST} AND NOT {WITHDRAWN}
                        AND NOT {_FINAL} AND {_TO_FIND})"""
_NAMED = """(instr(identity(f.name), :text) OR instr(a.uscc, :text)
             OR a.uscc IN (SELECT uscc FROM firm_names WHERE instr(identity(name), :text))"""
_LETTER = """ OR a.id IN (SELECT d.application FROM letters AS t JOIN decisions AS d ON d.id = t.decision
                          WHERE t.number = :number AND (:numbered IS NULL OR t.year = :numbered))"""
_FROM = "FROM applications AS a JOIN firms AS f ON f.uscc = a.uscc"
_SELECT = f"""SELECT a.id, a.uscc, a.year, a.received, {_SINCE} AS since, f.name, f.district, {_STAGE} AS stage,
                     {_ASSIGNEE} AS assignee {_FROM}"""


class Filters(NamedTuple):
    """What is looked for; what is empty is not asked. `assignee`: a login, or NOBODY. `letter`: year (0: any), number.

    `text` is an identity (model.identity) of part of a name or code; `until`: its days run since this day or before,
    and it is still worked on; `stage`: of STAGES.
    """

    policy: str
    year: int
    stage: str = ""
    item: str = ""
    district: str = ""
    assignee: str = ""
    text: str = ""
    letter: tuple[int, int] | None = None
    until: str = ""
    referred: bool = False
    sort: str = "received"


def tally(db: Database, filters: Filters, login: str, late: str) -> list[Row]:
    """How many there are by stage, but for the filter of the stage, in one pass.

    Each row: stage; `whose` (mine: that login's, NOBODY, or other); `late`: its days run since that day or
    before; `referred`.
    """
    where, values = _where(filters)
    sql = f"""
        SELECT stage, CASE assignee WHEN '' THEN '{NOBODY}' WHEN :login THEN 'mine' ELSE 'other' END AS whose, late,
               referred, count(*) AS count
        FROM (SELECT {_STAGE} AS stage, {_ASSIGNEE} AS assignee, {_SINCE} <= :late AS late,
                     {_REFERRED} AS referred {_FROM} WHERE {where})
        GROUP BY stage, whose, late, referred
    """
    found = rows(_able(db), sql, {**values, "login": login, "late": late})
    return [{**row, "stage": STAGES[row["stage"]]} for row in found]


def page(db: Database, filters: Filters, limit: int, after: int = 0, before: int = 0) -> list[Row]:
    """So many applications in the order asked for, after one or before another (ids), each with stage and assignee."""
    column, way = SORTS[filters.sort]
    back = bool(before)
    where, values = _where(filters, staged=True)
    if after or before:
        sign = "<" if (way == "DESC") != back else ">"
        where += f" AND ({column}, a.id) {sign} (SELECT {column}, a.id {_FROM} WHERE a.id = :key)"
        values["key"] = before or after
    turned = {"ASC": "DESC", "DESC": "ASC"}[way] if back else way
    sql = f"""
        {_SELECT} WHERE {where} ORDER BY {column} {turned}, a.id {turned} LIMIT :limit
    """
    found = rows(_able(db), sql, {**values, "limit": limit})
    return [{**row, "stage": STAGES[row["stage"]]} for row in (reversed(found) if back else found)]


def every(db: Database, filters: Filters, size: int = 500) -> Iterator[list[Row]]:
    """All that match, page after page."""
    after = 0
    while found := page(db, filters, size, after):
        yield found
        after = found[-1]["id"]


def items(db: Database, applications: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many claims of which item each application makes, but for what was withdrawn."""
    ids = list(applications)
    sql = f"""
        SELECT c.application, c.item, count(*) FROM claims AS c
        WHERE c.application IN ({", ".join("?" * len(ids))}) AND {LATEST} AND NOT {WITHDRAWN}
        GROUP BY c.application, c.item ORDER BY c.application, min(c.id)
    """
    found: dict[int, dict[str, int]] = {one: {} for one in ids}
    for application, item, count in db.execute(sql, ids):
        found[application][item] = count
    return found


def chosen(db: Database, policy: str, applications: Iterable[int]) -> list[Row]:
    """Applications by their ids, as `page`; none of another policy."""
    ids = list(applications)
    sql = f"""
        {_SELECT} WHERE a.policy = ? AND a.id IN ({", ".join("?" * len(ids))}) ORDER BY a.received, a.id
    """
    return [{**row, "stage": STAGES[row["stage"]]} for row in rows(_able(db), sql, [policy, *ids])]


def scope(db: Database, policy: str) -> list[tuple[int, str]]:
    """The years that anybody applied for, latest first, with each district of those firms; '' for none."""
    sql = f"SELECT DISTINCT a.year, coalesce(f.district, '') {_FROM} WHERE a.policy = ? ORDER BY 1 DESC, 2"
    return list(db.execute(sql, [policy]))


def _where(filters: Filters, staged: bool = False) -> tuple[str, dict[str, Any]]:
    parts, values = ["a.policy = :policy AND a.year = :year"], filters._asdict()
    if filters.stage and staged:
        parts.append(f"{_STAGE} = {STAGES.index(filters.stage)}")
    if filters.item:
        claims = "SELECT 1 FROM claims AS c WHERE c.application = a.id AND c.item = :item"
        parts.append(f"EXISTS ({claims} AND {LATEST} AND NOT {WITHDRAWN})")
    if filters.district:
        parts.append("f.district = :district")
    if filters.assignee:
        values["assignee"] = "" if filters.assignee == NOBODY else filters.assignee
        parts.append(f"{_ASSIGNEE} = :assignee")
    if filters.text:
        parts.append(_NAMED + (_LETTER if filters.letter else "") + ")")
        year, number = filters.letter or (0, 0)
        values.update(numbered=year or None, number=number)
    if filters.until:
        ranks = ", ".join(str(STAGES.index(stage)) for stage in WORKED_ON)
        parts.append(f"{_SINCE} <= :until AND {_STAGE} IN ({ranks})")
    if filters.referred:
        parts.append(_REFERRED)
    return " AND ".join(parts), {name: values[name] for name in values if name != "letter"}


def _able(db: Database) -> Database:
    """The connection, with the functions that the queries here call."""
    db.conn.create_function("digest", 1, lambda text: _digest(opened(db, text)), deterministic=True)
    db.conn.create_function("identity", 1, identity, deterministic=True)
    return db


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
