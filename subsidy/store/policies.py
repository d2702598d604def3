"""The versions of policies, and those that runs were decided under: rows in and out."""

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


def add_version(db: Database, row: Row) -> None:
    """A version; the database refuses it unless another than who proposed it approved this very one.

    Written as it is: the name of a field, id_number, is no identity number to be sealed.
    """
    db.table("policy_versions").insert(row)


def latest(db: Database, policy: str) -> tuple[int, str] | None:
    """The number and the source (JSON) of the last version of a policy; None where there is none."""
    sql = "SELECT number, source FROM policy_versions WHERE policy = ? ORDER BY id DESC LIMIT 1"
    found = db.execute(sql, [policy]).fetchone()
    return (int(found[0]), str(found[1])) if found else None


def versions(db: Database, policy: str | None = None) -> list[Row]:
    """Every version of a policy, or of all, latest first, each with its proposal: proposer, reason, proposed."""
    sql = """
        SELECT v.*, p.actor AS proposer, p.reason, p.at AS proposed FROM policy_versions AS v
        JOIN proposals AS p ON p.id = v.proposal WHERE ? IN (v.policy, '') ORDER BY v.id DESC
    """
    return rows(db, sql, [policy or ""])


def used(db: Database, policy: str) -> set[str]:
    """The items that anybody claimed, was awarded or was offered under a policy."""
    sql = """
        SELECT c.item FROM claims AS c JOIN applications AS a ON a.id = c.application WHERE a.policy = :policy
        UNION SELECT item FROM awards WHERE policy = :policy UNION SELECT item FROM offers WHERE policy = :policy
    """
    return {item for (item,) in db.execute(sql, {"policy": policy})}
