"""Published lists as bureaus and ministries hand them out: titles above, other words for the columns, notes below."""

import openpyxl

from subsidy.workbook import listed

CMMI = "2022年度通过CMMI评估企业名单"
HEADS = ("序号", "获证组织名称", "证书类型", "资质等级", "证书号", "发证日期")


def book(path, **sheets):
    """A workbook of sheets by name, each a list of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def certificates(path, *rows):
    """A list of certificates: firm, scheme, level, and perhaps number and date."""
    told = [[number, *row] for number, row in enumerate(rows, 1)]
    return book(path, CMMI=[[CMMI], [], HEADS, *told, ["合计", len(rows)]])


def rows(path, law):
    """The rows of a list that can be read; nothing was wrong with the others."""
    found = listed.read(path, law)
    assert not found.refusals
    return found.rows
