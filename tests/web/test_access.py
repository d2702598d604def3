"""Who reaches what, for how long, and that no other site sends forms in anybody's name."""

import datetime
import re
import stat

import pytest

from subsidy import config, create_app, store
from subsidy.desk.bureau import people
from subsidy.store import accounts as table
from subsidy.web import access, session
from tests import fresh, routes
from tests.build import FIRMS
from tests.web.staffed import staff
from tests.web.visitor import HERE, PASSWORD, Visitor, account, page, site

A, B, *_ = FIRMS
FORM = {"note": "填了很久<b>", "many": ["一", "二"], "password": "秘密"}
ROUTES = {
    (re.sub("<int:[^>]+>", "2022", re.sub("<[^:>]+>|<(path|string):[^>]+>", "x", path)), method): rule
    for (path, method), rule in routes.ROUTES.items()
    if not path.startswith("/api/")  # programs bring a token: tests/api/test_matrix.py
}


@pytest.fixture
def app(tmp_path, monkeypatch):
    """An application with a page of a firm's own."""
    return site(tmp_path, monkeypatch, lambda: fresh.app(_own))


def _own(app):
    app.add_url_rule("/own", "own", access.firm(lambda: "本企业 " + "；".join(access.request.form.getlist("many"))))
    app.add_url_rule(
        "/own", "sent", access.firm(lambda: "；".join(access.request.form.getlist("many"))), methods=["POST"]
    )


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.fixture
def firms(tmp_path):
    return [account(tmp_path, A), account(tmp_path, B, "示例乙软件有限公司")]


@pytest.mark.parametrize(("route", "rule"), ROUTES.items(), ids=lambda r: " ".join(r) if isinstance(r, tuple) else r)
def test_nobody_reaches_what_is_not_public(visitor, route, rule):
    path, method = route
    answer = visitor.client.open(path, method=method)
    if rule != access.PUBLIC:
        if method == "GET":
            assert (answer.status_code, answer.headers["Location"]) == (302, f"/login?next={path}")
        else:
            assert (answer.status_code, page(answer).findtext(".//h1")) == (401, "登录")
    else:
        assert answer.status_code not in (401, 403)


def test_a_script_without_a_session_is_told_where_to_log_in(visitor):
    for answer in (visitor.get("/session", Accept="application/json"), visitor.client.post("/own", json={})):
        assert (answer.status_code, answer.json) == (401, {"login": "/login"})


def test_another_role_does_not_reach_a_firms_pages(visitor, firms, tmp_path):
    with store.connect(tmp_path / "subsidy.db") as db:
        hashed = table.by_login(db, A)["password"]
        table.add(db, "CLERK", "clerk", None, "某科员", hashed, "2022-01-01T00:00:00+08:00")
    visitor.log_in("clerk")
    answer = visitor.get("/own")
    assert (answer.status_code, page(answer).findtext(".//h1")) == (403, "不能打开这一页")
    assert "不属于您登录的账户" in answer.text
    assert visitor.get("/password").status_code == 200


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("/own?a=1", "/own?a=1"),
        ("/verify", "/verify"),
        ("//evil.example/", ""),
        ("/\\evil.example/", ""),
        ("/own\\..", ""),
        ("https://evil.example/own", ""),
        ("own", ""),
        ("/nowhere", ""),
        ("/logout", ""),
        ("/own\r\nSet-Cookie: a=b", ""),
        ("", ""),
    ],
)
def test_after_logging_in_one_goes_on_within_the_site(app, firms, target, wanted):
    landing = Visitor(app).log_in(A).headers["Location"]
    assert Visitor(app).log_in(A, next=target).headers["Location"] == (wanted or landing)


def test_every_form_that_changes_something_needs_its_token(app, firms, tmp_path):
    visitor = Visitor(app)
    visitor.log_in(A)
    who = {role: staff(tmp_path, role, role, app=app) for role in people.ROLES}
    for path, method in [*ROUTES, ("/own", "POST")]:
        if method == "POST":
            endpoint = app.url_map.bind("").match(path, method="POST")[0]
            allowed = people.ACTS.get(access.rule(app, endpoint))
            sender = who[allowed[0]] if allowed else visitor
            refused = sender.client.post(path, data={"uscc": B}, headers=HERE).status_code == 400
            assert refused == (endpoint not in routes.TOKENLESS) or endpoint == "verify.by_file"
    assert all(one.logged_in for one in (visitor, *who.values()))
    assert {name for name in app.view_functions if access._said(app, name, "tokenless")} == routes.TOKENLESS


def test_a_form_with_a_token_that_is_over_is_sent_again_with_one_press(visitor, firms):
    visitor.log_in(A)
    answer = visitor.client.post("/own", data=FORM | {"csrf_token": "x"}, headers=HERE)
    assert answer.status_code == 400
    again = page(answer).xpath("//main//form")[0]
    assert (again.get("action"), again.get("method")) == ("/own", "post")
    fields = again.form_values() if hasattr(again, "form_values") else []
    assert [pair for pair in fields if pair[0] != "csrf_token"] == [
        ("note", "填了很久<b>"),
        ("many", "一"),
        ("many", "二"),
    ]
    assert visitor.client.post("/own", data=dict(fields) | {"many": ["一", "二"]}).text == "一；二"


@pytest.mark.parametrize("origin", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}])
def test_what_another_site_sends_is_not_offered_again(visitor, firms, origin):
    visitor.log_in(A)
    signed_in = visitor.client.post("/own", data=FORM, headers=origin)
    visitor.client.delete_cookie("subsidy")
    nobody = visitor.client.post("/own", data=FORM, headers=origin)
    for answer in (signed_in, nobody):
        assert answer.status_code in (400, 401)
        assert "填了很久" not in answer.text
        assert not page(answer).xpath("//input[@name='kept']")


@pytest.fixture
def over(app, visitor, firms):
    """A session that is over, and its visitor's form, which got the login page."""
    visitor.log_in(A)
    app.permanent_session_lifetime = datetime.timedelta(seconds=-1)
    answer = visitor.client.post("/own", data=FORM, headers=HERE)
    app.permanent_session_lifetime = session.IDLE
    visitor.client.delete_cookie("subsidy")
    assert answer.status_code == 401
    return answer


def test_what_was_typed_waits_at_the_login_page_for_whom_it_belongs_to(visitor, over):
    assert "刚才填写的内容还在" in over.text
    assert "秘密" not in over.text
    kept = page(over).xpath("//input[@name='kept']/@value")[0]
    wrong = visitor.log_in(A, "这不是那个密码呀", kept=kept)
    assert page(wrong).xpath("//input[@name='kept']/@value") == [kept]
    answer = visitor.log_in(A, kept=kept)
    fields = page(answer).xpath("//main//form")[0].form_values()
    assert visitor.client.post("/own", data={"csrf_token": dict(fields)["csrf_token"], "many": "一"}).text == "一"
    assert [value for name, value in fields if name == "many"] == ["一", "二"]


def test_what_was_typed_is_shown_to_no_other_firm(visitor, over):
    kept = page(over).xpath("//input[@name='kept']/@value")[0]
    for sealed in (kept, kept[:-3] + "abc", "x"):
        answer = Visitor(visitor.app).log_in(B, kept=sealed)
        assert answer.status_code == 303
        assert "填了很久" not in answer.text


def test_a_session_ends_after_half_an_hour_without_a_request_and_after_half_a_day_at_all(app, visitor, firms):
    visitor.log_in(A)
    with visitor.client.session_transaction() as kept:
        assert kept.permanent
        kept["since"] -= session.LONGEST.total_seconds() + 1
    assert not visitor.logged_in
    visitor.log_in(A)
    assert visitor.logged_in
    app.permanent_session_lifetime = datetime.timedelta(seconds=-1)
    assert not visitor.logged_in


def test_asking_how_long_is_left_does_not_keep_a_session_alive(visitor, firms):
    visitor.log_in(A)
    for answer, refreshed in ((visitor.get("/session"), False), (visitor.get("/own"), True)):
        assert ("Set-Cookie" in answer.headers) == refreshed
    token = visitor.get("/session").json["token"]
    assert visitor.client.post("/session", headers={"X-CSRFToken": token}).json["left"] > 1700
    assert visitor.client.post("/session", headers={"Accept": "application/json"}).status_code == 400


def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_lines(visitor, firms):
    cookie = visitor.log_in(A).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Expires" not in cookie
    assert "Secure" not in cookie
    secure = visitor.client.get("/login", base_url="https://localhost").headers["Set-Cookie"]
    assert "Secure" in secure.split("; ")


def test_the_key_that_signs_is_made_once_and_is_the_services_alone(app, visitor, firms, tmp_path, monkeypatch):
    visitor.log_in(A)
    path = tmp_path / "keys" / session.SECRET
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = path.read_text()
    assert len(key) == 64
    assert list(path.parent.iterdir()) == [path]
    again = create_app().test_client()
    again.set_cookie("subsidy", visitor.client.get_cookie("subsidy").value)
    assert again.get("/password").status_code == 200
    assert path.read_text() == key
    monkeypatch.setenv(config.KEYS, str(tmp_path / "elsewhere"))
    other = create_app().test_client()
    other.set_cookie("subsidy", visitor.client.get_cookie("subsidy").value)
    assert other.get("/password").status_code == 302


def test_pages_are_kept_by_no_cache_and_in_no_frame(visitor, firms):
    visitor.log_in(A)
    answer = visitor.get("/password")
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert visitor.get("/static/site.css").headers.get("Cache-Control") != "no-store"


def test_a_password_is_never_in_a_page(visitor, firms):
    answer = visitor.client.post("/login", data={"login": A, "password": PASSWORD}, headers=HERE)
    assert answer.status_code == 400
    assert "这一页打开得太久" in answer.text
    assert PASSWORD not in answer.text
