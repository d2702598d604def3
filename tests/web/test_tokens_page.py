"""The page of tokens, and one's own on the page of the password: told once, revoked at once."""

import pytest

from subsidy import store
from subsidy.desk.bureau import tokens
from subsidy.desk.firm import accounts
from tests.build import FIRMS
from tests.web.staffed import person, post, staff
from tests.web.visitor import PASSWORD, Visitor, account, page, site, told

A, B, *_ = FIRMS
GOOD = {"login": "jing", "name": "示例对账程序", "scopes": ["run", "read_runs"], "days": "30"}


@pytest.fixture
def app(tmp_path, monkeypatch):
    return site(tmp_path, monkeypatch)


@pytest.fixture
def boss(app, tmp_path):
    return staff(tmp_path, "guan", "admin", app=app)


@pytest.fixture
def register(app, tmp_path):
    with store.connect(tmp_path / "subsidy.db") as db:
        person(db, "jing", "handler")
        yield db


def secret_of(answer):
    assert answer.status_code == 200
    return page(answer).xpath("//strong[contains(@class, 'secret')]")[0].text_content()


def rows(answer):
    return [" ".join(row.text_content().split()) for row in page(answer).xpath("//tbody/tr")]


def test_a_token_is_made_told_once_and_listed(app, boss, register):
    answer = post(boss, "/office/tokens", **GOOD)
    secret = secret_of(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert tokens.holder(register, secret).account.login == "jing"
    for path in ("/office/tokens", "/password", "/office/people/jing"):
        assert secret not in boss.get(path).text
    with boss.client.session_transaction() as kept:
        assert secret not in str(dict(kept))
    [row] = rows(boss.get("/office/tokens"))
    for text in ("示例对账程序", "jing", "启动批次", "没有用过", "有效", "guan"):
        assert text in row


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"login": "nobody"}, "login"),
        ({"name": ""}, "name"),
        ({"days": "很久"}, "days"),
        ({"days": "99999999999"}, "days"),
        ({"days": "367"}, "days"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["approve"]}, "scopes"),
        ({"scopes": ["apply"]}, "scopes"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(boss, register, wrong, field):
    typed = {**GOOD, **wrong}
    answer = post(boss, "/office/tokens", **typed)
    assert (answer.status_code, list(told(answer))) == (422, [field])
    for name in ("login", "name", "days"):
        assert page(answer).get_element_by_id(name).get("value") == (typed[name] or ("90" if name == "days" else ""))
    ticked = page(answer).xpath("//input[@name='scopes' and @checked]/@value")
    assert sorted(ticked) == sorted(scope for scope in typed["scopes"] if scope != "approve")
    assert tokens.everything(register, "示例管理") == []


def test_revoking_is_asked_about_and_then_at_once(boss, register):
    secret = secret_of(post(boss, "/office/tokens", **GOOD))
    asked = boss.get("/office/tokens/1/revoke")
    assert "也不能恢复" in asked.text
    assert tokens.holder(register, secret)
    assert post(boss, "/office/tokens/1/revoke").headers["Location"] == "/office/tokens"
    assert tokens.holder(register, secret) is None
    listed = boss.get("/office/tokens")
    assert "已撤销" in rows(listed)[0]
    assert not page(listed).xpath("//a[contains(@href, '/revoke')]")


@pytest.mark.parametrize("number", [9, 2**31 - 1])
def test_a_token_that_there_is_not_is_said(boss, register, number):
    for answer in (boss.get(f"/office/tokens/{number}/revoke"), post(boss, f"/office/tokens/{number}/revoke")):
        assert answer.status_code in (200, 303)
    assert f"没有令牌 {number}" in boss.get("/office/tokens").text
    assert boss.get(f"/office/tokens/{2**64}/revoke").status_code == 404


@pytest.mark.parametrize("role", ["handler", "approver", "finance", "auditor"])
def test_the_page_is_for_administrators_and_only_they_are_led_there(app, boss, register, tmp_path, role):
    other = staff(tmp_path, "bie", role, app=app)
    assert page(boss.get("/office/")).xpath("//nav//a[@href='/office/tokens']")
    assert not page(other.get("/office/")).xpath("//nav//a[@href='/office/tokens']")
    assert other.get("/office/tokens").status_code == 403
    assert post(other, "/office/tokens", **GOOD).status_code == 403
    assert tokens.everything(register, "示例管理") == []


def test_whose_account_it_is_sees_their_own_and_can_end_them(app, boss, register, tmp_path):
    account(tmp_path, A)
    mine = secret_of(post(boss, "/office/tokens", **{**GOOD, "login": A, "scopes": ["apply"]}))
    theirs = secret_of(post(boss, "/office/tokens", **GOOD))
    firm = Visitor(app)
    firm.log_in(A)
    shown = firm.get("/password")
    assert "填报、提交和撤回本企业的申报" in shown.text
    assert page(shown).xpath("//a[contains(@href, '/revoke')]/@href") == ["/password/tokens/1/revoke"]
    assert "启动批次" not in shown.text
    for number in (2, 99, 2**64):  # another's is as none
        assert "撤销令牌" not in page(firm.get(f"/password/tokens/{number}/revoke")).findtext(".//h1")
        assert post(firm, f"/password/tokens/{number}/revoke").status_code == 303
        assert "令牌已撤销" not in firm.get("/password").text
    assert tokens.holder(register, theirs)
    assert "也不能恢复" in firm.get("/password/tokens/1/revoke").text
    assert tokens.holder(register, mine)
    assert post(firm, "/password/tokens/1/revoke").headers["Location"] == "/password"
    assert "令牌已撤销" in firm.get("/password").text
    assert tokens.holder(register, mine) is None


def test_the_page_of_the_password_says_nothing_of_tokens_where_there_are_none(app, register, tmp_path):
    jing = staff(tmp_path, "jing", "handler", app=app)
    assert "令牌" not in jing.get("/password").text


def test_a_mistake_with_the_password_leaves_the_tokens_on_the_page(app, boss, register, tmp_path):
    post(boss, "/office/tokens", **GOOD)
    jing = staff(tmp_path, "jing", "handler", app=app)
    answer = post(jing, "/password", old="不是这一句啊啊啊", password="另一句好记的话，也够长")
    assert (answer.status_code, "示例对账程序" in answer.text) == (400, True)


def test_a_token_does_not_outlive_its_revocation_with_a_new_password(app, boss, register):
    """A token is no password: a new one leaves it, revoking ends it."""
    secret = secret_of(post(boss, "/office/tokens", **GOOD))
    found = accounts.login(register, "jing", PASSWORD)
    accounts.change_password(register, found.id, PASSWORD, "另一句好记的话，也够长")
    assert tokens.holder(register, secret)
    tokens.revoke(register, 1, "示例管理")
    assert tokens.holder(register, secret) is None
