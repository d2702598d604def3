"""The API's page in a browser: drawn from the description, without a look outside, and what is tried there is asked."""

import json
import re

from playwright.sync_api import expect

from subsidy.desk.bureau import tokens
from subsidy.store import accounts
from tests.build import FIRMS

A, *_ = FIRMS


def test_the_description_is_read_and_tried_on_the_page(browse, site):
    page = browse()
    page.goto("/api/v1/docs")
    expect(page.get_by_role("heading", name=re.compile("软件产业政策奖补兑现接口"))).to_be_visible()
    shown = page.locator(".opblock-summary-path").all_inner_texts()
    described = page.request.get("/api/v1/openapi.json").json()["paths"]
    wanted = sorted(path for path, methods in described.items() for how in methods if how != "parameters")
    assert sorted(path.replace("\u200b", "") for path in shown) == wanted
    page.locator(".opblock", has_text="/api/v1/assess").locator(".opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    answer = page.locator(".live-responses-table .response-col_description pre").first
    expect(answer).to_contain_text("policy_digest")
    assert json.loads(answer.inner_text())["firm"]["uscc"] == A


def test_a_token_that_is_typed_in_is_used_and_not_kept(browse, site):
    with site.desk() as db:
        if not accounts.by_login(db, A):
            accounts.add(db, A, accounts.FIRM, A, "示例甲软件有限公司", "", "2022-01-01T00:00:00+08:00")
        secret = tokens.add(db, A, "示例程序", ["read_apply"], 1, "示例管理")[1]
    page = browse()
    page.goto("/api/v1/docs")
    page.get_by_role("button", name="Authorize").click()
    page.locator(".auth-container input").fill(secret)
    page.locator(".auth-btn-wrapper button[type=submit]").click()
    page.get_by_role("button", name="Close").click()
    page.locator(".opblock", has_text="/api/v1/token").locator(".opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    answer = page.locator(".live-responses-table .response-col_description pre").first
    expect(answer).to_contain_text(A)
    assert page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie") == "{}{}"


def test_the_page_fits_a_phone(browse):
    page = browse(viewport={"width": 360, "height": 700})
    page.goto("/api/v1/docs")
    expect(page.locator(".opblock").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
