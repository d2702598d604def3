"""A workbook opened within bounds: each sheet with its values and with its formulas, nothing else of the file.

Pictures, charts, links, macros and whatever a sheet only shows are never looked at. Cells that hold nothing, however
many are formatted, are passed over.
"""

import datetime
import math
import re
import threading
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from subsidy.workbook import archive, parts
from subsidy.workbook.archive import Archive, Bounds, Handlers, WorkbookError
from subsidy.workbook.parts import Styles

AT_ONCE = 2  # workbooks that are opened at a time: each may take some hundred megabytes
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # that a sheet can have
LONGEST_NUMBER = 40
MOST_AREAS = 20_000  # of merged cells
PLACES = threading.BoundedSemaphore(AT_ONCE)
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_FLAGS = {"1": True, "true": True, "0": False, "false": False}


class Page(NamedTuple):
    """A sheet with the values that a spreadsheet last computed, and with its formulas."""

    values: Worksheet
    formulas: Worksheet


class _Known(NamedTuple):
    """What cells mean by numbers: texts, styles, the day that days are counted from."""

    texts: list[str]
    styles: Styles
    epoch: datetime.datetime


def pages(path: Path, bounds: Bounds) -> list[Page]:
    """The sheets of a file in their order; WorkbookError, in words, where it is no workbook or beyond the bounds."""
    with PLACES, archive.opened(path, bounds) as found:
        office = found.office()
        said = parts.listed(found, office)
        known = _Known(
            parts.texts(found, found.one(office, "sharedStrings")),
            parts.styles(found, found.one(office, "styles")),
            MAC_EPOCH if said.since_1904 else WINDOWS_EPOCH,
        )
        places = found.worksheets(office)
        book = openpyxl.Workbook()
        book.remove(book.active)
        return [_Reader(found, title, known, book).page(places[id_]) for title, id_ in said.sheets if id_ in places]


class _Reader:
    """One sheet on its way in."""

    def __init__(self, found: Archive, title: str, known: _Known, book: Any) -> None:
        self.archive, self.bounds, self.known, self.book = found, found.bounds, known, book
        try:
            self.values: Worksheet = book.create_sheet(title)
        except ValueError:
            raise WorkbookError(f"工作表的名称“{title[:31]}”不能用，请改名再试") from None
        self.formulas: dict[tuple[int, int], str] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.row = self.column = self.count = self.last = self.widest = 0
        self.kind, self.style = "n", 0
        self.raw: list[str] = []
        self.formula: list[str] | None = None
        self.taking: list[str] | None = None
        self.text = parts.Gathered()

    def page(self, part: str) -> Page:
        """The whole sheet."""
        self.archive.read(part, Handlers(self.start, self.end, self.add))
        self._merge()
        self.values._current_row = self.last  # else a sheet says that it has no rows
        if not self.formulas:
            return Page(self.values, self.values)
        other = Worksheet(self.book, self.values.title)
        for place, cell in self.values._cells.items():
            if isinstance(cell, MergedCell):
                other._cells[place] = MergedCell(other, *place)
            elif place in self.formulas:
                _put(other, place, self.formulas[place], "f")
            else:
                _put(other, place, cell._value, cell.data_type)
        other.merged_cells, other._current_row = self.values.merged_cells, self.last
        return Page(self.values, other)

    def start(self, element: str, known: dict[str, str]) -> None:
        """An element opens."""
        if element == "c":
            self._cell(known)
        elif element == "row":
            self._row(known.get("r"))
        elif element == "v":
            self.taking = self.raw
        elif element == "f":
            self.taking = self.formula = []
        elif element == "mergeCell":
            self._area(known.get("ref", ""))
        elif self.kind == "inlineStr":
            self.text.start(element)

    def end(self, element: str) -> None:
        """An element closes."""
        if element == "c":
            self._held()
        elif element in ("v", "f"):
            self.taking = None
        elif self.kind == "inlineStr":
            self.text.end(element)

    def add(self, text: str) -> None:
        """Characters."""
        if self.taking is not None:
            self.taking.append(text)
        elif self.kind == "inlineStr":
            self.text.add(text)

    def _row(self, number: str | None) -> None:
        self.row = int(number) if number and number.isdecimal() and len(number) < 8 else self.row + 1
        self.column = 0
        if not 0 < self.row <= MOST_ROWS:
            raise WorkbookError(archive.DAMAGED)

    def _cell(self, known: dict[str, str]) -> None:
        place = known.get("r")
        if place:
            self.row, self.column = _place(place)
        else:
            self.column += 1
        self.kind = known.get("t", "n")
        style = known.get("s", "")
        self.style = int(style) if style.isdecimal() and len(style) < 8 else 0
        self.raw, self.formula = [], None
        if self.kind == "inlineStr":
            self.text.clear()

    def _held(self) -> None:
        """A cell is complete: kept if it holds anything."""
        raw = self.text.said() if self.kind == "inlineStr" else "".join(self.raw)
        if len(raw) > parts.LONGEST:
            raise WorkbookError(self._told(f"单元格超过 {parts.LONGEST} 个字"))
        kind, self.kind = self.kind, "n"
        if not raw and self.formula is None:
            return
        self.count += 1
        self.last, self.widest = max(self.last, self.row), max(self.widest, self.column)
        self._within()
        place = (self.row, self.column)
        if self.formula is not None:
            self.formulas[place] = "=" + "".join(self.formula)[: parts.LONGEST]
        _put(self.values, place, *(self._value(kind, raw) if raw else (None, "n")))

    def _within(self) -> None:
        bounds = self.bounds
        if self.row > bounds.rows:
            raise WorkbookError(self._told(f"超过 {bounds.rows} 行"))
        if self.column > bounds.columns:
            raise WorkbookError(self._told(f"超过 {bounds.columns} 列"))
        if self.count > bounds.cells or self.last * self.widest > bounds.area:
            raise WorkbookError(f"工作表 {self.values.title} 内容过多，请删去多余的行和列，或分成几个文件再试")

    def _told(self, what: str) -> str:
        return f"工作表 {self.values.title}，第 {self.row} 行第 {self.column} 列：{what}，请删去多余的内容再试"

    def _value(self, kind: str, raw: str) -> tuple[Any, str]:
        """What a cell holds, with the sign of its kind; `e` for what went wrong in the spreadsheet, or is none."""
        if kind == "s":
            number = int(raw) if raw.isdecimal() and len(raw) < 10 else -1
            return (self.known.texts[number], "s") if 0 <= number < len(self.known.texts) else (raw, "e")
        if kind in ("str", "inlineStr"):
            return raw, "s"
        if kind == "b":
            return (_FLAGS[raw], "b") if raw in _FLAGS else (raw, "e")
        try:
            if kind == "d":
                return from_ISO8601(raw), "d"
            return self._number(raw.strip()) if kind == "n" else (raw, "e")
        except (ValueError, OverflowError, TypeError):
            return raw, "e"

    def _number(self, raw: str) -> tuple[Any, str]:
        if len(raw) > LONGEST_NUMBER or not _NUMBER.fullmatch(raw):
            return raw, "e"
        value = float(raw) if set(raw) & set(".eE") else int(raw)
        if not math.isfinite(value):
            return raw, "e"
        if self.style in self.known.styles.days:
            return from_excel(value, self.known.epoch, timedelta=self.style in self.known.styles.spans), "d"
        return value, "n"

    def _area(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        if bottom < top or right < left:
            raise WorkbookError(archive.DAMAGED)
        self.merged.append((top, left, bottom, right))
        if len(self.merged) > MOST_AREAS:
            raise WorkbookError(f"工作表 {self.values.title}：合并的单元格过多，请取消合并再试")

    def _merge(self) -> None:
        """Merged cells: only the first of an area holds anything."""
        covered = 0
        ranges = []
        for top, left, bottom, right in self.merged:
            if bottom > self.bounds.rows or right > self.bounds.columns:
                raise WorkbookError(f"工作表 {self.values.title}：合并单元格一直到第 {bottom} 行，请取消合并再试")
            covered += (bottom - top + 1) * (right - left + 1)
            self.last, self.widest = max(self.last, bottom), max(self.widest, right)
            if covered > self.bounds.cells or self.last * self.widest > self.bounds.area:
                raise WorkbookError(f"工作表 {self.values.title}：合并的单元格过多，请取消合并再试")
            ranges.append(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        self.formulas.pop((row, column), None)
                        self.values._cells[row, column] = MergedCell(self.values, row, column)
        self.values.merged_cells.ranges = set(ranges)


def _put(sheet: Worksheet, place: tuple[int, int], value: Any, kind: str) -> None:
    """A cell as it was read: through its setter it would be taken for what it looks like."""
    cell = Cell(sheet, *place)
    cell._value, cell.data_type = value, kind
    sheet._cells[place] = cell


def _place(ref: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(ref)
    if found is None:
        raise WorkbookError(archive.DAMAGED)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(found[2])
    if not 0 < row <= MOST_ROWS or column > MOST_COLUMNS:
        raise WorkbookError(archive.DAMAGED)
    return row, column
