"""An account from its pages: made, entered, left, its password changed and set anew."""

import pytest

from subsidy import store
from subsidy.desk.firm import accounts
from tests.build import FIRMS, hand_in, revenue
from tests.web.visitor import PASSWORD, Visitor, account, page, site, told

A, B, *_ = FIRMS
NEW = "另一句好记的话，也够长"


@pytest.fixture
def app(tmp_path, monkeypatch):
    return site(tmp_path, monkeypatch)


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.fixture
def firm(tmp_path):
    return account(tmp_path, A)


def spread_out(text):
    return f" {text[:6].lower()} {text[6:12]}　{text[12:]} "


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


@pytest.mark.parametrize("written", [str, str.lower, spread_out, wide])
def test_a_firm_registers_leaves_and_logs_in_however_it_writes_its_code(visitor, written):
    assert visitor.post("/register", uscc=written(A), name="示例甲软件有限公司", password=PASSWORD).status_code == 303
    first, second = visitor.get("/"), visitor.get("/")
    assert ["账户已建立" in answer.text for answer in (first, second)] == [True, False]
    assert "示例甲软件有限公司" in first.text
    assert visitor.post("/logout", "/password").headers["Location"] == "/"
    assert not visitor.logged_in
    assert visitor.log_in(written(A)).status_code == 303
    assert visitor.logged_in


def test_whoever_logs_out_ends_every_copy_of_the_cookie_and_no_other_session(visitor, firm):
    visitor.log_in(A)
    name = "subsidy"
    copy = visitor.client.get_cookie(name).value
    other = Visitor(visitor.app)
    other.log_in(A)
    visitor.post("/logout", "/password")
    thief = Visitor(visitor.app)
    thief.client.set_cookie(name, copy)
    assert not thief.logged_in
    assert thief.client.get("/password").status_code == 302
    assert other.logged_in


REGISTER = {"uscc": A, "name": "示例甲软件有限公司", "password": PASSWORD}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"uscc": "91330402"}, "uscc", "应为 18 位"),
        ({"uscc": ""}, "uscc", ""),
        ({"name": " "}, "name", ""),
        ({"password": "短"}, "password", "密码至少 10 个字符"),
        ({"password": A.lower()}, "password", "密码不能与登录名相同"),
        ({"uscc": B}, "uscc", "已经有账户"),
    ],
)
def test_what_is_wrong_is_said_above_and_at_the_field_and_the_rest_is_kept(visitor, tmp_path, typed, field, words):
    account(tmp_path, B)
    answer = visitor.post("/register", **REGISTER | typed)
    assert answer.status_code == 400
    found = page(answer)
    assert list(told(answer)) == [field]
    assert words in told(answer)[field]
    assert found.findtext(".//title").startswith("错误：")
    assert found.xpath("//*[@role='alert' and @autofocus and @tabindex='-1']")
    wrong = found.get_element_by_id(field)
    assert wrong.get("aria-invalid") == "true"
    assert f"{field}-error" in wrong.get("aria-describedby")
    assert told(answer)[field] in found.get_element_by_id(f"{field}-error").text_content()
    assert found.get_element_by_id("name").get("value") == typed.get("name", REGISTER["name"])
    assert PASSWORD not in answer.text
    assert not visitor.logged_in


def test_a_firm_that_the_office_knows_needs_the_code_it_hands_out(visitor, tmp_path, law):
    with store.connect(tmp_path / "subsidy.db") as db:
        hand_in(db, law, {A: [revenue(1)]})
        code = accounts.hand_out(db, A, accounts.ACTIVATE, "office")
    assert list(told(visitor.post("/register", **REGISTER))) == ["code"]
    assert list(told(visitor.post("/register", **REGISTER, code="0000-0000-0000"))) == ["code"]
    assert visitor.post("/register", **REGISTER, code=code.lower().replace("-", " ")).status_code == 303
    assert visitor.logged_in


def test_a_wrong_password_and_an_unknown_firm_are_told_alike_and_soon_must_wait(visitor, firm):
    answers = [visitor.log_in(login, "这不是那个密码呀") for login in (A, B, A, A, A, A)]
    said = [told(answer)["login"] for answer in answers]
    assert said[0] == said[1] == "统一社会信用代码、登录名或密码不对"
    assert page(answers[0]).get_element_by_id("login").get("value") == A
    waiting = visitor.log_in(A)
    assert waiting.status_code == 429
    assert "分钟后再试" in told(waiting)["login"]
    assert not visitor.logged_in


def test_another_password_ends_all_other_sessions_but_this_one(app, firm):
    here, elsewhere = Visitor(app), Visitor(app)
    for one in (here, elsewhere):
        one.log_in(A)
        assert one.logged_in
    assert list(told(here.post("/password", old="不是这个密码", password=NEW))) == ["old"]
    assert list(told(here.post("/password", old=PASSWORD, password="短"))) == ["password"]
    assert elsewhere.logged_in
    here.post("/password", old=PASSWORD, password=NEW)
    assert "密码已更改" in here.get("/").text
    assert here.logged_in
    assert not elsewhere.logged_in
    assert elsewhere.log_in(A).status_code == 400
    assert elsewhere.log_in(A, NEW).status_code == 303


def test_a_code_of_the_office_sets_a_new_password_once(app, firm, tmp_path):
    here, elsewhere = Visitor(app), Visitor(app)
    elsewhere.log_in(A)
    with store.connect(tmp_path / "subsidy.db") as db:
        code = accounts.hand_out(db, A, accounts.RESET, "office")
    assert list(told(here.post("/reset", uscc=A, code="0000-0000-0000", password=NEW))) == ["uscc"]
    here.post("/reset", uscc=A.lower(), code=code.lower(), password=NEW)
    assert "新密码已生效" in here.get("/").text
    assert here.logged_in
    assert not elsewhere.logged_in
    assert Visitor(app).post("/reset", uscc=A, code=code, password=NEW).status_code == 400


def test_an_account_out_of_use_is_out_at_once(visitor, firm, tmp_path):
    visitor.log_in(A)
    with store.connect(tmp_path / "subsidy.db") as db:
        accounts.disable(db, A, "office")
    assert not visitor.logged_in
    assert "账户已停用" in told(visitor.log_in(A))["login"]


def test_who_is_logged_in_is_not_asked_again(visitor, firm):
    visitor.log_in(A)
    assert [visitor.client.get(path).status_code for path in ("/login", "/register")] == [302, 302]


def test_password_managers_and_keyboards_are_told_what_each_field_is(visitor, firm):
    wanted = {
        "/login": {"login": "username", "password": "current-password"},
        "/register": {"uscc": "username", "name": "organization", "password": "new-password"},
        "/reset": {"uscc": "username", "code": "one-time-code", "password": "new-password"},
    }
    for path, fields in wanted.items():
        found = page(visitor.get(path))
        assert {name: found.get_element_by_id(name).get("autocomplete") for name in fields} == fields
    visitor.log_in(A)
    found = page(visitor.get("/password"))
    assert [found.get_element_by_id(name).get("autocomplete") for name in ("old", "password")] == [
        "current-password",
        "new-password",
    ]
