"""A database as a file: one state of it taken while writing goes on, what it says of itself, another in its place."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from subsidy.store import chain, trouble
from subsidy.store.files import all_files
from subsidy.store.schema import migrations
from subsidy.store.trouble import StoreError

BUSY_S = 30.0
EVERY_S = 0.05
BESIDE = ("-wal", "-shm", "-journal")  # what lies beside a database, and goes with it


class Facts(NamedTuple):
    """What a database says of itself: its migrations in their order, the chain's head and length, rows by table."""

    migrations: list[str]
    head: str
    links: int
    counts: dict[str, int]


def take(source: Path, target: Path) -> None:
    """One state of a database as a file of its own, page by page, so that every row keeps its number.

    Whoever writes meanwhile goes on; what they write is not in it.
    """
    if not source.exists():
        raise StoreError(f"没有数据库 {source}，没有可以备份的内容")
    with trouble.told(source), closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)) as live:
        live.execute(f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}")
        with trouble.told(target), closing(sqlite3.connect(target)) as made:
            live.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")


def facts(db: Database) -> Facts:
    """What a database says of itself; of any schema."""
    names = [name for name in db.table_names() if not name.startswith("_")]
    counts = {name: int(db.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0]) for name in sorted(names)}
    head = chain.head(db) if "chain" in counts else ""
    return Facts([one.name for one in migrations.applied(db)], head, counts.get("chain", 0), counts)


def newer(names: list[str]) -> list[str]:
    """Those of the migrations that this program does not know."""
    return [name for name in names if name not in known()]


def known() -> list[str]:
    """The migrations that this program knows, in their order."""
    return [one.name for one in migrations.pending(Database(memory=True))]


def evidence(db: Database) -> Iterator[tuple[str, int]]:
    """Every file that a database names: its digest and bytes."""
    if "files" in db.table_names():
        yield from all_files(db)


@contextmanager
def raw(path: Path) -> Iterator[Database]:
    """A connection to a database of any schema, closed at the end."""
    with trouble.told(path), closing(sqlite3.connect(path)) as conn:
        yield Database(conn)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Nobody else reads or writes a database, and all of it lies in its one file, so that it can be replaced.

    Who waited meanwhile and finds another file in its place is refused to write (SQLITE_READONLY_DBMOVED). A database
    that SQLite cannot read is let through. StoreError where others do not let go of it in time.
    """
    conn = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        readable = _held(conn, path)
        try:
            yield
        finally:
            if readable:
                conn.rollback()
                with contextlib.suppress(sqlite3.Error):  # another file lies in its place by now
                    conn.execute("PRAGMA journal_mode = WAL")
    finally:
        conn.close()


def _held(conn: sqlite3.Connection, path: Path) -> bool:
    """Waits until a connection is the only one; False where the file is no database that can be read."""
    until = time.monotonic() + BUSY_S
    while True:
        try:
            conn.execute("PRAGMA journal_mode = DELETE")
            conn.execute("BEGIN EXCLUSIVE")
            if conn.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
                return True
            conn.rollback()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                return False
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreError(trouble.words(path, error)) from error
        if time.monotonic() > until:
            raise StoreError(f"数据库 {path} 正被网站、任务或别的命令使用。请先停止网站，等任务结束，再运行")
        time.sleep(EVERY_S)


def replace(path: Path, made: Path, aside: Path) -> None:
    """Puts a database in the place of another, by one rename; what was there stays as `aside`."""
    for old in path.parent.glob(f"{path.name}.before-*"):
        if path.exists() and old.samefile(path):  # of a replacement that came to nothing
            old.unlink()
    for end in ("", *BESIDE):
        lying = path.with_name(path.name + end)
        if lying.exists() and end != "-shm":
            _second_name(lying, aside.with_name(aside.name + end))
    sync(path.parent)
    for end in BESIDE:
        path.with_name(path.name + end).unlink(missing_ok=True)
    made.replace(path)
    sync(path.parent)


def _second_name(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # a file system without second names
        path.replace(other)


def sync(folder: Path) -> None:
    """What was renamed in a folder is kept, whatever becomes of the machine."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
