"""The policies that runs were decided under: rows out."""

from sqlite_utils import Database

from subsidy.store.intake import Row, rows


def decided(db: Database) -> list[Row]:
    """Every run with the policy that decided it, latest first: run, year, at, policy, digest, number, title."""
    sql = """
        SELECT id AS run, year, at, policy, policy_digest AS digest, json_extract(policy_source, '$.number') AS number,
               json_extract(policy_source, '$.title') AS title
        FROM runs ORDER BY at DESC, id DESC
    """
    return rows(db, sql)


def source(db: Database, digest: str) -> str | None:
    """The policy of a digest as the last run under it kept it, JSON; None where no run was."""
    found = db.execute(
        "SELECT policy_source FROM runs WHERE policy_digest = ? ORDER BY at DESC, id DESC LIMIT 1", [digest]
    ).fetchone()
    return str(found[0]) if found else None
