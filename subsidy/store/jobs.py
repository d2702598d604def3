"""Work that outlives a request: rows in and out, and the one place that says of a preview which run it became."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from subsidy.store.intake import Row, insert, rows
from subsidy.store.sealed import seal

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


def add(db: Database, kind: str, subject: str, asked: str, at: str, actor: str) -> int:
    """A job that waits for its process; its id."""
    row = {"kind": kind, "subject": subject, "asked": asked, "state": WAITING, "label": "", "done": 0, "total": 0}
    return insert(db, "jobs", {**row, "result": "{}", "beat": at, "at": at, "actor": actor})


def job(db: Database, job_id: int) -> Row | None:
    """A job by its id."""
    found = rows(db, "SELECT * FROM jobs WHERE id = ?", [job_id])
    return found[0] if found else None


def last(db: Database, kind: str, subject: str) -> Row | None:
    """The latest job of a kind about something."""
    found = rows(db, "SELECT * FROM jobs WHERE kind = ? AND subject = ? ORDER BY id DESC LIMIT 1", [kind, subject])
    return found[0] if found else None


def about(db: Database, subject: str) -> list[Row]:
    """The latest job of each kind about something, latest first."""
    sql = "SELECT * FROM jobs WHERE id IN (SELECT max(id) FROM jobs WHERE subject = ? GROUP BY kind) ORDER BY id DESC"
    return rows(db, sql, [subject])


def claim(db: Database, job_id: int, process: int, at: str) -> bool:
    """Takes a waiting job for a process; False where it does not wait (any more)."""
    sql = "UPDATE jobs SET state = ?, result = ?, beat = ? WHERE id = ? AND state = ?"
    done = db.execute(sql, [RUNNING, json.dumps({"process": process}), at, job_id, WAITING])
    return bool(done.rowcount)


def beat(db: Database, job_id: int, label: str, done: int, total: int, at: str) -> bool:
    """How far a running job is; False, without waiting, where somebody else is writing just now."""
    try:
        sql = "UPDATE jobs SET label = ?, done = ?, total = ?, beat = ? WHERE id = ? AND state = ?"
        db.execute(sql, [label, done, total, at, job_id, RUNNING])
    except sqlite3.OperationalError:
        return False
    return True


def impatient(db: Database) -> None:
    """From now on this connection never waits for another one that writes."""
    db.execute("PRAGMA busy_timeout = 0")


def finish(db: Database, job_id: int, state: str, result: dict[str, Any], at: str) -> None:
    """A job that is over: done or failed, with its result."""
    sql = "UPDATE jobs SET state = ?, result = ?, beat = ? WHERE id = ?"
    db.execute(sql, [state, seal(db, json.dumps(result, ensure_ascii=False)), at, job_id])


def file(db: Database) -> Path:
    """Where the database lies."""
    return Path(next(row[2] for row in db.execute("PRAGMA database_list") if row[1] == "main"))


def run_of(db: Database, digest: str) -> Row | None:
    """The run that was started from the preview with this digest: its id (`subject`), by whom and when."""
    sql = """
        SELECT subject, actor, at FROM audit WHERE act = 'run' AND json_extract(detail, '$.digest') = ?
        ORDER BY id LIMIT 1
    """
    found = rows(db, sql, [digest])
    return found[0] if found else None
