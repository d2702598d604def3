"""A backup: one state of the database first, then the files that it names, which are only ever added."""

import datetime
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from subsidy import store
from subsidy.desk.backup.archive import DATABASE, FORMAT, BackupError, Manifest, Writer, place
from subsidy.desk.backup.places import Places, fingerprints, workroom
from subsidy.desk.common import Progress, now, quiet
from subsidy.desk.firm import evidence
from subsidy.desk.whole import abandoned, hold
from subsidy.store import snapshot
from subsidy.store.check import check

ROOM, PART = ".backup-", f".*.{'[0-9a-f]' * 8}.part"
LAST = "backup.json"  # beside the database: when the last backup was made, and what it holds


class Made(NamedTuple):
    """A backup that was made: where, its files of evidence, its bytes, the head of the chain, and what is not sound."""

    path: Path
    files: int
    size: int
    head: str
    found: list[str]


def backup(places: Places, out: Path, progress: Progress = quiet) -> Made:
    """Writes a backup while the site runs: whole under its name, or not at all.

    In a folder it gets a name by the time. BackupError where the name is taken; what is not sound in the database, or
    lacks among the files, is told and kept in the manifest, for a backup that tells is better than none.
    """
    path = out / f"subsidy-{datetime.datetime.now():%Y%m%d-%H%M%S}.zip" if out.is_dir() else out
    if path.exists():
        raise BackupError(f"已经有 {path}，备份不覆盖已有的文件，请换一个名字")
    if not path.parent.is_dir():
        raise BackupError(f"没有文件夹 {path.parent}，请先建立，或换一个位置")
    _clear(path.parent)
    with workroom(path.parent, places.keys, ROOM) as room:
        copy = room / DATABASE
        snapshot.take(places.database, copy)
        with _new(path) as file:
            made = _written(places, copy, path, file, progress)
    _remember(places, made)
    return made


def _clear(folder: Path) -> None:
    """Takes away what a backup that was killed has left: it holds as much as a backup does."""
    for left in abandoned(folder, f"{ROOM}*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in abandoned(folder, PART):
        left.unlink(missing_ok=True)


def last(places: Places) -> dict[str, Any] | None:
    """When the last backup was made (`made`, ISO) and what it held; None where there was none."""
    try:
        found = json.loads((places.database.parent / LAST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "made" in found else None


def _written(places: Places, copy: Path, path: Path, file: IO[bytes], progress: Progress) -> Made:
    writer = Writer(file)
    with copy.open("rb") as source:
        writer.add(DATABASE, source, packed=True)
    with snapshot.raw(copy) as db:
        facts, named = snapshot.facts(db), list(snapshot.evidence(db))
    found = None
    if facts.migrations == snapshot.known():
        with store.connect(copy) as db:
            found = check(db)
    lacking = dict(_files(writer, places, named, progress))
    writer.close(Manifest(FORMAT, now(), *facts, fingerprints(places.keys), {}, found, lacking))
    told = [*(found or ()), *lacking.values()]
    return Made(path, len(writer.parts) - 1, file.seek(0, 2), facts.head, told)


def _files(
    writer: Writer, places: Places, named: list[tuple[str, int]], progress: Progress
) -> Iterator[tuple[str, str]]:
    """Puts the files into a backup; by digest, what is wrong with those that are not as they were."""
    for digest, size in progress(named, len(named), "证明材料"):
        if problem := evidence.damage(places.files, digest, size):
            yield digest, problem
            continue
        with evidence.path(places.files, digest).open("rb") as source:
            part = writer.add(place(digest), source)
        if part.sha256 != digest:
            raise BackupError(f"文件 {digest} 在备份时改变了，备份没有写成，请再运行一次")


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    """A file that only its owner reads, under its name once it is whole; never over another."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            hold(file)
            yield file
            os.fsync(file.fileno())
        try:
            os.link(partial, path)
        except FileExistsError:
            raise BackupError(f"已经有 {path}，备份不覆盖已有的文件，请换一个名字") from None
        except OSError:  # a file system without second names
            partial.rename(path)
        snapshot.sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def _remember(places: Places, made: Made) -> None:
    """Notes beside the database that there is a backup, for whoever watches over it."""
    path = places.database.parent / LAST
    partial = path.with_name(f".{LAST}.{secrets.token_hex(4)}.part")
    told = {"made": now(), "head": made.head, "files": made.files, "size": made.size, "sound": not made.found}
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(told, file)
        partial.replace(path)
    except OSError:  # where the disk is full, the backup is what counts
        partial.unlink(missing_ok=True)
