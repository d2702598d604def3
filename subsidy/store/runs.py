"""Runs and their decisions: rows in and out."""

from collections.abc import Iterator

from sqlite_utils import Database

from subsidy.store.intake import Row, rows


def add_run(db: Database, row: Row) -> None:
    """A run; its id and number are the caller's."""
    db.table("runs").insert(row)


def run(db: Database, run_id: str) -> Row | None:
    """A run by its id."""
    found = rows(db, "SELECT * FROM runs WHERE id = ?", [run_id])
    return found[0] if found else None


def runs(db: Database) -> list[Row]:
    """Every run, oldest first."""
    return rows(db, "SELECT * FROM runs ORDER BY at, id")


def next_number(db: Database, year: int) -> int:
    """The number of the next run of a year; only within a write transaction."""
    return int(db.execute("SELECT coalesce(max(number), 0) + 1 FROM runs WHERE year = ?", [year]).fetchone()[0])


def decisions(db: Database, run_id: str) -> Iterator[Row]:
    """The decisions of a run by firm's code; one row at a time."""
    return db.query("SELECT * FROM decisions WHERE run = ? ORDER BY uscc, id", [run_id])
