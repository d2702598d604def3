"""Evidence: what a claim must be proved with, and the files a firm brings, known by their content, kept by digest."""

import hashlib
import os
import re
import tempfile
import unicodedata
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, NamedTuple

from schemas.words import Words, say
from subsidy import store
from subsidy.desk.common import DeskError, Progress, now, quiet
from subsidy.desk.firm import pictures
from subsidy.desk.firm.cited import cited
from subsidy.desk.firm.drafts import LockedError, standing
from subsidy.desk.whole import abandoned, hold
from subsidy.model import UPLOAD, Requirement
from subsidy.policy import Policy
from subsidy.store import Database, applying, files, intake
from subsidy.store.intake import Row
from subsidy.workbook.archive import modest

LARGEST = 20 * 1024 * 1024
MOST = 60  # files of one section
CHUNK = 64 * 1024
LONGEST_NAME = 100
INCOMING = "incoming-"  # how a file is called while it is read
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "ofd": "application/ofd",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_SUFFIXES = {"jpg": (".jpg", ".jpeg")}
_MAGIC = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_ZIP = b"PK\x03\x04"
_MEMBERS = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml", "ofd": "OFD.xml"}
_TYPES, LONGEST_TYPES = "[Content_Types].xml", 1024**2
_MACROS = re.compile(r"(^|/)(vbaProject\.bin$|macrosheets/)", re.IGNORECASE)
_MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


class Evidence(NamedTuple):
    """A file brought for a requirement of a section; `submitted`: a submission rests on it."""

    id: int
    section: str
    requirement: str
    way: str
    name: str
    type: str
    size: int
    digest: str
    at: str
    submitted: bool

    @property
    def mime(self) -> str:
        """The type as a server says it; to be sent as an attachment, never inline."""
        return TYPES[self.type]


class EvidenceError(DeskError):
    """A file that is not taken, and why."""


class _Kept(NamedTuple):
    """A file in its place."""

    digest: str
    type: str
    size: int


def requirements(policy: Policy, section: str) -> tuple[Requirement, ...]:
    """What the claims of a section are proved with; nothing for the firm's own details."""
    return policy.evidence.get(section, ())


def missing(db: Database, policy: Policy, year: int, uscc: str, section: str) -> list[Requirement]:
    """The files that a section needs and that are not there; none where the office found its claims in a list."""
    there = {piece.requirement for piece in list_(db, policy, year, uscc, section)}
    draft = applying.draft(db, policy.id, year, uscc, section)
    if draft and cited(db, policy, year, uscc, section, draft["body"]):
        return []
    return [r for r in requirements(policy, section) if r.required and r.way == UPLOAD and r.id not in there]


def list_(db: Database, policy: Policy, year: int, uscc: str, section: str | None = None) -> list[Evidence]:
    """The files of a firm's year, or of one section; what was removed is left out."""
    return [_evidence(row) for row in files.evidence(db, policy.id, year, uscc, section)]


def add(
    db: Database,
    folder: Path,
    policy: Policy,
    year: int,
    uscc: str,
    section: str,
    requirement: str,
    name: str,
    stream: BinaryIO,
    actor: str,
) -> Evidence:
    """Takes a file in, as it is read; the same file again for the same requirement is the one that is there.

    EvidenceError where it is too large, or of no type that is taken; LockedError where the section may not be changed.
    """
    wanted = next((r for r in requirements(policy, section) if r.id == requirement and r.way == UPLOAD), None)
    if wanted is None:
        raise EvidenceError(say("这一部分没有要上传的“{requirement}”", requirement=requirement))
    _changeable(db, policy, year, uscc, section)
    kept = _keep(folder, stream)
    with store.write(db):
        _changeable(db, policy, year, uscc, section)
        there = files.evidence(db, policy.id, year, uscc, section)
        if len(there) >= MOST:
            raise EvidenceError(say("这一部分已有 {most} 个文件，请合并后再上传", most=str(MOST)))
        same = [row for row in there if (row["requirement"], row["digest"]) == (requirement, kept.digest)]
        if same:
            return _evidence(same[0])
        at = now()
        files.add_file(db, kept.digest, kept.type, kept.size, at)
        row = {"uscc": uscc, "policy": policy.id, "year": year, "section": section, "requirement": requirement}
        row |= {"way": wanted.way, "digest": kept.digest, "name": clean(name, kept.type), "at": at, "actor": actor}
        made = files.add_evidence(db, row)
        detail = {"policy": policy.id, "year": year, "section": section, "evidence": made, "digest": kept.digest}
        intake.note(db, at, actor, "evidence_add", f"evidence:{uscc}", detail)
    return _evidence({**row, **kept._asdict(), "id": made, "submitted": 0})


def remove(db: Database, policy: Policy, year: int, uscc: str, evidence_id: int, actor: str) -> None:
    """Takes a file away from its section. It is only marked: what was submitted still rests on it."""
    with store.write(db):
        row = _own(db, uscc, evidence_id)
        if (row["policy"], row["year"]) != (policy.id, year):
            raise EvidenceError(NONE)
        _changeable(db, policy, year, uscc, row["section"])
        at = now()
        files.remove(db, evidence_id, at)
        detail = {"policy": policy.id, "year": year, "section": row["section"], "evidence": evidence_id}
        intake.note(db, at, actor, "evidence_remove", f"evidence:{uscc}", detail)


def open_(db: Database, folder: Path, uscc: str, evidence_id: int) -> tuple[Evidence, BinaryIO]:
    """A firm's own file, to be read and closed; EvidenceError where there is none, or it is another's."""
    row = _own(db, uscc, evidence_id)
    try:
        return _evidence(row), path(folder, row["digest"]).open("rb")
    except OSError:
        raise EvidenceError(say("文件“{name}”读不到，请与受理单位联系", name=row["name"])) from None


def path(folder: Path, digest: str) -> Path:
    """Where the bytes with a digest lie."""
    return folder / digest[:2] / digest


def damage(folder: Path, digest: str, size: int) -> str:
    """What is wrong with the file of a digest, '' where nothing is."""
    place = path(folder, digest)
    try:
        if place.stat().st_size != size:
            return f"证明材料：文件 {digest} 的大小是 {place.stat().st_size} 字节，应为 {size} 字节"
        with place.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                return f"证明材料：文件 {digest} 的内容被改动或损坏"
    except FileNotFoundError:
        return f"证明材料：缺少文件 {digest}"
    except OSError as error:
        return f"证明材料：文件 {digest} 读不出（{error.strerror}）"
    return ""


def damaged(db: Database, folder: Path, progress: Progress = quiet) -> list[str]:
    """What is wrong with the files that the database names: what lacks, what is not as it was brought."""
    known = files.all_files(db)
    found = (damage(folder, digest, size) for digest, size in progress(known, len(known), "证明材料"))
    return [problem for problem in found if problem]


def clean(name: str, type_: str) -> str:
    """A file's name without folders, signs that no name may have, and other endings than that of its type."""
    plain = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    plain = " ".join(_NOT_IN_NAMES.sub("_", plain).split()).rstrip(". ")
    suffixes = _SUFFIXES.get(type_, (f".{type_}",))
    end = next((s for s in suffixes if plain.lower().endswith(s)), "")
    stem = plain[: len(plain) - len(end)].strip(". ")[:LONGEST_NAME] or str(say("材料"))
    return stem + (end.lower() or suffixes[0])


def _own(db: Database, uscc: str, evidence_id: int) -> Row:
    row = files.one(db, uscc, evidence_id)
    if row is None or row["removed"]:
        raise EvidenceError(NONE)
    return row


def _changeable(db: Database, policy: Policy, year: int, uscc: str, section: str) -> None:
    if standing(db, policy, year, uscc).locked(section):
        raise LockedError(say("申报已提交，这一部分不能修改"))


def _keep(folder: Path, stream: BinaryIO) -> _Kept:
    """Reads a file into a temporary one, and puts it in its place once it is whole and known."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in abandoned(folder, f"{INCOMING}*"):
        left.unlink(missing_ok=True)
    handle, made = tempfile.mkstemp(prefix=INCOMING, dir=folder)
    try:
        with os.fdopen(handle, "w+b") as out:
            hold(out)
            digest, size = _copied(stream, out)
            type_ = kind(out)
            out.flush()
            os.fsync(out.fileno())
            place = path(folder, digest)
            if not place.exists() or place.stat().st_size != size:
                place.parent.mkdir(exist_ok=True, mode=0o700)
                os.replace(made, place)
        return _Kept(digest, type_, size)
    finally:
        Path(made).unlink(missing_ok=True)


def _copied(stream: BinaryIO, out: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > LARGEST:
            raise EvidenceError(say("文件超过 {most} MB，请压缩或分开上传", most=str(LARGEST // 1024 // 1024)))
        digest.update(chunk)
        out.write(chunk)
    if not size:
        raise EvidenceError(say("文件是空的，请重新选择"))
    return digest.hexdigest(), size


def kind(file: BinaryIO) -> str:
    """The type of a file by what is in it, whatever its name says; EvidenceError for one that is not taken."""
    file.seek(0)
    head = file.read(16)
    for type_, magic in _MAGIC.items():
        if head.startswith(magic):
            if pictures.points(file, type_) > pictures.MOST:
                raise EvidenceError(say("图片的尺寸过大，请缩小后再上传"))
            return type_
    names, types = _members(file) if head.startswith(_ZIP) and modest(file) else (set(), b"")
    if _MACRO_TYPES.search(types) or any(_MACROS.search(name) for name in names):
        raise EvidenceError(say("文件含有宏，请另存为不含宏的 .xlsx 或 .docx 再上传"))
    for type_, member in _MEMBERS.items():
        if member in names:
            return type_
    raise EvidenceError(WRONG_TYPE)


def _members(file: BinaryIO) -> tuple[set[str], bytes]:
    """The names in an archive, and what its list of types begins with, where it has one; nothing of one that breaks."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if _TYPES not in names:
                return names, b""
            if archive.getinfo(_TYPES).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                return set(), b""
            with archive.open(_TYPES) as types:
                return names, types.read(LONGEST_TYPES).replace(b"\0", b"")  # UTF-16, too
    except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError):
        return set(), b""


def _evidence(row: Row) -> Evidence:
    return Evidence(**{**{name: row[name] for name in Evidence._fields}, "submitted": bool(row["submitted"])})


NONE: Words = say("没有这个文件")
WRONG_TYPE: Words = say("按内容看不是可收的文件；应为 PDF、JPG、PNG、OFD、XLSX 或 DOCX")
