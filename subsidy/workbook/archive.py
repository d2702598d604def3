"""An .xlsx as the archive that it is, of strangers: what it may unpack to is bounded before anything is read."""

import posixpath
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

NO_WORKBOOK = "不是 .xlsx 工作簿，请另存为 .xlsx 再试"
TOO_LARGE = "工作簿过大，请只留要用的工作表、删去多余的空行和图片再试"
DAMAGED = "工作簿已损坏或加了密，读不出来，请用电子表格软件打开，另存为不加密的 .xlsx 再试"
CHUNK = 64 * 1024
MOST_PARTS = 5000
LONGEST_LIST = 2 * 1024**2  # bytes of an archive's list of members
TAIL = 2**16 + 100  # bytes at the end of an archive, in which it says where its list is
_FAILURES = (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
_OFFICE, _WORKSHEET = "/officeDocument", "/worksheet"


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


class Handlers(NamedTuple):
    """What is done at each element's start and end and with its text, by names without prefixes."""

    start: Callable[[str, dict[str, str]], None]
    end: Callable[[str], None] | None = None
    text: Callable[[str], None] | None = None


class Archive:
    """The parts of a workbook, each read as XML from beginning to end, all together within the bounds."""

    def __init__(self, members: ZipFile, bounds: Bounds) -> None:
        self.bounds, self._members = bounds, members
        self._left = bounds.opened
        found = members.infolist()
        self.names = {one.filename for one in found}
        if len(found) > MOST_PARTS or sum(one.file_size for one in found) > bounds.opened:
            raise WorkbookError(TOO_LARGE)

    def read(self, name: str, handlers: Handlers) -> None:
        """A part through its handlers; WorkbookError where it is no sound XML, or declares entities."""
        info = self._members.getinfo(name)
        self._left -= info.file_size  # one part that many sheets name is read, and counted, for each
        if self._left < 0:
            raise WorkbookError(TOO_LARGE)
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & 1:
            raise WorkbookError(DAMAGED)
        parser = _parser(handlers)
        try:
            self._fed(parser, info)
        except (expat.ExpatError, LookupError):
            raise WorkbookError(DAMAGED) from None

    def _fed(self, parser: expat.XMLParserType, info: ZipInfo) -> None:
        with self._members.open(info) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The parts that a part names: by id, the last word of the relation's type, and the part's name."""
        folder, name = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, known: dict[str, str]) -> None:
            if element == "Relationship" and known.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, known.get("Target", "")))
                found[known.get("Id", "")] = (known.get("Type", ""), target.lstrip("/"))

        if place in self.names:
            self.read(place, Handlers(start))
        return found

    def office(self) -> str:
        """The part that lists the sheets."""
        for kind, target in self.related("").values():
            if kind.endswith(_OFFICE) and target in self.names:
                return target
        raise WorkbookError(NO_WORKBOOK)

    def worksheets(self, part: str) -> dict[str, str]:
        """The parts of the worksheets by the ids that the workbook has for them."""
        named = self.related(part).items()
        return {one: target for one, (kind, target) in named if kind.endswith(_WORKSHEET) and target in self.names}

    def one(self, part: str, kind: str) -> str | None:
        """The only part of a kind that a part names, if there is one."""
        found = (target for type_, target in self.related(part).values() if type_.endswith(f"/{kind}"))
        return next((target for target in found if target in self.names), None)


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
    """A file as the archive of a workbook; WorkbookError where it is none, is too large, or breaks while it is read."""
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
    except _FAILURES:
        raise WorkbookError(DAMAGED) from None


def _parser(handlers: Handlers) -> expat.XMLParserType:
    """A parser that knows no entities but XML's own five: nothing is fetched, read from a file or multiplied."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_declarations
    start, end = handlers.start, handlers.end

    def opening(name: str, known: dict[str, str]) -> None:
        start(name.rpartition(":")[2], known)

    def closing(name: str) -> None:
        if end is not None:
            end(name.rpartition(":")[2])

    parser.StartElementHandler = opening
    if end is not None:
        parser.EndElementHandler = closing
    if handlers.text is not None:
        parser.CharacterDataHandler = handlers.text
    return parser


def _no_declarations(*_: object) -> None:
    raise WorkbookError("工作簿中有文档类型或实体的声明，电子表格软件不会这样存；请另存为 .xlsx 再试")
