"""Who comes in at the door for programs, and how it is told that they do not."""

import datetime
import hashlib

import pytest

from subsidy import store
from subsidy.desk.bureau import staff, tokens
from subsidy.desk.firm import accounts
from subsidy.store import tokens as rows
from tests.api import caller
from tests.api.caller import Caller, error
from tests.build import FIRMS
from tests.web import staffed
from tests.web.visitor import PASSWORD, Visitor

A = FIRMS[0]


def test_a_token_says_for_whom_it_acts(app):
    who = caller.firm(app, A, "read_apply")
    told = who.get("/token").json
    assert told["account"] == {"login": A, "name": "示例甲软件有限公司", "role": "firm"}
    assert told["scopes"] == ["read_apply"]
    assert told["expires"] == (datetime.date.today() + datetime.timedelta(days=30)).isoformat()


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer x", "Basic YTpi", f"Bearer subsidy_{'A' * 43}", f"bearer subsidy_{'é' * 43}"]
)
def test_without_a_good_token_nobody_comes_in(app, given):
    answer = Caller(app).get("/token", headers={"Authorization": given} if given else {})
    assert error(answer)[:2] == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_token_that_was_revoked_or_is_over_is_none(app, database_of):
    who = caller.firm(app, A)
    assert who.get("/token").status_code == 200
    with store.connect(database_of) as db:
        tokens.revoke(db, who.get("/token").json["id"], "示例管理")
    assert who.get("/token").status_code == 401


def test_a_token_is_good_until_the_end_of_its_last_day(app, database_of):
    who = caller.firm(app, A)
    assert who.get("/token").json["expires"]
    for days, status in ((0, 200), (-1, 401)):
        who.secret = f"{tokens.PREFIX}{str(days).zfill(43)}"
        with store.connect(database_of) as db:
            account = db.execute("SELECT id FROM accounts WHERE login = ?", [A]).fetchone()[0]
            digest = hashlib.sha256(who.secret.encode()).hexdigest()
            last = (datetime.date.today() + datetime.timedelta(days=days)).isoformat()
            rows.add(db, account, "示例程序", digest, "read_apply", last, "2022-01-01T00:00:00+08:00", "示例管理")
        assert who.get("/token").status_code == status


def test_an_account_out_of_use_takes_its_tokens_along(app, database_of):
    with store.connect(database_of) as db:
        staffed.person(db, "jing", "handler")
        boss = staffed.person(db, "guan", "admin")
    who = caller.staff(app, "jing", "read_cases")
    assert who.get("/token").status_code == 200
    with store.connect(database_of) as db:
        staff.disable(db, "jing", boss)
    assert who.get("/token").status_code == 401


def test_a_cookie_opens_nothing(app, database_of):
    with store.connect(database_of) as db:
        accounts.register(db, A, "示例甲软件有限公司", PASSWORD)
    visitor = Visitor(app)
    assert visitor.log_in(A).status_code == 303
    assert visitor.client.get("/api/v1/token").status_code == 401
    assert visitor.client.get("/session").status_code == 200


def test_a_token_opens_no_page(app):
    who = caller.firm(app, A)
    answer = who.client.get("/letters", headers={"Authorization": f"Bearer {who.secret}"})
    assert answer.status_code == 302


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("PUT", "/token", 405)])
def test_addresses_and_methods_that_are_not_there_are_told_in_the_same_shape(app, method, path, status):
    answer = Caller(app).ask(method, path)
    assert error(answer)[0] == status
    assert (answer.headers.get("Allow") is not None) == (status == 405)


def test_pages_that_are_not_there_are_pages_still(app):
    assert "html" in app.test_client().get("/nothing").content_type


def test_a_fault_of_ours_tells_nothing_but_its_number(app, monkeypatch):
    def broken(*args):
        raise RuntimeError("geheim")

    monkeypatch.setattr("subsidy.api.tokens.tokens.own", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = caller.firm(app, A).get("/token")
    assert error(answer)[:2] == (500, "internal")
    assert "geheim" not in answer.text


def test_without_a_database_the_service_says_so(app, database_of):
    who = caller.firm(app, A)
    database_of.rename(database_of.with_suffix(".away"))
    answer = who.get("/token")
    assert error(answer)[:2] == (503, "unavailable")
    assert answer.headers["Retry-After"]
    assert str(database_of) not in answer.text


def test_the_day_of_use_is_kept_and_nobody_waits_for_it(app, database_of):
    who = caller.firm(app, A)
    with store.connect(database_of) as db:
        with store.write(db):  # somebody is writing
            assert who.get("/token").status_code == 200
        assert tokens.everything(db, "示例管理")[0].used is None
        assert who.get("/token").status_code == 200
        assert tokens.everything(db, "示例管理")[0].used == datetime.date.today().isoformat()
