"""A run with its letters, its payment list, and short ways to fill the list in and hand it back."""

import datetime

import openpyxl
import pytest

from subsidy import desk
from subsidy.desk.bureau.money import payments
from subsidy.desk.bureau.money.payments import RejectedError
from subsidy.desk.bureau.people import Person
from subsidy.money import fen
from subsidy.workbook import payments as sheet
from tests.build import FIRMS, hand_in, issue, project, revenue

A, B, C, D = FIRMS
TODAY = datetime.date.today()
DAY = TODAY.isoformat()
ACCOUNT = {
    "bank": "示例银行嘉兴分行",
    "bank_code": "313335000011",
    "account": "0012345678901234567",
    "district": "南湖区",
}
FINANCE = Person("cai", "示例财务", frozenset({"finance"}))
HANDLER = Person("jing", "示例经办", frozenset({"handler"}))
SIGNER = Person("qian", "示例签批二", frozenset({"approver"}))


def made(db, law):
    """A has two awards, B one, C none that is granted, D waits for money; approved, with letters."""
    claims = {
        A: [project(600), revenue(20_000_000, 10_000_000)],
        B: [project(500)],
        C: [revenue(1)],
        D: [project(10**6)],
    }
    hand_in(db, law, claims, details=ACCOUNT)
    desk.set_budget(db, law, 2022, fen(300_000))
    run, _ = desk.run(db, law, 2022)
    issue(db, run, TODAY)
    return run


def written(db, run, path):
    """The payment list of a run, as it is handed to the finance office."""
    sheet.write(path, payments.book(db, run))
    return path


def cells(path, name=sheet.LIST):
    """A sheet of a list: by firm's code, the row by heading."""
    rows = list(openpyxl.load_workbook(path)[name].iter_rows(min_row=3, values_only=True))
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return {row["统一社会信用代码"]: row for row in found if row["统一社会信用代码"]}


def filled(path, **rows):
    """The list with some of its cells filled in or changed, firm by firm; `headings` renames headings."""
    book = openpyxl.load_workbook(path)
    page = book[sheet.LIST]
    at = {cell.value: cell.column for cell in page[3]}
    for code, known in rows.items():
        row = next(
            cells[0].row for cells in page.iter_rows(min_row=4) if cells[at["统一社会信用代码"] - 1].value == code
        )
        for heading, value in known.items():
            page.cell(row, at[heading]).value = value
    out = path.with_name("回执.xlsx")
    book.save(out)
    return out


def paid(day=DAY, voucher="ZF-1", **more):
    return {"拨付日期": day, "支付凭证号": voucher, "结果": "已拨付", **more}


def back(reason="账户已注销", day=DAY):
    return {"拨付日期": day, "结果": "退回", "退回原因": reason}


def refused(db, run, path, person=FINANCE):
    """What is wrong with a list, by row and column; nothing of it was written."""
    before = db.execute("SELECT count(*) FROM payments").fetchone(), db.execute("SELECT max(id) FROM audit").fetchone()
    with pytest.raises(RejectedError) as error:
        payments.confirm(db, run, path, person)
    after = db.execute("SELECT count(*) FROM payments").fetchone(), db.execute("SELECT max(id) FROM audit").fetchone()
    assert before == after
    return [str(refusal) for refusal in error.value.refusals]


def states(db, run):
    return {one.uscc: one.state for one in payments.payable(db, run)}
