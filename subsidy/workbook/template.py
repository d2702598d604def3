"""The intake workbook, empty: headings, units, drop-downs, and beside each item the words of its clause."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from schemas.fields import Choice, Flag, Year, Yuan
from subsidy.kinds import CostItem, LadderItem, TierItem
from subsidy.policy import Policy
from subsidy.workbook.columns import FIRMS, HISTORY, Column, Sheet, sheets

ROWS = 2000  # rows that carry drop-downs and formats
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NOTES = {
    FIRMS: "每家企业一行。是否类填“是”或“否”，未查的留空。账号、行号请保持文本格式。",
    HISTORY: "使用本程序以前已经给予的奖励，一笔一行。名称填名单、产品、资质、证书编号或项目；"
    "等级或档次填资质等级、产品级别或收入档次（万元）。",
}
GROWTH = "{sheet}：上年没有收入的，上年一栏留空，由人工核定。"
GUIDE = (
    "每张表一个事项，一行一条，以统一社会信用代码对应企业；没有的事项留空。",
    "表头中的（万元）（元）是金额单位，可以改，改后按改的单位读入；其他表头请勿改动，列的次序不限。",
    "“年度”填政策年度，如 2022。",
    "填好后运行 subsidy import 文件名，有误的行会逐行指出工作表、行、列、填的内容和应填的内容，无误的行照常受理。",
    "同一文件重复导入不会重复计入。",
)


Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def template(path: Path, policy: Policy, rows: Rows | None = None) -> None:
    """Writes the intake workbook of a policy, empty or with `rows` by sheet and heading; OSError if it cannot."""
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 12, "text_wrap": True, "valign": "top"}),
            "note": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#404040"}),
            "heading": book.add_format(
                {"bold": True, "border": 1, "bg_color": "#DDE7F0", "text_wrap": True, "align": "center"}
            ),
            "text": book.add_format({"num_format": "@"}),
            "money": book.add_format({"num_format": "#,##0.00####"}),
        }
        _guide(book.add_worksheet("填表说明"), policy, formats)
        for sheet in sheets(policy):
            worksheet = book.add_worksheet(sheet.name)
            _sheet(worksheet, sheet, formats)
            _rows(worksheet, sheet, (rows or {}).get(sheet.name, ()))


def _guide(worksheet: Any, policy: Policy, formats: dict[str, Any]) -> None:
    worksheet.set_column(0, 0, 100)
    worksheet.write(0, 0, f"{policy.title}（{policy.number}）申报汇总表 填表说明", formats["title"])
    for row, (number, text) in enumerate(zip("一二三四五六七八九十", _told(policy), strict=False), 2):
        worksheet.write(row, 0, f"{number}、{text}", formats["note"])


def _told(policy: Policy) -> list[str]:
    """What the guide says; of growth only where a clause asks for any."""
    growing = [i.sheet for i in policy.items.values() if isinstance(i, TierItem) and i.growth is not None]
    growth = [GROWTH.format(sheet="、".join(growing))] if growing else []
    return [*GUIDE[:3], *growth, *GUIDE[3:]]


def _rows(worksheet: Any, sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> None:
    for number, row in enumerate(rows, 2):
        for position, column in enumerate(sheet.columns):
            worksheet.write(number, position, row.get(column.title, ""))


def _sheet(worksheet: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    last = len(sheet.columns) - 1
    item = sheet.item
    note = f"{item.clause}：{item.text}" if item else NOTES[sheet.name]
    worksheet.merge_range(0, 0, 0, last, note, formats["note"])
    worksheet.set_row(0, 48)
    worksheet.set_row(1, 32)
    for position, column in enumerate(sheet.columns):
        worksheet.write(1, position, column.title, formats["heading"])
        hint = _hint(column, sheet)
        if hint:
            worksheet.write_comment(1, position, hint)
        width = max(14, 2 * len(column.title) + 2)
        worksheet.set_column(position, position, width, formats["money" if column.money else "text"])
        _drop_down(worksheet, position, column)
    worksheet.freeze_panes(2, 1)
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(1)


def _hint(column: Column, sheet: Sheet) -> str:
    rule = column.rule
    need = "必填" if rule.required and not rule.allow_none else "没有的留空"
    if isinstance(rule, Choice):
        return f"{need}，应为：{' / '.join(rule.choices.values())}"
    if isinstance(rule, Flag):
        return f"{need}，填“是”或“否”"
    if isinstance(rule, Yuan):
        return f"{need}，单位见表头，可精确到分"
    if isinstance(rule, Year):
        return f"{need}，四位年份，如 2022"
    if isinstance(sheet.item, LadderItem | CostItem):
        ladders = (f"{s.name}：{'、'.join(s.ranks) or _none(sheet.item)}" for s in sheet.item.schemes.values())
        return f"{need}，照证书填写。由低到高：{'；'.join(ladders)}"
    return need


def _none(item: LadderItem | CostItem) -> str:
    """What a scheme without levels is told to have."""
    return "未录入" if isinstance(item, LadderItem) else "没有等级，留空"


def _drop_down(worksheet: Any, position: int, column: Column) -> None:
    choices: list[str] = []
    if isinstance(column.rule, Choice):
        choices = list(column.rule.choices.values())
    elif isinstance(column.rule, Flag):
        choices = ["是", "否"]
    if choices:
        rule = {"validate": "list", "source": choices, "error_type": "warning", "error_message": "请从列表中选择"}
        worksheet.data_validation(2, position, ROWS + 1, position, rule)
