"""What a changed policy would cost, as a workbook: sums, firms, the appropriation, the difference of the texts."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import xlsxwriter

from subsidy.workbook.export import FIRM, Amount, Sheets
from subsidy.workbook.template import OPTIONS

Cells = tuple[str | int | Amount | None, ...]

SUMS = (
    "原政策获奖企业数",
    "改后获奖企业数",
    "原政策金额(元)",
    "改后金额(元)",
    "增减金额(元)",
    "原政策转人工核定项数",
    "改后转人工核定项数",
)
OLD, NEW = 4, 5  # columns of the amounts on a sheet of sums, the number of the row and the name counted
CLAIMS = ("年度", *FIRM, "事项", "政策条款", "原政策金额(元)", "改后金额(元)", "增减金额(元)", "原政策理由", "改后理由")
# without the word 金额: their sum would say nothing
FARES = (
    "年度",
    "政策",
    "年度预算(元)",
    "应兑现(元)",
    "应兑现企业数",
    "可安排(元)",
    "可安排企业数",
    "列入储备(元)",
    "列入储备企业数",
    "余额(元)",
    "全部安排尚缺(元)",
)
TEXTS = ("部分", "内容", "变化", "原政策", "改后")
WIDE = {"原政策理由": 60, "改后理由": 60, "条款事项": 36, "项目": 36, "内容": 40, "部分": 30}


class Book(NamedTuple):
    """What the sheets hold, row by row; amounts in fen. `note` says what was compared."""

    title: str
    note: str
    summary: Sequence[Cells]
    clauses: Sequence[Cells]
    districts: Sequence[Cells]
    gainers: Sequence[Cells]
    losers: Sequence[Cells]
    even: Sequence[Cells]
    fares: Sequence[Cells]
    texts: Sequence[Cells]


def simulation(path: Path | IO[bytes], book: Book) -> None:
    """Writes the workbook; text is never a formula. OSError if the file cannot be written."""
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        made = _Made(workbook, book)
        made.add("汇总", ("项目", "原政策", "改后", "增减"), book.summary)
        made.add("按条款", ("条款事项", *SUMS), book.clauses)
        made.draw("按条款", len(book.clauses))
        made.add("按区县", ("所属区县", *SUMS), book.districts)
        made.draw("按区县", len(book.districts))
        made.add("受益企业", CLAIMS, book.gainers)
        made.add("减少企业", CLAIMS, book.losers)
        if book.even:
            made.add("增减相抵企业", CLAIMS, book.even)
        made.add("预算", FARES, book.fares)
        made.add("政策差异", TEXTS, book.texts)


class _Made:
    """The workbook as it is made."""

    def __init__(self, workbook: Any, book: Book) -> None:
        self.workbook, self.book, self.sheets = workbook, book, Sheets(workbook)

    def add(self, name: str, headings: Sequence[str], rows: Sequence[Cells]) -> None:
        """A sheet, its texts in columns wide enough to read."""
        self.sheets.add(name, f"{self.book.title}：{name}", self.book.note, headings, rows)
        worksheet = self.workbook.get_worksheet_by_name(name)
        for place, heading in enumerate(headings, 1):
            if heading in WIDE:
                worksheet.set_column(place, place, WIDE[heading])

    def draw(self, name: str, count: int) -> None:
        """The sums of a sheet as bars, both policies side by side, told apart by hatching as well as colour."""
        if not count:
            return
        chart = self.workbook.add_chart({"type": "bar"})
        looks: tuple[dict[str, Any], ...] = (
            {"fill": {"color": "#0B3D7A"}},
            {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#0B3D7A", "bg_color": "#FFFFFF"}},
        )
        for column, title, look in zip((OLD, NEW), ("原政策", "改后"), looks, strict=True):
            where = {"categories": [name, 3, 1, 2 + count, 1], "values": [name, 3, column, 2 + count, column]}
            chart.add_series({"name": title, **where, **look, "border": {"color": "#0B3D7A"}})
        chart.set_title({"name": f"{name}（元）"})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"num_format": "#,##0", "crossing": "max"})
        chart.set_size({"width": 760, "height": 120 + 48 * count})
        self.workbook.get_worksheet_by_name(name).insert_chart(4 + count, 1, chart, {"description": f"{name}对比"})
