"""Every route of a firm's programs, asked by who may not: told so, in one shape, and nothing is written."""

import re
import sqlite3

import pytest

from subsidy import store
from subsidy.desk.bureau.people import OF_FIRM, ROLES, SCOPES
from subsidy.web import access
from tests import routes
from tests.api import applying, caller
from tests.api.caller import PREFIX, Caller, error
from tests.build import FIRMS
from tests.web import staffed
from tests.web.visitor import Visitor, account

A, *_ = FIRMS
API = {route: rule for route, rule in routes.ROUTES.items() if route[0].startswith(PREFIX)}
OWN = [route for route, rule in API.items() if rule == access.FIRM]
ANYBODY = [route for route, rule in API.items() if rule == access.ANYBODY]
PUBLIC = [route for route, rule in API.items() if rule == access.PUBLIC]
ARGUMENTS = {
    "application": f"{applying.YEAR}-{A}",
    "filename": "swagger-ui.css",
    "name": "x.pdf",
    "number": 1,
    "piece": 1,
    "requirement": "audit",
    "section": "revenue_tier",
}


def address(path):
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(ARGUMENTS[found[1]]), path)


def asked(who, route):
    path, method = route
    body = {} if method in ("POST", "PUT") else None
    return who.ask(method, address(path).removeprefix(PREFIX), body, match='"x"' if method != "GET" else None)


@pytest.fixture
def house(app, database_of):
    """A's application, somebody of the staff with every role that goes together, and a look at what is written."""
    applying.begun(caller.firm(app, A), tier={"revenue": "5200"})
    with store.connect(database_of) as db:
        staffed.person(db, "jing", *(role for role in ROLES if role not in ("auditor", "admin")))
    watch = sqlite3.connect(database_of)
    yield lambda: watch.execute("PRAGMA data_version").fetchone()[0]
    watch.close()


def test_every_route_is_of_one_of_these_kinds():
    staff = [route for route, rule in API.items() if rule in SCOPES and rule not in OF_FIRM]
    assert sorted(API) == sorted([*OWN, *ANYBODY, *PUBLIC, *staff])


@pytest.mark.parametrize("route", [*OWN, *ANYBODY], ids=" ".join)
def test_nobody_comes_in_without_a_token_whatever_cookie_they_have(app, house, tmp_path, route):
    nobody, visitor = Caller(app), Visitor(app)
    account(tmp_path, FIRMS[1])
    assert visitor.log_in(FIRMS[1]).status_code == 303
    before = house()
    for client in (nobody.client, visitor.client):
        answer = client.open(address(route[0]), method=route[1], json={}, headers={"Idempotency-Key": "12345678"})
        assert error(answer)[:2] == (401, "unauthorized")
    assert house() == before


@pytest.mark.parametrize("route", OWN, ids=" ".join)
def test_a_token_of_staff_is_no_firms(app, house, route):
    who = caller.staff(app, "jing", *(scope for scope in SCOPES if scope not in OF_FIRM))
    assert who.get("/token").status_code == 200  # its day of use is written now
    before = house()
    assert error(asked(who, route))[:2] == (403, "forbidden")
    assert house() == before


@pytest.mark.parametrize("route", [route for route in OWN if route[1] != "GET"], ids=" ".join)
def test_a_token_that_only_reads_writes_nothing(app, house, route):
    who = caller.firm(app, A, "read_apply")
    assert who.get("/applications").status_code == 200
    before = house()
    assert error(asked(who, route))[:2] == (403, "forbidden")
    assert house() == before


@pytest.mark.parametrize("route", PUBLIC, ids=" ".join)
def test_what_is_public_needs_nothing(app, route):
    assert asked(Caller(app), route).status_code in (200, 422)
