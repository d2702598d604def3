"""What a run owes its firms: held back by an objection or for want of an account; and what comes back of it."""

import datetime

import openpyxl
import pytest

from subsidy import desk
from subsidy.desk.bureau.money import payments, proposals
from subsidy.desk.common import DeskError
from subsidy.money import cents, fen
from subsidy.workbook import payments as sheet
from tests import payer
from tests.build import hand_in, issue, project
from tests.payer import (
    ACCOUNT,
    DAY,
    FINANCE,
    HANDLER,
    SIGNER,
    TODAY,
    A,
    B,
    D,
    back,
    cells,
    filled,
    paid,
    refused,
    states,
)


@pytest.fixture
def run(db, law):
    return payer.made(db, law)


@pytest.fixture
def listed(db, run, tmp_path):
    return payer.written(db, run, tmp_path / "拨付清单.xlsx")


def object_to(db, run, uscc, outcome=None):
    decision = db.execute("SELECT id FROM decisions WHERE run = ? AND uscc = ?", [run, uscc]).fetchone()[0]
    said = {"decision": decision, "received": DAY, "who": "示例群众", "contact": "", "text": "不符"}
    made = db.table("objections").insert({**said, "at": f"{DAY}T08:00:00", "actor": "jing"}).last_pk
    if outcome:
        row = {"objection": made, "outcome": outcome, "text": "已核", "at": f"{DAY}T09:00:00", "actor": "fu"}
        db.table("objection_answers").insert(row)


@pytest.mark.parametrize(
    ("outcome", "told"), [(None, "有异议尚未答复"), ("upheld", "异议成立，应先提出更正（追回）"), ("rejected", "")]
)
def test_an_objection_holds_its_firm_back(db, run, listed, tmp_path, outcome, told):
    object_to(db, run, A, outcome)
    sheet.write(tmp_path / "b.xlsx", payments.book(db, run))
    assert {code: row["备注"] for code, row in cells(tmp_path / "b.xlsx", sheet.HELD).items()} == (
        {A: told} if told else {}
    )
    assert (A in cells(tmp_path / "b.xlsx")) == (not told)
    if told:
        assert f"暂不拨付：{told}" in refused(db, run, filled(listed, **{A: paid(), B: paid()}))[0]


def test_results_on_the_sheet_of_what_is_held_are_not_overlooked(db, run, listed):
    object_to(db, run, A)
    sheet.write(listed, payments.book(db, run))
    book = openpyxl.load_workbook(listed)
    for heading, value in zip(sheet.ASKED, (DAY, "ZF-1", "已拨付", None), strict=True):
        page = book[sheet.HELD]
        column = page.max_column + 1
        page.cell(3, column).value, page.cell(4, column).value = heading, value
    book.save(listed)
    assert refused(db, run, listed)[0].startswith("工作表 暂不拨付，第 4 行，列 结果：")


def test_a_firm_without_an_account_is_held_until_it_tells_one(db, law, tmp_path):
    hand_in(db, law, {A: [project(600)]})
    desk.set_budget(db, law, 2022, fen(1000))
    run, _ = desk.run(db, law, 2022)
    issue(db, run, TODAY)
    [one] = payments.payable(db, run)
    assert (one.state, one.reason) == ("held", "没有开户银行或银行账号，请企业书面告知后登记")
    hand_in(db, law, {}, firms=[A], details=ACCOUNT)
    [one] = payments.payable(db, run)
    assert (one.state, one.account) == ("open", ACCOUNT["account"])
    assert one.remark == "签批时没有账户，取自此后的企业登记，请先核实"


def test_an_account_changed_after_approval_is_paid_only_once_the_old_one_failed(db, law, run, listed):
    hand_in(db, law, {}, firms=[A], details={**ACCOUNT, "account": "9"})
    one = payments.payable(db, run)[0]
    assert (one.account, one.remark[:11]) == (ACCOUNT["account"], "企业登记的账户在签批后")
    payments.confirm(db, run, filled(listed, **{A: back()}), FINANCE)
    one = payments.payable(db, run)[0]
    assert (one.account, one.remark) == ("9", "退回后改用企业现在登记的账户，请先核实")


def take_back(db, run, uscc, item=None):
    made = proposals.propose_reversal(db, run, uscc, item, "复核发现申报材料不实", HANDLER)
    return proposals.answer(db, made, True, "同意", SIGNER)


def test_what_is_taken_back_before_it_is_paid_is_not_paid(db, run, listed):
    take_back(db, run, A, "revenue_tier")
    assert "应拨付 600.00 元" in refused(db, run, filled(listed, **{A: paid()}))[0]
    payments.confirm(db, run, filled(listed, **{A: paid(**{"金额(元)": 600})}), FINANCE)
    take_back(db, run, B)
    assert [(one.uscc, one.due) for one in payments.payable(db, run)] == [(A, 0)]


def test_an_open_proposal_to_take_back_holds_the_payment(db, run, listed):
    made = proposals.propose_reversal(db, run, A, None, "复核发现申报材料不实", HANDLER)
    assert "更正（追回）已提请，尚未答复" in refused(db, run, filled(listed, **{A: paid()}))[0]
    proposals.answer(db, made, False, "材料属实", SIGNER)
    assert states(db, run)[A] == "open"


def test_what_is_taken_back_after_it_was_paid_is_due_until_it_returned(db, run, listed):
    back_again = filled(listed, **{A: paid(), B: paid()})
    payments.confirm(db, run, back_again, FINANCE)
    assert payments.due_back(db, run) == []
    take_back(db, run, A, "revenue_tier")
    [owing] = payments.due_back(db, run)
    assert (owing.uscc, owing.due, owing.amount) == (A, fen(200_000), fen(600))
    assert payments.confirm(db, run, back_again, FINANCE).same == 2
    one = payments.recovered(db, owing.decision, fen(150_000), TODAY, " SK-1 ", FINANCE)
    assert one.due == fen(50_000)
    for amount in (fen(50_001), 0, -1):
        with pytest.raises(DeskError, match=f"退款填的是 {cents(amount)} 元，.*待追回 50,000.00 元"):
            payments.recovered(db, owing.decision, amount, TODAY, "SK-2", FINANCE)
    assert payments.recovered(db, owing.decision, fen(50_000), TODAY, "SK-2", FINANCE).due == 0
    take_back(db, run, A)
    assert payments.due_back(db, run)[0].due == fen(600)


@pytest.mark.parametrize(
    ("amount", "day", "voucher", "told"),
    [
        (1, TODAY + datetime.timedelta(days=1), "SK-1", "退款日期填的是"),
        (1, TODAY - datetime.timedelta(days=1), "SK-1", "退款日期填的是"),
        (1, TODAY, "  ", "没有填收款凭证号"),
    ],
)
def test_a_refund_has_its_day_and_voucher(db, run, listed, amount, day, voucher, told):
    payments.confirm(db, run, filled(listed, **{A: paid()}), FINANCE)
    take_back(db, run, A)
    decision = payments.due_back(db, run)[0].decision
    with pytest.raises(DeskError, match=told):
        payments.recovered(db, decision, amount, day, voucher, FINANCE)


def test_nothing_is_recovered_where_nothing_is_due(db, run):
    decision = payments.payable(db, run)[0].decision
    for wanted, told in ((decision, "没有待追回的资金"), (10**6, "没有第 1000000 号决定")):
        with pytest.raises(DeskError, match=told):
            payments.recovered(db, wanted, 1, TODAY, "SK-1", FINANCE)


def test_a_shortfall_waits_and_is_paid_by_the_run_that_gets_the_money(db, law, run):
    desk.set_budget(db, law, 2022, fen(2_000_000))
    later, _ = desk.run(db, law, 2022)
    issue(db, later, TODAY)
    assert [(one.uscc, one.amount) for one in payments.payable(db, later)] == [(D, fen(1_000_000))]
    assert list(states(db, run)) == [A, B]
