"""A backup as a file: a zip of a manifest, the database and the evidence, that ends in the digest of all its bytes.

Nothing of a backup is looked at before that digest has shown that each byte is as it was written.
"""

import hashlib
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from subsidy.desk.common import DeskError

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "subsidy.db"
CHUNK = 1024 * 1024
LARGEST_MANIFEST = 256 * CHUNK
MARK = b"subsidy backup sha256:"
_DIGITS = 64
_FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENTRY = (2020, 1, 1, 0, 0, 0)  # what is the same has the same bytes, whenever it was written


class BackupError(DeskError):
    """A backup that is not made or not brought back: what was found, and what to do."""


class Part(NamedTuple):
    """What a backup holds under a name."""

    size: int
    sha256: str


class Manifest(NamedTuple):
    """What a backup says of itself.

    `found` is what `check` had to say of the database, None where it was of an older schema; `lacking` are the files
    that were not there or not sound, by digest, with what was wrong.
    """

    format: int
    made: str
    migrations: list[str]
    head: str
    links: int
    counts: dict[str, int]
    keys: dict[str, list[str]]
    parts: dict[str, Part]
    found: list[str] | None
    lacking: dict[str, str]


def place(digest: str) -> str:
    """The name under which a file of evidence lies in a backup."""
    return f"files/{digest[:2]}/{digest}"


class Writer:
    """Writes a backup into an open file: parts as they come, then the manifest and the digest of all."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.zip = zipfile.ZipFile(file, "w")
        self.parts: dict[str, Part] = {}

    def add(self, name: str, source: IO[bytes], packed: bool = False) -> Part:
        """A part from what is read; its size and digest."""
        entry = zipfile.ZipInfo(name, _ENTRY)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self.zip.open(entry, "w", force_zip64=True) as out:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += out.write(chunk)
        self.parts[name] = Part(size, digest.hexdigest())
        return self.parts[name]

    def close(self, manifest: Manifest) -> None:
        """The manifest, with the parts as they were written, and the seal."""
        told = {**manifest._asdict(), "parts": {name: part._asdict() for name, part in self.parts.items()}}
        entry = zipfile.ZipInfo(MANIFEST, _ENTRY)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        self.zip.writestr(entry, json.dumps(told, ensure_ascii=False, indent=1))
        self.zip.comment = MARK + b"0" * _DIGITS
        self.zip.close()
        self.file.seek(-_DIGITS, 2)
        end = self.file.tell()
        self.file.seek(0)
        digest = _digest(self.file, end)
        self.file.seek(end)
        self.file.write(digest.encode())
        self.file.flush()


class Archive:
    """A backup that is whole: every byte is as it was written, and what it holds is what its manifest says."""

    def __init__(self, opened: zipfile.ZipFile, manifest: Manifest) -> None:
        self.zip, self.manifest = opened, manifest

    @property
    def files(self) -> dict[str, Part]:
        """The files of evidence, by their digest."""
        return {part.sha256: part for name, part in self.manifest.parts.items() if name != DATABASE}

    def copy(self, name: str, out: Callable[[bytes], object]) -> None:
        """Hands a part on piece by piece, no more of it than the manifest says; BackupError where it differs."""
        part, size, digest = self.manifest.parts[name], 0, hashlib.sha256()
        try:
            with self.zip.open(name) as source:
                while size <= part.size and (chunk := source.read(min(CHUNK, part.size + 1 - size))):
                    size += len(chunk)
                    digest.update(chunk)
                    out(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
            raise BackupError(_refusal(f"其中的 {name} 读不出（{error}）")) from error
        if (size, digest.hexdigest()) != (part.size, part.sha256):
            raise BackupError(_refusal(f"其中的 {name} 与备份时的大小或摘要不符"))


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A backup to read from; BackupError where it is no backup, or not just as it was written."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"备份 {path} 打不开：{error.strerror}") from error
    with file:
        _sealed(file)
        try:
            with zipfile.ZipFile(file) as archive:
                yield Archive(archive, _manifest(archive))
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise BackupError(_refusal(f"不是备份文件（{error}）")) from error


def _sealed(file: IO[bytes]) -> None:
    """Whether a file ends in the digest of all that comes before."""
    end = file.seek(0, 2) - _DIGITS
    file.seek(max(end - len(MARK), 0))
    if end < len(MARK) or file.read(len(MARK)) != MARK:
        raise BackupError(_refusal("末尾没有备份的封记，不是本程序的备份，或没有传完整"))
    wanted = file.read()
    file.seek(0)
    if _digest(file, end).encode() != wanted:
        raise BackupError(_refusal("内容与封记不符，文件被改动或损坏"))
    file.seek(0)


def _digest(file: IO[bytes], end: int) -> str:
    digest, left = hashlib.sha256(), end
    while left and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    """What a backup says of itself, once what it holds is that and nothing else."""
    entries = {entry.filename: entry for entry in archive.infolist()}
    if len(entries) != len(archive.infolist()) or MANIFEST not in entries:
        raise BackupError(_refusal("没有清单，或有重名的内容"))
    for entry in entries.values():
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if entry.flag_bits & 1 or entry.compress_type not in _METHODS or kind not in (0, stat.S_IFREG):
            raise BackupError(_refusal(f"其中的 {entry.filename!r} 不是普通文件"))
    if entries[MANIFEST].file_size > LARGEST_MANIFEST:
        raise BackupError(_refusal("清单过大"))
    try:
        told = _read(archive)
        manifest = Manifest(**{**told, "parts": {name: Part(**part) for name, part in told["parts"].items()}})
    except (ValueError, TypeError, KeyError, AttributeError, zlib.error, EOFError) as error:
        raise BackupError(_refusal(f"清单读不出（{error}）")) from error
    _named(entries, manifest)
    return manifest


def _read(archive: zipfile.ZipFile) -> dict[str, Any]:
    with archive.open(MANIFEST) as source:
        text = source.read(LARGEST_MANIFEST + 1)
    told = json.loads(text)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        found = told.get("format") if isinstance(told, dict) else None
        raise BackupError(_refusal(f"清单的格式是 {found!r}，本程序能读的是 {FORMAT}；请用作备份的版本恢复"))
    return told


def _named(entries: dict[str, zipfile.ZipInfo], manifest: Manifest) -> None:
    """What lies in a backup is what its manifest names, under names that lead nowhere else."""
    if set(entries) - {MANIFEST} != set(manifest.parts) or DATABASE not in manifest.parts:
        raise BackupError(_refusal("内容与清单不符"))
    for name, part in manifest.parts.items():
        known = _FILE.fullmatch(name)
        if name != DATABASE and (known is None or known[2] != part.sha256):
            raise BackupError(_refusal(f"其中的 {name!r} 不是备份里该有的内容"))


def _refusal(why: str) -> str:
    return f"备份不能用：{why}。没有改动任何内容，请换一份备份"
