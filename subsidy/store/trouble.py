"""What SQLite says when it cannot go on, in words that tell what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MASK = 0xFF  # of SQLite's codes: the kind, without its details

KEPT = "没有写入任何内容，原有的数据都在"
WORDS = {
    sqlite3.SQLITE_FULL: f"磁盘已满或达到限额，{KEPT}。请在所在的磁盘上腾出空间后再办一次",
    sqlite3.SQLITE_BUSY: f"别的程序一直占用着数据库，{KEPT}。请稍后再办一次；仍不行的，看看有没有没结束的任务或命令",
    sqlite3.SQLITE_LOCKED: f"别的程序一直占用着数据库，{KEPT}。请稍后再办一次",
    sqlite3.SQLITE_READONLY: f"数据库只能读、不能写，{KEPT}。请检查数据库文件和所在文件夹的权限、磁盘是否只读",
    sqlite3.SQLITE_CANTOPEN: "打不开数据库。请检查文件和所在文件夹是否存在、运行的账户是否有权读写",
    sqlite3.SQLITE_PERM: "没有权限读写数据库。请检查数据库文件和所在文件夹的权限",
    sqlite3.SQLITE_AUTH: "没有权限读写数据库。请检查数据库文件和所在文件夹的权限",
    sqlite3.SQLITE_IOERR: f"读写磁盘出错，{KEPT}。请检查磁盘是否已满、是否有故障，再运行 subsidy check",
    sqlite3.SQLITE_NOTADB: "不是数据库文件，或文件开头已损坏。请不要再写入，用 subsidy restore 从备份恢复",
    sqlite3.SQLITE_CORRUPT: "数据库文件已损坏。请不要再写入，用 subsidy restore 从备份恢复",
    sqlite3.SQLITE_NOMEM: f"内存不足，{KEPT}。请稍后再办一次",
}
MOVED = f"数据库刚被备份替换，{KEPT}到恢复后的数据库。请再办一次"
MISSING = ("no such table", "no such column", "has no column named")


class StoreError(RuntimeError):
    """The database is not there, not ready, or refused."""


def words(path: Path, error: sqlite3.Error) -> str:
    """What happened to a database, what became of the data, and what to do, in Chinese."""
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return f"数据库 {path}：{MOVED}"
    if any(part in str(error) for part in MISSING):
        told = f"表的结构与程序不符（{error}）。请运行 subsidy init 升级，再运行 subsidy check；仍不行的，从备份恢复"
        return f"数据库 {path}：{told}"
    found = WORDS.get(code & _MASK) if code is not None else None
    return f"数据库 {path}：{found}（{error}）" if found else f"数据库 {path}：{error}"


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite says into a StoreError with those words."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(words(path, error)) from error
