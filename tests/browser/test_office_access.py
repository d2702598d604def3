"""Every page of the staff's and every notice, at the desk and on a telephone, by somebody who may see it."""

import pytest

from tests import routes
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
    "/office/firm-accounts": {"guan": ["/office/firm-accounts"], "jing": ["/office/firm-accounts?q=示例"]},
    "/office/jobs/<int:job>": {"jing": ["/office/jobs/{done}", "/office/jobs/{failed}", "/office/jobs/{lost}"]},
    "/office/people": {"guan": ["/office/people"], "shen": ["/office/people"]},
    "/office/people/<login>": {"guan": ["/office/people/jing"]},
    "/office/policies": {"jing": ["/office/policies"]},
    "/office/policies/<digest>": {"jing": ["/office/policies/{law}"]},
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
    "/office/trail": {"shen": ["/office/trail"]},
}
# what is no page: files, drawings, and answers to scripts
FILES = {
    "/notices/<run>.pdf",
    "/notices/<run>.xlsx",
    "/office/cases/<int:application>/sent/<int:number>.pdf",
    "/office/charts/<name>.svg",
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
    asked = {path for path, method in routes.ROUTES if method == "GET"}
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
