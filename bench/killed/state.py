"""What an office's folder holds, without the clock and without what chance decides: to be compared."""

import hashlib
import os
import re
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from subsidy import config, desk, store
from subsidy.store import sealed

State = dict[str, list[tuple[Any, ...]]]

# attempts to log in, jobs and the chain's heads say when and how often somebody tried; `check` looks at the chain
APART = ("attempts", "jobs", "chain", "answers")
CHANCE = {"accounts": ("password",), "codes": ("digest",), "prints": (), "audit": ("id",)}
REPEATED = ("job", "rekey")  # acts that are told each time: a job asked for, a key taken
WHEN = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d)?")
LIST = ".printed.jsonl"  # of what a folder of letters holds, in the order in which it was printed
UNFINISHED = (".part", ".print")


def tables(folder: Path) -> State:
    """Every row of every table, but for moments; as it stands, whoever was killed before."""
    os.environ.pop(config.KEYS, None)  # what is sealed is opened with the keys of the folder
    db = store.Database(sqlite3.connect(folder / "subsidy.db", isolation_level=None))
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    found = {name: _rows(db, name) for name in names if name not in APART}
    db.close()
    return found


def _rows(db: store.Database, name: str) -> list[tuple[Any, ...]]:
    known = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
    left = [column for column in known if column not in CHANCE.get(name, ())]
    where = f"WHERE act NOT IN {REPEATED}" if name == "audit" else ""
    sql = f"SELECT {', '.join(left)} FROM {name} {where} ORDER BY rowid"
    return [tuple(_plain(db, value) for value in row) for row in db.execute(sql)]


def _plain(db: store.Database, value: Any) -> Any:
    """A value without moments, and opened."""
    return WHEN.sub("T", sealed.opened(db, value)) if isinstance(value, str) else value


def files(folder: Path, made: Iterable[str]) -> dict[str, str]:
    """What acts wrote, each file with its digest; keys by their names alone, as they come from chance."""
    found = {}
    for path in _made(folder, made):
        if not unfinished(path) and path.name != LIST:
            key = path.relative_to(folder)
            found[str(key)] = "" if "keys" in key.parts else hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def litter(folder: Path, made: Iterable[str]) -> list[str]:
    """What a killed process left beside the files that it wrote."""
    return [path.name for path in _made(folder, (".", *made)) if unfinished(path)]


def aged(folder: Path, made: Iterable[str]) -> None:
    """Makes what a killed process left an hour older: nobody takes it for work going on."""
    for path in _made(folder, (".", *made)):
        if unfinished(path):
            os.utime(path, (time.time() - 3600,) * 2)


def unfinished(path: Path) -> bool:
    """Whether a file is one that nobody takes for a finished one."""
    return path.suffix in UNFINISHED or path.name.startswith(("incoming-", ".restore-", ".backup-"))


def _made(folder: Path, made: Iterable[str]) -> Iterator[Path]:
    for name in made:
        place = folder / name
        if name == ".":
            yield from (path for path in place.iterdir() if path.is_file() or unfinished(path))
        elif place.is_dir():
            yield from (path for path in place.rglob("*") if path.is_file())
        elif place.exists():
            yield place


def looked_at(folder: Path) -> list[str]:
    """What `subsidy check` finds, in a copy of the database as a killed process left it."""
    copy = folder.with_name(f"{folder.name}-looked-at")
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    if (folder / "keys").exists():
        shutil.copytree(folder / "keys", copy / "keys")
    for path in folder.glob("subsidy.db*"):
        shutil.copyfile(path, copy / path.name)
    if not (copy / "subsidy.db").exists():
        return []
    try:
        with store.connect(copy / "subsidy.db") as db:
            return desk.check(db)
    except store.StoreError as error:
        return [] if "subsidy init" in str(error) else [str(error)]


def between(before: State, now: State, after: State, whole: bool) -> list[str]:
    """What a killed act left that is neither as before nor as after; of an act in steps, that is no part of it."""
    if whole:
        return [] if now in (before, after) else ["neither as before nor as after: " + _names(now, before, after)]
    found = []
    for name, rows in now.items():
        there = Counter(rows)
        if Counter(before.get(name, ())) - there or there - Counter(after.get(name, ())):
            found.append(f"{name}: rows that are in no finished act")
    return found


def differences(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """The tables or files that are not as they should be."""
    names = sorted({*wanted, *found})
    return [f"{name} differs" for name in names if wanted.get(name) != found.get(name)]


def _names(now: State, before: State, after: State) -> str:
    return ", ".join(name for name in now if now[name] not in (before.get(name), after.get(name))) or "a mix of both"
