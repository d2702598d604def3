"""What a backup brings back: all of it is looked at first; then one rename puts its database in the place of ours.

Killed anywhere, the database is the old one or the new one; to do it again finishes it. Files are named by their
content, so those that come with it stand in nobody's way.
"""

import datetime
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from subsidy import store
from subsidy.desk.backup.archive import DATABASE, Archive, BackupError, Manifest, opened, place
from subsidy.desk.backup.places import PREFIX, Places, fingerprints, workroom
from subsidy.desk.common import Progress, quiet
from subsidy.desk.firm import evidence
from subsidy.store import StoreError, snapshot
from subsidy.store.check import check

SPARE = 8 * 1024 * 1024  # bytes that stay free


class Restored(NamedTuple):
    """What was brought back: when the backup was made, the chain's head, the files that were put back, and notes.

    `aside` is what the database that was there is called now, None where there was none.
    """

    made: str
    head: str
    files: int
    aside: Path | None
    notes: list[str]


def restore(places: Places, path: Path, anyway: bool = False, progress: Progress = quiet) -> Restored:
    """Brings a backup back; BackupError, with nothing changed, where it is damaged or does not fit this place.

    `anyway`: also where the keys are not those of the backup, or `check` finds what it did not find then.
    """
    home = places.database.parent
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _only_one(home), opened(path) as archive:
        _clear(places)
        _known(archive.manifest)
        notes = _keys(archive.manifest, places, anyway)
        for digest in progress(sorted(archive.files), len(archive.files), "核对证明材料"):
            archive.copy(place(digest), len)
        lacking = _lacking(archive, places)
        _room(archive, lacking, home)
        places.keys.mkdir(parents=True, exist_ok=True, mode=0o700)  # a migration may make a key that it seals with
        with workroom(home, places.keys, PREFIX) as room:
            made = room / DATABASE
            _unpack(archive, DATABASE, made)
            head = _sound(archive, made, notes, anyway)
            for digest in progress(lacking, len(lacking), "放回证明材料"):
                _put_back(archive, digest, places.files)
            aside = _exchange(places, made)
    return Restored(archive.manifest.made, head, len(lacking), aside, notes)


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """One restoration at a time; the lock goes with the process."""
    handle = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(f"{home} 正在进行另一次恢复，请等它结束") from None
    finally:
        os.close(handle)


def _clear(places: Places) -> None:
    """Takes away what a restoration that was killed has left."""
    for left in places.database.parent.glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in places.files.glob(f"{PREFIX}*"):
        left.unlink()


def _known(manifest: Manifest) -> None:
    if strange := snapshot.newer(manifest.migrations):
        told = "、".join(strange)
        raise BackupError(f"备份出自较新的版本（{told}），没有改动任何内容。请先升级程序，再恢复")


def _keys(manifest: Manifest, places: Places, anyway: bool) -> list[str]:
    """What keys of the backup's are not here; a letter is sealed, and numbers are opened, by those alone."""
    here = fingerprints(places.keys)
    lacking = [
        f"密钥：备份用的 {name}（{'、'.join(marks)}）{'与这里的不是同一把' if name in here else '不在这里'}"
        for name, marks in manifest.keys.items()
        if not set(marks) <= set(here.get(name, ()))
    ]
    if lacking and not anyway:
        told = f"请先把密钥放回 {places.keys}；确要不带密钥恢复的，加 --anyway"
        raise BackupError(f"{'；'.join(lacking)}。没有改动任何内容。{told}")
    return lacking


def _lacking(archive: Archive, places: Places) -> list[str]:
    """The files of a backup that are not here, or not as they were."""
    known = archive.files.items()
    return sorted(digest for digest, part in known if evidence.damage(places.files, digest, part.size))


def _room(archive: Archive, lacking: list[str], home: Path) -> None:
    wanted = 2 * archive.manifest.parts[DATABASE].size + sum(archive.files[digest].size for digest in lacking) + SPARE
    free = shutil.disk_usage(home).free
    if free < wanted:
        told = f"还剩 {free // 1_000_000} MB，恢复要用 {wanted // 1_000_000} MB"
        raise BackupError(f"{home} 所在的磁盘空间不够：{told}。没有改动任何内容，请腾出空间后再运行")


def _sound(archive: Archive, made: Path, notes: list[str], anyway: bool) -> str:
    """Whether the database of a backup is what its manifest says, and as sound as it was then; the chain's head."""
    manifest = archive.manifest
    try:
        with snapshot.raw(made) as db:
            facts, named = snapshot.facts(db), {digest for digest, _ in snapshot.evidence(db)}
    except StoreError as error:
        raise BackupError(f"备份不能用，没有改动任何内容，请换一份备份：{error}") from error
    if facts != (manifest.migrations, manifest.head, manifest.links, manifest.counts):
        raise BackupError("备份不能用：数据库与清单所说的不符。没有改动任何内容，请换一份备份")
    if missing := named - set(archive.files) - set(manifest.lacking):
        raise BackupError(f"备份不能用：缺少证明材料 {min(missing)}。没有改动任何内容，请换一份备份")
    known = set(manifest.found or ())
    store.create(made)
    with store.connect(made) as db:
        found = check(db)
    strange = [told for told in found if told not in known]
    if strange and not anyway:
        told = "\n".join(strange)
        raise BackupError(f"备份中的数据库有备份时没有的问题，没有改动任何内容；确要恢复的，加 --anyway：\n{told}")
    notes += [*found, *manifest.lacking.values()]
    return facts.head


def _unpack(archive: Archive, name: str, out: Path) -> None:
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        archive.copy(name, file.write)
        file.flush()
        os.fsync(file.fileno())


def _put_back(archive: Archive, digest: str, folder: Path) -> None:
    """A file in its place, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f"{PREFIX}{secrets.token_hex(8)}"
    try:
        _unpack(archive, place(digest), partial)
        out = evidence.path(folder, digest)
        out.parent.mkdir(exist_ok=True, mode=0o700)
        _owned(out.parent, folder)
        _owned(partial, folder)
        partial.replace(out)
        snapshot.sync(out.parent)
    finally:
        partial.unlink(missing_ok=True)


def _owned(path: Path, like: Path) -> None:
    """Gives what root has made to whoever has the rest."""
    wanted = like.stat()
    if os.geteuid() == 0 and (wanted.st_uid, wanted.st_gid) != (0, 0):
        os.chown(path, wanted.st_uid, wanted.st_gid)


def _exchange(places: Places, made: Path) -> Path | None:
    """Puts the database in its place while nobody uses the one there; what that is called then."""
    _owned(made, places.database if places.database.exists() else places.database.parent)
    with made.open("rb") as file:
        os.fsync(file.fileno())
    stamp = f"{datetime.datetime.now():%Y%m%d-%H%M%S-%f}"
    aside = places.database.with_name(f"{places.database.name}.before-{stamp}")
    if not places.database.exists():
        snapshot.replace(places.database, made, aside)
        return None
    with snapshot.alone(places.database):
        shutil.rmtree(places.cache, ignore_errors=True)  # previews and prints of what is gone
        snapshot.replace(places.database, made, aside)
    return aside
