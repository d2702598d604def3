"""No firm reaches anything of another: every address with a number or a name in it, asked for by somebody else."""

import re

import pytest

from subsidy import create_app, desk
from subsidy.desk.bureau.entitled.offers import offer
from subsidy.desk.firm import offers, status
from subsidy.store import files
from subsidy.web import access
from tests import applicant, entitling
from tests.api.caller import PREFIX as API
from tests.browser.firm import DAY, OFFICE, YEAR
from tests.build import issue

SECTION = "revenue_tier"
MINE, THEIRS = {"revenue": "7654", "previous_revenue": "4000"}, {"revenue": "2100", "previous_revenue": "1900"}
# what somebody sends with each form, besides the token of its session: an act on a stranger's years, if it could be one
SENDS = {
    "apply.fill": {"version": "1", "claims.0": "1", "claims.0.revenue": "1", "save": "1"},
    "apply.rows": {"version": "1", "rows": "[]", "replace": "1"},
    "apply.send": {"declared": "1", "version.firm": "1", f"version.{SECTION}": "1"},
    "apply.withdrawn": {"number": "1"},
}
OWN = {"year", "section"}  # what both firms have one of: the same address is for each of them its own


@pytest.fixture
def pair(firm):
    """A firm with something of everything, and another that is logged in and has as much, but no letter."""
    mine = firm().known().sent(tier=MINE)
    with mine.site.desk() as db:
        applicant.vouch(db, mine.law, mine.uscc)
        issue(db, desk.run(db, mine.law, YEAR)[0], DAY, office=OFFICE)
        offer(db, mine.law, YEAR, [entitling.certificate(uscc=mine.uscc)], "office")
    return mine, firm().known().saved(tier=THEIRS).enters()


def everything(it):
    """Every row of the store that names the firm, as it stands."""
    with it.site.desk() as db:
        tables = [name for name in db.table_names() if "uscc" in db[name].columns_dict]
        return {name: list(db.query(f"SELECT * FROM {name} WHERE uscc = ?", [it.uscc])) for name in tables}


def arguments(it, law):
    """What an address of the firm's own things is made of."""
    with it.site.desk() as db:
        piece = files.evidence(db, law.id, YEAR, it.uscc)[0]["id"]
        (letter,) = status.letters(db, it.uscc)
        (found,) = offers.offers(db, law, YEAR, it.uscc)
    return {"offer": found.id, "year": YEAR, "section": SECTION, "piece": piece, "number": 1, "name": letter.name}


def addresses(given):
    """Every page's address with something in it that firms may ask for, filled in; its endpoint and how it is asked.

    What is for programs takes no cookie and answers otherwise: tests/api/test_matrix.py.
    """
    app = create_app()
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.arguments and access.rule(app, rule.endpoint) == access.FIRM and not rule.rule.startswith(API):
                assert rule.arguments <= set(given), f"{rule}: say here what to fill in"
                _, address = rule.build({name: given[name] for name in rule.arguments}, append_unknown=False)
                yield from ((rule, address, method) for method in sorted(rule.methods & {"GET", "POST"}))


def test_no_firm_reaches_what_is_anothers(pair, law):
    mine, other = pair
    given, before, tried = arguments(mine, law), everything(mine), 0
    secret = re.compile(f"{mine.uscc}|{mine.name}|7,?654")
    other.page.goto(f"/year/{YEAR}")
    token = other.page.locator('meta[name="csrf-token"]').get_attribute("content")
    for rule, address, method in addresses(given):
        form = {"csrf_token": token} | SENDS.get(rule.endpoint, {}) if method == "POST" else None
        answer = other.page.request.fetch(address, method=method, form=form, max_redirects=0)
        assert answer.status < 500, (method, address)
        if not rule.arguments <= OWN:
            assert answer.status == 404, (method, address)
        told = answer.body().decode(errors="replace").replace(address, "")  # which it said itself
        assert not secret.search(told), (method, address)
        tried += 1
    assert tried > 20
    assert everything(mine) == before


def test_whose_they_are_reaches_them(pair, law):
    mine, _other = pair
    mine.enters()
    for rule, address, method in addresses(arguments(mine, law)):
        if method == "GET" and not rule.arguments <= OWN:
            answer = mine.page.request.fetch(address)
            settled = answer.status == 404 and rule.endpoint == "apply.drop"  # what was sent is not taken away
            assert answer.status == 200 or settled, address


def test_nobody_who_is_not_logged_in_reaches_anything_of_a_firm(pair, law, browse):
    mine, _other = pair
    page, before = browse(), everything(mine)
    page.goto("/login")
    for _rule, address, method in addresses(arguments(mine, law)):
        answer = page.request.fetch(address, method=method, max_redirects=0)
        if method == "GET":
            assert answer.status == 302, address
            assert "/login?next=" in answer.headers["location"], address
        else:
            assert answer.status == 401, address
    assert everything(mine) == before
