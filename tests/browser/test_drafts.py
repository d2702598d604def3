"""What is typed is not lost: saved by itself, two windows, a server out of reach, a session that ends."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.firm import PASSWORD, TIER, YEAR
from tests.browser.visit import seen

NOW, BEFORE = "本年软件业务收入", "上年软件业务收入"
EVERY = 3000  # milliseconds after which what is typed is saved
LOST = "没有保存，连不上服务器"


@pytest.fixture
def it(firm):
    """A firm that has an account, at a form whose clock can be moved on."""
    made = firm().known().enters()
    made.page.clock.install()
    made.opens(TIER)
    return made


def saves(it, page=None):
    """Time passes until what is typed is saved."""
    page = page or it.page
    with page.expect_response("**/save") as answer:
        page.clock.fast_forward(EVERY)
    return answer.value.status


def kept(it):
    """What the server has of the revenue of this year."""
    fresh = it.page.context.new_page()
    value = it.opens(TIER, fresh).get_by_label(NOW).input_value()
    fresh.close()
    return value


def test_what_is_typed_is_saved_by_itself_and_says_when(it):
    page = it.page
    assert not page.get_by_text("已保存").count()
    it.types({NOW: "2400"})
    assert saves(it) == 200
    expect(page.get_by_role("status").filter(has_text="已保存")).to_have_text(re.compile(r"^已保存 \d\d:\d\d$"))
    assert kept(it) == "2400"


def test_what_is_typed_just_before_leaving_is_saved(it):
    it.types({NOW: "2400"})
    it.page.get_by_role("link", name="返回任务清单").click()
    it.page.wait_for_url(f"**/year/{YEAR}")
    for _ in range(50):  # the browser sends it while it goes on to the next page
        if kept(it) == "2400":
            return
    raise AssertionError("what was typed before leaving was not saved")


def test_of_two_windows_neither_overwrites_the_other(it):
    first, second = it.page, it.page.context.new_page()
    second.clock.install()
    it.opens(TIER, second)
    it.types({NOW: "2400", BEFORE: "1900"}, first)
    assert saves(it, first) == 200
    it.types({NOW: "3600"}, second)
    assert saves(it, second) == 409
    alert = second.get_by_role("alert").filter(has_text="另一个窗口")
    expect(alert).to_be_visible()
    assert kept(it) == "2400"
    seen(second).get_by_role("button", name="比较两份内容").click()
    expect(second.get_by_role("heading", name="两个窗口的内容不同")).to_be_focused()
    expect(second.get_by_role("region", name="这个窗口的（未保存）").get_by_text("3,600 万元")).to_be_visible()
    expect(second.get_by_role("region", name="另一个窗口的").get_by_text("2,400 万元")).to_be_visible()
    seen(second).get_by_role("button", name="用这个窗口的").click()
    expect(second.get_by_label(NOW)).to_have_value("3600")
    assert kept(it) == "3600"
    it.types({NOW: "5000"}, first)
    assert saves(it, first) == 409


def test_a_window_may_take_what_the_other_has(it):
    page, other = it.page, it.page.context.new_page()
    it.opens(TIER, other)
    it.types({NOW: "2400"}, other)
    other.get_by_role("button", name="保存并返回").click()
    other.wait_for_url(f"**/year/{YEAR}")
    it.types({NOW: "3600"})
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("link", name="用另一个窗口的").click()
    expect(page.get_by_label(NOW)).to_have_value("2400")
    expect(page.get_by_text("这个窗口里有上次没有保存的内容。")).to_be_hidden()
    assert kept(it) == "2400"


@pytest.mark.parametrize("fails", ["no answer", "an error"])
def test_a_save_that_fails_is_told_tried_again_and_loses_nothing(it, fails):
    page = it.page
    page.route("**/save", lambda route: route.abort() if fails == "no answer" else route.fulfill(status=500))
    it.types({NOW: "2400"})
    page.clock.fast_forward(EVERY)
    alert = page.get_by_role("alert").filter(has_text=LOST)
    expect(alert).to_be_visible()
    expect(page.get_by_text("已保存")).to_be_hidden()
    seen(page)
    page.unroute("**/save")
    with page.expect_response("**/save"):
        page.clock.fast_forward(2 * EVERY)
    expect(alert).to_be_hidden()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert kept(it) == "2400"


def test_what_could_not_be_saved_is_offered_when_the_page_is_opened_again(it):
    page = it.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/save", lambda route: route.abort())
    it.types({NOW: "2400", BEFORE: "1900"})
    page.clock.fast_forward(EVERY)
    expect(page.get_by_text(LOST)).to_be_visible()
    page.reload()
    expect(page.get_by_label(NOW)).to_have_value("")
    expect(page.get_by_text("这个窗口里有上次没有保存的内容。")).to_be_visible()
    seen(page).get_by_role("button", name="恢复").click()
    expect(page.get_by_label(NOW)).to_have_value("2400")
    expect(page.get_by_label(BEFORE)).to_have_value("1900")
    assert kept(it) == "2400"


def test_a_session_that_is_over_loses_nothing(it):
    page = it.page
    page.context.clear_cookies()
    it.types({NOW: "2400"})
    assert saves(it) == 401
    expect(page.get_by_role("alert").filter(has_text="登录已结束")).to_be_visible()
    with page.context.expect_page() as opened:
        seen(page).get_by_role("link", name="登录（新窗口）").click()
    opened.value.close()
    it.enters(page.context.new_page())
    with page.expect_response(lambda answer: answer.url.endswith("/save") and answer.ok):
        page.clock.fast_forward(2 * EVERY)
    expect(page.get_by_role("alert").filter(has_text="登录已结束")).to_be_hidden()
    assert kept(it) == "2400"


def test_a_session_about_to_end_saves_warns_and_goes_on(it):
    page, left = it.page, {"now": 250}

    def answer(route):
        if route.request.method == "POST":
            left["now"] = 1800
        route.fulfill(body=json.dumps({"left": left["now"]}), content_type="application/json")

    page.route("**/session", answer)
    it.types({NOW: "2400"})
    page.clock.fast_forward("25:01")
    warning = page.get_by_role("alertdialog", name="登录快要结束")
    expect(warning).to_be_visible()
    assert kept(it) == "2400"
    stay = seen(page).get_by_role("button", name="继续", exact=True)
    expect(stay).to_be_focused()
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    expect(page.get_by_label(NOW)).to_be_focused()
    left["now"] = 0
    page.clock.fast_forward("25:01")
    over = page.get_by_role("alertdialog", name="登录已结束")
    expect(over.get_by_text("填好的内容都已保存，请重新登录")).to_be_visible()
    over.get_by_role("link", name="重新登录").click()
    expect(page).to_have_url(f"{it.site.address}/year/{YEAR}/revenue_tier")
    assert PASSWORD not in page.content()
