"""A published list read: which firm, and what it was recognised for; columns are found by what lists call them.

What of a list is a claim is said by the schemas: of each item, the fields that a claim must have, if they are names,
choices or levels. What no column says may stand in the title of the sheet, as lists often have it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from schemas.claims import claim_schema
from schemas.describe import CHOICE, FieldSpec
from schemas.fields import Base, quoted
from subsidy.intake import Intake, Refusal
from subsidy.kinds import Item
from subsidy.model import identity
from subsidy.policy import Policy
from subsidy.workbook import grid as grids
from subsidy.workbook.columns import USCC, Column, Sheet, heading
from subsidy.workbook.grid import Grid
from subsidy.workbook.list_columns import NAME, PASSED_OVER, alike, columns, listed, titled
from subsidy.workbook.read import DataRow
from subsidy.workbook.recognised import Recognised, recognised

MOST_ROWS = 20_000
LEAST_TITLE, LONGEST = 6, 200  # characters of a title
MOST_ABOVE = 100  # texts above the headings that are looked at


class Listed(NamedTuple):
    """A row of a list: the firm as it is named there, and what each item that may be claimed for it would say.

    `day` is ISO 8601, or '' where the list gives none; `source` cites the list.
    """

    place: str
    uscc: str
    name: str
    number: str
    day: str
    claims: tuple[Recognised, ...]
    source: str


class _Fit(NamedTuple):
    """An item that a sheet is of: the fields that it has to say, and the choices that the sheet's title makes."""

    item: Item
    schema: Base
    specs: tuple[FieldSpec, ...]
    titles: Mapping[str, str]

    def says(self, columns: Collection[str]) -> bool:
        """Whether a sheet says all that a claim needs: in its columns, or above them."""
        return all(spec.label in columns or alike(spec, columns) or self.titles[spec.name] for spec in self.specs)

    def said(self, spec: FieldSpec, data: Mapping[str, Any], columns: Collection[str]) -> str:
        """What a row says of a field: in its own column, else above all rows, else in a column like it."""
        if spec.label in columns:
            return str(data.get(spec.label) or "")
        return self.titles[spec.name] or str(data.get(alike(spec, columns)) or "")


class Found(NamedTuple):
    """The rows of a list that can be read, what is wrong with the others, and what was understood."""

    rows: list[Listed]
    refusals: list[Refusal]
    notes: list[str]


def read(path: Path, policy: Policy, name: str = "") -> Found:
    """Everything in a workbook of published lists, under the name that it goes by; WorkbookError if it is none."""
    found, title = Found([], [], []), name or path.name
    known = columns(policy)
    readable = 0
    for worksheet, formulas in grids.load(path):
        row = _head(worksheet, known)
        if row is None:
            if worksheet.max_row > 1:
                found.notes.append(f"工作表 {worksheet.title.strip()}：没有企业名称或代码的列，未读")
            continue
        readable += 1
        if worksheet.max_row > MOST_ROWS:
            told = f"共 {worksheet.max_row} 行，应不超过 {MOST_ROWS} 行；本表各行均未读入"
            found.refusals.append(Refusal(f"工作表 {worksheet.title.strip()}", told))
            continue
        _sheet(policy, known, row, worksheet, formulas, title, found)
    if not readable:
        wanted = "、".join((USCC, NAME, *dict.fromkeys(spec.label for _, specs in listed(policy) for spec in specs)))
        told = f"前 {grids.HEADING_ROWS} 行内没有找到表头，应有一行含“{NAME}”或“{USCC}”；可以有的列：{wanted}"
        found.refusals.append(Refusal(title, told))
    return found


def _head(worksheet: Worksheet, known: Sequence[tuple[Column, tuple[str, ...]]]) -> int | None:
    """The row of the headings: the first that names firms, and something else beside."""
    called = {identity(name): column.field for column, names in known for name in names}
    for cells in worksheet.iter_rows(max_row=min(grids.HEADING_ROWS, worksheet.max_row)):
        fields = [called.get(heading(cell.value)[0]) for cell in cells if isinstance(cell.value, str)]
        filled = [cell for cell in cells if cell.value is not None]
        if {"uscc", "name"} & set(fields) and len(filled) > 1:
            return int(cells[0].row)
    return None


def _sheet(
    policy: Policy,
    known: Sequence[tuple[Column, tuple[str, ...]]],
    head: int,
    values: Worksheet,
    formulas: Worksheet,
    title: str,
    found: Found,
) -> None:
    """One sheet of a list into what was found."""
    told = Intake()
    grid = _grid(known, head, values, formulas, told)
    above = [values.title, *islice(_texts(values, head - 1), MOST_ABOVE)]
    own = {column.field for column in grid.columns.values()}
    fit = [
        _Fit(item, claim_schema(item), specs, {spec.name: titled(spec, above) for spec in specs})
        for item, specs in listed(policy)
    ]
    fit = [one for one in fit if one.says(own)]
    if not fit:
        found.refusals.append(Refusal(grid.place(head), _no_items(policy)))
    elif not told.refusals:
        source = _cited(above[1:], title)
        for number, cells in grids.data_rows(grid):
            row = _row(DataRow(grid, number, cells, told), fit, source)
            if row is not None:
                found.rows.append(row)
    found.refusals.extend(told.refusals)
    found.notes.extend(told.notes)


def _grid(
    known: Sequence[tuple[Column, tuple[str, ...]]], head: int, values: Worksheet, formulas: Worksheet, told: Intake
) -> Grid:
    """The sheet with its columns; two columns for the same are told, and what no column is for is noted."""
    called = {identity(name): column for column, names in known for name in reversed(names)}
    positions: dict[int, Column] = {}
    grid = Grid(
        values.title.strip(), Sheet("", None, tuple(c for c, _ in known)), head, positions, {}, values, formulas
    )
    for cell in next(values.iter_rows(min_row=head, max_row=head)):
        name = heading(cell.value)[0]
        column = called.get(name)
        if column is None:
            if name and name not in PASSED_OVER:
                told.notes.append(f"{grid.place(head)}：“{str(cell.value).strip()}”列用不到，未读")
        elif column.field in {one.field for one in positions.values()}:
            told.refusals.append(
                Refusal(grid.place(head), f"有两列都是“{column.heading}”，应只留一列；本表各行均未读入")
            )
        else:
            positions[cell.column] = column._replace(heading=str(cell.value).strip())
    return grid


def _texts(values: Worksheet, last: int) -> Iterator[str]:
    """What stands above the headings."""
    for cells in values.iter_rows(max_row=last) if last else ():
        yield from (cell.value[:LONGEST] for cell in cells if isinstance(cell.value, str) and cell.value.strip())


def _cited(above: Sequence[str], title: str) -> str:
    """What the list calls itself above its headings; else the name of its file."""
    named = [text for text in above if len(text) > LEAST_TITLE]
    named.sort(key=lambda text: not any(word in text for word in ("名单", "清单", "公示", "公布")))
    return quoted(" ".join(named[0].split()) if named else title.removesuffix(".xlsx"))


def _row(row: DataRow, fit: Sequence[_Fit], source: str) -> Listed | None:
    """A row as it is; None with every error told."""
    own = [column.field for column in row.grid.columns.values()]
    got = {name: row.field(name) or "" for name in ("uscc", "name", "number", "day") if name in own}
    if not got.get("uscc") and not got.get("name") and row.good:
        row.refuse("name" if "name" in own else "uscc", "没有填企业名称，也没有填统一社会信用代码")
    if not row.good:
        return None
    claims: list[Recognised] = []
    wrong: list[tuple[str, str]] = []
    for one in fit:
        data = {spec.name: one.said(spec, row.data, own) for spec in one.specs}
        made = recognised(one.item, one.schema, one.specs, data)
        if isinstance(made, Recognised):
            claims.append(made)
        elif made is not None:
            column = next((s.label for s in one.specs if s.name == made[0] and s.label in own), "")
            wrong.append((column, made[1]))
    if not claims:
        _refused(row, own, fit, wrong)
        return None
    cited = "，".join(filter(None, (f"《{source}》", row.place, _evidence(got))))
    blank = dict.fromkeys(("uscc", "name", "number", "day"), "")
    return Listed(row.place, **(blank | got), claims=tuple(claims), source=cited)


def _evidence(got: Mapping[Any, str]) -> str:
    parts = (f"编号 {got['number']}" if got.get("number") else "", f"日期 {got['day']}" if got.get("day") else "")
    return "，".join(filter(None, parts))


def _refused(row: DataRow, own: Sequence[str], fit: Sequence[_Fit], wrong: list[tuple[str, str]]) -> None:
    """Tells why a row is nothing that any item is for."""
    if wrong:
        column, told = wrong[0]
        if column:
            row.refuse(column, told)
        else:
            row.found.refusals.append(Refusal(row.place, told))
        return
    first = next((spec for one in fit for spec in one.specs if spec.label in own), None)
    names = "、".join(name for one in fit for spec in one.specs if spec.kind == CHOICE for _, name in spec.choices)
    found = quoted(row.data.get(first.label) or "") if first else ""
    told = f"填的是“{found}”，不在本政策奖励的范围：{names}" if found else f"没有填，应为 {names} 之一"
    if first:
        row.refuse(first.label, told)
    else:
        row.found.refusals.append(Refusal(row.place, told))


def _no_items(policy: Policy) -> str:
    ways = "；".join(f"{item.title}要有“{'”“'.join(spec.label for spec in specs)}”" for item, specs in listed(policy))
    return f"表头认不出是哪一种名单（{ways}），或在表头上方写明名单的名称；本表各行均未读入"
