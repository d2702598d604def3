"""A sheet as people left it: where its heading row is, which rows are data, what each cell really holds."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from subsidy.intake import Refusal
from subsidy.model import identity
from subsidy.workbook.columns import USCC, Column, Sheet, heading

HEADING_ROWS = 30
_TOTAL = re.compile(r"(合计|总计|小计|共计)")
_FOOT = re.compile(
    r"(合计|总计|小计|共计|备注|注|说明|填报|填表|制表|审核|复核|经办|单位负责人|负责人|联系人|联系电话|日期)(人|单位|日期)?[:：]?"
)


class WorkbookError(ValueError):
    """A file that is no workbook: what was found and what is wanted."""


class Bad(NamedTuple):
    """A cell that holds nothing usable, and why."""

    message: str


class Grid(NamedTuple):
    """A sheet whose heading row was found: columns by position, and the unit of each money column."""

    title: str
    sheet: Sheet
    row: int
    columns: dict[int, Column]
    units: dict[str, str]
    values: Worksheet
    formulas: Worksheet

    def place(self, row: int, column: str = "") -> str:
        """Where something stands, as a person looks for it."""
        return f"工作表 {self.title}，第 {row} 行" + (f"，列 {column}" if column else "")

    def label(self, field: str) -> str:
        """A column's heading with its unit."""
        column = next(c for c in self.columns.values() if c.field == field)
        return f"{column.heading}({self.units[field]})" if field in self.units else column.heading


def load(path: Path) -> tuple[Any, Any]:
    """The workbook twice: with the values a spreadsheet last computed, and with its formulas."""
    try:
        return openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    except (InvalidFileException, BadZipFile, KeyError, OSError, ValueError) as error:
        raise WorkbookError(f"{path.name} 不是可读的 .xlsx 工作簿（{error}），请另存为 .xlsx 再试") from None


def find(sheet: Sheet, values: Worksheet, formulas: Worksheet) -> Grid | Refusal:
    """The sheet with its heading row and columns; a Refusal of the whole sheet where they cannot be made out."""
    title = values.title.strip()
    known = {identity(column.heading): column for column in sheet.columns}
    for cells in values.iter_rows(max_row=min(HEADING_ROWS, values.max_row)):
        names = {cell.column: heading(cell.value) for cell in cells if isinstance(cell.value, str)}
        if USCC in (name for name, _ in names.values()) and sum(n in known for n, _ in names.values()) > 1:
            row = cells[0].row
            columns = {position: known[name] for position, (name, _) in names.items() if name in known}
            units = {known[name].field: unit for name, unit in names.values() if name in known and unit}
            grid = Grid(title, sheet, row, columns, units, values, formulas)
            return _missing(grid) or grid
    wanted = "、".join(column.title for column in sheet.columns)
    return Refusal(f"工作表 {title}", f"前 {HEADING_ROWS} 行内没有找到表头，应有一行含：{wanted}；本表各行均未读入")


def _missing(grid: Grid) -> Refusal | None:
    place = grid.place(grid.row)
    found = [column.field for column in grid.columns.values()]
    for column in grid.sheet.columns:
        if column.rule.required and column.field not in found:
            return Refusal(place, f"表头缺少“{column.title}”列，应补上；本表各行均未读入")
        if found.count(column.field) > 1:
            return Refusal(place, f"表头有两列“{column.heading}”，应只留一列；本表各行均未读入")
        if column.money and column.field in found and column.field not in grid.units:
            return Refusal(place, f"“{column.heading}”列没有写单位，应在表头写明 (万元) 或 (元)；本表各行均未读入")
    return None


def unknown_headings(grid: Grid) -> list[str]:
    """Headings of the row that the template does not have."""
    cells = next(grid.values.iter_rows(min_row=grid.row, max_row=grid.row))
    names = [str(c.value).strip() for c in cells if c.value is not None and c.column not in grid.columns]
    return [name for name in names if name and identity(name) not in ("序号", "备注", "编号")]


def data_rows(grid: Grid) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows below the heading that are data: number, and cell values by field (absent where empty)."""
    merged = _merged(grid)
    uscc = next(position for position, column in grid.columns.items() if column.field == "uscc")
    pairs = zip(
        grid.values.iter_rows(min_row=grid.row + 1),
        grid.formulas.iter_rows(min_row=grid.row + 1),
        strict=True,
    )
    for cells, formulas in pairs:
        row = cells[0].row
        found = {}
        texts = []
        for cell, formula in zip(cells, formulas, strict=True):
            value = merged.get((row, cell.column), _value(cell, formula))
            if value is not None:
                texts.append(str(value).strip())
                if cell.column in grid.columns:
                    found[grid.columns[cell.column].field] = value
        if texts and not _is_foot(texts, found, uscc):
            yield row, found


def _is_foot(texts: list[str], found: dict[str, Any], uscc: int) -> bool:
    """A total below, or a line like 填报人：…; never a row that has a code in its place."""
    code = found.get("uscc")
    if code is not None and not isinstance(code, Bad) and not _FOOT.match(identity(str(code))):
        return False
    first = identity(texts[0])
    if _TOTAL.match(first):
        return True
    return bool(_FOOT.match(first)) and (len(texts) == 1 or ":" in first)


def _value(cell: Any, formula: Any) -> Any:
    """What a cell holds: None where empty, Bad where a formula has no value or went wrong."""
    value = cell.value
    if value is None and isinstance(formula.value, str) and formula.data_type == "f":
        return Bad(f"填的是公式“{formula.value}”，文件中没有它的计算结果；应填数值，或用电子表格软件打开、重算并保存")
    if cell.data_type == "e":
        return Bad(f"填的是错误值“{value}”，应改正公式或直接填值")
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, datetime.datetime):
        return value.date()
    return value


def _merged(grid: Grid) -> dict[tuple[int, int], Any]:
    """Cells merged downwards hold one value for all their rows."""
    found: dict[tuple[int, int], Any] = {}
    for area in grid.values.merged_cells.ranges:
        if area.min_row > grid.row and area.min_col == area.max_col:
            top = _value(grid.values.cell(area.min_row, area.min_col), grid.formulas.cell(area.min_row, area.min_col))
            found |= {(row, area.min_col): top for row in range(area.min_row + 1, area.max_row + 1)}
    return found
