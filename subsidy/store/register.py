"""The register of a year: every application with the claims that stand in it, decided or not."""

from sqlite_utils import Database

from subsidy.store.intake import WITHDRAWN, Row, rows

# a claim c that is to be counted: one that the office vouches for, or any that came in
COUNTED = "({one}.accepted = 1 OR :unchecked)"
TAKEN_BACK = """EXISTS (SELECT 1 FROM lines AS l JOIN awards AS w ON w.line = l.id JOIN ledger AS r ON r.award = w.id
                        WHERE l.claim = c.id AND r.kind = 'reversal')"""


def claims(db: Database, policy: str, year: int, unchecked: bool = False) -> list[Row]:
    """The claims of a year's applications that the office vouches for, decided or not, by firm's code and in order.

    Of each the last version that counts; none that its firm withdrew or whose award was taken back. With `unchecked`
    also those that nobody has vouched for yet.
    """
    sql = f"""
        SELECT c.id, c.item, c.facts, c.application, a.uscc, a.case_id, a.received
        FROM claims AS c JOIN applications AS a ON a.id = c.application
        WHERE a.policy = :policy AND a.year = :year AND {COUNTED.format(one="c")} AND NOT {WITHDRAWN}
              AND NOT {TAKEN_BACK}
              AND NOT EXISTS (SELECT 1 FROM claims AS n WHERE n.application = c.application AND n.item = c.item
                              AND n.key = c.key AND n.version > c.version AND {COUNTED.format(one="n")}
                              AND NOT EXISTS (SELECT 1 FROM claim_withdrawals WHERE claim = n.id))
        ORDER BY a.uscc, c.id
    """
    return rows(db, sql, {"policy": policy, "year": year, "unchecked": int(unchecked)})


def years(db: Database, policy: str) -> list[int]:
    """The years in which anybody applied, earliest first."""
    sql = "SELECT DISTINCT year FROM applications WHERE policy = ? ORDER BY year"
    return [year for (year,) in db.execute(sql, [policy])]
