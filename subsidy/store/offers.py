"""What the office offers to firms before they ask, and what firms answered: rows in and out.

Everything that writes wants a write transaction.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from subsidy.store.intake import GIVEN, LATEST, WITHDRAWN, Row, insert, rows

ACCEPTED, DECLINED, WITHDRAWN_BY_OFFICE = "accepted", "declined", "withdrawn"

_SELECT = """
    SELECT o.*, coalesce(n.outcome, '') AS outcome, coalesce(n.reason, '') AS answer, coalesce(n.at, '') AS answered,
           coalesce(f.name, '') AS name, a.id AS account
    FROM offers AS o LEFT JOIN offer_answers AS n ON n.offer = o.id LEFT JOIN firms AS f ON f.uscc = o.uscc
    LEFT JOIN accounts AS a ON a.login = o.uscc AND a.disabled IS NULL
"""


def add(db: Database, row: Row) -> int:
    """A new offer by its columns; `facts` as canonical JSON, `reasons` a list of sentences. Its id."""
    return insert(db, "offers", {**row, "reasons": json.dumps(row["reasons"], ensure_ascii=False)})


def answer(db: Database, offer: int, outcome: str, reason: str, at: str, actor: str) -> None:
    """What became of an offer; the database refuses a second answer, and one by somebody else than the firm."""
    insert(db, "offer_answers", {"offer": offer, "outcome": outcome, "reason": reason, "at": at, "actor": actor})


def one(db: Database, offer: int) -> Row | None:
    """An offer by its id; `outcome` is '' while there is no answer."""
    found = _read(rows(db, f"{_SELECT} WHERE o.id = ?", [offer]))
    return found[0] if found else None


def of_firm(db: Database, policy: str, year: int, uscc: str) -> list[Row]:
    """The offers of a firm's year, oldest first."""
    sql = f"{_SELECT} WHERE o.policy = ? AND o.year = ? AND o.uscc = ? ORDER BY o.id"
    return _read(rows(db, sql, [policy, year, uscc]))


def of_year(db: Database, policy: str, year: int) -> list[Row]:
    """Every offer of a year, latest first; `account` is None where the firm has none that it can use."""
    return _read(rows(db, f"{_SELECT} WHERE o.policy = ? AND o.year = ? ORDER BY o.id DESC", [policy, year]))


def of_firms(db: Database, policy: str, year: int, firms: Iterable[str]) -> dict[str, list[Row]]:
    """The offers of a year by firm, of these firms."""
    sql = f"{_SELECT} WHERE o.policy = ? AND o.year = ? AND o.uscc IN {GIVEN} ORDER BY o.id"
    return _by_firm(_read(rows(db, sql, [policy, year, json.dumps(list(firms))])))


def source(db: Database, policy: str, year: int, uscc: str, item: str, key: str) -> str:
    """The list in which the office found a claim that the firm confirmed; '' where it was found in none."""
    sql = """
        SELECT o.source FROM offers AS o JOIN offer_answers AS n ON n.offer = o.id AND n.outcome = 'accepted'
        WHERE o.policy = ? AND o.year = ? AND o.uscc = ? AND o.item = ? AND o.key = ?
    """
    found = rows(db, sql, [policy, year, uscc, item, key])
    return str(found[0]["source"]) if found else ""


def years(db: Database, policy: str) -> list[int]:
    """The years in which something was offered, latest first."""
    sql = "SELECT DISTINCT year FROM offers WHERE policy = ? ORDER BY year DESC"
    return [year for (year,) in db.execute(sql, [policy])]


def open_years(db: Database, policy: str, uscc: str) -> list[int]:
    """The years in which something that was offered to a firm has no answer, latest first."""
    sql = """
        SELECT DISTINCT o.year FROM offers AS o WHERE o.uscc = ? AND o.policy = ?
        AND NOT EXISTS (SELECT 1 FROM offer_answers WHERE offer = o.id) ORDER BY o.year DESC
    """
    return [year for (year,) in db.execute(sql, [uscc, policy])]


def names(db: Database) -> list[tuple[str, str]]:
    """Every name that a firm of the register has or had: code and name."""
    return db.execute("SELECT uscc, name FROM firms UNION SELECT uscc, name FROM firm_names ORDER BY 1").fetchall()


def with_account(db: Database, firms: Iterable[str]) -> set[str]:
    """Those of these firms that have an account which they can use."""
    sql = f"SELECT login FROM accounts WHERE role = 'firm' AND disabled IS NULL AND login IN {GIVEN}"
    return {login for (login,) in db.execute(sql, [json.dumps(list(firms))])}


def claims(db: Database, policy: str, year: int, firms: Iterable[str]) -> dict[str, list[Row]]:
    """The latest claims of these firms' year, none withdrawn, by firm in their order.

    `outcome`: the last decision; `told`: whether that is for good and approved, so that the firm knows of it.
    """
    sql = f"""
        SELECT c.*, a.uscc, (SELECT outcome FROM lines WHERE claim = c.id ORDER BY id DESC LIMIT 1) AS outcome,
               EXISTS (SELECT 1 FROM lines AS l JOIN approved_decisions AS d ON d.decision = l.decision
                       WHERE l.final = c.id) AS told
        FROM claims AS c JOIN applications AS a ON a.id = c.application
        WHERE a.policy = ? AND a.year = ? AND a.uscc IN {GIVEN} AND {LATEST} AND NOT {WITHDRAWN} ORDER BY c.id
    """
    return _by_firm(rows(db, sql, [policy, year, json.dumps(list(firms))]))


def drafts(db: Database, policy: str, year: int, firms: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What these firms have typed for a year, by firm and section."""
    sql = f"SELECT * FROM drafts WHERE policy = ? AND year = ? AND uscc IN {GIVEN}"
    found: dict[str, dict[str, Any]] = {}
    for row in rows(db, sql, [policy, year, json.dumps(list(firms))]):
        found.setdefault(row["uscc"], {})[row["section"]] = json.loads(row["body"])
    return found


def _by_firm(found: list[Row]) -> dict[str, list[Row]]:
    made: dict[str, list[Row]] = {}
    for row in found:
        made.setdefault(row["uscc"], []).append(row)
    return made


def _read(found: list[Row]) -> list[Row]:
    return [{**row, "reasons": json.loads(row["reasons"])} for row in found]
