"""资金分配明细表 for the finance office, the 公示 list, the reserve list and what was not granted, as one workbook."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from subsidy import money
from subsidy.workbook.template import OPTIONS


class Amount(NamedTuple):
    """A cell of money, in fen."""

    fen: int


class Row(NamedTuple):
    """One line of a decision with its firm, as lists show it; `amount` in fen."""

    uscc: str
    firm: str
    district: str
    title: str
    clause: str
    outcome: str
    ground: str
    amount: int
    funded: bool
    rank: int | None
    account_name: str
    bank: str
    bank_code: str
    account: str


class Book(NamedTuple):
    """What the lists are of: the run, its policy, and the money before and after; fen."""

    run: str
    policy: str
    year: int
    order: str
    appropriation: int
    spent_before: int
    rows: Sequence[Row]


FIRM = ("企业名称", "统一社会信用代码", "所属区县")
LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "资金分配明细表": (
        "资金分配明细表",
        (*FIRM, "奖励项目", "政策条款", "认定依据", "核定金额(元)", "开户名", "开户银行", "银行行号", "银行账号"),
    ),
    "公示名单": ("拟兑付奖励资金公示名单", (*FIRM, "奖励项目", "政策条款", "核定金额(元)")),
    "储备项目库": (
        "储备项目库名单（资金落实后按次序安排）",
        ("次序", *FIRM, "奖励项目", "政策条款", "认定依据", "核定金额(元)"),
    ),
    "不予兑现和待核定": ("不予兑现和待核定事项", (*FIRM, "申报项目", "政策条款", "结果", "理由")),
}
OUTCOMES = {"refused": "不予兑现", "referred": "转人工核定", "noted": "记录在案"}


def export(path: Path, book: Book) -> None:
    """Writes the workbook of a run's lists; text is never a formula. OSError if the file cannot be written."""
    granted = [row for row in book.rows if row.outcome == "granted" and row.funded]
    waiting = sorted(
        (r for r in book.rows if r.outcome == "granted" and not r.funded), key=lambda r: r.rank or len(book.rows)
    )
    others = [row for row in book.rows if row.outcome != "granted"]
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        sheet = _Sheets(workbook, book)
        sheet.add("资金分配明细表", granted, lambda r: (r.title, r.clause, r.ground, Amount(r.amount), *_account(r)))
        sheet.add("公示名单", granted, lambda r: (r.title, r.clause, Amount(r.amount)))
        sheet.add("储备项目库", waiting, lambda r: (r.title, r.clause, r.ground, Amount(r.amount)), ranked=True)
        sheet.add("不予兑现和待核定", others, lambda r: (r.title, r.clause, OUTCOMES[r.outcome], r.ground))


def _account(row: Row) -> tuple[str, str, str, str]:
    return row.account_name, row.bank, row.bank_code, row.account


class _Sheets:
    def __init__(self, workbook: Any, book: Book) -> None:
        self.workbook, self.book = workbook, book
        edge = {"border": 1, "valign": "vcenter"}
        self.formats = {
            "title": workbook.add_format({"bold": True, "font_size": 16, "align": "center"}),
            "note": workbook.add_format({"text_wrap": True, "valign": "top"}),
            "heading": workbook.add_format({**edge, "bold": True, "align": "center", "text_wrap": True}),
            "text": workbook.add_format({**edge, "text_wrap": True}),
            "money": workbook.add_format({**edge, "num_format": "#,##0.00"}),
            "total": workbook.add_format({**edge, "bold": True}),
            "total_money": workbook.add_format({**edge, "bold": True, "num_format": "#,##0.00"}),
        }

    def add(self, name: str, rows: Sequence[Row], cells: Any, ranked: bool = False) -> None:
        """One list: title, what it is of, headings, rows, total."""
        title, headings = LISTS[name]
        headings = ("序号", *headings)
        book = self.book
        worksheet = self.workbook.add_worksheet(name)
        worksheet.merge_range(0, 0, 0, len(headings) - 1, f"{book.year} 年度{title}", self.formats["title"])
        worksheet.merge_range(1, 0, 1, len(headings) - 1, self._note(), self.formats["note"])
        worksheet.set_row(1, 48)
        self._write(worksheet, 2, headings, "heading")
        for number, row in enumerate(rows, 1):
            rank = (row.rank,) if ranked else ()
            self._write(worksheet, 2 + number, (number, *rank, row.firm, row.uscc, row.district, *cells(row)), "text")
        if any("金额" in heading for heading in headings):
            self._total(worksheet, 3 + len(rows), headings, sum(row.amount for row in rows))
        self._layout(worksheet, headings)

    def _note(self) -> str:
        book = self.book
        return (
            f"批次 {book.run}；依据 {book.policy}；年度预算 {money.cents(book.appropriation)} 元，"
            f"本批以前已兑现 {money.cents(book.spent_before)} 元。兑现次序：{book.order}；资金不足的列入储备项目库"
        )

    def _write(self, worksheet: Any, row: int, values: Iterable[Any], style: str) -> None:
        for position, value in enumerate(values):
            if isinstance(value, Amount):
                worksheet.write_number(row, position, value.fen / 100, self.formats["money"])
            elif isinstance(value, int):
                worksheet.write_number(row, position, value, self.formats[style])
            else:
                worksheet.write_string(row, position, value or "", self.formats[style])

    def _total(self, worksheet: Any, row: int, headings: Sequence[str], amount: int) -> None:
        for position, heading in enumerate(headings):
            if "金额" in heading:
                worksheet.write_number(row, position, amount / 100, self.formats["total_money"])
            else:
                worksheet.write_string(row, position, "合计" if position == 0 else "", self.formats["total"])

    def _layout(self, worksheet: Any, headings: Sequence[str]) -> None:
        widths = {"序号": 6, "次序": 6, "企业名称": 34, "统一社会信用代码": 22, "认定依据": 48, "理由": 60}
        for position, heading in enumerate(headings):
            worksheet.set_column(position, position, widths.get(heading, 18))
        worksheet.freeze_panes(3, 2)
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)
        worksheet.repeat_rows(2)
        worksheet.set_footer("&C— &P —")
