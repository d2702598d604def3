"""The numbers of a year for who looks rather than reads: awards by how far their money is, the flow of applications."""

from sqlite_utils import Database

from subsidy.store.intake import LIVE, Row, rows
from subsidy.store.runs import KEPT

# how far the money of an award is, from the end
PAID, APPROVED, COMMITTED, WAITING = STATES = ("paid", "approved", "committed", "waiting")

# awards that nobody took back: `decision` is the one that gave the money, which for what waited is a later one
_AWARDED = f"""
    SELECT w.item, w.uscc, w.amount, f.district,
           CASE WHEN g.id IS NULL THEN '{WAITING}'
                WHEN EXISTS (SELECT 1 FROM payments WHERE decision = d.id AND kind = 'paid') THEN '{PAID}'
                WHEN EXISTS (SELECT 1 FROM approved_decisions WHERE decision = d.id) THEN '{APPROVED}'
                ELSE '{COMMITTED}' END AS state
    FROM awards AS w JOIN firms AS f ON f.uscc = w.uscc
    LEFT JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant'
    LEFT JOIN decisions AS d ON d.run = g.run AND d.application = w.application
    WHERE w.policy = :policy AND w.year = :year AND w.line IS NOT NULL AND {LIVE}
"""
_MONDAY = "date(substr({at}, 1, 10), 'weekday 0', '-6 days')"


def totals(db: Database, policy: str, year: int) -> Row:
    """The year's appropriation (None where none is set), and the awards by state; fen."""
    sums = ", ".join(f"coalesce(sum(amount) FILTER (WHERE state = '{state}'), 0) AS {state}" for state in STATES)
    sql = f"""
        SELECT {sums}, (SELECT amount FROM budgets WHERE policy = :policy AND year = :year
                        ORDER BY id DESC LIMIT 1) AS appropriation
        FROM ({_AWARDED})
    """
    return rows(db, sql, {"policy": policy, "year": year})[0]


def by(db: Database, column: str, policy: str, year: int) -> list[Row]:
    """The awards by item or district (`name`): how many firms have any, and the amounts by state; fen."""
    assert column in ("item", "district")
    sums = ", ".join(f"coalesce(sum(amount) FILTER (WHERE state = '{state}'), 0) AS {state}" for state in STATES)
    sql = f"""
        SELECT coalesce({column}, '') AS name, count(DISTINCT uscc) AS firms, {sums} FROM ({_AWARDED}) GROUP BY name
    """
    return rows(db, sql, {"policy": policy, "year": year})


def weeks(db: Database, policy: str, year: int) -> list[Row]:
    """How many applications came in and were decided on, by the Monday of their week, first week first."""
    sql = f"""
        SELECT monday, sum(received) AS received, sum(decided) AS decided FROM (
            SELECT {_MONDAY.format(at="a.received")} AS monday, 1 AS received, 0 AS decided FROM applications AS a
            WHERE a.policy = :policy AND a.year = :year
            UNION ALL
            SELECT {_MONDAY.format(at="r.at")}, 0, 1 FROM decisions AS d JOIN runs AS r ON r.id = d.run
            WHERE r.policy = :policy AND r.year = :year AND {KEPT})
        GROUP BY monday ORDER BY monday
    """
    return rows(db, sql, {"policy": policy, "year": year})
