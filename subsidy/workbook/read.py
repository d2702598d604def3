"""The intake workbook read: every good row taken, every bad one told with sheet, row, column, found and wanted."""

import datetime
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from schemas.cases import problems
from schemas.claims import part_schema, past_schema
from schemas.fields import Base, Yuan
from subsidy import money
from subsidy.intake import DETAILS, ClaimEntry, FirmEntry, Intake, PastEntry, Refusal
from subsidy.kinds import Item
from subsidy.model import Past, identity
from subsidy.policy import Policy
from subsidy.workbook import grid as grids
from subsidy.workbook.columns import (
    FIRMS,
    HISTORY,
    PAST_COLUMNS,
    UNITS,
    USCC,
    YEAR,
    Column,
    Sheet,
    past_facts,
    sheets,
)
from subsidy.workbook.grid import Bad, Grid

LONGEST_NUMBER = 10**15  # a spreadsheet keeps fifteen digits of a number


def read(path: Path, policy: Policy) -> Intake:
    """Everything in an intake workbook, claims in the order of the law; WorkbookError if the file is none."""
    values, formulas = grids.load(path)
    found = Intake()
    known = {identity(sheet.name): sheet for sheet in sheets(policy)}
    for worksheet in values.worksheets:
        sheet = known.pop(identity(worksheet.title), None)
        if sheet is None:
            found.notes.append(f"工作表 {worksheet.title.strip()} 不在模板中，未读")
            continue
        read_sheet(sheet, worksheet, formulas[worksheet.title], policy, found)
    order = list(policy.items)
    found.claims.sort(key=lambda claim: order.index(claim.item))
    if len(known) == len(policy.items) + 2:
        wanted = "、".join(sheet.name for sheet in sheets(policy))
        found.refusals.append(Refusal(path.name, f"没有一张可读的工作表，应有：{wanted}"))
    return found


def read_sheet(sheet: Sheet, values: Any, formulas: Any, policy: Policy, found: Intake) -> None:
    """One sheet into the intake."""
    grid = grids.find(sheet, values, formulas)
    if isinstance(grid, Refusal):
        if values.max_row > 1 or values["A1"].value is not None:
            found.refusals.append(grid)
        return
    for name in grids.unknown_headings(grid):
        found.notes.append(f"{grid.place(grid.row)}：“{name}”列不在模板中，未读")
    rows = [(row, _Row(grid, row, cells, found)) for row, cells in grids.data_rows(grid)]
    if sheet.name == FIRMS:
        for _, row in rows:
            _firm(row, policy, found)
    elif sheet.name == HISTORY:
        for _, row in rows:
            _past(row, policy, found)
    elif sheet.item is not None:
        _claims([row for _, row in rows], sheet.item, found)


class _Row:
    """A data row on its way through the fields of its columns; every error is told once, with its column."""

    def __init__(self, grid: Grid, number: int, cells: dict[str, Any], found: Intake) -> None:
        self.grid, self.number, self.found = grid, number, found
        self.good = True
        self.data: dict[str, Any] = {}
        for column in grid.columns.values():
            value = self._plain(column, cells.get(column.field))
            if value is not None:
                self.data[column.field] = value

    def refuse(self, field: str, message: str, label: str = "") -> None:
        """Tells what is wrong in a column."""
        self.good = False
        place = self.grid.place(self.number, label or self.grid.label(field))
        self.found.refusals.append(Refusal(place, message))

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
            if rule.required and not self._told(name):
                self.refuse(name, "没有填，此项必填")
            return None
        try:
            return rule.deserialize(self.data[name])
        except ValidationError as error:
            self.refuse(name, str(error.messages[0]))
            return None

    def _told(self, name: str) -> bool:
        place = self.grid.place(self.number, self.grid.label(name))
        return any(refusal.place == place for refusal in self.found.refusals[-20:])

    def load(self, schema: Base, data: dict[str, Any], labels: dict[str, str]) -> dict[str, Any] | None:
        """The row's facts by a schema; None with every error told under its column."""
        try:
            facts: dict[str, Any] = schema.load(data)
        except ValidationError as error:
            for problem in problems(error):
                name = problem.path.split(".")[0]
                label = labels.get(name) or self.grid.label(name)
                if not (name in self.grid.units and self._told(name)):
                    self.refuse(name, problem.message, label)
            return None
        return facts if self.good else None

    @property
    def place(self) -> str:
        """Where the row stands."""
        return self.grid.place(self.number)


def _firm(row: _Row, policy: Policy, found: Intake) -> None:
    uscc, name = row.field("uscc"), row.field("name")
    details = {field: row.field(field) for field in DETAILS}
    conditions = {c.id: row.field(c.id) for c in policy.conditions}
    if not row.good:
        return
    twin = next((firm for firm in found.firms if firm.uscc == uscc), None)
    entry = FirmEntry(uscc, name, _filled(details), _filled(conditions), row.place)
    if twin is None:
        found.firms.append(entry)
    elif twin[:4] == entry[:4]:
        found.notes.append(f"{row.place}：与{twin.place}内容相同，只计一次")
    else:
        row.refuse("uscc", f"填的是“{uscc}”，与{twin.place}是同一家企业，内容却不同；应只留一行")


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _past(row: _Row, policy: Policy, found: Intake) -> None:
    uscc, year, item_id, amount = (row.field(name) for name in ("uscc", "year", "item", "amount"))
    name, grade = row.field("name"), row.field("grade")
    if item_id is None:
        return
    item = policy.items[item_id]
    wanted = past_schema(item)
    data = past_facts(item, name, grade)
    facts = row.load(wanted, data, {field: PAST_COLUMNS.get(field, "名称") for field in wanted.fields})
    if facts is not None and row.good:
        found.history.append(PastEntry(uscc, Past(item_id, year, amount, facts), row.place))


def _claims(rows: list[_Row], item: Item, found: Intake) -> None:
    schema = part_schema(item)
    groups: dict[tuple[str, int], list[tuple[_Row, dict[str, Any]]]] = {}
    for row in rows:
        uscc, year = row.field("uscc"), row.field("year")
        data = {name: value for name, value in row.data.items() if name not in ("uscc", "year")}
        for name, rule in schema.fields.items():
            if rule.required and rule.allow_none and name not in data and not row._told(name):
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


def _parts(item: Item, members: list[tuple[_Row, dict[str, Any]]], found: Intake) -> list[tuple[_Row, dict[str, Any]]]:
    """The parts of a claim, each once: the same row again is noted, another under the same name is refused."""
    seen: dict[str, tuple[_Row, dict[str, Any]]] = {}
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


__all__ = ["USCC", "YEAR", "read"]
