"""Many orders, trainees or certificates at once: pasted or uploaded, read as the workbook is, kept by nobody yet."""

import csv
import io
import re
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from schemas import typed
from schemas.describe import describe_part
from schemas.words import say
from subsidy.desk.common import DeskError
from subsidy.intake import ClaimEntry, Intake
from subsidy.kinds import Item
from subsidy.model import identity
from subsidy.policy import Policy
from subsidy.workbook import archive, columns, grid, opened
from subsidy.workbook.archive import UPLOAD, WorkbookError
from subsidy.workbook.columns import Column
from subsidy.workbook.read import read_sheet

LARGEST = UPLOAD.packed
MOST_ROWS = 5000
_UNREADABLE = {
    archive.NO_WORKBOOK: say("不是 .xlsx 工作簿，请另存为 .xlsx 再上传，或复制表格内容后粘贴"),
    archive.TOO_LARGE: say("工作簿过大，请只留这一张表再上传"),
    archive.DAMAGED: say("工作簿打不开，请用电子表格软件另存为 .xlsx 再上传"),
}
OWN = ("uscc", "year")  # what the firm need not write: it is known whose sheet this is
_PLACE = re.compile(r"工作表 [^，：]*，第 (\d+) 行")
_TOLD = re.compile(r"(?:工作表 [^，：]*|第 (-?\d+) 行)(?:，列 ([^：]+))?：(.*)", re.DOTALL)

Values = dict[str, Any]


class SheetProblem(NamedTuple):
    """What is told of a row: its number as pasted or in the sheet (0: the whole sheet), the column's title or ''."""

    row: int
    column: str
    message: str


class Sheet(NamedTuple):
    """The good rows, in the form of a draft's claims or of one claim's parts, with their numbers; what is wrong.

    `notes` tell how something was understood; nothing is wrong with it.
    """

    rows: tuple[Values, ...]
    numbers: tuple[int, ...]
    problems: tuple[SheetProblem, ...]
    notes: tuple[SheetProblem, ...]


class SheetError(DeskError):
    """Nothing that could be read as rows."""


def titles(policy: Policy, section: str) -> tuple[str, ...]:
    """The columns in the order in which rows without a heading are understood."""
    return tuple(column.title for column in _columns(policy, section) if column.field not in OWN)


def rows(policy: Policy, section: str, data: str | bytes, uscc: str, year: int) -> Sheet:
    """Rows of an item, from pasted text with or without a heading row, or from the bytes of an .xlsx.

    The workbook may be the office's or have this one sheet. Code and year may be left out; if they are there, they
    must be the firm's own.
    """
    item = policy.items[section]
    if isinstance(data, bytes):
        values, formulas, shift = (*_opened(data, policy, item), 0)
    else:
        values, shift = _pasted(data, policy, item)
        formulas = values
    found = Intake()
    _complete(_columns(policy, section), values, formulas, uscc, year)
    sheet = next(sheet for sheet in columns.sheets(policy) if sheet.item is item)
    read_sheet(sheet, values, formulas, policy, found)
    told = [_told(str(refusal), shift) for refusal in found.refusals]
    good = []
    for claim in found.claims:
        wrong = _others(claim, uscc, year)
        if wrong:
            told += [_told(f"{place}，{wrong}", shift) for place in claim.places]
        else:
            good += _rows(item, claim, shift)
    good.sort(key=lambda row: row[0])
    told += _twins(item, good)
    told.sort(key=lambda problem: problem.row)
    notes = tuple(_told(note, shift) for note in found.notes)
    return Sheet(tuple(row for _, row in good), tuple(number for number, _ in good), tuple(told), notes)


def added(policy: Policy, section: str, values: Mapping[str, Any], new: Sequence[Values]) -> Values:
    """The values of a section with rows put after those that are filled in."""
    item, specs = policy.items[section], describe_part(policy.items[section])
    claims = list(values.get("claims") or ())
    if not item.parts:
        return {"claims": [claim for claim in claims if not typed.empty(specs, claim)] + list(new)}
    parts = [part for claim in claims for part in claim.get(item.parts) or () if not typed.empty(specs, part)]
    return {"claims": [{item.parts: parts + list(new)}]}


def _columns(policy: Policy, section: str) -> tuple[Column, ...]:
    item = policy.items[section]
    return next(sheet.columns for sheet in columns.sheets(policy) if sheet.item is item)


def _opened(data: bytes, policy: Policy, item: Item) -> tuple[Worksheet, Worksheet]:
    """The item's sheet of a workbook, or the only one it has, with values and with formulas."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload.xlsx"
        path.write_bytes(data)
        try:
            pages = opened.pages(path, UPLOAD)
        except WorkbookError as error:
            known = _UNREADABLE.get(str(error))
            raise SheetError(known or say("{message}", message=str(error))) from None
    named = [one for one in pages if identity(one.values.title) == identity(item.sheet)]
    chosen = named or (pages if len(pages) == 1 else [])
    if not chosen:
        raise SheetError(say("工作簿里没有工作表“{sheet}”", sheet=item.sheet))
    if chosen[0].values.max_row > MOST_ROWS + grid.HEADING_ROWS:
        raise SheetError(say("一次最多读 {most} 行，请分几次上传", most=str(MOST_ROWS)))
    return chosen[0]


def _pasted(text: str, policy: Policy, item: Item) -> tuple[Worksheet, int]:
    """Pasted text as a sheet, and how many rows its numbers are beyond those of the text."""
    lines = _cells(text)
    if not any(any(cell.strip() for cell in line) for line in lines):
        raise SheetError(say("没有内容，请先粘贴"))
    if len(lines) > MOST_ROWS:
        raise SheetError(say("一次最多读 {most} 行，请分几次粘贴", most=str(MOST_ROWS)))
    known = _columns(policy, item.id)
    fields = {identity(column.heading) for column in known}
    shift = 0 if any(_headings(line, fields) for line in lines[: grid.HEADING_ROWS]) else 1
    if shift:
        widest = max(len(line) for line in lines)
        lines = [[c.title for c in known if widest >= len(known) or c.field not in OWN], *lines]
    worksheet = openpyxl.Workbook().active
    worksheet.title = item.sheet
    for number, line in enumerate(lines, 1):
        for position, cell in enumerate(line, 1):
            worksheet.cell(number, position).value = cell or None
    return worksheet, shift


def _cells(text: str) -> list[list[str]]:
    """The rows of pasted text; a spreadsheet puts a cell with a line break in quotes."""
    sound = "".join(c for c in text.replace("\r\n", "\n") if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    try:
        return list(csv.reader(io.StringIO(sound), csv.excel_tab, strict=True))
    except csv.Error:
        return [line.split("\t") for line in sound.split("\n")]


def _headings(cells: Sequence[Any], known: set[str]) -> bool:
    """Whether a row is one of headings: two of ours, or the only ones there are."""
    names = [columns.heading(cell)[0] for cell in cells if isinstance(cell, str) and cell.strip()]
    ours = sum(name in known for name in names)
    return ours > 1 or (ours == 1 and len(names) == 1)


def _complete(known: Sequence[Column], values: Worksheet, formulas: Worksheet, uscc: str, year: int) -> None:
    """Writes the firm's code and the year where its own sheet leaves them out, so that it reads as the office's."""
    fields = {identity(column.heading): column for column in known}
    for cells in values.iter_rows(max_row=min(grid.HEADING_ROWS, values.max_row)):
        if _headings([cell.value for cell in cells], set(fields)):
            break
    else:
        return
    row = cells[0].row
    names = {cell.column: columns.heading(cell.value)[0] for cell in cells if isinstance(cell.value, str)}
    found = {position: fields[name] for position, name in names.items() if name in fields}
    sheet = columns.Sheet(values.title, None, tuple(known))
    data = list(grid.data_rows(grid.Grid(values.title, sheet, row, found, {}, values, formulas)))
    for field, own in zip(OWN, (uscc, str(year)), strict=True):
        position = next((place for place, column in found.items() if column.field == field), 0)
        position = position or values.max_column + 1
        title = next(column.title for column in known if column.field == field)
        for worksheet in (values, formulas):
            if not worksheet.cell(row, position).value:
                worksheet.cell(row, position).value = title
            for number, held in data:
                if field not in held and not isinstance(worksheet.cell(number, position), MergedCell):
                    worksheet.cell(number, position).value = own


def _others(claim: ClaimEntry, uscc: str, year: int) -> str:
    """What is told of a row that is another firm's or another year's."""
    if claim.uscc != uscc:
        return f"列 {columns.USCC}：填的是“{claim.uscc}”，不是本企业，应删去这一行或留空"
    return f"列 {columns.YEAR}：填的是“{claim.year}”，应为 {year} 或留空" if claim.year != year else ""


def _rows(item: Item, claim: ClaimEntry, shift: int) -> list[tuple[int, Values]]:
    """The rows of a claim as they would be typed, each with its number."""
    shown = typed.shown(item, claim.facts)
    numbers = [_told(f"{place}：", shift).row for place in claim.places]
    return list(zip(numbers, shown[item.parts] if item.parts else [shown], strict=True))


def _twins(item: Item, good: Sequence[tuple[int, Values]]) -> list[SheetProblem]:
    """Rows that claim the same thing twice; parts were compared when they were read."""
    if item.parts or not good:
        return []
    found = typed.load(item, {"claims": [row for _, row in good]}).problems
    return [SheetProblem(good[int(told.path.split(".")[1])][0], "", told.message) for told in found]


def _told(text: str, shift: int) -> SheetProblem:
    """What the workbook's reader says of a place in it, with the rows counted as the firm sees them."""
    here = _PLACE.sub(lambda match: f"第 {int(match[1]) - shift} 行", text)
    match = _TOLD.fullmatch(here)
    if match is None:
        return SheetProblem(0, "", here)
    return SheetProblem(max(0, int(match[1] or 0)), match[2] or "", match[3])
