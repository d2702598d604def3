"""The parts of a workbook as a spreadsheet writes them: which sheets there are, texts, which numbers are dates."""

import re
from typing import NamedTuple

from openpyxl.styles import numbers

from subsidy.workbook.archive import TOO_LARGE, Archive, Handlers, WorkbookError

LONGEST = 32_767  # characters of a cell, as spreadsheets have it
LONGEST_FORMAT = 255
DAYS = frozenset((*range(27, 37), *range(50, 59)))  # number formats that only spreadsheets of East Asia have
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Listed(NamedTuple):
    """The sheets by name and id, and whether days are counted from 1904."""

    sheets: list[tuple[str, str]]
    since_1904: bool


class Styles(NamedTuple):
    """Which styles of cells show a number as a day or time, and which as a time that passed."""

    days: frozenset[int]
    spans: frozenset[int]


def listed(archive: Archive, part: str) -> Listed:
    """What the workbook's own part says."""
    sheets: list[tuple[str, str]] = []
    since: list[bool] = []

    def start(element: str, known: dict[str, str]) -> None:
        if element == "sheet":
            named = next((value for name, value in known.items() if name.endswith(":id")), "")
            sheets.append((known.get("name", ""), named))
        elif element == "workbookPr":
            since.append(known.get("date1904") in ("1", "true"))
        if len(sheets) > archive.bounds.sheets:
            raise WorkbookError(f"工作簿有 {archive.bounds.sheets} 张以上的工作表，请只留要用的工作表再试")

    archive.read(part, Handlers(start))
    return Listed(sheets, any(since))


def texts(archive: Archive, part: str | None) -> list[str]:
    """The texts that cells name by their number; without what is written above characters to read them by."""
    found: list[str] = []
    if part is None:
        return found
    text = Gathered()

    def start(element: str, known: dict[str, str]) -> None:
        if element == "si":
            text.clear()
        text.start(element)

    def end(element: str) -> None:
        text.end(element)
        if element == "si":
            found.append(text.said())
            if len(found) > archive.bounds.cells:
                raise WorkbookError(TOO_LARGE)

    archive.read(part, Handlers(start, end, text.add))
    return found


class Gathered:
    """The text of one cell as its elements come: of `t`, but not of what is inside `rPh`."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Another cell."""
        self._parts: list[str] = []
        self._length, self._above, self._on = 0, False, False

    def start(self, element: str) -> None:
        """An element opens."""
        if element == "rPh":
            self._above = True
        self._on = element == "t" and not self._above

    def end(self, element: str) -> None:
        """An element closes."""
        if element == "rPh":
            self._above = False
        self._on = False

    def add(self, text: str) -> None:
        """Characters; WorkbookError where there are more than a cell can have."""
        if not self._on:
            return
        self._length += len(text)
        if self._length > LONGEST:
            raise WorkbookError(f"工作簿中有超过 {LONGEST} 个字的单元格，请删去多余的内容再试")
        self._parts.append(text)

    def said(self) -> str:
        """The text, with the characters that XML cannot hold as they were meant."""
        found = "".join(self._parts)
        return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found) if "_x" in found else found


def styles(archive: Archive, part: str | None) -> Styles:
    """The styles that make a number a day."""
    formats: dict[int, str] = {}
    used: list[int] = []
    inside: list[bool] = [False]

    def start(element: str, known: dict[str, str]) -> None:
        if element == "cellXfs":
            inside[0] = True
        elif element == "numFmt" and len(code := known.get("formatCode", "")) <= LONGEST_FORMAT:
            formats[_whole(known.get("numFmtId"))] = code
        elif element == "xf" and inside[0]:
            used.append(_whole(known.get("numFmtId")))

    def end(element: str) -> None:
        if element == "cellXfs":
            inside[0] = False

    if part is not None:
        archive.read(part, Handlers(start, end))
    days = {number for number in set(used) if number in DAYS or numbers.is_date_format(_code(number, formats))}
    spans = {number for number in days if numbers.is_timedelta_format(_code(number, formats))}
    where = list(enumerate(used))
    return Styles(
        frozenset(place for place, number in where if number in days),
        frozenset(place for place, number in where if number in spans),
    )


def _code(number: int, formats: dict[int, str]) -> str:
    return formats.get(number) or numbers.BUILTIN_FORMATS.get(number) or "General"


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
