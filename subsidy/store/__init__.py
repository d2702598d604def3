"""SQLite through sqlite-utils: the only part that knows SQL. Open, migrate, write; rows by the modules here."""

import contextlib
import datetime
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlite_utils import Database

from subsidy.store import chain, trouble
from subsidy.store.schema import lay_rules, migrations
from subsidy.store.sealed import KeyMissingError
from subsidy.store.trouble import StoreError

__all__ = ["Database", "StoreError", "afterwards", "connect", "create", "in_transaction", "read", "write"]

BUSY_MS = 30_000

# connections in a write transaction, with what is to be done once it is committed
_writing: WeakKeyDictionary[Database, list[Callable[[], object]]] = WeakKeyDictionary()


def create(path: Path) -> bool:
    """Creates or migrates the database under the write lock; False if there was nothing to do.

    Only its owner can read it. StoreError with what to do where the disk or the file does not let it.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(OSError):  # SQLite says better what is wrong
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    with trouble.told(path), contextlib.closing(_connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA secure_delete = ON")  # what a migration seals is not to lie open in a free page
        with _transaction(db):
            pending = bool(migrations.pending(db))
            migrations.apply(db)
            if pending:
                lay_rules(db)
        return pending


@contextmanager
def connect(path: Path) -> Iterator[Database]:
    """One connection, closed at the end; StoreError with what to do where the database is missing or old."""
    if not path.exists():
        raise StoreError(f"没有数据库 {path}，请先运行 subsidy init")
    db = None
    try:
        db = _connect(path)
        if migrations.pending(db):
            raise StoreError(f"数据库 {path} 的版本较旧，请先运行 subsidy init")
        yield db
    except KeyMissingError as error:
        raise StoreError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(trouble.words(path, error)) from error
    finally:
        if db is not None:
            db.close()


def _connect(path: Path) -> Database:
    conn = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA synchronous = FULL")
    return Database(conn)


@contextmanager
def write(db: Database) -> Iterator[Database]:
    """A write transaction, all or nothing; what is read inside is what is acted on (BEGIN IMMEDIATE).

    What it adds becomes part of the chain; what somebody else added before it, past the program, is marked as such.
    Within another one it is a part of that: undone alone where it fails, kept only with the whole.
    """
    if db in _writing:
        with db.atomic():
            yield db
        return
    try:
        with _transaction(db):
            after = _writing[db] = []
            chain.extend(db, _now(), own=False)
            yield db
            chain.extend(db, _now())
    finally:
        _writing.pop(db, None)
    for action in after:
        action()


def afterwards(db: Database, action: Callable[[], object]) -> None:
    """Does something once what is being written is kept, and never where it is not; at once outside a transaction."""
    if db in _writing:
        _writing[db].append(action)
    else:
        action()


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


@contextmanager
def _transaction(db: Database) -> Iterator[Database]:
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        db.conn.rollback()
        raise
    db.conn.execute("COMMIT")


def in_transaction(db: Database) -> bool:
    """Whether a transaction is open on this connection."""
    return db.conn.in_transaction


@contextmanager
def read(db: Database) -> Iterator[Database]:
    """A read transaction: one state of the database, whatever others write meanwhile."""
    db.conn.execute("BEGIN")
    try:
        yield db
    finally:
        db.conn.rollback()
