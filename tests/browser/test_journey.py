"""A firm from its account to its letter: applies, is sent back, mends, is granted one claim and refused another."""

from playwright.sync_api import expect

from subsidy import desk
from subsidy.desk.firm import submit
from subsidy.letters import keys, verify
from tests import applicant
from tests.browser.firm import AUDIT, DAY, OFFICE, TIER, YEAR, estimate
from tests.browser.visit import lines, seen
from tests.build import issue

CERTIFICATE = "能力资质认证奖励"


def claims_revenue(firm):
    """Sees what it earns, and how far away more is, while it types; what is typed is saved by itself."""
    page = firm.opens(TIER)
    page.clock.install()
    page.reload()
    firm.types({"本年软件业务收入": "2050", "上年软件业务收入": "1900"})
    page.clock.fast_forward(3000)
    beside = estimate(page)
    expect(beside.get_by_text("未达到条件")).to_be_visible()
    expect(beside.get_by_text("还差收入 400,000 元")).to_be_visible()
    firm.types({"本年软件业务收入": "2400"})
    page.clock.fast_forward(3000)
    expect(beside.get_by_role("heading", name="本项 20 万元")).to_be_visible()
    expect(
        beside.locator(".next").get_by_text("再增加 6,000,000 元即达 3,000 万元档，奖励由 20 万元增至 50 万元")
    ).to_be_visible()
    expect(page.get_by_text("已保存")).to_be_visible()
    seen(page)
    page.reload()
    expect(page.get_by_label("本年软件业务收入")).to_have_value("2400")
    firm.brings(AUDIT)
    expect(page.get_by_role("link", name="审计报告.pdf")).to_be_visible()
    seen(page)


def claims_a_certificate(firm):
    """One that is paid only above the level it has."""
    page = firm.opens(CERTIFICATE)
    page.get_by_label("资质", exact=True).select_option("CMMI")
    firm.types({"等级": "2级"})
    seen(page).get_by_role("button", name="保存并返回").click()
    expect(page.get_by_role("heading", name="2022 年度申报")).to_be_visible()


def checks_and_sends(firm):
    """What lacks is told with a link to it; then it is declared and sent."""
    page = firm.page
    seen(page).get_by_role("link", name="检查并提交").click()
    lacks = page.get_by_role("alert").get_by_role("link", name="资质证书")
    seen(page)
    lacks.click()
    firm.brings("资质证书", "证书.pdf")
    page.goto(f"/year/{YEAR}/check")
    expect(page.get_by_text("2,400 万元", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="审计报告.pdf")).to_be_visible()
    seen(page).get_by_role("button", name="提交申报").click()
    assert firm.submissions == 0, "sent without the declaration"
    page.get_by_label("我代表本企业作出以上承诺").check()
    page.get_by_role("button", name="提交申报").click()
    expect(page.get_by_role("heading", name="申报已提交")).to_be_focused()
    seen(page)


def has_a_receipt(page, folder):
    """As PDF, twice the same."""
    files = []
    for _ in range(2):
        with page.expect_download() as loading:
            page.get_by_role("link", name="下载申报回执（PDF）").click()
        assert loading.value.suggested_filename.endswith(".pdf")
        loading.value.save_as(folder / "receipt.pdf")
        files.append((folder / "receipt.pdf").read_bytes())
    assert files[0].startswith(b"%PDF-")
    assert files[0] == files[1]


def is_sent_back_and_mends(firm):
    """One section, with all that is to be mended; the others are locked."""
    with firm.site.desk() as db:
        submit.send_back(
            db, firm.law, YEAR, firm.uscc, {"revenue_tier": "收入与审计报告不符，应为 2300 万元"}, "office"
        )
    page = firm.page
    page.goto(f"/year/{YEAR}/status")
    told = seen(page).get_by_role("region", name="申报已退回，有 1 部分要改")
    expect(told.get_by_text("收入与审计报告不符，应为 2300 万元")).to_be_visible()
    firm.opens(CERTIFICATE)
    expect(page.get_by_text("已锁定，不用重填")).to_be_visible()
    assert seen(page).get_by_role("textbox").count() == 0
    page.goto(f"/year/{YEAR}")
    expect(seen(page).get_by_text("要补正：收入与审计报告不符")).to_be_visible()
    firm.opens(TIER)
    expect(page.get_by_text("收入与审计报告不符")).to_be_visible()
    firm.types({"本年软件业务收入": "2300"})
    seen(page).get_by_role("button", name="保存并返回").click()
    page.get_by_role("link", name="检查并提交").click()
    seen(page).get_by_label("我代表本企业作出以上承诺").check()
    page.get_by_role("button", name="再次提交申报").click()
    expect(page.get_by_role("heading", name="申报已提交")).to_be_visible()


def the_office_decides(firm):
    """It vouches, runs and issues."""
    with firm.site.desk() as db:
        applicant.vouch(db, firm.law, firm.uscc)
        run, _plan = desk.run(db, firm.law, YEAR)
        issue(db, run, DAY, office=OFFICE)


def has_its_letter(firm, folder):
    """Reasons for what is granted and refused, how to object, and the sealed file."""
    page = firm.page
    page.goto(f"/year/{YEAR}/status")
    told = lines(seen(page))
    assert "奖励合计200,000元" in told
    assert "不予兑现" in told
    assert "三级以上" in told
    assert "有异议怎么办" in told
    page.get_by_role("link", name="告知书", exact=True).click()
    with seen(page).expect_download() as loading:
        page.get_by_role("link", name="下载告知书（PDF）").first.click()
    loading.value.save_as(folder / "letter.pdf")
    public = keys.public(firm.site.keys / keys.PUBLIC)
    found = verify.examine((folder / "letter.pdf").read_bytes(), public, {firm.law.digest: firm.law}.get)
    assert found.verdict == verify.GENUINE


def test_a_firm_from_its_account_to_its_letter(firm, tmp_path):
    it = firm()
    it.registers()
    it.tells_of_itself()
    claims_revenue(it)
    claims_a_certificate(it)
    checks_and_sends(it)
    has_a_receipt(it.page, tmp_path)
    is_sent_back_and_mends(it)
    the_office_decides(it)
    has_its_letter(it, tmp_path)
