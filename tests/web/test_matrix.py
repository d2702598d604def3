"""Every route, asked by every kind of visitor: who may not is turned away and changes nothing, who may gets an answer.

A route that is new needs its line in tests/routes.py and, where its address names something new, a value in ARGUMENTS.
"""

import re
import sqlite3
from contextlib import closing, contextmanager

import pytest

from subsidy import create_app, store
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import ACTS, ROLES
from subsidy.desk.bureau.policies.draft import changed
from subsidy.store import jobs
from subsidy.store import staff as rows
from subsidy.web import access
from tests import filled, routes
from tests.build import FIRMS
from tests.web import staffed
from tests.web.visitor import HERE, Visitor, page

NOBODY, FIRM, ROLELESS = "nobody", "firm", "roleless"
VISITORS = (NOBODY, FIRM, *ROLES, ROLELESS)
COOKIE = "subsidy"
# routes whose addresses mean something else by a name than the others do
OWN = {
    "/bootstrap/static/<path:filename>": {"filename": "css/bootstrap.min.css"},
    "/year/<int:year>/<section>/sheet": {"section": "training_refund"},
    "/year/<int:year>/<section>/evidence/<int:piece>/remove": {"section": "major_project"},
    "/year/<int:year>/<section>/sheet.xlsx": {"section": "training_refund"},
    "/letters/<name>": {"name": f"{FIRMS[1]}-grant.pdf"},
    "/office/charts/<name>.svg": {"name": "appropriation"},
    "/office/runs/<run>/letters/<name>": {"name": f"{FIRMS[1]}-grant.pdf"},
    "/office/runs/<run>/exclude/<uscc>": {"uscc": FIRMS[3]},
}
# whom a route lets pass, but this year has nothing for them: the answer says so, and refuses nobody
ABSENT = {
    "/letters/<name>": 404,  # the firm that asks has none
    "/office/jobs/<int:job>/file": 404,  # of a job that printed nothing
    "/year/<int:year>/<section>/sheet": 423,  # sent, and so locked
}
WRITES = {"/letters/<name>", "/office/runs/<run>/letters/<name>"}  # a print is counted


def may(rule, visitor):
    """Whether a route lets a visitor pass."""
    if rule in ACTS:
        return visitor in ACTS[rule]
    return rule == access.PUBLIC or (visitor != NOBODY and rule in (access.ANYBODY, visitor))


class House:
    """The site on a filled office, its visitors logged in once; what they change is put back."""

    def __init__(self, made, app):
        self.made, self.path = made, made.folder / "subsidy.db"
        self.visitors = {name: Visitor(app) for name in VISITORS}
        with store.connect(self.path) as db:
            for role in ROLES:
                staffed.person(db, f"zhi-{role}", role)
            staffed.person(db, ROLELESS, "handler")
            with store.write(db):
                account = db.execute("SELECT id FROM accounts WHERE login = ?", [ROLELESS]).fetchone()[0]
                rows.give(db, account, [("handler", False)], "2022-01-01T00:00:00+08:00", "guan")
                self.job = jobs.add(db, "approval", made.run, "{}", "2022-01-01T00:00:00+08:00", "jing")
                jobs.finish(db, self.job, "done", {}, "2022-01-01T00:00:00+08:00")
            new = changed(made.law, {"revenue_tier.growth": "12"})
            self.policy = proposals.propose_policy(db, new, "依市政府办公室修订后的条款", made.people["jing"])
        self.cookies, self.tokens = {}, {}
        for name, visitor in self.visitors.items():
            self._enter(name, visitor)
        self.kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.path)) as live:
            live.backup(self.kept)
        self.watch = sqlite3.connect(self.path)

    def _enter(self, name, visitor):
        login = {FIRM: filled.A, ROLELESS: ROLELESS}.get(name, f"zhi-{name}")
        if name != NOBODY:
            assert visitor.log_in(login).status_code == 303
        self.tokens[name] = visitor.token("/login" if name == NOBODY else "/password")
        self.cookies[name] = visitor.client.get_cookie(COOKIE).value

    def ask(self, name, path, method):
        """The answer to a visitor who is logged in as before, with a token that is good and nothing filled in."""
        client = self.visitors[name].client
        client.set_cookie(COOKIE, self.cookies[name])
        if method == "GET":
            return client.get(path)
        return client.post(path, data={"csrf_token": self.tokens[name]}, headers=HERE)

    def state(self):
        """A number that changes with everything that is written."""
        return self.watch.execute("PRAGMA data_version").fetchone()[0]

    def put_back(self):
        """The office as it was."""
        with closing(sqlite3.connect(self.path)) as live:
            self.kept.backup(live)

    def address(self, path):
        """A route's address with what its names mean."""
        made = self.made
        arguments = {
            "application": made.application,
            "claim": made.claim,
            "decision": 1,
            "digest": made.law.digest.removeprefix("sha256:"),
            "filename": "site.css",
            "job": self.job,
            "kind": "nothing",
            "login": "lin",
            "number": 1,
            "objection": made.objection,
            "offer": made.offer,
            "piece": made.piece,
            "proposal": made.proposal,
            "run": made.run,
            "section": "revenue_tier",
            "token": 1,
            "uscc": filled.A,
            "year": filled.YEAR,
            **OWN.get(path, {}),
        }
        if path.startswith("/office/reversals"):
            arguments["proposal"] = made.reversal
        if path.startswith("/office/policies"):
            arguments["proposal"] = self.policy
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(arguments[found[1]]), path)


@contextmanager
def opened(made, patch):
    """The house of a filled year, until the end of the block; `patch` is undone by who gave it."""
    for name, value in filled.environment(made.folder).items():
        patch.setenv(name, value)
    found = House(made, create_app())
    yield found
    found.watch.close()
    found.kept.close()


@pytest.fixture(scope="module")
def house(law, tmp_path_factory):
    made = filled.year(tmp_path_factory.mktemp("matrix"), law)
    with pytest.MonkeyPatch.context() as patch, opened(made, patch) as found:
        yield found


def turned_away(answer, visitor, method):
    """Whether a visitor was sent to log in, or told that this is not for them."""
    if visitor != NOBODY:
        return answer.status_code == 403
    if method == "GET":
        return answer.status_code == 302 and answer.headers["Location"].startswith("/login?next=")
    return answer.status_code == 401 and page(answer).findtext(".//h1") == "登录"


@pytest.mark.parametrize(
    ("route", "rule"),
    [one for one in routes.ROUTES.items() if not one[0][0].startswith("/api/")],  # tests/api/test_matrix.py
    ids=lambda r: " ".join(r) if isinstance(r, tuple) else r,
)
def test_who_may_not_is_turned_away_and_changes_nothing_and_who_may_is_answered(house, route, rule):
    path, method = route
    address = house.address(path)
    for visitor in VISITORS:
        before = house.state()
        answer = house.ask(visitor, address, method)
        told = f"{visitor}: {answer.status} {address}"
        if not may(rule, visitor):
            assert turned_away(answer, visitor, method), told
            assert house.state() == before, f"{told}: something was written"
            continue
        assert answer.status_code not in (401, 403), told
        assert answer.status_code < 500, told
        if method == "GET":
            assert answer.status_code < 400 or answer.status_code == ABSENT.get(path), told
            assert house.state() == before or path in WRITES, f"{told}: something was written"
        if house.state() != before:
            house.put_back()


def test_the_tokens_that_are_sent_are_good(house):
    """Else a form would be turned away for its token, and not for who sends it."""
    for visitor in VISITORS[1:]:
        assert house.ask(visitor, "/session", "POST").status_code == 200


def test_nobody_else_has_an_act_than_the_table_says(house):
    """The matrix asks by the very table that the site asks by: this is what the table has to be."""
    # a replay decides nothing: it is how an auditor reads what was decided
    assert {act for act, roles in ACTS.items() if "auditor" in roles and not act.startswith("read_")} == {"replay"}
    assert {act for act, roles in ACTS.items() if "admin" in roles} == {
        "read_desk",
        "read_appropriations",
        "read_policies",
        "read_staff",
        "propose_appropriation",
        "propose_policy",
        "answer_appropriation",
        "staff",
        "firm_accounts",
        "tokens",
    }
    assert all(ROLELESS not in roles for roles in ACTS.values())
