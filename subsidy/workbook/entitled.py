"""Who is entitled by a published list, as a workbook; and the lists' own template. Text is never a formula."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import xlsxwriter

from schemas.describe import LEVEL, FieldSpec
from subsidy.kinds import Item, LadderItem
from subsidy.policy import Policy
from subsidy.workbook.columns import USCC
from subsidy.workbook.export import FIRM, Amount, Sheets
from subsidy.workbook.list_columns import DAY, NAME, NUMBER, listed
from subsidy.workbook.template import OPTIONS, ROWS

HEADINGS = (*FIRM, "奖励项目", "政策条款", "认定内容", "结果", "可享受金额(元)", "理由", "名单", "企业账户")
LEFT = ("位置", "问题")
TOLD = "企业名称和统一社会信用代码至少填一样；两样都填的，核对是否为同一家企业。证书编号、日期没有的留空。"


class Line(NamedTuple):
    """A row of the list with what the law gives for it; `amount` in fen."""

    firm: str
    uscc: str
    district: str
    title: str
    clause: str
    about: str
    state: str
    amount: int
    reasons: str
    source: str
    account: str


def write(
    path: Path | IO[bytes],
    title: str,
    note: str,
    entitled: Iterable[Line],
    others: Iterable[Line],
    left: Iterable[Sequence[str]],
) -> None:
    """Writes what may be had, what may not and why, and the rows that are nobody's. OSError if it cannot."""
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        sheets = Sheets(workbook)
        sheets.add("可享受", f"{title}可享受、尚未申报的企业", note, HEADINGS, map(_cells, entitled))
        sheets.add("其他", f"{title}不推送的各行", note, HEADINGS, map(_cells, others))
        sheets.add("未能核对", f"{title}未能核对的各行", note, LEFT, left)


def template(path: Path, policy: Policy) -> None:
    """Writes an empty workbook of lists: a sheet for each item that a list can be of. OSError if it cannot."""
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        note = workbook.add_format({"text_wrap": True, "valign": "top", "font_color": "#404040"})
        head = {"bold": True, "border": 1, "bg_color": "#DDE7F0", "text_wrap": True, "align": "center"}
        formats = {"note": note, "heading": workbook.add_format(head), "text": workbook.add_format({"num_format": "@"})}
        for item, specs in listed(policy):
            _sheet(workbook.add_worksheet(item.sheet), item, specs, formats)


def _cells(line: Line) -> list[object]:
    return [Amount(value) if name == "amount" else value for name, value in line._asdict().items()]


def _sheet(worksheet: xlsxwriter.worksheet.Worksheet, item: Item, specs: Sequence[FieldSpec], formats: dict) -> None:
    headings = (NAME, USCC, *(spec.label for spec in specs), NUMBER, DAY)
    worksheet.merge_range(0, 0, 0, len(headings) - 1, f"{item.clause} {item.title}。{TOLD}", formats["note"])
    worksheet.set_row(0, 48)
    for position, heading in enumerate(headings):
        worksheet.write_string(1, position, heading, formats["heading"])
        worksheet.set_column(position, position, 34 if heading == NAME else 22, formats["text"])
    for position, spec in enumerate(specs, 2):
        names = [name for _, name in spec.choices]
        if names:
            rule = {"validate": "list", "source": names, "error_type": "warning", "error_message": "请从列表中选择"}
            worksheet.data_validation(2, position, ROWS + 1, position, rule)
        if spec.kind == LEVEL and isinstance(item, LadderItem):
            ladders = (f"{s.name}：{'、'.join(s.ranks) or '未录入'}" for s in item.schemes.values())
            worksheet.write_comment(1, position, f"照证书填写。由低到高：{'；'.join(ladders)}")
    worksheet.freeze_panes(2, 1)
