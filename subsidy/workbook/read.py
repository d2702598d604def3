"""The intake workbook read: every good row taken, every bad one told with sheet, row, column, found and wanted."""

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from schemas.cases import problems
from schemas.claims import part_schema, past_schema
from schemas.fields import UNITS, Base, Yuan
from subsidy import money
from subsidy.intake import DETAILS, ClaimEntry, FirmEntry, Intake, PastEntry, Refusal
from subsidy.kinds import Item
from subsidy.model import Past, identity
from subsidy.policy import Policy
from subsidy.workbook import grid as grids
from subsidy.workbook.archive import OFFICE
from subsidy.workbook.columns import (
    FIRMS,
    HISTORY,
    PAST_COLUMNS,
    Column,
    Sheet,
    past_facts,
    sheets,
)
from subsidy.workbook.grid import Bad, Grid

LONGEST_NUMBER = 10**15  # a spreadsheet keeps fifteen digits of a number


def read(path: Path, policy: Policy) -> Intake:
    """Everything in an intake workbook, claims in the order of the law; WorkbookError if the file is none."""
    pages = grids.load(path, OFFICE)
    found = Intake()
    known = {identity(sheet.name): sheet for sheet in sheets(policy)}
    names = "、".join(sheet.name for sheet in known.values())
    for worksheet, formulas in pages:
        sheet = known.pop(identity(worksheet.title), None)
        if sheet is None:
            _stray(worksheet, names, found)
            continue
        read_sheet(sheet, worksheet, formulas, policy, found)
    order = list(policy.items)
    found.claims.sort(key=lambda claim: order.index(claim.item))
    if len(known) == len(policy.items) + 2:
        found.refusals.append(Refusal(path.name, f"没有一张可读的工作表，应有：{names}"))
    elif known:
        found.notes.append(f"本工作簿没有这些表：{'、'.join(sheet.name for sheet in known.values())}")
    return found


def _stray(worksheet: Any, names: str, found: Intake) -> None:
    """A sheet that the template does not have, or has once already: refused if there are codes in it, else noted."""
    title = worksheet.title.strip()
    if grids.holds_codes(worksheet):
        message = (
            f"表名是“{worksheet.title}”，不在模板中或与另一张表重名，应为以下之一且不重复：{names}；本表各行均未读入"
        )
        found.refusals.append(Refusal(f"工作表 {title}", message))
    else:
        found.notes.append(f"工作表 {title} 不在模板中，未读")


def read_sheet(sheet: Sheet, values: Any, formulas: Any, policy: Policy, found: Intake) -> None:
    """One sheet into the intake."""
    grid = grids.find(sheet, values, formulas)
    if isinstance(grid, Refusal):
        if values.max_row > 1 or values["A1"].value is not None:
            found.refusals.append(grid)
        return
    data = dict(grids.data_rows(grid))
    _unknown_headings(grid, data, found)
    rows = [DataRow(grid, number, cells, found) for number, cells in data.items()]
    if sheet.name == FIRMS:
        seen: dict[str, FirmEntry] = {}
        for row in rows:
            _firm(row, policy, seen, found)
    elif sheet.name == HISTORY:
        schemas = {name: past_schema(item) for name, item in policy.items.items() if item.pays}
        for row in rows:
            _past(row, policy, schemas, found)
    elif sheet.item is not None:
        _claims(rows, sheet.item, found)


def _unknown_headings(grid: Grid, rows: Iterable[int], found: Intake) -> None:
    """A filled column under another heading may be one that is missing: refused then, noted otherwise."""
    present = {column.field for column in grid.columns.values()}
    absent = "、".join(f"“{column.title}”" for column in grid.sheet.columns if column.field not in present)
    for name, filled in grids.unknown_headings(grid, rows):
        place = grid.place(grid.row)
        if filled and absent:
            message = f"“{name}”列不在模板中，未读，而本表缺少{absent}列；应把表头改为其中之一，或删去这一列"
            found.refusals.append(Refusal(place, message))
        else:
            found.notes.append(f"{place}：“{name}”列不在模板中，未读")


class DataRow:
    """A data row on its way through the fields of its columns; every error is told once, with its column."""

    def __init__(self, grid: Grid, number: int, cells: dict[str, Any], found: Intake) -> None:
        self.grid, self.number, self.found = grid, number, found
        self.told: set[str] = set()
        self.data: dict[str, Any] = {}
        for column in grid.columns.values():
            value = cells.get(column.field)
            if column.empty(value):
                place = grid.place(number, grid.label(column.field))
                found.notes.append(f"{place}：填的是“{str(value).strip()}”，按没有理解")
                self.data[column.field] = None
                continue
            value = self._plain(column, value)
            if value is not None:
                self.data[column.field] = value

    def refuse(self, field: str, message: str, label: str = "") -> None:
        """Tells what is wrong in a column."""
        label = label or self.grid.label(field)
        self.told.add(label)
        self.found.refusals.append(Refusal(self.grid.place(self.number, label), message))

    @property
    def good(self) -> bool:
        """Whether nothing was wrong with the row so far."""
        return not self.told

    def _plain(self, column: Column, value: Any) -> Any:
        """A cell as its field wants it: money in yuan, everything else as text or flag."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Bad):
            self.refuse(column.field, value.message)
            return None
        if isinstance(column.rule, Yuan):
            try:
                return money.yuan(money.fen(value, UNITS[self.grid.units[column.field]]))
            except money.MoneyError as error:
                self.refuse(column.field, str(error))
                return None
        return self._text(column, value)

    def _text(self, column: Column, value: Any) -> Any:
        if isinstance(value, datetime.date | datetime.time):
            return value.isoformat()
        if isinstance(value, int | float):
            if abs(value) >= LONGEST_NUMBER:
                self.refuse(column.field, f"填的是数值 {value}，超过 15 位的数字已失真，应把单元格设为文本后重填")
                return None
            return str(int(value)) if value == int(value) else format(value, ".15g")
        return value

    def field(self, name: str) -> Any:
        """One field of the row by its own rule; None with the error told."""
        rule = next(c.rule for c in self.grid.sheet.columns if c.field == name)
        if name not in self.data:
            if rule.required and self.grid.label(name) not in self.told:
                self.refuse(name, "没有填，此项必填")
            return None
        try:
            return rule.deserialize(self.data[name])
        except ValidationError as error:
            self.refuse(name, str(error.messages[0]))
            return None

    def load(self, schema: Base, data: dict[str, Any], labels: dict[str, str]) -> dict[str, Any] | None:
        """The row's facts by a schema; None with every error told under its column."""
        try:
            facts: dict[str, Any] = schema.load(data)
        except ValidationError as error:
            for problem in problems(error):
                name = problem.path.split(".")[0]
                label = labels.get(name) or self.grid.label(name)
                if label not in self.told:
                    self.refuse(name, problem.message, label)
            return None
        return facts if self.good else None

    @property
    def place(self) -> str:
        """Where the row stands."""
        return self.grid.place(self.number)


def _firm(row: DataRow, policy: Policy, seen: dict[str, FirmEntry], found: Intake) -> None:
    uscc, name = row.field("uscc"), row.field("name")
    details = {field: row.field(field) for field in DETAILS}
    conditions = {c.id: row.field(c.id) for c in policy.conditions}
    if not row.good:
        _remember(uscc, row, found)
        return
    entry = FirmEntry(uscc, name, _filled(details), _filled(conditions), row.place)
    twin = seen.setdefault(uscc, entry)
    if twin is entry:
        found.firms.append(entry)
    elif twin[:4] == entry[:4]:
        found.notes.append(f"{row.place}：与{twin.place}内容相同，只计一次")
    else:
        row.refuse("uscc", f"填的是“{uscc}”，与{twin.place}是同一家企业，内容却不同；应只留一行")
        _remember(uscc, row, found)


def _remember(uscc: str | None, row: DataRow, found: Intake) -> None:
    """A firm whose row was refused, so that its claims can be told why it is unknown."""
    if uscc is not None:
        found.refused_firms.setdefault(uscc, row.place)


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _past(row: DataRow, policy: Policy, schemas: dict[str, Base], found: Intake) -> None:
    uscc, year, item_id, amount = (row.field(name) for name in ("uscc", "year", "item", "amount"))
    name, grade = row.field("name"), row.field("grade")
    if item_id is None:
        return
    item = policy.items[item_id]
    wanted = schemas[item_id]
    data = past_facts(item, name, grade)
    facts = row.load(wanted, data, {field: PAST_COLUMNS.get(field, "名称") for field in wanted.fields})
    if facts is not None and row.good:
        found.history.append(PastEntry(uscc, Past(item_id, year, amount, facts), row.place))


def _claims(rows: list[DataRow], item: Item, found: Intake) -> None:
    schema = part_schema(item)
    groups: dict[tuple[str, int], list[tuple[DataRow, dict[str, Any]]]] = {}
    for row in rows:
        uscc, year = row.field("uscc"), row.field("year")
        data = {name: value for name, value in row.data.items() if name not in ("uscc", "year")}
        for name, rule in schema.fields.items():
            if rule.required and rule.allow_none and name not in data and row.grid.label(name) not in row.told:
                data[name] = None
                note = f"{row.grid.place(row.number, row.grid.label(name))}：没有填，按“没有”理解，请核对"
                found.notes.append(note)
        facts = row.load(schema, data, {})
        if facts is not None and row.good:
            groups.setdefault((uscc, year), []).append((row, facts))
    for (uscc, year), members in groups.items():
        if item.parts:
            parts = _parts(item, members, found)
            facts = {item.parts: [facts for _, facts in parts]}
            found.claims.append(ClaimEntry(uscc, year, None, item.id, facts, tuple(r.place for r, _ in parts)))
        else:
            found.claims += [ClaimEntry(uscc, year, None, item.id, facts, (row.place,)) for row, facts in members]


def _parts(
    item: Item, members: list[tuple[DataRow, dict[str, Any]]], found: Intake
) -> list[tuple[DataRow, dict[str, Any]]]:
    """The parts of a claim, each once: the same row again is noted, another under the same name is refused."""
    seen: dict[str, tuple[DataRow, dict[str, Any]]] = {}
    for row, facts in members:
        twin = seen.setdefault(identity(facts[item.part_name]), (row, facts))
        if twin[0] is row:
            continue
        if twin[1] == facts:
            found.notes.append(f"{row.place}：与{twin[0].place}内容相同，只计一次")
        else:
            message = f"填的是“{facts[item.part_name]}”，与{twin[0].place}重复而内容不同；应合并为一行或改正编号"
            row.refuse(item.part_name, message)
    return list(seen.values())
