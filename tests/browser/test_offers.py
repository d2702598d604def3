"""A published list on its way: handed in and offered by one person, confirmed by the firm with one press, and sent."""

import pytest
from playwright.sync_api import expect

from tests import build, published
from tests.applicant import DETAILS
from tests.browser.firm import PASSWORD, YEAR
from tests.browser.visit import seen
from tests.web import staffed


@pytest.mark.parametrize("width", [1280, 390])
def test_a_firm_only_has_to_confirm_what_a_list_says(firm, browse, tmp_path, width):
    it = firm(viewport={"width": width, "height": 844}).known()
    with it.site.desk() as db:
        details = {name: value for name, value in DETAILS.items() if name != "name"}
        build.hand_in(db, it.law, {}, firms=[it.uscc], names={it.uscc: it.name}, details=details)
        staffed.person(db, "mingdan", "handler")
    path = published.certificates(tmp_path / "名单.xlsx", (it.name, "CMMI", "五级", "C-1"), ("无此企业", "CS", "3"))
    page = browse(viewport={"width": width, "height": 844})
    page.goto("/login")
    page.locator("#login").fill("mingdan")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.goto(f"/office/entitled?year={YEAR}")
    seen(page).get_by_label("公布的名单").set_input_files(path)
    page.get_by_role("button", name="核对", exact=True).click()
    expect(seen(page).get_by_text("“无此企业”不在企业登记中")).to_be_visible()
    page.get_by_role("button", name="推送给所选企业").click()
    expect(seen(page).get_by_text("已推送 1 项，1 家企业")).to_be_visible()
    it.enters().opens()
    expect(it.looks().get_by_text("经核对公布名单，您单位可享受下列奖励")).to_be_visible()
    it.page.get_by_role("button", name="确认，填入申报").click()
    it.looks().get_by_label("我代表本企业作出以上承诺").check()
    it.page.get_by_role("button", name="确认并提交申报").click()
    it.page.wait_for_url("**/sent/1")
    assert it.submissions == 1
