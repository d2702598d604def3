"""What lists of runs show: sums over a run's decisions, without reading their texts."""

from sqlite_utils import Database

from subsidy.store.intake import Row, rows
from subsidy.store.runs import KEPT


def of_year(db: Database, policy: str, year: int | None) -> list[Row]:
    """The runs of a year, latest first: how many firms stayed in each, what it granted them, what it let wait; fen.

    None: those of all years, the latest year first.
    """
    sql = f"""
        SELECT id, year, at, actor, firms, granted, total - granted AS reserved FROM (
            SELECT r.id, r.year, r.at, r.actor, r.number,
                   (SELECT count(*) FROM decisions AS d WHERE d.run = r.id AND {KEPT}) AS firms,
                   (SELECT coalesce(sum(d.total), 0) FROM decisions AS d WHERE d.run = r.id AND {KEPT}) AS total,
                   (SELECT coalesce(sum(g.amount), 0) FROM ledger AS g JOIN awards AS w ON w.id = g.award
                    JOIN decisions AS d ON d.run = g.run AND d.application = w.application
                    WHERE g.run = r.id AND g.kind = 'grant' AND {KEPT}) AS granted
            FROM runs AS r WHERE r.policy = :policy AND (:year IS NULL OR r.year = :year))
        ORDER BY year DESC, number DESC
    """
    return rows(db, sql, {"policy": policy, "year": year})


def years(db: Database, policy: str) -> set[int]:
    """The years that have runs or an appropriation."""
    sql = "SELECT year FROM runs WHERE policy = ? UNION SELECT year FROM budgets WHERE policy = ?"
    return {year for (year,) in db.execute(sql, [policy, policy])}
