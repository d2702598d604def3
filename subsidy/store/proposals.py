"""What one person proposes and another answers, and the appropriations that came of it: rows in and out."""

import json
from typing import Any

from sqlite_utils import Database

from subsidy.store.intake import Row, insert, rows

_SELECT = """
    SELECT p.*, coalesce(a.outcome, '') AS outcome, coalesce(a.reason, '') AS answer, coalesce(a.at, '') AS answered,
           coalesce(a.actor, '') AS answerer
    FROM proposals AS p LEFT JOIN proposal_answers AS a ON a.proposal = p.id
"""


def add(db: Database, kind: str, subject: str, body: Any, reason: str, at: str, actor: str) -> int:
    """A proposal; its id."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    row = {"kind": kind, "subject": subject, "body": text, "reason": reason, "at": at, "actor": actor}
    return insert(db, "proposals", row)


def answer(db: Database, proposal: int, outcome: str, reason: str, at: str, actor: str) -> None:
    """The answer; the database refuses it from who proposed, and a withdrawal from anybody else."""
    row = {"proposal": proposal, "outcome": outcome, "reason": reason, "at": at, "actor": actor}
    insert(db, "proposal_answers", row)


def one(db: Database, proposal: int) -> Row | None:
    """A proposal with its answer: `outcome` is '' while there is none."""
    found = _read(rows(db, f"{_SELECT} WHERE p.id = ?", [proposal]))
    return found[0] if found else None


def waiting(db: Database, kind: str | None = None, subject: str | None = None) -> list[Row]:
    """The proposals without an answer, oldest first."""
    sql = f"""
        {_SELECT} WHERE a.proposal IS NULL AND (:kind IS NULL OR p.kind = :kind)
              AND (:subject IS NULL OR p.subject = :subject) ORDER BY p.id
    """
    return _read(rows(db, sql, {"kind": kind, "subject": subject}))


def answered(db: Database, kind: str, most: int = 200) -> list[Row]:
    """The proposals of a kind that were answered or withdrawn, latest first."""
    sql = f"{_SELECT} WHERE a.proposal IS NOT NULL AND p.kind = ? ORDER BY a.at DESC, p.id DESC LIMIT ?"
    return _read(rows(db, sql, [kind, most]))


def years(db: Database, policy: str) -> list[int]:
    """The years that have an appropriation under a policy, or awards to be paid from one; latest first."""
    sql = """
        SELECT year FROM budgets WHERE policy = :policy UNION SELECT year FROM ledger WHERE policy = :policy
        UNION SELECT year FROM runs WHERE policy = :policy ORDER BY 1 DESC
    """
    return [year for (year,) in db.execute(sql, {"policy": policy})]


def changes(db: Database, subject: str) -> list[Row]:
    """How a year's appropriation was set and changed, oldest first; `detail` as the audit trail has it."""
    sql = "SELECT id, at, actor, detail FROM audit WHERE subject = ? AND act = 'set_budget' ORDER BY id"
    return [{**row, "detail": json.loads(row["detail"])} for row in rows(db, sql, [subject])]


def titles(db: Database, found: list[int]) -> dict[int, str]:
    """The titles of awards' items, as the decisions say them."""
    sql = f"""
        SELECT w.id, json_extract(d.body, '$.lines[' || l.position || '].title')
        FROM awards AS w JOIN lines AS l ON l.id = w.line JOIN decisions AS d ON d.id = l.decision
        WHERE w.id IN ({", ".join("?" * len(found))})
    """
    return dict(db.execute(sql, found).fetchall())


def firm_of(db: Database, decision: int) -> str:
    """The firm's name as a decision has it."""
    sql = "SELECT json_extract(body, '$.firm.name') FROM decisions WHERE id = ?"
    return str(db.execute(sql, [decision]).fetchone()[0])


def _read(found: list[Row]) -> list[Row]:
    return [{**row, "body": json.loads(row["body"])} for row in found]
