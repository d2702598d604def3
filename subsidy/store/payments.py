"""What a run has to pay, what was paid, returned by the bank and recovered: rows in and out."""

from collections.abc import Iterable

from sqlite_utils import Database

from subsidy.store.intake import Row, insert, rows

# what a decision d was granted with money, and how much of it nobody took back
_GIVEN = """
    SELECT d.id AS decision, sum(g.amount) AS granted, sum(CASE WHEN r.id IS NULL THEN g.amount ELSE 0 END) AS live,
           max(r.at) AS reversed_at
    FROM ledger AS g JOIN awards AS w ON w.id = g.award
    JOIN decisions AS d ON d.run = g.run AND d.application = w.application
    LEFT JOIN ledger AS r ON r.award = g.award AND r.kind = 'reversal'
    WHERE g.kind = 'grant' AND NOT EXISTS (SELECT 1 FROM exclusions WHERE decision = d.id)
"""


def payable(db: Database, run: str) -> list[Row]:
    """The decisions of a run that granted money, are approved and have their letter, by firm's code.

    `live`: of `granted` what nobody took back; `payee` as it was decided; the firm's account as the register has it.
    """
    sql = f"""
        WITH given AS ({_GIVEN} AND g.run = :run GROUP BY d.id)
        SELECT d.id, d.uscc, given.granted, given.live, given.reversed_at, a.at AS approved,
               json_extract(d.body, '$.firm.name') AS name, json_extract(d.body, '$.payee') AS payee,
               json_extract(t.body, '$.number') AS number, f.account_name, f.bank, f.bank_code, f.account
        FROM given JOIN decisions AS d ON d.id = given.decision JOIN firms AS f ON f.uscc = d.uscc
        JOIN approved_decisions AS x ON x.decision = d.id JOIN approvals AS a ON a.id = x.approval
        JOIN letters AS t ON t.decision = d.id AND t.kind = 'grant'
        ORDER BY d.uscc
    """
    return rows(db, sql, {"run": run})


def unready(db: Database, run: str) -> int:
    """How many decisions of a run grant money and are not approved yet, or have no letter."""
    sql = f"""
        SELECT count(*) FROM ({_GIVEN} AND g.run = ? GROUP BY d.id) AS given
        WHERE given.live > 0 AND NOT (
            EXISTS (SELECT 1 FROM approved_decisions WHERE decision = given.decision)
            AND EXISTS (SELECT 1 FROM letters WHERE decision = given.decision AND kind = 'grant'))
    """
    return int(db.execute(sql, [run]).fetchone()[0])


def of_run(db: Database, run: str) -> dict[int, list[Row]]:
    """Every payment of a run by its decision, oldest first."""
    sql = "SELECT p.* FROM payments AS p JOIN decisions AS d ON d.id = p.decision WHERE d.run = ? ORDER BY p.id"
    found: dict[int, list[Row]] = {}
    for row in rows(db, sql, [run]):
        found.setdefault(row["decision"], []).append(row)
    return found


def firms(db: Database, run: str) -> set[str]:
    """The codes of all firms on which a run decided."""
    return {uscc for (uscc,) in db.execute("SELECT uscc FROM decisions WHERE run = ?", [run])}


def run_of(db: Database, decision: int) -> str | None:
    """The run of a decision; None where there is no such decision."""
    found = db.execute("SELECT run FROM decisions WHERE id = ?", [decision]).fetchone()
    return str(found[0]) if found else None


def add(db: Database, found: Iterable[Row]) -> None:
    """Payments; the database refuses one from anybody who prepared or approved its decision."""
    for row in found:
        insert(db, "payments", row)


def sums(db: Database, policy: str, year: int) -> tuple[int, int]:
    """Of a year's grants, in fen: what is paid and stands, and what is paid, was taken back and did not return yet."""
    sql = f"""
        WITH given AS ({_GIVEN} AND g.policy = :policy AND g.year = :year GROUP BY d.id),
        moved AS (SELECT given.decision, given.live,
            (SELECT sum(amount) FROM payments WHERE decision = given.decision AND kind = 'paid') AS paid,
            (SELECT coalesce(sum(amount), 0) FROM payments WHERE decision = given.decision AND kind = 'recovered')
            AS recovered FROM given)
        SELECT coalesce(sum(min(live, paid)), 0), coalesce(sum(max(0, paid - live - recovered)), 0)
        FROM moved WHERE paid IS NOT NULL
    """
    paid, due = db.execute(sql, {"policy": policy, "year": year}).fetchone()
    return int(paid), int(due)


def waiting(db: Database, policy: str, year: int) -> int:
    """What stands on the reserve list of a year, in fen."""
    sql = """
        SELECT coalesce(sum(w.amount), 0) FROM awards AS w
        WHERE w.policy = ? AND w.year = ? AND w.line IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM ledger AS l WHERE l.award = w.id)
    """
    return int(db.execute(sql, [policy, year]).fetchone()[0])
