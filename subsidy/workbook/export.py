"""资金分配明细表 for the finance office, the 公示 list, the reserve list and what was not granted, as one workbook."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from subsidy import money
from subsidy.model import GRANTED
from subsidy.workbook.template import OPTIONS


class Amount(NamedTuple):
    """A cell of money, in fen, shown in yuan or, with `wan`, in 万元."""

    fen: int
    wan: bool = False


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

    @property
    def granted(self) -> list[Row]:
        """What gets money by this run."""
        return [row for row in self.rows if row.outcome == GRANTED and row.funded]

    @property
    def waiting(self) -> list[Row]:
        """What is on the reserve list, in its order; last what has no place in it."""
        found = (row for row in self.rows if row.outcome == GRANTED and not row.funded)
        return sorted(found, key=lambda row: row.rank or len(self.rows))


SIGNS = tuple(
    "=+-@\t\r\0"
)  # with which a text begins that a spreadsheet would take for a formula when somebody edits it
NOTE = 48  # points of the row that says what a list is of
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
    others = [row for row in book.rows if row.outcome != GRANTED]
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        sheets, note = Sheets(workbook), _note(book)

        def add(name: str, rows: Iterable[Row], cells: Callable[[Row], tuple[Any, ...]]) -> None:
            title, headings = LISTS[name]
            sheets.add(name, f"{book.year} 年度{title}", note, headings, map(cells, rows))

        add("资金分配明细表", book.granted, lambda r: (*_firm(r), *_item(r), r.ground, Amount(r.amount), *_account(r)))
        add("公示名单", book.granted, lambda r: (*_firm(r), *_item(r), Amount(r.amount)))
        add("储备项目库", book.waiting, lambda r: (r.rank, *_firm(r), *_item(r), r.ground, Amount(r.amount)))
        add("不予兑现和待核定", others, lambda r: (*_firm(r), *_item(r), OUTCOMES[r.outcome], r.ground))


def _firm(row: Row) -> tuple[str, str, str]:
    return row.firm, row.uscc, row.district


def _item(row: Row) -> tuple[str, str]:
    return row.title, row.clause


def _account(row: Row) -> tuple[str, str, str, str]:
    return row.account_name, row.bank, row.bank_code, row.account


def _note(book: Book) -> str:
    return (
        f"批次 {book.run}；依据 {book.policy}；年度预算 {money.cents(book.appropriation)} 元，"
        f"本批以前已兑现 {money.cents(book.spent_before)} 元。兑现次序：{book.order}；资金不足的列入储备项目库"
    )


class Sheets:
    """Lists in one workbook, of one look; text is never a formula."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        edge = {"border": 1, "valign": "vcenter"}
        self.formats = {
            "title": workbook.add_format({"bold": True, "font_size": 16, "align": "center"}),
            "note": workbook.add_format({"text_wrap": True, "valign": "top"}),
            "heading": workbook.add_format({**edge, "bold": True, "align": "center", "text_wrap": True}),
            "text": workbook.add_format({**edge, "text_wrap": True}),
            "quoted": workbook.add_format({**edge, "text_wrap": True, "quote_prefix": True}),
            "total": workbook.add_format({**edge, "bold": True}),
        }
        for name, digits in (("yuan", "#,##0.00"), ("wan", "#,##0.00####")):
            self.formats[name] = workbook.add_format({**edge, "num_format": digits})
            self.formats[f"total_{name}"] = workbook.add_format({**edge, "bold": True, "num_format": digits})

    def add(
        self,
        name: str,
        title: str,
        note: str,
        headings: Sequence[str],
        rows: Iterable[Sequence[Any]],
        height: int = NOTE,
    ) -> None:
        """One list: title, what it is of (`height` points), headings, numbered rows, the sums of what is money."""
        worksheet, headings = self.workbook.add_worksheet(name), ("序号", *headings)
        worksheet.merge_range(0, 0, 0, len(headings) - 1, title, self.formats["title"])
        worksheet.merge_range(1, 0, 1, len(headings) - 1, note, self.formats["note"])
        worksheet.set_row(1, height)
        self._write(worksheet, 2, headings, "heading")
        last, sums = 2, dict.fromkeys((i for i, heading in enumerate(headings) if "金额" in heading), Amount(0))
        for last, row in enumerate(rows, 3):
            self._write(worksheet, last, (last - 2, *row), "text")
            for position, value in enumerate(row, 1):
                if position in sums and isinstance(value, Amount):
                    sums[position] = value._replace(fen=sums[position].fen + value.fen)
        if sums:
            total = (sums.get(position, "") for position in range(1, len(headings)))
            self._write(worksheet, last + 1, ("合计", *total), "total")
        self._layout(worksheet, headings)

    def _write(self, worksheet: Any, row: int, values: Iterable[Any], style: str) -> None:
        for position, value in enumerate(values):
            if isinstance(value, Amount):
                name, one = ("wan", money.WAN) if value.wan else ("yuan", money.YUAN)
                form = self.formats[f"total_{name}" if style == "total" else name]
                worksheet.write_number(row, position, value.fen / one, form)
            elif isinstance(value, int):
                worksheet.write_number(row, position, value, self.formats[style])
            else:
                name = "quoted" if style == "text" and (value or "").startswith(SIGNS) else style
                worksheet.write_string(row, position, value or "", self.formats[name])

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
