"""Where the decisions of a run stand: excluded, held by an objection, approved, paid, and by whom: rows in and out."""

import json
from collections.abc import Iterable, Iterator

from sqlite_utils import Database

from subsidy.store.intake import GIVEN, LATEST, WITHDRAWN, Row, insert, rows
from subsidy.store.runs import KEPT

# an objection o that nobody answered yet
_OPEN = "NOT EXISTS (SELECT 1 FROM objection_answers WHERE objection = o.id)"

OF_RUN = "decision IN (SELECT id FROM decisions WHERE run = ?)"


def prepared_by(db: Database, run: str) -> set[str]:
    """Everybody who had a hand in a run before its approval."""
    return {actor for (actor,) in db.execute(f"SELECT DISTINCT actor FROM prepared WHERE {OF_RUN}", [run])}


def signed_by(db: Database, run: str) -> set[str]:
    """Everybody who approved decisions of a run, or proposed or answered that something of it be taken back."""
    sql = f"SELECT actor FROM signed WHERE {OF_RUN} UNION SELECT actor FROM approvals WHERE run = ?"
    return {actor for (actor,) in db.execute(sql, [run, run])}


def publication(db: Database, run: str) -> Row | None:
    """The last publication of a run, its body as text."""
    found = rows(db, "SELECT * FROM publications WHERE run = ? ORDER BY id DESC LIMIT 1", [run])
    return found[0] if found else None


def held(db: Database, run: str) -> set[int]:
    """The decisions of a run to which, or to an earlier one on the application, an objection is not answered."""
    sql = f"""
        SELECT DISTINCT d.id FROM objections AS o JOIN decisions AS e ON e.id = o.decision
        JOIN decisions AS d ON d.application = e.application AND d.id >= e.id
        WHERE d.run = ? AND {KEPT} AND {_OPEN}
    """
    return {decision for (decision,) in db.execute(sql, [run])}


def upheld(db: Database, run: str) -> dict[int, str]:
    """The decisions of a run to which somebody objected rightly, each with when that was last said."""
    sql = """
        SELECT d.id, max(a.at) FROM objections AS o JOIN decisions AS d ON d.id = o.decision
        JOIN objection_answers AS a ON a.objection = o.id WHERE d.run = ? AND a.outcome = 'upheld'
        GROUP BY d.id
    """
    return dict(db.execute(sql, [run]).fetchall())


def behind(db: Database, run: str) -> set[int]:
    """The decisions of a run that cannot be approved before an earlier run's on the same application is."""
    sql = f"""
        SELECT d.id FROM decisions AS d WHERE d.run = ? AND {KEPT} AND EXISTS (
            SELECT 1 FROM decisions AS e WHERE e.application = d.application AND e.id < d.id
            AND NOT EXISTS (SELECT 1 FROM approved_decisions WHERE decision = e.id)
            AND NOT EXISTS (SELECT 1 FROM exclusions WHERE decision = e.id))
    """
    return {decision for (decision,) in db.execute(sql, [run])}


def conditions(db: Database, run: str) -> Iterator[tuple[int, str]]:
    """The decisions of a run, each with what the register knows of its firm's conditions now, as JSON."""
    yield from db.execute(
        "SELECT d.id, f.conditions FROM decisions AS d JOIN firms AS f ON f.uscc = d.uscc WHERE d.run = ?", [run]
    )


def undecided(db: Database, application: int) -> list[Row]:
    """The decisions on an application that are neither approved nor out of their runs, latest first."""
    sql = f"""
        SELECT d.id, d.run FROM decisions AS d WHERE d.application = ? AND {KEPT}
        AND NOT EXISTS (SELECT 1 FROM approved_decisions WHERE decision = d.id) ORDER BY d.id DESC
    """
    return rows(db, sql, [application])


def approved(db: Database, run: str) -> set[int]:
    """The decisions of a run that are approved."""
    sql = "SELECT a.decision FROM approved_decisions AS a JOIN decisions AS d ON d.id = a.decision WHERE d.run = ?"
    return {decision for (decision,) in db.execute(sql, [run])}


def kept(db: Database, run: str) -> set[int]:
    """The decisions of a run that did not leave it."""
    return {
        decision for (decision,) in db.execute(f"SELECT d.id FROM decisions AS d WHERE d.run = ? AND {KEPT}", [run])
    }


def excluded(db: Database, run: str) -> list[Row]:
    """The decisions that left a run: firm, name as decided, total, why, when, by whom; by firm."""
    sql = """
        SELECT d.id, d.uscc, json_extract(d.body, '$.firm.name') AS name, d.total, x.reason, x.at, x.actor
        FROM exclusions AS x JOIN decisions AS d ON d.id = x.decision WHERE d.run = ? ORDER BY d.uscc
    """
    return rows(db, sql, [run])


def paid(db: Database, run: str) -> set[int]:
    """The decisions of a run that are paid."""
    sql = """
        SELECT p.decision FROM payments AS p JOIN decisions AS d ON d.id = p.decision
        WHERE p.kind = 'paid' AND d.run = ?
    """
    return {decision for (decision,) in db.execute(sql, [run])}


def due(db: Database, run: str) -> dict[int, int]:
    """What a run grants with money and nobody took back, in fen, by decision; only where there is any."""
    sql = f"""
        SELECT d.id, sum(g.amount) FROM ledger AS g JOIN awards AS w ON w.id = g.award
        JOIN decisions AS d ON d.run = g.run AND d.application = w.application
        WHERE g.run = ? AND g.kind = 'grant' AND {KEPT}
              AND NOT EXISTS (SELECT 1 FROM ledger AS r WHERE r.award = w.id AND r.kind = 'reversal')
        GROUP BY d.id HAVING sum(g.amount) > 0
    """
    return dict(db.execute(sql, [run]).fetchall())


def progress(db: Database, decision: int) -> Row:
    """What became of a decision: `starts` and `ends` of its notice, when `approved`, when `paid`; None where not."""
    sql = """
        SELECT p.starts, p.ends, a.at AS approved,
               (SELECT max(day) FROM payments WHERE decision = d.id AND kind = 'paid') AS paid
        FROM decisions AS d
        LEFT JOIN publications AS p ON p.id = (SELECT max(id) FROM publications WHERE run = d.run)
        LEFT JOIN approved_decisions AS s ON s.decision = d.id LEFT JOIN approvals AS a ON a.id = s.approval
        WHERE d.id = ?
    """
    return rows(db, sql, [decision])[0]


def add_approval(db: Database, run: str, digest: str, decisions: Iterable[int], at: str, actor: str) -> None:
    """An approval of decisions; the database refuses it from anybody who prepared one of them."""
    made = insert(db, "approvals", {"run": run, "digest": digest, "at": at, "actor": actor})
    pairs = [(decision, made) for decision in sorted(decisions)]
    db.conn.executemany("INSERT INTO approved_decisions (decision, approval) VALUES (?, ?)", pairs)


def approvals(db: Database, run: str) -> list[Row]:
    """The approvals of a run, oldest first, each with how many decisions it covers."""
    sql = """
        SELECT a.*, (SELECT count(*) FROM approved_decisions WHERE approval = a.id) AS decisions
        FROM approvals AS a WHERE a.run = ? ORDER BY a.id
    """
    return rows(db, sql, [run])


def add_exclusion(db: Database, decision: int, reason: str, at: str, actor: str) -> None:
    """A decision leaves its run."""
    insert(db, "exclusions", {"decision": decision, "reason": reason, "at": at, "actor": actor})


def live_awards(db: Database, decision: int) -> list[Row]:
    """The awards that a decision made, or gave money to, and nobody took back.

    `granted`: with money; `claim` is what it rests on; `told`: made by another decision, which is approved.
    """
    sql = """
        SELECT w.*, g.run IS NOT NULL AS granted, l.claim,
               l.decision <> d.id AND EXISTS (SELECT 1 FROM approved_decisions WHERE decision = l.decision) AS told
        FROM decisions AS d JOIN awards AS w ON w.application = d.application
        JOIN lines AS l ON l.id = w.line LEFT JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant'
        WHERE d.id = ? AND (l.decision = d.id OR g.run = d.run)
              AND NOT EXISTS (SELECT 1 FROM ledger AS r WHERE r.award = w.id AND r.kind = 'reversal')
        ORDER BY w.id
    """
    return rows(db, sql, [decision])


def given_by_undecided(db: Database, decision: int) -> list[Row]:
    """The awards that a decision put on the reserve list and that a later run, not approved yet, gave money to."""
    sql = f"""
        SELECT w.*, 1 AS granted, NULL AS reversed_at FROM awards AS w JOIN lines AS l ON l.id = w.line
        JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant'
        JOIN decisions AS d ON d.run = g.run AND d.application = w.application
        WHERE l.decision = ? AND d.id <> l.decision AND {KEPT}
              AND NOT EXISTS (SELECT 1 FROM approved_decisions WHERE decision = d.id)
              AND NOT EXISTS (SELECT 1 FROM ledger AS r WHERE r.award = w.id AND r.kind = 'reversal')
        ORDER BY w.id
    """
    return rows(db, sql, [decision])


def claims(db: Database, decision: int) -> list[Row]:
    """The claims that a decision rests on, in their latest version and not withdrawn; `final`: it decided them."""
    sql = f"""
        SELECT c.*, EXISTS (SELECT 1 FROM lines WHERE final = c.id) AS final FROM claims AS c
        WHERE c.id IN (SELECT claim FROM decision_claims WHERE decision = ?) AND {LATEST} AND NOT {WITHDRAWN}
        ORDER BY c.id
    """
    return rows(db, sql, [decision])


_WAITED = """
    SELECT c.id FROM claims AS c
    JOIN claims AS p ON p.application = c.application AND p.item = c.item AND p.key = c.key
         AND p.version = c.version - 1
    JOIN lines AS l ON l.claim = p.id JOIN awards AS w ON w.line = l.id
    JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant'
    JOIN decisions AS made ON made.id = l.decision
    JOIN decisions AS d ON d.run = g.run AND d.application = c.application
    JOIN exclusions AS x ON x.decision = d.id
    WHERE made.run <> g.run
"""


def waited_before(db: Database, claims: Iterable[int]) -> set[int]:
    """Those of these claims that waited on the reserve list before the decision that gave them money left its run."""
    sql = f"{_WAITED} AND c.id IN {GIVEN} AND {LATEST}"
    return {claim for (claim,) in db.execute(sql, [json.dumps(list(claims))])}


def had_waited(db: Database, run: str) -> set[int]:
    """The same of the claims that a run decided, as it saw them."""
    sql = f"""
        {_WAITED} AND c.id IN (SELECT l.claim FROM lines AS l JOIN decisions AS d ON d.id = l.decision WHERE d.run = ?)
    """
    return {claim for (claim,) in db.execute(sql, [run])}
