"""The whole way without JavaScript: only buttons and links, and nothing less can be done."""

import pytest
from playwright.sync_api import expect

from subsidy.desk.firm import submit
from tests.browser.firm import AUDIT, ORDERS, TIER, YEAR, estimate
from tests.browser.visit import lines

NOW, BEFORE = "本年软件业务收入", "上年软件业务收入"


@pytest.fixture
def it(firm):
    return firm(java_script_enabled=False)


def claims_revenue(it):
    """Asks for the estimate, and brings the file."""
    page = it.opens(TIER)
    it.types({NOW: "2050", BEFORE: "1900"})
    page.get_by_role("button", name="重新试算").click()
    expect(estimate(page).get_by_text("还差收入 400,000 元")).to_be_visible()
    it.types({NOW: "2400"})
    it.brings(AUDIT)
    expect(page.get_by_role("link", name="审计报告.pdf")).to_be_visible()
    expect(page.get_by_label(NOW)).to_have_value("2400")
    expect(estimate(page).get_by_role("heading", name="本项 20 万元")).to_be_visible()


def claims_orders(it):
    """Adds a row, takes one away, and empties the section after a question."""
    page = it.opens(ORDERS)
    page.get_by_label("合同编号").fill("HT-1")
    page.get_by_role("button", name="再加一条").click()
    page.get_by_label("合同编号").nth(1).fill("HT-2")
    page.get_by_role("button", name="删去 订单 1").click()
    expect(page.get_by_label("合同编号")).to_have_value("HT-2")
    page.get_by_role("button", name="清空", exact=True).click()
    page.get_by_role("button", name="清空", exact=True).click()
    expect(page.get_by_text("已清空。")).to_be_visible()


def sends(page, button):
    """From the task list."""
    page.goto(f"/year/{YEAR}")
    page.get_by_role("link", name="检查并提交").click()
    page.get_by_label("我代表本企业作出以上承诺").check()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="申报已提交")).to_be_visible()


def test_a_firm_applies_mends_and_takes_back_without_scripts(it):
    page = it.page
    it.registers()
    it.tells_of_itself()
    claims_revenue(it)
    claims_orders(it)
    sends(page, "提交申报")
    with it.site.desk() as db:
        submit.send_back(db, it.law, YEAR, it.uscc, {"revenue_tier": "应为 2300 万元"}, "office")
    page.goto(f"/year/{YEAR}/status")
    page.get_by_role("listitem").filter(has_text="应为 2300 万元").get_by_role("link", name=TIER).first.click()
    it.types({NOW: "2300"})
    page.get_by_role("button", name="保存并返回").click()
    sends(page, "再次提交申报")
    page.get_by_role("link", name="撤回本年度申报").click()
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("申报已撤回。", exact=True)).to_be_visible()
    assert it.submissions == 2


def test_of_two_windows_neither_overwrites_the_other_without_scripts(it):
    it.known().enters()
    first, second = it.opens(TIER), it.opens(TIER, it.page.context.new_page())
    for page, value in ((first, "2400"), (second, "3600")):
        it.types({NOW: value}, page)
        page.get_by_role("button", name="保存并返回").click()
    expect(second.get_by_role("heading", name="两个窗口的内容不同")).to_be_visible()
    assert {"2,400万元", "3,600万元"} <= set(lines(second).replace("不同", "\n").split()) or "2,400万元" in lines(
        second
    )
    second.get_by_role("button", name="用这个窗口的").click()
    expect(it.opens(TIER, first).get_by_label(NOW)).to_have_value("3600")


def test_what_was_typed_in_a_session_that_is_over_waits_for_the_login(it, browse):
    it.known().enters()
    it.opens(TIER)
    it.types({NOW: "2400"})
    with it.site.desk() as db:  # as if the password had been changed elsewhere
        db.execute("UPDATE accounts SET changed = '2022-01-01T00:00:00+08:00' WHERE login = ?", [it.uscc])
    page = it.page
    page.get_by_role("button", name="保存并返回").click()
    expect(page.get_by_text("刚才填写的内容还在，登录后接着办。")).to_be_visible()
    page.get_by_label("统一社会信用代码").fill(it.uscc)
    page.get_by_label("密码", exact=True).fill("一句好记的话，够长了")
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("button", name="送出").click()
    expect(it.opens(TIER).get_by_label(NOW)).to_have_value("2400")
