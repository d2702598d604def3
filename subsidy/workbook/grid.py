"""A sheet as people left it: where its heading row is, which rows are data, what each cell really holds."""

import datetime
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from schemas.fields import UNITS
from subsidy.intake import Refusal
from subsidy.model import identity
from subsidy.workbook import opened
from subsidy.workbook.archive import UPLOAD, Bounds, WorkbookError
from subsidy.workbook.columns import USCC, Column, Sheet, heading

HEADING_ROWS = 30
LARGEST = UPLOAD.packed  # bytes of an uploaded workbook
_TOTAL = re.compile(r"(本页|本表)?(合计|总计|小计|共计)(金额|数)?(\(.*\))?([:\d].*)?")
_FOOT = re.compile(
    r"(备注|注|说明|填报|填表|制表|审核|复核|经办|单位负责人|负责人|联系人|联系电话|日期)"
    r"(人|单位|日期|时间|签字|签名|签章|盖章|\([^()]*\))*(:)?"
)


class Bad(NamedTuple):
    """A cell that holds nothing usable, and why."""

    message: str


_MERGED_MONEY = Bad("合并单元格的金额分不清归哪一行，应取消合并、逐行填写")
_MERGED = Bad("合并单元格的内容只算在第一行，应取消合并、逐行填写")


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


def load(path: Path, bounds: Bounds = UPLOAD) -> list[opened.Page]:
    """The sheets with the values a spreadsheet last computed, and with their formulas; WorkbookError with the file."""
    try:
        return opened.pages(path, bounds)
    except WorkbookError as error:
        raise WorkbookError(f"{path.name}：{error}") from None


def find(sheet: Sheet, values: Worksheet, formulas: Worksheet) -> Grid | Refusal:
    """The sheet with its heading row and columns; a Refusal of the whole sheet where they cannot be made out."""
    title = values.title.strip()
    known = {identity(column.heading): column for column in sheet.columns}
    for cells in values.iter_rows(max_row=min(HEADING_ROWS, values.max_row)):
        names = {cell.column: heading(cell.value) for cell in cells if isinstance(cell.value, str)}
        if USCC in (name for name, _ in names.values()) and sum(n in known for n, _ in names.values()) > 1:
            row = cells[0].row
            columns = {position: known[name] for position, (name, _) in names.items() if name in known}
            units = {known[n].field: unit for n, unit in names.values() if n in known and known[n].money and unit}
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
        unit = grid.units.get(column.field, "元")
        if unit not in UNITS:
            told = f"“{column.heading}”列的单位写的是“{unit}”，应为 (万元) 或 (元)"
            return Refusal(place, f"{told}；本表各行均未读入")
    return None


def holds_codes(values: Worksheet) -> bool:
    """Whether a sheet of another name has a heading 统一社会信用代码, and so rows that somebody meant to hand in."""
    cells = (cell for row in values.iter_rows(max_row=min(HEADING_ROWS, values.max_row)) for cell in row)
    return any(heading(cell.value)[0] == USCC for cell in cells)


def unknown_headings(grid: Grid, rows: Iterable[int]) -> list[tuple[str, bool]]:
    """Headings that the template does not have, each with whether its column holds anything in the data rows."""
    found = []
    for cell in next(grid.values.iter_rows(min_row=grid.row, max_row=grid.row)):
        name = "" if cell.value is None or cell.column in grid.columns else str(cell.value).strip()
        if name and identity(name) not in ("序号", "备注", "编号"):
            held = (grid.formulas.cell(row, cell.column).value for row in rows)
            found.append((name, any(value is not None and str(value).strip() for value in held)))
    return found


def data_rows(grid: Grid) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows below the heading that hold data in a known column: number, and values by field (absent if empty)."""
    merged = _merged(grid)
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
                if value not in (_MERGED, _MERGED_MONEY):
                    texts.append(str(value).strip())
                if cell.column in grid.columns:
                    found[grid.columns[cell.column].field] = value
        if found and not _is_foot(texts, found.get("uscc")):
            yield row, found


def _is_foot(texts: list[str], code: Any) -> bool:
    """A total below, or a line like 填报人：…; never a row that has a code in its place."""
    if code is not None and not isinstance(code, Bad) and not _is_label(code) and not _FOOT.match(identity(str(code))):
        return False
    if any(_TOTAL.fullmatch(identity(text)) for text in texts):
        return True
    return bool(texts) and (_is_label(texts[0]) or (len(texts) == 1 and bool(_FOOT.match(identity(texts[0])))))


def _is_label(value: Any) -> bool:
    """Text that opens a total or a line of signatures, whatever stands beside it."""
    plain = identity(value) if isinstance(value, str) else ""
    foot = _FOOT.match(plain)
    return bool(_TOTAL.fullmatch(plain)) or bool(foot and foot[3])


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
    """What cells merged over several rows count for: a code, year or name for all of them, money for none."""
    found: dict[tuple[int, int], Any] = {}
    for area in grid.values.merged_cells.ranges:
        rows, left = range(area.min_row, area.max_row + 1), area.min_col
        top = _value(grid.values.cell(rows[0], left), grid.formulas.cell(rows[0], left))
        if rows[0] <= grid.row or len(rows) == 1 or top is None:
            continue
        column = grid.columns.get(left)
        if column is None or column.carried or _is_label(top):
            found |= {(row, left): top for row in rows}
        elif column.money:
            columns = [c for c in range(left, area.max_col + 1) if c in grid.columns and grid.columns[c].money]
            found |= {(row, position): _MERGED_MONEY for row in rows for position in columns}
        else:
            found |= {(row, left): _MERGED for row in rows[1:]}
    return found
