"""What SQLite or the disk says when it cannot go on, in words that tell what to do."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MASK = 0xFF  # of SQLite's codes: the kind, without its details
_UNSAID = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)  # a full disk and one that only can be read say so, too

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
FILES = {
    errno.ENOSPC: f"磁盘已满，{KEPT}。请腾出空间后再办一次",
    errno.EDQUOT: f"磁盘达到限额，{KEPT}。请腾出空间或提高限额后再办一次",
    errno.EFBIG: f"文件达到系统所限的大小，{KEPT}。请提高限额后再办一次",
    errno.EROFS: f"所在的磁盘只能读、不能写，{KEPT}。请检查磁盘后再办一次",
    errno.EIO: f"读写磁盘出错，{KEPT}。请检查磁盘是否有故障",
}
# what else the system says of files, where people name them
SAID = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "不是文件夹",
    errno.EEXIST: "已经有同名的文件",
}
Failure = sqlite3.DatabaseError  # what a database raises, for those that may not know which one it is
LITTLE = 1024 * 1024  # bytes: a disk with less is full
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
    if found and code is not None and code & _MASK in _UNSAID:
        found = WORDS[sqlite3.SQLITE_FULL] if _full(path) else _only_read(path) or found
    return f"数据库 {path}：{found}（{error}）" if found else f"数据库 {path}：{error}"


def of_file(error: OSError) -> str:
    """What the system says of a file, in Chinese where that is known, and what to do."""
    said = FILES.get(error.errno or 0) or SAID.get(error.errno or 0) or error.strerror or str(error)
    return f"{error.filename}：{said}" if error.filename else said


def seen(error: Exception, path: Path) -> StoreError:
    """What a request or an act could not do for want of a disk or a database that can be used; else the error itself.

    What the database refuses by its rules is no trouble of the store: it is raised again.
    """
    if isinstance(error, OSError) and error.errno in FILES:
        return StoreError(of_file(error))
    if isinstance(error, sqlite3.DatabaseError):
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and (code & _MASK in WORDS or any(part in str(error) for part in MISSING)):
            return StoreError(words(path, error))
    raise error


def _only_read(path: Path) -> str:
    there = path.parent.is_dir() and not os.access(path.parent, os.W_OK)
    return WORDS[sqlite3.SQLITE_READONLY] if there else ""


def _full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < LITTLE
    except OSError:
        return False


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite says into a StoreError with those words."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(words(path, error)) from error
