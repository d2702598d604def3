"""What was published of runs, and what was objected and answered: rows in and out.

Which decisions an objection holds back, and the publication that counts, are asked of `batches`.
"""

from sqlite_utils import Database

from subsidy.store.intake import Row, insert, rows
from subsidy.store.runs import KEPT

_FIRM = "json_extract(d.body, '$.firm.name')"
# an objection with its firm, its answer (None where there is none), whether the firm left the run, or was approved
_OBJECTIONS = f"""
    SELECT o.*, d.run, d.uscc, {_FIRM} AS firm, a.outcome, a.text AS answer, a.at AS answered, a.actor AS answerer,
           EXISTS (SELECT 1 FROM exclusions WHERE decision = d.id) AS excluded,
           EXISTS (SELECT 1 FROM approved_decisions WHERE decision = d.id) AS approved
    FROM objections AS o JOIN decisions AS d ON d.id = o.decision
    LEFT JOIN objection_answers AS a ON a.objection = o.id
"""


def add(db: Database, row: Row) -> int:
    """A publication; its id."""
    return insert(db, "publications", row)


def publications(db: Database, run: str) -> list[Row]:
    """Every publication of a run, the one that counts first, without their bodies."""
    sql = "SELECT id, run, digest, starts, ends, days, at, actor FROM publications WHERE run = ? ORDER BY id DESC"
    return rows(db, sql, [run])


def shown(db: Database) -> list[Row]:
    """The publication that counts of each run, the latest to begin first: its days, and of its body the head."""
    sql = """
        SELECT p.id, p.run, p.starts, p.ends, p.days, json_extract(p.body, '$.title') AS title,
               json_extract(p.body, '$.issuer') AS issuer
        FROM publications AS p WHERE p.id = (SELECT max(id) FROM publications WHERE run = p.run)
        ORDER BY p.starts DESC, p.id DESC
    """
    return rows(db, sql)


def firms(db: Database, run: str) -> dict[str, str]:
    """The firms that a run has decisions on, by code with the name they had then; none that left it."""
    sql = f"SELECT d.uscc, {_FIRM} FROM decisions AS d WHERE d.run = ? AND {KEPT} ORDER BY d.uscc"
    return dict(db.execute(sql, [run]).fetchall())


def listed(db: Database, run: str) -> bool:
    """Whether a run has anything to be published: a firm that gets money by it, or has a place on the reserve list."""
    sql = f"""
        SELECT EXISTS (SELECT 1 FROM decisions AS d WHERE d.run = ? AND {KEPT} AND (d.rank IS NOT NULL OR EXISTS (
            SELECT 1 FROM ledger AS g JOIN awards AS w ON w.id = g.award
            WHERE g.run = d.run AND g.kind = 'grant' AND w.application = d.application)))
    """
    return bool(db.execute(sql, [run]).fetchone()[0])


def add_objection(db: Database, row: Row) -> int:
    """An objection; its id."""
    return insert(db, "objections", row)


def add_answer(db: Database, row: Row) -> None:
    """The answer to an objection."""
    insert(db, "objection_answers", row)


def objection(db: Database, objection_id: int) -> Row | None:
    """An objection by its id, with its firm and answer."""
    found = rows(db, f"{_OBJECTIONS} WHERE o.id = ?", [objection_id])
    return found[0] if found else None


def objections(db: Database, run: str) -> list[Row]:
    """The objections to decisions of a run, oldest first, each with its firm and answer."""
    return rows(db, f"{_OBJECTIONS} WHERE d.run = ? ORDER BY o.id", [run])
