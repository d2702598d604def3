"""Accounts of staff and the roles given to them: rows in and out."""

from collections.abc import Iterable

from sqlite_utils import Database

from subsidy.store.intake import Row, rows

STAFF = "staff"
# the last word on each role of an account
_HELD = """
    SELECT s.account, s.role FROM staff_roles AS s
    WHERE s.given = 1 AND s.id = (SELECT max(id) FROM staff_roles WHERE account = s.account AND role = s.role)
"""


def roles(db: Database, account: int) -> frozenset[str]:
    """The roles that an account holds now."""
    return frozenset(role for _, role in db.execute(f"{_HELD} AND s.account = ?", [account]))


def give(db: Database, account: int, changes: Iterable[tuple[str, bool]], at: str, actor: str) -> None:
    """Roles given (True) or taken (False); what was held before stays on record."""
    values = [(account, role, int(given), at, actor) for role, given in changes]
    db.conn.executemany("INSERT INTO staff_roles (account, role, given, at, actor) VALUES (?, ?, ?, ?, ?)", values)


def everybody(db: Database) -> list[Row]:
    """Every account of staff by login, `roles` as they are held now; `entered`: whether a password was ever set."""
    held: dict[int, list[str]] = {}
    for account, role in db.execute(_HELD):
        held.setdefault(account, []).append(role)
    sql = """
        SELECT id, login, name, disabled, created, changed > created OR EXISTS (
            SELECT 1 FROM codes WHERE codes.login = accounts.login AND used IS NOT NULL AND purpose = 'reset'
        ) AS entered FROM accounts WHERE role = ? ORDER BY login
    """
    return [{**row, "roles": frozenset(held.get(row["id"], ()))} for row in rows(db, sql, [STAFF])]


def names(db: Database) -> dict[str, str]:
    """The names of staff by login, also of those whose account is out of use."""
    return dict(db.execute("SELECT login, name FROM accounts WHERE role = ?", [STAFF]).fetchall())
