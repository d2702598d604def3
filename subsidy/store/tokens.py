"""Tokens of programs, and the answers they were given: rows in and out."""

from sqlite3 import OperationalError

from sqlite_utils import Database

from subsidy.store.intake import Row, insert, rows

WITH_ACCOUNT = "SELECT t.*, a.login, a.role FROM tokens AS t JOIN accounts AS a ON a.id = t.account"


def add(db: Database, account: int, name: str, digest: str, scopes: str, expires: str, at: str, actor: str) -> int:
    """A new token, kept as its digest; its id. `scopes` stand apart by blanks."""
    row = {"account": account, "name": name, "digest": digest, "scopes": scopes, "expires": expires}
    return insert(db, "tokens", {**row, "at": at, "actor": actor})


def by_digest(db: Database, digest: str) -> Row | None:
    """A token with the login of its account; None where there is none."""
    found = rows(db, f"{WITH_ACCOUNT} WHERE t.digest = ?", [digest])
    return found[0] if found else None


def by_id(db: Database, token: int) -> Row | None:
    """A token by its id, as `by_digest`."""
    found = rows(db, f"{WITH_ACCOUNT} WHERE t.id = ?", [token])
    return found[0] if found else None


def everything(db: Database, account: int | None = None) -> list[Row]:
    """Every token, or those of an account, latest first, as `by_digest`."""
    return rows(
        db, f"{WITH_ACCOUNT} WHERE :account IS NULL OR t.account = :account ORDER BY t.id DESC", {"account": account}
    )


def revoke(db: Database, token: int, at: str) -> bool:
    """Revokes a token; False where it was already."""
    return db.execute("UPDATE tokens SET revoked = ? WHERE id = ? AND revoked IS NULL", [at, token]).rowcount == 1


def use(db: Database, token: int, day: str) -> None:
    """That a token was used on a day; written at most once a day, and not where somebody else is writing."""
    if not rows(db, "SELECT 1 FROM tokens WHERE id = ? AND used IS NOT ?", [token, day]):
        return
    (waits,) = db.execute("PRAGMA busy_timeout").fetchone()
    db.execute("PRAGMA busy_timeout = 0")
    try:
        db.execute("UPDATE tokens SET used = ? WHERE id = ?", [day, token])
    except OperationalError:  # it is told by the next request, and none has to wait for it
        pass
    finally:
        db.execute(f"PRAGMA busy_timeout = {waits}")


def answer(db: Database, account: int, key: str) -> Row | None:
    """The answer that an account was given under a key; None where there is none."""
    found = rows(db, "SELECT * FROM answers WHERE account = ? AND key = ?", [account, key])
    return found[0] if found else None


def add_answer(db: Database, account: int, key: str, asked: str, status: int, headers: str, body: str, at: str) -> None:
    """Keeps an answer under a key of an account; `asked` is the digest of the request."""
    row = {"account": account, "key": key, "asked": asked, "status": status, "headers": headers, "body": body}
    insert(db, "answers", {**row, "at": at})


def forget_answers(db: Database, before: str) -> None:
    """Forgets the answers that were given before a moment."""
    db.execute("DELETE FROM answers WHERE at < ?", [before])
