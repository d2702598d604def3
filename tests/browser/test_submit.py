"""Sent once, whatever is clicked, refreshed or opened twice; taken back; and what fails is told."""

import pytest
from playwright.sync_api import expect

from tests.applicant import PDF
from tests.applicant import TIER as REVENUE
from tests.browser.firm import TIER, YEAR
from tests.browser.visit import seen

SENT = "申报已提交"


@pytest.fixture
def it(firm):
    """A firm that has everything ready, at the check page, with its declaration made."""
    made = firm().known().saved(tier=REVENUE).enters()
    declares(made.page)
    return made


def declares(page):
    """The check page, with the declaration made."""
    page.goto(f"/year/{YEAR}/check")
    page.get_by_label("我代表本企业作出以上承诺").check()


def sends(page):
    """The button that sends."""
    page.get_by_role("button", name="提交申报").click()


def test_a_double_click_a_refresh_and_the_back_button_send_once(it):
    page = it.page
    page.get_by_role("button", name="提交申报").dblclick()
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    receipt = page.url
    page.reload()
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    page.go_back()
    page.wait_for_load_state()
    if page.get_by_role("button", name="提交申报").count():  # the browser's own copy of the page
        sends(page)
    expect(page).to_have_url(receipt)
    assert it.submissions == 1


def test_two_windows_send_once(it):
    other = it.page.context.new_page()
    declares(other)
    sends(it.page)
    expect(it.page.get_by_role("heading", name=SENT)).to_be_visible()
    sends(other)
    expect(seen(other).get_by_text("这一次没有再提交")).to_be_visible()
    assert other.url == it.page.url
    assert it.submissions == 1


def test_what_was_changed_meanwhile_is_shown_before_it_is_sent(it):
    page, other = it.page, it.page.context.new_page()
    it.opens(TIER, other)
    it.types({"本年软件业务收入": "3600"}, other)
    other.get_by_role("button", name="保存并返回").click()
    other.wait_for_url(f"**/year/{YEAR}")
    sends(page)
    expect(page.get_by_role("alert").filter(has_text="核对以后内容又有改动")).to_be_visible()
    expect(page.get_by_text("3,600 万元", exact=True)).to_be_visible()
    assert it.submissions == 0
    declaration = seen(page).get_by_label("我代表本企业作出以上承诺")
    expect(declaration).not_to_be_checked()  # it was made of something else
    declaration.check()
    sends(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    assert it.submissions == 1


def test_what_is_wrong_leads_to_its_field_and_back(it):
    page = it.opens(TIER)
    it.types({"本年软件业务收入": "约三千"})
    page.get_by_role("button", name="保存并返回").click()
    page.get_by_role("link", name="检查并提交").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    assert not seen(page).get_by_role("button", name="提交申报").count()
    alert.get_by_role("link", name="本年软件业务收入").click()
    field = page.get_by_label("本年软件业务收入")
    expect(field).to_have_attribute("aria-invalid", "true")
    seen(page)
    it.types({"本年软件业务收入": "3600"})
    page.get_by_role("button", name="保存并返回").click()
    declares(page)
    sends(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()


def test_a_file_that_is_no_evidence_is_refused_where_it_was_chosen(it):
    page = it.opens(TIER)
    for name, data in (("审计报告.pdf", b"<svg onload=alert(1)>"), ("审计报告.html", b"<html>")):
        it.brings(name=name, data=data)
        expect(page.get_by_role("alert").filter(has_text=name)).to_be_visible()
    seen(page)
    it.brings(name="另一份.pdf", data=PDF + b"\n")
    expect(page.get_by_role("link", name="另一份.pdf")).to_be_visible()
    with page.expect_download() as loading:
        page.get_by_role("link", name="另一份.pdf").click()
    assert loading.value.suggested_filename == "另一份.pdf"
    page.get_by_role("button", name="移除 另一份.pdf").click()
    seen(page).get_by_role("button", name="移除").click()
    expect(page.get_by_text("“另一份.pdf”已移除。")).to_be_visible()
    assert not page.get_by_role("link", name="另一份.pdf").count()


def test_an_application_is_taken_back_and_sent_again(it):
    page = it.page
    sends(page)
    page.get_by_role("link", name="撤回本年度申报").click()
    seen(page).get_by_label("原因（选填）").fill("金额要改")
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("申报已撤回。", exact=True)).to_be_visible()
    seen(page).get_by_role("link", name="重新填写申报").click()
    declares(page)
    sends(page)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    assert it.submissions == 2


ROWS = "HT-1\t示例发包方\t310000\t100\nHT-2\t示例发包方\t310000\t一百\nHT-3\t示例发包方\t110000\t50\n"


def test_rows_that_are_pasted_are_looked_at_before_they_are_kept(it):
    page = it.opens("市外软件外包订单奖励")
    page.get_by_role("button", name="从表格粘贴或上传").click()
    seen(page).get_by_label("粘贴").fill(ROWS)
    page.get_by_role("button", name="检查，先不保存").click()
    expect(page.get_by_role("heading", name="2 行可以用，1 处有误")).to_be_visible()
    seen(page).get_by_role("button", name="并入这 2 行").click()
    expect(page.get_by_label("合同编号")).to_have_count(2)
    page.get_by_role("button", name="再加一条").click()
    expect(page.get_by_label("合同编号")).to_have_count(3)
    expect(page.get_by_label("合同编号").last).to_be_focused()
    page.get_by_role("button", name="删去 订单 1").click()
    expect(page.get_by_label("合同编号").first).to_have_value("HT-3")
    seen(page)
