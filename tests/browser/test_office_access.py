"""Every page of the staff's and every notice, at the desk and on a telephone, by somebody who may see it."""

import re

import pytest
from playwright.sync_api import expect

from subsidy.desk.bureau import tokens
from tests import payer, routes
from tests.browser import bureau, test_access
from tests.browser.conftest import serving
from tests.browser.firm import PASSWORD
from tests.browser.visit import seen

# every route that is a page: what is asked of it, by the login of who asks; {…} as in `values`
PAGES = {
    "/notices": {"": ["/notices"]},
    "/notices/<run>": {"": ["/notices/{published}"]},
    "/office/": {"jing": ["/office/", "/office/?year=2021"], "cai": ["/office/"], "guan": ["/office/"]},
    "/office/appropriations": {"guan": ["/office/appropriations"], "qian": ["/office/appropriations"]},
    "/office/cases/<int:application>": {
        "jing": ["/office/cases/{to_check}", "/office/cases/{returned}", "/office/cases/{withdrawn}"],
        "fu": ["/office/cases/{to_review}", "/office/cases/{ready}"],
        "shen": ["/office/cases/{decided}"],
    },
    "/office/cases/<int:application>/changes": {"jing": ["/office/cases/{to_check}/changes"]},
    "/office/cases/<int:application>/decision": {
        "jing": ["/office/cases/{decided}/decision", "/office/cases/{to_review}/decision"]
    },
    "/office/claims/<int:claim>": {
        "jing": ["/office/claims/{sent_back}", "/office/claims/{referred}", "/office/claims/{twice}"],
        "fu": ["/office/claims/{reviewed}"],
    },
    "/office/entitled": {"jing": ["/office/entitled", "/office/entitled?year=2021"]},
    "/office/firm-accounts": {"guan": ["/office/firm-accounts"], "jing": ["/office/firm-accounts?q=示例"]},
    "/office/jobs/<int:job>": {"jing": ["/office/jobs/{done}", "/office/jobs/{failed}", "/office/jobs/{lost}"]},
    "/office/people": {"guan": ["/office/people"], "shen": ["/office/people"]},
    "/office/people/<login>": {"guan": ["/office/people/jing"]},
    "/office/policies": {"jing": ["/office/policies"], "qian": ["/office/policies"]},
    "/office/policies/<digest>": {"jing": ["/office/policies/{law}"]},
    "/office/simulate": {"jing": ["/office/simulate"]},
    "/office/policies/compare": {"jing": ["/office/policies/compare?a={before}&b={law}"]},
    "/office/queue": {
        "jing": ["/office/queue", "/office/queue?stage=to_review"],
        "shen": ["/office/queue?text=没有这一家"],
    },
    "/office/queue/assign": {"jing": ["/office/queue/assign?application={to_check}&application={to_review}"]},
    "/office/reversals": {"qian": ["/office/reversals"], "jing": ["/office/reversals"]},
    "/office/runs": {"jing": ["/office/runs", "/office/runs?year=2021"]},
    "/office/runs/<run>": {
        "jing": ["/office/runs/{approved}", "/office/runs/{made}", "/office/runs/{open}"],
        "qian": ["/office/runs/{published}"],
        "cai": ["/office/runs/{paid}"],
    },
    "/office/runs/<run>/approve": {"qian": ["/office/runs/{open}/approve", "/office/runs/{published}/approve"]},
    "/office/runs/<run>/exclude/<uscc>": {"jing": ["/office/runs/{open}/exclude/" + bureau.FIRST]},
    "/office/runs/<run>/notice": {"jing": ["/office/runs/{published}/notice", "/office/runs/{made}/notice"]},
    "/office/runs/<run>/objections": {
        "jing": ["/office/runs/{published}/objections"],
        "qian": ["/office/runs/{published}/objections"],
    },
    "/office/runs/<run>/payments": {
        "cai": ["/office/runs/{approved}/payments", "/office/runs/{paid}/payments"],
        "jing": ["/office/runs/{approved}/payments", "/office/runs/{made}/payments"],
    },
    "/office/runs/<run>/reverse": {
        "jing": ["/office/runs/{paid}/reverse", "/office/runs/{paid}/reverse?uscc=" + bureau.FIRST]
    },
    "/office/runs/new": {
        "jing": ["/office/runs/new?year=2022"],
        "cai": ["/office/runs/new?year=2021", "/office/runs/new?year=2020"],
    },
    "/office/tokens": {"guan": ["/office/tokens"]},
    "/office/tokens/<int:token>/revoke": {"guan": ["/office/tokens/1/revoke"]},
    "/password/tokens/<int:token>/revoke": {"jing": ["/password", "/password/tokens/2/revoke"]},
    "/office/trail": {"shen": ["/office/trail"]},
}
# what is no page: files, drawings, and answers to scripts
FILES = {
    "/notices/<run>.pdf",
    "/notices/<run>.xlsx",
    "/office/cases/<int:application>/sent/<int:number>.pdf",
    "/office/charts/<name>.svg",
    "/office/entitled/template.xlsx",
    "/office/evidence/<int:piece>",
    "/office/jobs/<int:job>/file",
    "/office/jobs/<int:job>/now",
    "/office/policies/<digest>/file",
    "/office/queue.xlsx",
    "/office/runs/<run>/letters/<name>",
    "/office/runs/<run>/lists.xlsx",
    "/office/runs/<run>/notice.pdf",
    "/office/runs/<run>/notice.xlsx",
    "/office/runs/<run>/payments.xlsx",
    "/office/runs/new.xlsx",
    "/office/trail.xlsx",
}
WIDTHS = (1280, 390)
REFUSED = 403


@pytest.fixture(scope="module")
def found(tmp_path_factory, law):
    """The bureau."""
    return bureau.year(tmp_path_factory.mktemp("bureau"), law)


@pytest.fixture(scope="module")
def site(found):
    """The bureau's site."""
    with serving(found.made.folder) as up:
        yield up


@pytest.fixture
def enters(browse):
    """enters("jing"): somebody of the staff, logged in; without a login, somebody without an account."""

    def enter(login: str, **asked):
        page = browse(**asked)
        if login:
            page.goto("/login")
            page.locator("#login").fill(login)
            page.get_by_label("密码", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="登录", exact=True).click()
            page.wait_for_url("**/office/")
        return page

    return enter


def addresses(found) -> dict[str, list[str]]:
    """What is looked at, by who does."""
    made: dict[str, list[str]] = {}
    for asked in PAGES.values():
        for login, paths in asked.items():
            made.setdefault(login, []).extend(path.format(**found.about) for path in paths)
    return made


def test_every_page_is_among_those_that_are_looked_at():
    asked = {path for path, method in routes.ROUTES if method == "GET" and not path.startswith("/api/")}
    known = {*PAGES, *FILES, *test_access.KNOWN}
    assert asked == known
    assert not PAGES.keys() & (FILES | test_access.KNOWN)


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_every_page_fits(enters, found, width):
    for login, paths in addresses(found).items():
        page = enters(login, viewport={"width": width, "height": 844})
        for path in paths:
            answer = page.goto(path)
            assert answer
            assert answer.ok, path
            seen(page)


def led_to(page, run: str):
    """From a job, which goes on by itself, to the run that it leads to."""
    page.wait_for_url("**/office/jobs/*")
    page.get_by_role("link", name=f"查看批次 {run}").or_(
        page.get_by_role("heading", level=1, name=re.compile(f"^批次 {run}"))
    ).first.wait_for()
    page.goto(f"/office/runs/{run}")
    return seen(page)


def test_two_windows_and_a_double_click_start_a_run_once(enters, site):
    page, start = enters("jing"), "按此清单启动批次"
    other = page.context.new_page()
    for window in (page, other):
        window.goto(f"/office/runs/new?year={bureau.YEAR}")
    with site.desk() as db:
        before = db["runs"].count
    page.get_by_role("button", name=start).dblclick()
    led_to(page, bureau.NEXT)
    other.get_by_role("button", name=start).click()
    expect(other.get_by_text(f"这份清单已由示例经办jing启动，批次 {bureau.NEXT}；没有再次启动")).to_be_visible()
    seen(other)
    with site.desk() as db:
        assert db["runs"].count == before + 1


def refused(page, path: str, **sent) -> str:
    """What somebody is told who sends a form that no page offers them, with a good session and token."""
    fields = {"csrf_token": page.locator("meta[name=csrf-token]").get_attribute("content"), **sent}
    answer = page.request.post(path, multipart=fields, headers={"Origin": page.url[: page.url.index("/", 8)]})
    assert answer.status == REFUSED
    return answer.text()


def counted(site, table: str) -> int:
    with site.desk() as db:
        return db[table].count


def test_a_double_click_and_an_old_page_approve_and_pay_once(enters, found, site, tmp_path):
    run, page, everything = found.about["open"], enters("qian"), enters(bureau.ALL)
    before = counted(site, "letters"), counted(site, "payments")
    old = page.context.new_page()
    for window in (page, old):
        window.goto(f"/office/runs/{run}/approve")
    seen_there = page.locator("input[name=digest]").get_attribute("value")
    everything.goto(f"/office/runs/{run}/approve")
    expect(everything.get_by_role("heading", name="现在不能签批")).to_be_visible()
    sent = {"digest": seen_there, "date": bureau.TODAY.isoformat()}
    assert "须由另一人办理" in refused(everything, f"/office/runs/{run}/approve", **sent)
    page.get_by_role("button", name="签批 3 家（兑现 400 万元）").dblclick()
    led_to(page, run)
    old.get_by_role("button", name="签批 3 家（兑现 400 万元）").click()
    led_to(old, run)
    assert counted(site, "letters") == before[0] + 3
    pays(enters("cai"), everything, site, run, tmp_path / "清单.xlsx")
    assert counted(site, "payments") == before[1] + 2


def pays(page, everything, site, run: str, path):
    """The list filled in and handed back, twice by one click too many; by the one who published it, not at all."""
    with site.desk() as db:
        rows = dict.fromkeys((bureau.FIRST, bureau.SECOND), payer.paid())
        path = payer.filled(payer.written(db, run, path), **rows)
    everything.goto(f"/office/runs/{run}/payments")
    assert not everything.get_by_role("button", name="上传并登记").count()
    file = {"name": path.name, "mimeType": "application/octet-stream", "buffer": path.read_bytes()}
    before = counted(site, "payments")
    assert "须由另一人办理" in refused(everything, f"/office/runs/{run}/payments", file=file)
    assert counted(site, "payments") == before
    page.goto(f"/office/runs/{run}/payments")
    page.get_by_label("填好结果的拨付清单").set_input_files(path)
    page.get_by_role("button", name="上传并登记").dblclick()
    expect(page.get_by_text("已登记：拨付 2 家 4,000,000.00 元，退回 0 家")).to_be_visible()
    seen(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_token_is_told_once_on_a_page_that_it_fits(enters, site, width):
    page = enters("guan", viewport={"width": width, "height": 800})
    page.goto("/office/tokens")
    page.get_by_role("button", name="发放令牌").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page)
    page.get_by_label("账户", exact=True).fill("jing")
    page.get_by_label("用途").fill("示例对账程序，放在业务专网主机")
    page.get_by_label("查看批次、进度和告知书").check()
    page.get_by_role("button", name="发放令牌").click()
    secret = seen(page).locator(".secret").inner_text()
    page.get_by_role("link", name="返回令牌").click()
    expect(page.get_by_text("业务专网主机").first).to_be_visible()
    assert secret not in page.content()
    with site.desk() as db:
        assert tokens.holder(db, secret).account.login == "jing"


def test_from_the_queue_to_the_approval_without_scripts(enters, found, site):
    plain = {"java_script_enabled": False}
    page = enters("fu", **plain)
    page.goto("/office/queue?stage=to_review")
    page.get_by_role("link", name=bureau.FIRMS[bureau.TO_REVIEW]).click()
    page.get_by_role("button", name="复核通过").click()
    expect(page.get_by_text("待编入批次").first).to_be_visible()
    page = enters("jing", **plain)
    page.goto(f"/office/runs/new?year={bureau.YEAR}")
    page.get_by_role("button", name="按此清单启动批次").click()
    link = page.get_by_role("link", name="查看批次")
    link.click()  # once the page has drawn itself anew
    run = page.url.rsplit("/", 1)[1]
    with site.desk() as db:
        bureau.noticed(db, run)
    before = counted(site, "letters")
    page = enters("qian", **plain)
    page.goto(f"/office/runs/{run}")
    page.get_by_role("link", name="核对并签批").click()
    page.get_by_role("button", name=re.compile("^签批 .* 家")).click()
    page.get_by_role("link", name=f"查看批次 {run}").click()
    expect(page.get_by_role("heading", level=1, name=re.compile(f"^批次 {run}"))).to_be_visible()
    assert counted(site, "letters") > before
