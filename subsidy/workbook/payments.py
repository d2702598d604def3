"""The payment list of a run: written for the finance office, and read back with what became of each payment."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from schemas.days import Day
from schemas.fields import Choice, Text, Uscc, Yuan
from subsidy import money
from subsidy.intake import Intake, Refusal
from subsidy.model import identity
from subsidy.workbook import grid as grids
from subsidy.workbook.columns import USCC, Column, Sheet, heading
from subsidy.workbook.export import Amount, Sheets
from subsidy.workbook.grid import Grid
from subsidy.workbook.read import DataRow
from subsidy.workbook.template import OPTIONS

PAID, FAILED = "paid", "failed"
RESULTS = {PAID: "已拨付", FAILED: "退回"}
LIST, HELD = "拨付清单", "暂不拨付"
MOST_ROWS = 20_000
WIDTHS = {"批次": 12, "所属区县": 12, "银行账号": 26, "开户银行": 30, "备注": 36, "退回原因": 30}
_ALIASES = {PAID: ("拨付", "已支付", "支付成功"), FAILED: ("已退回", "退票", "支付失败")}
_TOLD = (USCC, "企业名称", "所属区县", "开户名", "开户银行", "银行行号", "银行账号")
HEADINGS = ("批次", "文号", *_TOLD, "金额(元)", "备注")
ASKED = ("拨付日期", "支付凭证号", "结果", "退回原因")  # that the finance office fills in
SHEET = Sheet(
    LIST,
    None,
    (
        Column("uscc", USCC, Uscc(required=True)),
        Column("run", "批次", Text()),
        Column("number", "文号", Text()),
        Column("account", "银行账号", Text()),
        Column("amount", "金额", Yuan(required=True, unit="元")),
        Column("day", ASKED[0], Day(required=True)),
        Column("voucher", ASKED[1], Text(required=True, longest=60)),
        Column("result", ASKED[2], Choice(RESULTS, _ALIASES, required=True)),
        Column("reason", ASKED[3], Text()),
    ),
)


class Line(NamedTuple):
    """What is paid to a firm, or why it is not: `remark` says so then; `amount` in fen."""

    run: str
    number: str
    uscc: str
    firm: str
    district: str
    account_name: str
    bank: str
    bank_code: str
    account: str
    amount: int
    remark: str


class Book(NamedTuple):
    """The list of a run: what is to be paid, and what is not paid for now."""

    run: str
    policy: str
    year: int
    lines: Sequence[Line]
    held: Sequence[Line]


class Entry(NamedTuple):
    """A row of the list that says what became of the payment: `result` is PAID or FAILED; `amount` in fen."""

    grid: Grid
    row: int
    uscc: str
    run: str
    number: str
    account: str
    amount: int
    day: datetime.date
    voucher: str
    result: str
    reason: str

    def place(self, field: str = "") -> str:
        """Where the row, or a column of it, stands."""
        return self.grid.place(self.row, self.grid.label(field) if field else "")


class Found(NamedTuple):
    """The rows with a result, how many have none, what is wrong, and what was understood."""

    entries: list[Entry]
    open: int
    refusals: list[Refusal]
    notes: list[str]


def read(path: Path, name: str = "") -> Found:
    """The results in a payment list, wherever its sheet, heading row and columns stand; WorkbookError if it is none."""
    found = Found([], 0, [], [])
    known = [page for page in grids.load(path) if grids.holds_codes(page.values) and not _only_held(page.values)]
    for worksheet, formulas in known:
        grid = grids.find(SHEET, worksheet, formulas)
        if isinstance(grid, Refusal):
            found.refusals.append(grid)
        elif worksheet.max_row > MOST_ROWS:
            told = f"共 {worksheet.max_row} 行，应不超过 {MOST_ROWS} 行；本表各行均未读入"
            found.refusals.append(Refusal(f"工作表 {grid.title}", told))
        else:
            found = _sheet(grid, found)
    if not known:
        wanted = "、".join(column.title for column in SHEET.columns)
        found.refusals.append(Refusal(name or path.name, f"没有找到拨付清单，应有一张工作表的表头含：{wanted}"))
    return found


def _only_held(worksheet: Any) -> bool:
    """The sheet of those not paid for now, unless somebody wrote results on it."""
    last = min(grids.HEADING_ROWS, worksheet.max_row)
    cells = (cell.value for row in worksheet.iter_rows(max_row=last) for cell in row)
    return identity(worksheet.title) == HELD and "结果" not in {heading(value)[0] for value in cells}


def _sheet(grid: Grid, found: Found) -> Found:
    """One sheet more; a row without a result stays open, whatever else it says."""
    told = Intake()
    count = 0
    for number, cells in grids.data_rows(grid):
        if "result" not in cells:
            count += 1
            if "day" in cells or "voucher" in cells:
                told.notes.append(f"{grid.place(number)}：填了拨付日期或支付凭证号，没有填结果，按未确认计")
            continue
        entry = _entry(grid, number, DataRow(grid, number, cells, told))
        if entry:
            found.entries.append(entry)
    return found._replace(
        open=found.open + count, refusals=found.refusals + told.refusals, notes=found.notes + told.notes
    )


def _entry(grid: Grid, number: int, row: DataRow) -> Entry | None:
    """A row as its fields read; None with every error told."""
    got = {name: row.field(name) for name in ("uscc", "amount", "day", "result")}
    present = {column.field for column in grid.columns.values()}
    got |= {name: row.field(name) or "" for name in ("run", "number", "account", "reason") if name in present}
    if got["result"] == FAILED:
        got["voucher"] = row.field("voucher") if "voucher" in row.data else ""
        if not got.get("reason") and "退回原因" not in row.told:
            row.refuse("result", "填的是“退回”，没有填退回原因，应写明")
    else:
        got["voucher"] = row.field("voucher")
        if got.get("reason"):
            row.refuse("reason", f"填的是“{got['reason']}”，而结果不是退回；应删去，或把结果改为退回")
    blank = dict.fromkeys(("run", "number", "account", "reason"), "")
    return Entry(grid, number, **(blank | got)) if row.good else None


def write(path: Path, book: Book) -> None:
    """Writes the list: one sheet to be paid and filled in, one of what is not paid for now. Text is never a formula."""
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        sheets = Sheets(workbook)
        for name in ("text", "quoted"):
            sheets.formats[name].set_num_format("@")  # an account that somebody edits stays text
        title = f"{book.year} 年度软件产业扶持资金"
        total = sum(line.amount for line in book.lines)
        told = (
            f"批次 {book.run}；依据 {book.policy}；共 {len(book.lines)} 家，{money.cents(total)} 元"
            f"（人民币{money.words(total)}）。拨付后填写最后四列：结果选“已拨付”或“退回”；已拨付的填拨付日期和支付凭证号，"
            "退回的填退回日期和退回原因；尚未办理的留空。其他各列请勿改动。填好后由财务人员上传，有一处不符则全部不登记"
        )
        blank = [""] * len(ASKED)
        sheets.add(LIST, title + LIST, told, (*HEADINGS, *ASKED), [[*_cells(line), *blank] for line in book.lines])
        _to_fill_in(workbook, len(book.lines), sheets.formats["text"])
        total = sum(line.amount for line in book.held)
        told = f"批次 {book.run}；共 {len(book.held)} 家，{money.cents(total)} 元。备注所述情况办结以后，再列入拨付清单"
        sheets.add(HELD, f"{title}{HELD}名单", told, HEADINGS, map(_cells, book.held))
        for worksheet in workbook.worksheets():
            for name, width in WIDTHS.items():
                position = _position(name)
                worksheet.set_column(position, position, width)


def _cells(line: Line) -> list[Any]:
    return [Amount(value) if isinstance(value, int) else value for value in line]


def _to_fill_in(workbook: Any, count: int, text: Any) -> None:
    """The columns of the finance office: dates as dates, results from a list."""
    worksheet = workbook.get_worksheet_by_name(LIST)
    day = workbook.add_format({"border": 1, "valign": "vcenter", "num_format": "yyyy-mm-dd"})
    for row in range(3, 3 + count):
        for name in ASKED:
            worksheet.write_blank(row, _position(name), None, day if name == ASKED[0] else text)
    if count:
        rule = {"validate": "list", "source": list(RESULTS.values()), "error_message": "请从列表中选择，未办理的留空"}
        where = _position(ASKED[2])
        worksheet.data_validation(3, where, 2 + count, where, rule)


def _position(heading: str) -> int:
    """Where a column stands, after 序号."""
    return 1 + (*HEADINGS, *ASKED).index(heading)
