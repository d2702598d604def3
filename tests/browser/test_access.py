"""Every page, at the desk and on a telephone, with large letters and by the keyboard."""

import pytest
from playwright.sync_api import expect

from subsidy import desk
from subsidy.store import files
from tests import applicant
from tests.applicant import TIER as REVENUE
from tests.browser.firm import DAY, OFFICE, PASSWORD, TIER, YEAR
from tests.browser.visit import fits, seen
from tests.build import issue

ORDERS = applicant.orders(*(applicant.order(f"HT-{i}") for i in range(3)))
# every address that is a page: with what each part of it stands for; those that firms alone may open begin with FIRM
PUBLIC = ("/", "/login", "/register", "/reset", "/verify", "/verify?code=7K3M9QWX2D5R", "/nowhere")
SECTIONS = ("2023/firm", "2023/revenue_tier", "2023/outsourcing_bonus?check=1", "2022/revenue_tier")
PAGES = {
    "/password": ["/password"],
    "/letters": ["/letters"],
    "/year/<int:year>": ["/year/2022", "/year/2023"],
    "/year/<int:year>/<section>": [
        f"/year/2023/{name}" for name in ("firm", "revenue_tier", "outsourcing_bonus?check=1")
    ]
    + ["/year/2022/revenue_tier"],
    "/year/<int:year>/<section>/clear": ["/year/2023/revenue_tier/clear"],
    "/year/<int:year>/<section>/sheet": ["/year/2023/outsourcing_bonus/sheet"],
    "/year/<int:year>/<section>/evidence/<int:piece>/remove": ["/year/2023/revenue_tier/evidence/{piece}/remove"],
    "/year/<int:year>/check": ["/year/2023/check"],
    "/year/<int:year>/sent/<int:number>": ["/year/2022/sent/1"],
    "/year/<int:year>/status": ["/year/2022/status", "/year/2023/status"],
    "/year/<int:year>/withdraw": ["/year/2022/withdraw"],
}
# what is no page: files, and answers to scripts
FILES = {
    "/evidence/<int:piece>",
    "/healthz",
    "/metrics",
    "/letters/<name>",
    "/session",
    "/year/<int:year>/<section>/sheet.xlsx",
    "/year/<int:year>/sent/<int:number>.pdf",
    "/static/<path:filename>",
    "/bootstrap/static/<path:filename>",
}
# with those of the staff, in test_office_access, these are all
KNOWN = {*PAGES, *FILES, *(path for path in PUBLIC if "?" not in path and path != "/nowhere")}


@pytest.fixture
def settled(firm):
    """A firm with a decided year, and another year as a draft."""

    def make(**asked):
        it = firm(**asked).known().sent(tier=REVENUE)
        with it.site.desk() as db:
            applicant.vouch(db, it.law, it.uscc)
            issue(db, desk.run(db, it.law, YEAR)[0], DAY, office=OFFICE)
            details = {**applicant.DETAILS, "name": it.name}
            applicant.save(db, it.law, it.uscc, 2023, firm=details, tier=REVENUE, orders=ORDERS)
            applicant.bring(db, it.site.files, it.law, it.uscc, 2023)
        return it

    return make


def addresses(it):
    """Every page that a firm can open."""
    with it.site.desk() as db:
        piece = files.evidence(db, it.law.id, 2023, it.uscc)[0]["id"]
    return [address.format(piece=piece) for found in PAGES.values() for address in found]


@pytest.mark.parametrize(("width", "look"), [(1280, seen), (390, fits)])
def test_axe_finds_nothing_and_every_page_fits(settled, width, look):
    it = settled(viewport={"width": width, "height": 844})
    for address in PUBLIC:
        it.page.goto(address)
        look(it.page)
    it.enters()
    for address in addresses(it):
        it.page.goto(address)
        look(it.page)


def test_letters_twice_as_large_push_nothing_out(settled):
    it = settled().enters()
    for address in addresses(it):
        it.page.goto(address)
        grown = it.page.evaluate(
            """() => {
              const size = () => parseFloat(getComputedStyle(document.querySelector("main p, main label")).fontSize);
              const before = size();
              document.documentElement.style.fontSize = "200%";
              return size() / before;
            }"""
        )
        assert grown == pytest.approx(2), address
        fits(it.page)


def tabs_to(page, name, role=None):
    """Presses Tab until the focus is on what has the name, in reading order and never twice at one place."""
    been = []
    for _ in range(80):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
              const at = document.activeElement, label = at.labels?.[0]?.innerText ?? at.innerText ?? "";
              const shown = getComputedStyle(at);
              return [label.trim(), at.outerHTML, shown.outlineStyle !== "none" || shown.boxShadow !== "none"];
            }"""
        )
        assert here[1] not in been, f"{name} is not reached by Tab: {been}"
        assert here[2], f"it is not shown that the focus is here: {here[1]}"
        been.append(here[1])
        if here[0].startswith(name):
            return
    raise AssertionError(f"{name} is not reached by Tab: {been}")


def test_by_the_keyboard_alone(firm):
    it = firm().known()
    page, press, write = it.page, it.page.keyboard.press, it.page.keyboard.type
    page.goto("/login")
    tabs_to(page, "统一社会信用代码或登录名")
    write(it.uscc)
    tabs_to(page, "密码")
    write(PASSWORD)
    press("Enter")
    page.wait_for_url("**/year/*")
    page.goto(f"/year/{YEAR}/revenue_tier")
    press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tabs_to(page, "本年软件业务收入")
    write("约三千")
    tabs_to(page, "上年软件业务收入")
    write("1900")
    tabs_to(page, "保存并继续")
    press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    tabs_to(page, "本年软件业务收入")
    press("Enter")
    expect(page.get_by_label("本年软件业务收入")).to_be_focused()
    press("ControlOrMeta+a")
    write("2400")
    press("Enter")  # saves, and takes nothing away
    expect(page.get_by_role("heading", name=f"{YEAR} 年度申报")).to_be_visible()
    tabs_to(page, TIER)
    press("Enter")
    expect(page.get_by_label("本年软件业务收入")).to_have_value("2400")
    tabs_to(page, "历史最高收入")
    write("1950")
    tabs_to(page, "保存并返回")
    press("Enter")
    page.wait_for_url(f"**/year/{YEAR}")
    expect(page.get_by_text("试算 20 万元")).to_be_visible()


def test_a_screen_reader_hears_of_another_amount_once_typing_has_paused(firm):
    page = firm().known().enters().page
    page.clock.install()
    page.goto(f"/year/{YEAR}/revenue_tier")
    with page.expect_response("**/estimate"):
        page.get_by_label("本年软件业务收入").fill("2400")
        page.get_by_label("上年软件业务收入").fill("1900")
        page.clock.fast_forward(700)
    said = page.get_by_role("status").filter(has_text="试算：全部事项合计 20 万元")
    assert not said.count()
    page.clock.fast_forward(2000)
    expect(said).to_have_count(1)
