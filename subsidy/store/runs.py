"""Runs and their decisions: rows in and out."""

from collections.abc import Iterator

from sqlite_utils import Database

from subsidy.store.intake import Row, rows

# what left its run again before it was approved decides nothing
KEPT = "NOT EXISTS (SELECT 1 FROM exclusions WHERE decision = d.id)"
DECISIONS = f"SELECT d.*, f.contact FROM decisions AS d JOIN firms AS f ON f.uscc = d.uscc WHERE {KEPT} AND"


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


def decisions(db: Database, run_id: str, after: str = "") -> Iterator[Row]:
    """The decisions of a run by firm's code, each with the firm's 联系人; one row at a time. None that left it.

    `after`: only those on firms whose code comes after.
    """
    yield from db.query(f"{DECISIONS} d.run = ? AND d.uscc > ? ORDER BY d.uscc, d.id", [run_id, after])


def made(db: Database, run_id: str) -> Iterator[Row]:
    """Every decision that a run made, also what left it since, by firm's code; with when its application came in."""
    sql = """
        SELECT d.*, a.received FROM decisions AS d JOIN applications AS a ON a.id = d.application
        WHERE d.run = ? ORDER BY d.uscc, d.id
    """
    yield from db.query(sql, [run_id])


def count_made(db: Database, run_id: str) -> int:
    """How many decisions a run made."""
    return int(db.execute("SELECT count(*) FROM decisions WHERE run = ?", [run_id]).fetchone()[0])


def decided_by(db: Database, claim: int) -> int | None:
    """The decision that a claim was finally decided by."""
    found = db.execute("SELECT decision FROM lines WHERE final = ?", [claim]).fetchone()
    return int(found[0]) if found else None


def decision(db: Database, decision_id: int) -> Row:
    """A decision by its id, as `decisions`."""
    return rows(db, f"{DECISIONS} d.id = ?", [decision_id])[0]


def decision_on(db: Database, run_id: str, uscc: str) -> Row | None:
    """A run's decision on a firm, as `decisions`; None where it has none."""
    found = rows(db, f"{DECISIONS} d.run = ? AND d.uscc = ?", [run_id, uscc])
    return found[0] if found else None


def of_application(db: Database, application: int) -> list[Row]:
    """The decisions on an application, oldest first, each with when its run was made."""
    sql = f"""
        SELECT d.*, r.at FROM decisions AS d JOIN runs AS r ON r.id = d.run WHERE d.application = ? AND {KEPT}
        ORDER BY d.id
    """
    return rows(db, sql, [application])


def own_claims(db: Database, decision_id: int) -> dict[int, int]:
    """The claims that a decision answered itself, by the positions of their lines."""
    return dict(db.execute("SELECT position, claim FROM lines WHERE decision = ?", [decision_id]).fetchall())
