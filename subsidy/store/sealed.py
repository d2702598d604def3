"""Identity numbers as they lie on the disk: sealed with a key that is not in the database, opened when a row is read.

What is sealed is only how a number lies there. Every digest and every link of the chain is over the opened text, so
that sealing what lies open, or sealing it anew under another key, changes nothing that was said or printed of it.
"""

import base64
import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlite_utils import Database
from stdnum.cn import ric

from subsidy import config

NAME = "data.key"
BITS = 512
MARK = "sealed:"
# where people's own words or facts stand, by table; letters and decisions have none of them
COLUMNS = {
    "claims": ("facts",),
    "drafts": ("body",),
    "submissions": ("body",),
    "events": ("body",),
    "evidence": ("name",),
    "audit": ("detail",),
    "comments": ("text",),
    "checks": ("note",),
    "findings": ("body", "reason"),
    "vouchings": ("reason",),
    "exclusions": ("reason",),
    "objections": ("who", "contact", "text"),
    "objection_answers": ("text",),
    "payments": ("note",),
    "proposals": ("body", "reason"),
    "proposal_answers": ("reason",),
    "jobs": ("asked", "result"),
    "answers": ("body",),
    "offers": ("facts", "reasons", "source"),
    "offer_answers": ("reason",),
}

_TOKEN = re.compile(rf"{MARK}([0-9a-f]{{8}}):([0-9A-Za-z_-]{{22,}}=*)")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx](?![0-9A-Za-z])")
# what was typed in the field of the number, whatever it is; what JSON escapes stays as it is
_TYPED = re.compile(r'("id_number": ?")([^"\\]+)(")')
_LINE = re.compile(r"[0-9a-f]{8} [0-9a-f]{128}")


class KeyMissingError(RuntimeError):
    """The keys are not there or not whole: says where they belong and what to do."""


class Ring:
    """The keys of a database: the first seals, all of them open. Read again when the file has changed."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.stamp: tuple[int, int] | None = None
        self.keys: dict[str, AESSIV] = {}

    def known(self) -> dict[str, AESSIV]:
        """The keys by their names, the one that seals first; none where there is no file."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            self.stamp, self.keys = None, {}
            return self.keys
        if self.stamp != (found.st_mtime_ns, found.st_ino):
            self.keys = _read(self.path)
            self.stamp = (found.st_mtime_ns, found.st_ino)
        return self.keys

    def turn(self) -> str:
        """Puts a new key before those there are, which stay to open what they sealed; its name."""
        old = self.path.read_text(encoding="ascii").split("\n") if self.known() else []
        _write(self.path, [_fresh(), *filter(None, old)], first=not old)
        return next(iter(self.known()))


_rings: WeakKeyDictionary[Database, Ring] = WeakKeyDictionary()


def ring(db: Database) -> Ring:
    """The keys of a database: in the folder that SUBSIDY_KEYS names, else in `keys` beside the database."""
    if db not in _rings:
        file = next(str(row[2]) for row in db.execute("PRAGMA database_list") if row[1] == "main")
        beside = bool(file) and not os.environ.get(config.KEYS)
        _rings[db] = Ring(Path(file).parent / "keys" if beside else config.keys())
    return _rings[db]


def seal(db: Database, value: Any) -> Any:
    """A value as it is kept: every identity number in a text sealed; anything else as it is."""
    if not isinstance(value, str):
        return value
    if '"id_number"' in value:
        value = _TYPED.sub(lambda found: found[1] + _sealed(db, found[2]) + found[3], value)
    return _NUMBER.sub(lambda found: _sealed(db, found[0]) if ric.is_valid(found[0]) else found[0], value)


def opened(db: Database, value: Any) -> Any:
    """A value as it was before it was sealed; what no key opens stays sealed."""
    if not isinstance(value, str) or MARK not in value:
        return value
    return _TOKEN.sub(lambda found: _opened(db, found), value)


def open_row(db: Database, row: dict[str, Any]) -> dict[str, Any]:
    """A row with everything in it opened, in place."""
    for name, value in row.items():
        if isinstance(value, str) and MARK in value:
            row[name] = opened(db, value)
    return row


def again(db: Database) -> int:
    """Seals everything with the key of now, what lies open and what another key sealed; how many texts changed.

    Within a write transaction, with the triggers of these tables lifted.
    """
    count = 0
    for table, columns in _there(db):
        known = f"SELECT rowid, {', '.join(columns)} FROM {table}"
        change = f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE rowid = ?"
        for number, *texts in db.conn.execute(known).fetchall():
            anew = [seal(db, opened(db, text)) for text in texts]
            if anew != texts:
                db.conn.execute(change, (*anew, number))
                count += 1
    return count


def strange(db: Database) -> list[str]:
    """The names of keys that sealed something and are not there."""
    found: set[str] = set()
    for table, columns in _there(db):
        for name in columns:
            for (text,) in db.execute(f"SELECT {name} FROM {table} WHERE instr({name}, '{MARK}')"):
                found.update(token[1] for token in _TOKEN.finditer(text))
    return sorted(found - set(ring(db).known()))


def _there(db: Database) -> list[tuple[str, tuple[str, ...]]]:
    """The tables with their columns; an earlier schema, which is just being brought up, has not all of them."""
    known = db.table_names()
    return [(table, columns) for table, columns in COLUMNS.items() if table in known]


def _sealed(db: Database, text: str) -> str:
    if text.startswith(MARK):
        return text
    name, key = _current(db)
    return f"{MARK}{name}:{base64.urlsafe_b64encode(key.encrypt(text.encode(), None)).decode()}"


def _current(db: Database) -> tuple[str, AESSIV]:
    """The key that seals; made for a database that has nothing sealed yet."""
    keys = ring(db)
    if not keys.known():
        if wanted := strange(db):
            text = f"没有密钥文件 {keys.path}，而库中的身份证号是用密钥 {'、'.join(wanted)} 加密的"
            raise KeyMissingError(f"{text}。请从密钥的备份中恢复这一文件")
        keys.turn()
    return next(iter(keys.known().items()))


def _opened(db: Database, found: re.Match[str]) -> str:
    """What a token holds; words that only look like one, or whose key is gone, stay as they are."""
    try:
        return ring(db).known()[found[1]].decrypt(base64.urlsafe_b64decode(found[2]), None).decode()
    except (KeyError, ValueError, InvalidTag):
        return found[0]


def _fresh() -> str:
    key = AESSIV.generate_key(BITS)
    return f"{hashlib.sha256(key).hexdigest()[:8]} {key.hex()}"


def _read(path: Path) -> dict[str, AESSIV]:
    lines = [line for line in path.read_text(encoding="ascii", errors="replace").split("\n") if line]
    bad = [number for number, line in enumerate(lines, 1) if not _LINE.fullmatch(line)]
    if bad or not lines:
        where = f"第 {bad[0]} 行不是密钥" if bad else "是空的"
        raise KeyMissingError(f"{path} {where}，文件可能已损坏。请从密钥的备份中恢复这一文件")
    return {line[:8]: AESSIV(bytes.fromhex(line[9:])) for line in lines}


def _write(path: Path, lines: list[str], first: bool) -> None:
    """Writes keys whole or not at all; the first file never over another's that came meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(f".{NAME}.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    if not first:
        partial.replace(path)
        return
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
