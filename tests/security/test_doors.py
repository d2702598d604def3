"""What every answer carries, what every form wants, and what a session meets."""

import base64
import hashlib
import re

import pytest
from itsdangerous import URLSafeTimedSerializer

from subsidy import store
from subsidy.web import access, session
from tests import filled, routes
from tests.build import FIRMS
from tests.web import test_matrix
from tests.web.test_matrix import may, opened
from tests.web.visitor import HERE, PASSWORD, Visitor, account, site

A, B, *_ = FIRMS
PAGES = {route: rule for route, rule in routes.ROUTES.items() if not route[0].startswith("/api/")}
STATIC = re.compile("/static/|/docs/")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture(scope="module")
def house(law, tmp_path_factory):
    made = filled.year(tmp_path_factory.mktemp("doors"), law)
    with pytest.MonkeyPatch.context() as patch, opened(made, patch) as found:
        yield found


def headed(answer, told):
    """Whether an answer keeps itself to itself."""
    policy = answer.headers["Content-Security-Policy"]
    for wanted in ("default-src", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert wanted in policy or "default-src 'none'" in policy, told
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "") or answer.mimetype == "image/svg+xml", told
    assert not re.search(r"https?:|\*", policy), told
    for name, value in ALWAYS.items():
        assert answer.headers[name] == value, told
    assert "Access-Control-Allow-Origin" not in answer.headers, told
    assert "Server" not in answer.headers, told


def test_every_answer_is_kept_by_nobody_shown_in_no_frame_and_runs_nothing_of_others(house):
    kinds = set()
    for (path, method), rule in routes.ROUTES.items():
        for visitor in test_matrix.VISITORS if method == "GET" else ():
            if not path.startswith("/api/") and not may(rule, visitor):
                continue
            address = re.sub("<.*?>", "1", path) if path.startswith("/api/") else house.address(path)
            answer = house.ask(visitor, address, method)
            told = f"{visitor} {path}"
            headed(answer, told)
            kept = answer.headers.get("Cache-Control", "")
            assert kept == "no-store" or STATIC.search(path), told
            kinds.add(answer.mimetype)
    assert {"text/html", "application/json", "application/pdf", "text/css", "image/svg+xml"} <= kinds


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/no-such-page", 404),
        ("GET", "/api/v1/no-such-thing", 404),
        ("DELETE", "/login", 405),
        ("TRACE", "/", 405),
        ("PROPFIND", "/office/", 405),
        ("POST", "/login", 400),
        ("GET", "/office/", 302),
        ("POST", "/api/v1/runs", 401),
    ],
)
def test_what_goes_wrong_is_as_closed_as_what_goes_well(house, method, path, status):
    answer = Visitor(house.visitors[test_matrix.NOBODY].app).client.open(path, method=method, headers=HERE)
    assert answer.status_code == status
    headed(answer, path)
    assert not re.search(r"Traceback|werkzeug|/work|sqlite", answer.text, re.IGNORECASE)


def test_by_https_browsers_are_told_to_stay_there_and_cookies_too(house):
    client = house.visitors[test_matrix.NOBODY].app.test_client()
    plain, safe = client.get("/login"), client.get("/login", base_url="https://localhost")
    assert "Strict-Transport-Security" not in plain.headers
    assert safe.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = safe.headers["Set-Cookie"].split("; ")
    assert cookie[0].startswith("__Host-subsidy=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie)
    assert not [part for part in cookie if part.startswith(("Domain", "Expires", "Max-Age"))]


def test_a_cookie_of_the_plain_line_is_nobody_by_https(house):
    client = house.visitors[test_matrix.NOBODY].app.test_client()
    client.set_cookie("subsidy", house.cookies[test_matrix.FIRM], domain="localhost")
    assert client.get("/password").status_code == 200
    assert client.get("/password", base_url="https://localhost").status_code == 302


@pytest.mark.parametrize(
    ("route", "rule"),
    [one for one in PAGES.items() if one[0][1] == "POST"],
    ids=lambda r: " ".join(r) if isinstance(r, tuple) else r,
)
def test_every_form_wants_its_token_and_its_own_site(house, route, rule):
    address = house.address(route[0])
    who = next(visitor for visitor in test_matrix.VISITORS[::-1] if may(rule, visitor))
    client = house.visitors[who].client
    app = house.visitors[who].app
    endpoint, _ = app.url_map.bind("localhost").match(address, "POST")
    if endpoint in routes.TOKENLESS:
        return
    other = house.tokens[test_matrix.NOBODY if who != test_matrix.NOBODY else test_matrix.FIRM]
    sent = ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": other})
    for form in sent:
        client.set_cookie(session.COOKIE, house.cookies[who])
        before = house.state()
        answer = client.post(address, data=form, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 400, form
        assert house.state() == before
    assert access.rule(app, endpoint) == rule


# sessions


@pytest.fixture
def firm(tmp_path, monkeypatch):
    app = site(tmp_path, monkeypatch)
    account(tmp_path, A)
    return app


def cookie(client):
    return client.get_cookie(session.COOKIE).value


def test_a_session_from_before_login_is_worth_nothing_after_it(firm):
    """Whoever puts a cookie into somebody's browser knows nothing once they have logged in."""
    mine, theirs = Visitor(firm), Visitor(firm)
    mine.token("/login")
    planted = cookie(mine.client)
    theirs.client.set_cookie(session.COOKIE, planted)
    before = theirs.token("/login")
    assert theirs.log_in(A).status_code == 303
    assert cookie(theirs.client) != planted
    assert not mine.logged_in
    answer = theirs.client.post(
        "/password", data={"csrf_token": before, "old": PASSWORD, "password": PASSWORD}, headers=HERE
    )
    assert answer.status_code == 400
    assert theirs.logged_in


def test_each_login_is_a_session_of_its_own(firm):
    one, other = Visitor(firm), Visitor(firm)
    one.log_in(A)
    first = cookie(one.client)
    other.log_in(A)
    assert cookie(other.client) != first
    one.post("/password", old=PASSWORD, password="另一句好记的话，也够长")
    assert one.logged_in
    assert not other.logged_in


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "\t//evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x=y",
        "http:///evil.example",
    ],
)
def test_after_login_nobody_is_sent_to_another_site(firm, target):
    who = Visitor(firm)
    answer = who.client.post(
        "/login",
        data={"csrf_token": who.token("/login"), "login": A, "password": PASSWORD, "next": target},
        headers=HERE,
    )
    assert answer.status_code == 303
    assert re.match(r"/[^/\\]", answer.headers["Location"]), answer.headers["Location"]
    assert "evil" not in answer.headers["Location"]
    assert "x=y" not in str(answer.headers)


def test_logging_out_empties_what_a_window_kept(firm):
    who = Visitor(firm)
    who.log_in(A)
    answer = who.post("/logout", page="/password")
    assert answer.headers["Clear-Site-Data"] == '"storage"'


def test_the_language_is_kept_in_a_cookie_of_this_host_alone(firm):
    client = firm.test_client()
    answer = client.post("/language", data={"to": "en"}, base_url="https://localhost")
    [cookie] = [part for part in answer.headers.getlist("Set-Cookie") if "language" in part]
    assert cookie.startswith("__Host-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Log in" in client.get("/login", base_url="https://localhost").text


def test_a_new_house_has_no_account(tmp_path, monkeypatch):
    site(tmp_path, monkeypatch)
    with store.connect(tmp_path / "subsidy.db") as db:
        assert db.execute("SELECT count(*) FROM accounts").fetchone()[0] == 0


def test_cookies_are_signed_with_sha_256(firm):
    who = Visitor(firm)
    who.log_in(A)
    signature = cookie(who.client).rpartition(".")[2]
    assert len(base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))) == 32
    for weaker in (hashlib.sha1, hashlib.md5):
        how = {"digest_method": weaker, "key_derivation": "hmac"}
        signer = URLSafeTimedSerializer(firm.secret_key, salt="cookie-session", signer_kwargs=how)
        who.client.set_cookie(session.COOKIE, signer.dumps({"account": 1}))
        assert not who.logged_in


ELSEWHERE = (
    "/.git/config",
    "/static/",
    "/static/../setup.cfg",
    "/static/%2e%2e/%2e%2e/setup.cfg",
    "/static/..%2f..%2fsetup.cfg",
    "/static/../../../../etc/passwd",
    "/subsidy.db",
    "/instance/subsidy.db",
    "/keys/office.key",
    "/files/",
    "/api/v1/docs/../../../setup.cfg",
    "/api/v1/docs/%2e%2e/%2e%2e/METADATA",
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nothing_but_its_own_files_is_served(firm, path):
    assert firm.test_client().get(path).status_code == 404
