"""What a program of the staff can do: what its scopes name and the roles of its account allow, whichever is less."""

import re

import pytest

from subsidy import store
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.people import ACTS, OF_FIRM, ROLES, SCOPES
from tests import filled, routes
from tests.api import bureau, caller
from tests.api.caller import PREFIX, error
from tests.build import FIRMS
from tests.web import staffed

SCOPED = [scope for scope in SCOPES if scope not in OF_FIRM]
STAFF = {route: rule for route, rule in routes.ROUTES.items() if route[0].startswith(PREFIX) and rule in ACTS}
# what an address means; nothing is sent along, so that an act that is let pass is refused for what it lacks
ARGUMENTS = {
    "case": f"2022-{FIRMS[0]}",
    "job": 1,
    "name": f"{FIRMS[1]}-grant.pdf",
    "proposal": 1,
    "run": "2022-001",
    "uscc": FIRMS[1],
}


@pytest.fixture(scope="module")
def house(law, tmp_path_factory):
    made = filled.year(tmp_path_factory.mktemp("api"), law)
    with pytest.MonkeyPatch.context() as patch:
        app = bureau.app(made, patch)
        with store.connect(made.folder / "subsidy.db") as db:
            for role in ROLES:
                staffed.person(db, f"zhi-{role}", role)
        yield app, made


@pytest.fixture(scope="module")
def programs(house):
    """By role and scope, a program with that scope alone; '' for all scopes."""
    app, _ = house
    return {
        (role, scope): caller.staff(app, f"zhi-{role}", *([scope] if scope else SCOPED))
        for role in ROLES
        for scope in (*SCOPED, "")
    }


def ask(who, route):
    path, method = route
    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(ARGUMENTS[found[1]]), path).removeprefix(PREFIX)
    return who.ask(method, address, {} if method != "GET" else None)


def test_there_are_such_routes():
    assert set(STAFF.values()) == set(SCOPED)


@pytest.mark.parametrize(("route", "rule"), STAFF.items(), ids=lambda r: " ".join(r) if isinstance(r, tuple) else r)
def test_neither_a_role_without_the_scope_nor_a_scope_without_the_role_opens(programs, route, rule):
    for (role, scope), who in programs.items():
        answer = ask(who, route)
        if scope in ("", rule) and role in ACTS[rule]:
            assert answer.status_code not in (401, 403), (role, scope)
            assert answer.status_code < 500, (role, scope)
        else:
            assert error(answer)[:2] == (403, "forbidden"), (role, scope)


@pytest.mark.parametrize("route", STAFF, ids=" ".join)
def test_firms_and_strangers_are_told_nothing(house, route):
    app, _ = house
    assert error(ask(caller.firm(app, filled.A), route))[0] == 403
    assert error(ask(caller.Caller(app), route))[0] == 401


def test_a_role_that_was_taken_closes_the_door_at_once(house):
    app, made = house
    with store.connect(made.folder / "subsidy.db") as db:
        boss = made.people["guan"]
        staffed.person(db, "lingshi", "handler")
        who = caller.staff(app, "lingshi", "read_cases", "run")
        assert who.get("/cases", query_string={"year": 2022}).status_code == 200
        staff.set_roles(db, "lingshi", ["finance"], boss)
        assert who.get("/cases", query_string={"year": 2022}).status_code == 403


def test_nothing_that_a_second_person_confirms_has_an_address():
    confirmed = {"review", "approve", "answer", "pay", "answer_reversal", "answer_appropriation", "check", "tokens"}
    assert not confirmed & set(STAFF.values())
