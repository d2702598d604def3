"""In English: a switch on every page, and no Chinese but data and the words of the law, which say that they are."""

import re

import pytest
from playwright.sync_api import expect

from subsidy import config, desk, letters
from subsidy.desk.firm import submit
from tests import applicant
from tests.applicant import TIER as REVENUE
from tests.browser.firm import DAY, OFFICE, YEAR
from tests.browser.visit import fits
from tests.build import issue

CHINESE = re.compile(r"[\u3400-\u9fff，。：；（）！？]")
# what stands on a page in its own language, apart from what says that it is in another
TEXTS = """() => {
  const all = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT), found = [];
  const own = each => each.closest("[lang]").lang === document.documentElement.lang && !each.closest("script, style");
  while (all.nextNode()) if (own(all.currentNode.parentElement)) found.push(all.currentNode.data);
  for (const name of ["alt", "title", "aria-label", "placeholder", "value"])
    for (const each of document.querySelectorAll(`[${name}]:not([type=hidden])`))
      if (own(each) && (name !== "value" || ["submit", "button"].includes(each.type)))
        found.push(each.getAttribute(name));
  return found;
}"""


def words(law):
    """What the law calls things, which stands as it is within English sentences and titles."""
    found = {law.city, letters.office(**config.office())["issuer"], *(condition.why for condition in law.conditions)}
    for item in law.items.values():
        said = (getattr(item, name, None) for name in ("clause", "title", "sheet", "subject", "short", "verb"))
        found |= {*item.labels.values(), *filter(None, said)}
        found |= {wanted.title for wanted in law.evidence[item.id]}
        found |= {level for scheme in getattr(item, "schemes", {}).values() for level in scheme.ranks}
    longest_first = sorted(found, key=len, reverse=True)
    return re.compile("|".join([r"\S+\.pdf", r"\S+〔\d{4}〕\d+号", "“是”", *map(re.escape, longest_first)]))


def chinese(page, law):
    """Text in Chinese that does not say so, but for what firms and the law call things."""
    names = words(law)
    texts = (names.sub("", text) for text in page.evaluate(TEXTS))
    return [" ".join(text.split()) for text in texts if CHINESE.search(text)]


def read(it, *paths):
    """Pages, and the Chinese on them that does not say so."""
    for path in paths:
        it.page.goto(path)
        fits(it.page)
        it.found += [f"{path}: {text}" for text in chinese(it.page, it.law)]


@pytest.fixture
def it(firm):
    """A firm that reads English."""
    return firm(locale="en-GB").known()


def enters(it):
    """By the login page."""
    page = it.page
    page.goto("/login")
    page.get_by_label("Unified social credit").fill(it.uscc)
    page.locator("#password").fill("一句好记的话，够长了")
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/year/*")


def test_every_page_is_in_english(it):
    it.found = []
    read(it, "/", "/login", "/register", "/reset", "/verify", "/verify?code=7K3M9QWX2D5R", "/nowhere")
    enters(it)
    it.saved(tier=REVENUE, orders=applicant.orders(applicant.order("HT-1")))
    year = f"/year/{YEAR}"
    read(it, "/password", "/letters", year, f"{year}/status", f"{year}/check", f"{year}/outsourcing_bonus/sheet")
    read(it, *(f"{year}/{section}?check=1" for section in ("firm", *it.law.items)))
    with it.site.desk() as db:
        applicant.send(db, it.law, it.uscc, token=it.uscc)
    read(it, f"{year}/sent/1", f"{year}/status", f"{year}/withdraw", f"{year}/revenue_tier", year)
    with it.site.desk() as db:
        submit.send_back(db, it.law, YEAR, it.uscc, {"revenue_tier": "收入与审计报告不符"}, "office")
    read(it, f"{year}/status", year, f"{year}/revenue_tier", f"{year}/outsourcing_bonus", f"{year}/check")
    with it.site.desk() as db:
        applicant.send(db, it.law, it.uscc, token=f"again-{it.uscc}")
        applicant.vouch(db, it.law, it.uscc)
        issue(db, desk.run(db, it.law, YEAR)[0], DAY, office=OFFICE)
    read(it, f"{year}/status", "/letters")
    assert not it.found, "\n".join(it.found)


def test_each_page_switches_and_stays_where_it_is(it):
    page = it.page
    enters(it)
    page.goto(f"/year/{YEAR}/revenue_tier")
    page.get_by_role("textbox").first.fill("2400")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="软件业务收入达标奖励")).to_be_visible()
    assert page.url.endswith(f"/year/{YEAR}/revenue_tier")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Save and continue")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
