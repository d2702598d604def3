"""Accounts, the one-time codes that staff hand out, and attempts to log in: rows in and out."""

from collections.abc import Iterable

from sqlite_utils import Database

from subsidy.store.intake import Row, insert, rows

FIRM = "firm"


def by_login(db: Database, login: str) -> Row | None:
    """The account of a login."""
    found = rows(db, "SELECT * FROM accounts WHERE login = ?", [login])
    return found[0] if found else None


def by_id(db: Database, account: int) -> Row | None:
    """An account by its id."""
    found = rows(db, "SELECT * FROM accounts WHERE id = ?", [account])
    return found[0] if found else None


def add(db: Database, login: str, role: str, uscc: str | None, name: str, password: str, at: str) -> int:
    """A new account; its id. `password` is the hash."""
    row = {"login": login, "role": role, "uscc": uscc, "name": name, "password": password, "changed": at, "created": at}
    return insert(db, "accounts", row)


def set_password(db: Database, account: int, password: str, at: str | None = None) -> None:
    """Another hash; `at` where the person changed the password, None where the same one was only hashed anew."""
    db.execute("UPDATE accounts SET password = ?, changed = coalesce(?, changed) WHERE id = ?", [password, at, account])


def disable(db: Database, account: int, at: str | None) -> None:
    """Takes an account out of use since `at`; None puts it back."""
    db.execute("UPDATE accounts SET disabled = ? WHERE id = ?", [at, account])


def add_code(db: Database, login: str, purpose: str, digest: str, expires: str, at: str, actor: str) -> None:
    """A one-time code handed out, kept as its digest; those handed out before for the same are used up."""
    db.execute("UPDATE codes SET used = ? WHERE login = ? AND purpose = ? AND used IS NULL", [at, login, purpose])
    row = {"login": login, "purpose": purpose, "digest": digest, "expires": expires, "at": at, "actor": actor}
    insert(db, "codes", row)


def unused_code(db: Database, login: str, purpose: str, digest: str) -> Row | None:
    """A code that was handed out for this and not used yet; whether it expired is the caller's question."""
    sql = "SELECT * FROM codes WHERE login = ? AND purpose = ? AND digest = ? AND used IS NULL"
    found = rows(db, sql, [login, purpose, digest])
    return found[0] if found else None


def use_code(db: Database, code: int, at: str) -> None:
    """Uses a code up."""
    db.execute("UPDATE codes SET used = ? WHERE id = ?", [at, code])


def end_session(db: Database, digest: str, at: int, before: int) -> None:
    """That a session is over; of those that were before a moment (seconds) nothing has to be known any more."""
    db.execute("DELETE FROM ended_sessions WHERE at <= ?", [before])
    db.execute("INSERT INTO ended_sessions (digest, at) VALUES (?, ?) ON CONFLICT DO NOTHING", [digest, at])


def in_session(db: Database, account: int, digest: str) -> Row | None:
    """An account by its id; None, too, where somebody ended the session."""
    sql = "SELECT * FROM accounts WHERE id = ? AND NOT EXISTS (SELECT 1 FROM ended_sessions WHERE digest = ?)"
    found = rows(db, sql, [account, digest])
    return found[0] if found else None


def attempts(db: Database, key: str, since: int) -> list[int]:
    """When somebody tried since a moment (seconds), oldest first."""
    found = db.execute("SELECT at FROM attempts WHERE key = ? AND at > ? ORDER BY at, id", [key, since])
    return [int(at) for (at,) in found]


def add_attempts(db: Database, keys: Iterable[str], at: int, before: int) -> list[int]:
    """Attempts of now by their keys; those older than `before` are forgotten. Their ids, to take them back."""
    db.execute("DELETE FROM attempts WHERE at <= ?", [before])
    return [insert(db, "attempts", {"key": key, "at": at}) for key in keys]


def forget(db: Database, ids: Iterable[int], key: str) -> None:
    """Takes attempts back that went well, and all others under a key, wherever they came from."""
    db.conn.executemany("DELETE FROM attempts WHERE id = ?", [(attempt,) for attempt in ids])
    db.execute("DELETE FROM attempts WHERE key = ? OR substr(key, 1, length(?) + 1) = ? || ' '", [key, key, key])
