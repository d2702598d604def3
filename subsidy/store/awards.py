"""Awards, the ledger of money granted and reversed, and the appropriation: rows in and out."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from subsidy.model import Past
from subsidy.store.intake import GIVEN, LIVE, Row, rows

LEDGER = ("policy", "year", "kind", "award", "amount", "spent", "run", "reason", "actor", "at")
GRANTED = "EXISTS (SELECT 1 FROM ledger AS g WHERE g.award = w.id AND g.kind = 'grant')"


# an award w that its firm knows of: given before this program, or by a decision that was approved
TOLD = """(w.line IS NULL OR EXISTS (SELECT 1 FROM lines AS l JOIN approved_decisions AS a ON a.decision = l.decision
                                     WHERE l.id = w.line))"""


def history(
    db: Database, policy: str, firms: str | Iterable[str] | None = None, told: bool = False
) -> dict[str, list[tuple[int | None, Past]]]:
    """Every firm's live awards under a policy, or those of some, oldest first, each with its application.

    Granted, waiting, or (without an application) given before this program; with `told` only what the firm knows of.
    """
    found: dict[str, list[tuple[int | None, Past]]] = {}
    columns = "uscc, item, year, amount, facts, application"
    asked = [policy] if firms is None else [policy, json.dumps([firms] if isinstance(firms, str) else list(firms))]
    some = "" if firms is None else f" AND uscc IN {GIVEN}"
    of = f"policy = ?{some}{f' AND {TOLD}' if told else ''} AND {LIVE}"
    sql = f"SELECT {columns} FROM awards AS w WHERE {of} ORDER BY id"
    for uscc, item, year, amount, facts, application in db.execute(sql, asked):
        found.setdefault(uscc, []).append((application, Past(item, year, amount, json.loads(facts))))
    return found


def waiting(db: Database, policy: str, year: int) -> dict[int, list[Row]]:
    """The reserve list: awards of a year without money, by application, each with its line and claim.

    Each stands among the unfunded ones of the decision that made it: so nothing is asked of those that were paid for.
    """
    sql = f"""
        SELECT w.*, l.claim, l.position, l.decision, d.body, a.case_id, a.received
        FROM decisions AS d CROSS JOIN lines AS l ON l.decision = d.id CROSS JOIN awards AS w ON w.line = l.id
             JOIN applications AS a ON a.id = w.application
        WHERE d.unfunded <> '[]' AND w.policy = ? AND w.year = ? AND {LIVE} AND NOT {GRANTED}
        ORDER BY w.id
    """
    found: dict[int, list[Row]] = {}
    bodies: dict[int, str] = {}  # one string for all the awards of a decision
    for row in db.query(sql, [policy, year]):
        row["body"] = bodies.setdefault(row["decision"], row["body"])
        found.setdefault(row["application"], []).append(row)
    return found


def add_history(db: Database, policy: str, uscc: str, past: Past, source: str, keys: Iterable[str], at: str) -> bool:
    """An award given before this program; False if the same was told before."""
    if rows(db, "SELECT 1 FROM awards WHERE source = ?", [source]):
        return False
    facts = json.dumps(past.facts, ensure_ascii=False, sort_keys=True)
    row = {
        "source": source,
        "policy": policy,
        "uscc": uscc,
        "item": past.item,
        "year": past.year,
        "amount": past.amount,
        "facts": facts,
        "at": at,
    }
    award = db.table("awards").insert(row).last_pk
    sql = """
        INSERT INTO award_keys SELECT :policy, :uscc, :item, :key, 0, :award WHERE NOT EXISTS
        (SELECT 1 FROM award_keys WHERE policy = :policy AND uscc = :uscc AND item = :item AND key = :key)
    """
    for key in keys:
        db.execute(sql, {"policy": policy, "uscc": uscc, "item": past.item, "key": key, "award": award})
    return True


def appropriation(db: Database, policy: str, year: int) -> int | None:
    """The year's appropriation in fen, None where none is set."""
    sql = "SELECT amount FROM budgets WHERE policy = ? AND year = ? ORDER BY id DESC LIMIT 1"
    found = db.execute(sql, [policy, year]).fetchone()
    return found[0] if found else None


def latest_year(db: Database, policy: str) -> int | None:
    """The latest year that has an appropriation."""
    found = db.execute("SELECT max(year) FROM budgets WHERE policy = ?", [policy]).fetchone()
    return int(found[0]) if found[0] is not None else None


def set_appropriation(db: Database, policy: str, year: int, amount: int, actor: str, at: str) -> None:
    """A new amount for the year; earlier ones stay on record."""
    db.table("budgets").insert({"policy": policy, "year": year, "amount": amount, "at": at, "actor": actor})


def spent(db: Database, policy: str, year: int) -> int:
    """What is granted of the year's appropriation, in fen, net of reversals."""
    sql = "SELECT spent FROM ledger WHERE policy = ? AND year = ? ORDER BY id DESC LIMIT 1"
    found = db.execute(sql, [policy, year]).fetchone()
    return int(found[0]) if found else 0


def next_id(db: Database, table: str) -> int:
    """The id of the next row; only within a write transaction."""
    return int(db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM [{table}]").fetchone()[0])


def append(db: Database, table: str, columns: tuple[str, ...], values: Iterable[tuple[Any, ...]]) -> None:
    """Many rows at once."""
    marks = ", ".join("?" * len(columns))
    db.conn.executemany(f"INSERT INTO [{table}] ({', '.join(columns)}) VALUES ({marks})", values)


def reversed_keys(db: Database, policy: str, firms: Iterable[str]) -> dict[tuple[str, str, str], int]:
    """How often the awards of these firms that used a key were reversed, by firm, item and key."""
    sql = f"""
        SELECT k.uscc, k.item, k.key, count(*) FROM award_keys AS k JOIN ledger AS l ON l.award = k.award
        WHERE k.policy = ? AND k.uscc IN {GIVEN} AND l.kind = 'reversal' GROUP BY 1, 2, 3
    """
    return {(uscc, item, key): n for uscc, item, key, n in db.execute(sql, [policy, json.dumps(list(firms))])}


def run_awards(db: Database, run: str, uscc: str | None = None) -> Iterator[Row]:
    """The awards that a run granted, or put on the reserve list and no later run granted; with their reversal."""
    sql = """
        SELECT w.*, g.run IS NOT NULL AS granted, v.at AS reversed_at
        FROM awards AS w JOIN lines AS l ON l.id = w.line JOIN decisions AS d ON d.id = l.decision
        LEFT JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant'
        LEFT JOIN ledger AS v ON v.award = w.id AND v.kind = 'reversal'
        WHERE coalesce(g.run, d.run) = ? AND (? IS NULL OR w.uscc = ?) ORDER BY w.uscc, w.id
    """
    yield from rows(db, sql, [run, uscc, uscc])
