"""An .xlsx of strangers as the archive that it is: what it may unpack to is bounded, every part that is read is sound.

XML that declares a document type or entities is refused: nothing is fetched, read from a file or multiplied.
"""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.etree.ElementTree import Element, iterparse
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

NO_WORKBOOK = "不是 .xlsx 工作簿，请另存为 .xlsx 再试"
TOO_LARGE = "工作簿过大，请只留要用的工作表、删去多余的空行和图片再试"
DAMAGED = "工作簿已损坏或加了密，读不出来，请用电子表格软件打开，另存为不加密的 .xlsx 再试"
MOST_PARTS, MOST_DEEP, MOST_HELD = 5000, 100, 100_000  # members; elements in each other, and in one that is handed out

CHUNK, LONGEST_TAG = 64 * 1024, 1024**2  # bytes
LONGEST_LIST = 2 * 1024**2  # bytes of an archive's list of members
TAIL = 2**16 + 100  # bytes at the end of an archive, in which it says where its list is


class WorkbookError(ValueError):
    """A file that is no workbook: what was found and what is wanted."""


class Bounds(NamedTuple):
    """What a workbook may have at most: bytes packed and unpacked, and of each sheet rows, columns and filled cells.

    `area`: rows times columns, down to the last that is filled.
    """

    packed: int
    opened: int
    sheets: int
    rows: int
    columns: int
    cells: int
    area: int


UPLOAD = Bounds(5 * 1024**2, 60 * 1024**2, 60, 25_000, 200, 500_000, 1_000_000)
OFFICE = Bounds(100 * 1024**2, 1000 * 1024**2, 60, 300_000, 200, 4_000_000, 6_000_000)


class Archive:
    """The parts of a workbook, all that is read of them together within the bounds."""

    def __init__(self, members: ZipFile, bounds: Bounds) -> None:
        self.bounds, self._members, self._left = bounds, members, bounds.opened
        found = members.infolist()
        self._names = {one.filename for one in found}
        if len(found) > MOST_PARTS or sum(one.file_size for one in found) > bounds.opened:
            raise WorkbookError(TOO_LARGE)

    def elements(self, part: str | None, **wanted: str) -> Iterator[Element]:
        """Each complete element that is wanted, as `name="parent"`, named without prefixes; none of no such part."""
        if part not in self._names:
            return
        self._sound(part)
        path: list[Element] = []
        inside = held = 0
        with self._members.open(part) as stream:
            for event, one in iterparse(stream, ("start", "end")):
                if event == "start":
                    one.tag = one.tag.rpartition("}")[2]
                    path.append(one)
                    if not inside and len(path) > 1 and wanted.get(one.tag) == path[-2].tag:
                        inside, held = len(path), 0
                    held += 1
                    if len(path) > MOST_DEEP or (inside and held > MOST_HELD):
                        raise WorkbookError(TOO_LARGE)
                    continue
                if inside == len(path):
                    yield one
                    inside = 0
                path.pop()
                if path and not inside:
                    path[-1].clear()  # else what is passed over would fill the memory

    def _sound(self, part: str) -> None:
        info = self._members.getinfo(part)
        self._left -= info.file_size  # one part that many sheets name is read, and counted, for each
        if self._left < 0:
            raise WorkbookError(TOO_LARGE)
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & 1:
            raise WorkbookError(DAMAGED)
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _no_declarations
        passed = 0
        with self._members.open(info) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
                passed += len(chunk)
                if passed - parser.CurrentByteIndex > LONGEST_TAG:  # which would be looked at again with every chunk
                    raise WorkbookError(TOO_LARGE)
        parser.Parse(b"", True)

    def related(self, part: str) -> list[tuple[str, str, str]]:
        """The parts that a part names and that are there: id, the last word of the relation's type, the part's name."""
        folder, name = posixpath.split(part)
        found = []
        for one in self.elements(posixpath.join(folder, "_rels", f"{name}.rels"), Relationship="Relationships"):
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
            if target in self._names and one.get("TargetMode") != "External":
                found.append((one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target))
        return found


def modest(file: BinaryIO) -> bool:
    """Whether an archive's list of members is short enough to be read at all; one that is no archive is modest."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 20:
        return True
    large = tail[max(0, at - 20) : at].startswith(b"PK\x06\x07")  # the list of an archive beyond four gigabytes
    return not large and int.from_bytes(tail[at + 12 : at + 16], "little") <= LONGEST_LIST


@contextmanager
def opened(path: Path, bounds: Bounds) -> Iterator[Archive]:
    """A file as the archive of a workbook; WorkbookError where it is none, is too large, or breaks while it is used."""
    try:
        if path.stat().st_size > bounds.packed:
            raise WorkbookError(TOO_LARGE)
        with path.open("rb") as file:
            if not modest(file):
                raise WorkbookError(TOO_LARGE)
            with ZipFile(file) as members:
                yield Archive(members, bounds)
    except WorkbookError:
        raise
    except BadZipFile:
        raise WorkbookError(NO_WORKBOOK) from None
    except MemoryError:
        raise WorkbookError(TOO_LARGE) from None
    except Exception:  # zipfile, expat and openpyxl have many ways to say that a file is not what it should be
        raise WorkbookError(DAMAGED) from None


def _no_declarations(*_: object) -> None:
    raise WorkbookError("工作簿中有文档类型或实体的声明，电子表格软件不会这样存；请另存为 .xlsx 再试")
