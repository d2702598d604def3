"""A payment list: what stands in it, and how it is taken back, whole or not at all; by another than prepared it."""

import datetime
import sqlite3
from contextlib import nullcontext

import openpyxl
import pytest

from subsidy import desk
from subsidy.desk.bureau.money import payments
from subsidy.desk.bureau.people import ROLES, NotAllowedError, Person, SamePersonError
from subsidy.desk.common import DeskError
from subsidy.money import fen
from subsidy.workbook import payments as sheet
from subsidy.workbook.grid import WorkbookError
from tests import payer
from tests.build import APPROVER, approve, hand_in, issue, project
from tests.payer import ACCOUNT, DAY, FINANCE, TODAY, A, B, C, D, back, cells, filled, paid, refused, states


@pytest.fixture
def run(db, law):
    return payer.made(db, law)


@pytest.fixture
def listed(db, run, tmp_path):
    return payer.written(db, run, tmp_path / "拨付清单.xlsx")


def test_the_list_has_what_is_granted_with_money_and_nothing_else(db, run, listed):
    rows = cells(listed)
    assert list(rows) == [A, B]
    known = {"批次": run, "企业名称": f"示例{A[-4:]}软件有限公司", "所属区县": "南湖区", "开户银行": ACCOUNT["bank"]}
    wanted = {**known, "开户名": f"示例{A[-4:]}软件有限公司", "银行账号": ACCOUNT["account"], "金额(元)": 200_600}
    assert wanted.items() <= rows[A].items()
    [number] = db.execute("SELECT json_extract(body, '$.number') FROM letters WHERE uscc = ?", [A]).fetchone()
    assert rows[A]["文号"] == number
    assert [rows[A][name] for name in sheet.ASKED] == [None] * 4
    page = openpyxl.load_workbook(listed)[sheet.LIST]
    assert [page.cell(6, column).value for column in (1, 11)] == ["合计", 201_100]
    assert page.data_validations.dataValidation[0].formula1 == '"已拨付,退回"'
    assert page.data_validations.dataValidation[0].sqref == "O4:O5"


def test_nothing_is_paid_before_it_is_approved_and_has_its_letter(db, law):
    hand_in(db, law, {A: [project(600)]}, details=ACCOUNT)
    desk.set_budget(db, law, 2022, fen(1000))
    run, _ = desk.run(db, law, 2022)
    for step in (lambda: None, lambda: approve(db, run)):
        step()
        assert payments.payable(db, run) == []
        with pytest.raises(DeskError, match="没有待拨付的资金；有 1 家尚未签批编号"):
            payments.book(db, run)


def test_a_formula_in_a_name_stays_text_and_an_account_keeps_its_digits(db, law, tmp_path):
    hand_in(db, law, {A: [project(600)]}, details={**ACCOUNT, "account_name": "=1+1"})
    desk.set_budget(db, law, 2022, fen(1000))
    run, _ = desk.run(db, law, 2022)
    issue(db, run, TODAY)
    sheet.write(tmp_path / "a.xlsx", payments.book(db, run))
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")[sheet.LIST]
    known = {cell.value: page.cell(4, cell.column) for cell in page[3]}
    assert (known["开户名"].value, known["开户名"].data_type) == ("=1+1", "s")
    assert (known["银行账号"].data_type, known["银行账号"].number_format) == ("s", "@")


def test_a_list_is_confirmed_and_the_same_list_again_changes_nothing(db, run, listed):
    back_again = filled(listed, **{A: paid(), B: back()})
    done = payments.confirm(db, run, back_again, FINANCE)
    assert done[:5] == (1, fen(200_600), 1, 0, 0)
    assert states(db, run) == {A: "paid", B: "failed"}
    assert payments.confirm(db, run, back_again, FINANCE)[:5] == (0, 0, 0, 2, 0)
    assert db.execute("SELECT kind, amount, day, voucher, note FROM payments ORDER BY id").fetchall() == [
        ("paid", fen(200_600), DAY, "ZF-1", ""),
        ("failed", fen(500), DAY, "", "账户已注销"),
    ]
    found = db.execute("SELECT actor, subject, detail FROM audit WHERE act = 'pay' ORDER BY id").fetchall()
    assert [row[:2] for row in found] == [("cai", f"{run}/{A}"), ("cai", f"{run}/{B}")]
    assert '"before": {"paid": 0, "recovered": 0, "state": "open"}' in found[0][2]


def test_what_the_bank_returned_is_listed_and_paid_again(db, run, listed, tmp_path):
    payments.confirm(db, run, filled(listed, **{A: paid(), B: back()}), FINANCE)
    again = tmp_path / "再拨.xlsx"
    sheet.write(again, payments.book(db, run))
    assert {code: row["备注"] for code, row in cells(again).items()} == {B: "上次退回：账户已注销"}
    assert payments.confirm(db, run, filled(again, **{B: paid(voucher="ZF-2")}), FINANCE)[:2] == (1, fen(500))
    with pytest.raises(DeskError, match=r"没有待拨付的资金$"):
        payments.book(db, run)


def test_rows_without_a_result_stay_open_and_are_counted(db, run, listed):
    done = payments.confirm(db, run, filled(listed, **{A: {"支付凭证号": "ZF-9"}}), FINANCE)
    assert (done.paid, done.open) == (0, 2)
    assert [note.split("：")[1] for note in done.notes] == ["填了拨付日期或支付凭证号，没有填结果，按未确认计"]
    assert set(states(db, run).values()) == {"open"}


def test_a_list_is_read_as_people_type(db, run, tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Sheet1"
    page.append(["某银行回单"])
    page.append(["结果", "支付凭证号 ", "金额（元）", "拨付日期", "统一社会信用代码", "备注"])
    year, month, day = TODAY.year, TODAY.month, TODAY.day
    page.append(["拨付", 20221, "２００，６００.00", f"{year}年{month}月{day}日", A.lower(), "x"])
    page.append([" 已拨付", "ZF 2", "500", f"{year}/{month}/{day}", B, None])
    page.append(["合计", None, 201100, None, None, None])
    book.save(tmp_path / "a.xlsx")
    assert payments.confirm(db, run, tmp_path / "a.xlsx", FINANCE)[:2] == (2, fen(201_100))
    assert db.execute("SELECT voucher FROM payments").fetchall() == [("20221",), ("ZF 2",)]


TOMORROW = (TODAY + datetime.timedelta(days=1)).isoformat()
YESTERDAY = (TODAY - datetime.timedelta(days=1)).isoformat()
WRONG = {
    "amount": (paid(**{"金额(元)": 200_601}), "列 金额(元)：填的是 200,601.00 元，应拨付 200,600.00 元"),
    "no amount": (paid(**{"金额(元)": None}), "列 金额(元)：没有填，此项必填"),
    "no number": (paid(**{"金额(元)": "二十万"}), "列 金额(元)：填的是“二十万”，应填数字"),
    "code": (paid(**{"统一社会信用代码": A[:-1] + "9"}), "列 统一社会信用代码：填的是"),
    "unknown": (paid(**{"统一社会信用代码": "91330402MA0000000Y"}), "列 统一社会信用代码：填的是"),
    "not granted": (paid(**{"统一社会信用代码": C}), "在本批次没有可拨付的资金"),
    "waiting": (paid(**{"统一社会信用代码": D}), "在本批次没有可拨付的资金"),
    "run": (paid(**{"批次": "2021-009"}), "列 批次：填的是“2021-009”，应为 2022-001"),
    "letter": (paid(**{"文号": "示例信〔2021〕1号"}), "列 文号：填的是“示例信〔2021〕1号”，应为"),
    "account": (
        paid(**{"银行账号": "6222000000000000"}),
        "列 银行账号：填的是“6222000000000000”，应为“0012345678901234567”",
    ),
    "no day": (paid(day=None), "列 拨付日期：没有填，此项必填"),
    "odd day": (paid(day="三月十日"), "列 拨付日期：填的是“三月十日”，应填日期"),
    "no such day": (paid(day="2022-02-30"), "列 拨付日期：填的是“2022-02-30”，应填日期"),
    "early": (paid(day=YESTERDAY), f"列 拨付日期：填的是 {YESTERDAY}，早于签批日期；应为 {DAY} 或以后"),
    "late": (paid(day=TOMORROW), f"列 拨付日期：填的是 {TOMORROW}，还没有到；应为 {DAY}（今天）或以前"),
    "voucher": (paid(voucher=None), "列 支付凭证号：没有填，此项必填"),
    "result": (paid(**{"结果": "待定"}), "列 结果：填的是“待定”，应为 已拨付 / 退回 之一"),
    "no reason": (back(reason=None), "列 结果：填的是“退回”，没有填退回原因，应写明"),
    "both": (paid(**{"退回原因": "户名不符"}), "列 退回原因：填的是“户名不符”，而结果不是退回"),
    "twice": (
        paid(**{"统一社会信用代码": B, "金额(元)": 500, "文号": None}),
        "与工作表 拨付清单，第 4 行是同一家企业；应只留一行",
    ),
    "formula": (paid(**{"支付凭证号": "=A1"}), "列 支付凭证号：填的是公式“=A1”"),
}


@pytest.mark.parametrize(("row", "told"), WRONG.values(), ids=WRONG)
def test_one_wrong_row_and_nothing_of_the_list_is_taken(db, run, listed, row, told):
    found = refused(db, run, filled(listed, **{B: paid(), A: row}))
    assert len(found) == 1
    assert found[0].startswith(
        "工作表 拨付清单，第 4 行，列 " if "同一家" not in told else "工作表 拨付清单，第 5 行，列 "
    )
    assert told in found[0]
    assert set(states(db, run).values()) == {"open"}


def test_every_error_is_told_at_once(db, run, listed):
    rows = {A: paid(day=TOMORROW, **{"金额(元)": 1, "银行账号": "1"}), B: back(reason=None)}
    assert [error.split("，列 ")[1].split("：")[0] for error in refused(db, run, filled(listed, **rows))] == [
        "结果", "金额(元)", "银行账号", "拨付日期"
    ]  # fmt: skip


def test_what_is_paid_is_not_paid_otherwise(db, run, listed):
    payments.confirm(db, run, filled(listed, **{A: paid()}), FINANCE)
    for row in (paid(voucher="ZF-8"), back()):
        assert "已登记于" in refused(db, run, filled(listed, **{A: row, B: paid()}))[0]


@pytest.mark.parametrize("name", ["a.txt", "a.xlsx"])
def test_what_is_no_workbook_is_said_to_be_none(db, run, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(WorkbookError):
        payments.confirm(db, run, path, FINANCE)
    book = openpyxl.Workbook()
    book.active.append(["姓名", "金额"])
    book.save(tmp_path / "b.xlsx")
    assert "没有找到拨付清单" in refused(db, run, tmp_path / "b.xlsx")[0]


# four eyes


@pytest.mark.parametrize("role", [role for role in ROLES if role != "finance"])
def test_only_finance_pays(db, run, listed, role):
    person = Person("x", "示例", frozenset({role}))
    with pytest.raises(NotAllowedError, match="应由财务办理"):
        payments.confirm(db, run, filled(listed, **{A: paid()}), person)
    with pytest.raises(NotAllowedError, match="应由财务办理"):
        payments.recovered(db, 1, 1, TODAY, "SK-1", person)


def hand(db, run, table):
    """Somebody who also has the role finance had a hand in A's decision."""
    claim = db.execute("SELECT id FROM claims ORDER BY id").fetchone()[0]
    common = {"at": "2022-01-01", "actor": "cai"}
    rows = {
        "checks": {"claim": claim, "name": "a", "result": "pass", "note": "", "facts": ""},
        "findings": {"claim": claim, "outcome": "", "amount": 0, "body": "{}", "reason": "", "facts": ""},
        "vouchings": {"claim": claim, "act": "checked", "reason": "", "facts": ""},
        "publications": {"run": run, "digest": "", "starts": DAY, "ends": DAY, "days": 5, "body": "{}"},
        "approvals": {"run": run, "digest": ""},
    }
    db.table(table).insert({**rows[table], **common})


@pytest.mark.parametrize("table", ["checks", "findings", "vouchings", "publications", "approvals"])
def test_nobody_pays_what_they_prepared_or_approved(db, run, listed, table):
    hand(db, run, table)
    both = FINANCE._replace(roles=frozenset({"finance", "handler", "reviewer", "approver"}))
    with pytest.raises(SamePersonError, match="须由另一人办理"):
        payments.confirm(db, run, filled(listed, **{A: paid()}), both)
    assert db.execute("SELECT count(*) FROM payments").fetchone() == (0,)


@pytest.mark.parametrize("actor", ["office", APPROVER])
@pytest.mark.parametrize("kind", ["paid", "failed", "recovered"])
def test_the_database_lets_nobody_pay_what_they_prepared_or_approved(db, run, actor, kind):
    decision = db.execute("SELECT id FROM decisions WHERE uscc = ?", [A]).fetchone()[0]
    row = {"kind": kind, "decision": decision, "amount": 1, "day": DAY, "voucher": "", "note": "", "source": ""}
    if kind == "recovered":
        paid_and_taken_back(db, run)
    with pytest.raises(sqlite3.IntegrityError, match="payments: confirmed by another person"):
        db.table("payments").insert({**row, "at": DAY, "actor": actor})
    db.table("payments").insert({**row, "at": DAY, "actor": "cai"})
    for sql in ("UPDATE payments SET amount = 2", "DELETE FROM payments", "UPDATE payments SET actor = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed or removed"):
            db.execute(sql)


def paid_and_taken_back(db, run):
    """A was paid 20 yuan of what it got, and all of it was taken back since."""
    row = {"kind": "paid", "decision": 1, "amount": fen(20), "day": DAY, "voucher": "", "note": "", "source": ""}
    db.table("payments").insert({**row, "at": DAY, "actor": "cai"})
    desk.reverse(db, run, A, None, "申报材料不实，予以追回")


@pytest.mark.parametrize(
    ("before", "amount", "told"),
    [
        ([], fen(20) + 1, "more comes back"),
        ([fen(20)], 1, "more comes back"),
        ([fen(5)], fen(15) + 1, "more comes back"),
        ([fen(5)], fen(15), ""),
    ],
)
def test_the_database_takes_no_more_back_than_was_paid_and_taken_back(db, run, before, amount, told):
    row = {"kind": "recovered", "decision": 1, "day": DAY, "voucher": "", "note": "", "source": "", "at": DAY}
    with pytest.raises(sqlite3.IntegrityError, match="more comes back"):
        db.table("payments").insert({**row, "amount": 1, "actor": "cai"})
    paid_and_taken_back(db, run)
    for sum_ in before:
        db.table("payments").insert({**row, "amount": sum_, "actor": "cai"})
    with pytest.raises(sqlite3.IntegrityError, match=told) if told else nullcontext():
        db.table("payments").insert({**row, "amount": amount, "actor": "cai"})


@pytest.mark.parametrize(
    ("outcome", "back", "refused"),
    [
        ("", False, True),
        ("rejected", False, False),
        ("upheld", False, True),
        ("upheld", True, False),
    ],
)
def test_the_database_pays_nothing_that_was_objected_to_rightly(db, run, outcome, back, refused):
    objection = {"decision": 1, "received": DAY, "who": "示例", "contact": "", "text": "示例", "at": DAY}
    db.table("objections").insert({**objection, "actor": "fu"})
    if outcome:
        answer = {"objection": 1, "outcome": outcome, "text": "示例", "at": DAY, "actor": "fu2"}
        db.table("objection_answers").insert(answer)
    if back:
        desk.reverse(db, run, A, "revenue_tier", "经核实异议成立，予以追回")
    row = {"kind": "paid", "decision": 1, "amount": 1, "day": DAY, "voucher": "", "note": "", "source": "", "at": DAY}
    with pytest.raises(sqlite3.IntegrityError, match="open or upheld") if refused else nullcontext():
        db.table("payments").insert({**row, "actor": "cai"})


def test_the_database_pays_once(db, run):
    decision = db.execute("SELECT id FROM decisions WHERE uscc = ?", [A]).fetchone()[0]
    row = {"kind": "paid", "decision": decision, "amount": 1, "day": DAY, "voucher": "", "note": "", "source": ""}
    db.table("payments").insert({**row, "at": DAY, "actor": "cai"})
    with pytest.raises(sqlite3.IntegrityError, match="paid already"):
        db.table("payments").insert({**row, "at": DAY, "actor": "cai2"})
