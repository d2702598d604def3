"""Whether a database can be worked with, and its figures for who watches over it."""

import os
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from subsidy.store import queue, snapshot
from subsidy.store.intake import rows
from subsidy.store.jobs import RUNNING, WAITING
from subsidy.store.schema import migrations

WELL, MISSING, UNREADABLE, READ_ONLY = "ok", "missing", "unreadable", "read_only"
BEHIND, AHEAD, UNKNOWN = "behind", "ahead", "unknown"  # of its migrations, beside WELL
PATIENCE_S = 1.0


class Standing(NamedTuple):
    """Whether a database can be read and written, and whether its tables are those that the program knows."""

    database: str
    migrations: str


def standing(path: Path) -> Standing:
    """How a database is, without waiting for who writes just now."""
    if not path.exists():
        return Standing(MISSING, UNKNOWN)
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)) as conn:
            conn.execute(f"PRAGMA busy_timeout = {int(PATIENCE_S * 1000)}")
            db = Database(conn)
            ahead = snapshot.newer([one.name for one in migrations.applied(db)])
            known = AHEAD if ahead else BEHIND if migrations.pending(db) else WELL
            return Standing(READ_ONLY if _read_only(conn, path) else WELL, known)
    except sqlite3.Error:
        return Standing(UNREADABLE if _may_write(path) else READ_ONLY, UNKNOWN)


def _may_write(path: Path) -> bool:
    """Whether the system lets us write a file, and others beside it."""
    return all(os.access(one, os.W_OK, effective_ids=True) for one in (path, path.parent))


def _read_only(conn: sqlite3.Connection, path: Path) -> bool:
    """Whether nothing can be written: tried, without waiting for who writes just now."""
    if not _may_write(path):
        return True
    conn.execute("PRAGMA busy_timeout = 0")
    try:
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return False


def money(db: Database, policy: str) -> list[tuple[int, int, int]]:
    """The years that have an appropriation: the year, its appropriation, what is granted of it; fen."""
    sql = """
        SELECT y.year,
               (SELECT amount FROM budgets WHERE policy = :policy AND year = y.year ORDER BY id DESC LIMIT 1),
               coalesce((SELECT spent FROM ledger WHERE policy = :policy AND year = y.year ORDER BY id DESC LIMIT 1), 0)
        FROM (SELECT DISTINCT year FROM budgets WHERE policy = :policy) AS y ORDER BY y.year
    """
    return [(int(year), int(amount), int(spent)) for year, amount, spent in db.execute(sql, {"policy": policy})]


def stages(db: Database, policy: str, year: int) -> dict[str, int]:
    """How many applications of a year are at each stage; every stage."""
    found = Counter(dict.fromkeys(queue.STAGES, 0))
    for row in queue.tally(db, queue.Filters(policy, year), "", ""):
        found[row["stage"]] += row["count"]
    return dict(found)


def jobs(db: Database) -> dict[str, int]:
    """How many jobs are in each state, as their rows have it."""
    return dict(db.execute("SELECT state, count(*) FROM jobs GROUP BY state").fetchall())


def unfinished(db: Database) -> list[int]:
    """The jobs that wait or run, as their rows have it."""
    found = rows(db, "SELECT id FROM jobs WHERE state IN (?, ?) ORDER BY id", [WAITING, RUNNING])
    return [row["id"] for row in found]


def links(db: Database) -> int:
    """How long the chain is."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM chain").fetchone()[0])


def evidence(db: Database) -> tuple[int, int]:
    """How many files of evidence there are, and their bytes."""
    count, size = db.execute("SELECT count(*), coalesce(sum(size), 0) FROM files").fetchone()
    return int(count), int(size)
