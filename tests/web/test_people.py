"""The pages of people and of firms' accounts: codes told once, roles that count from the next request on."""

import pytest

from subsidy import store
from subsidy.desk.bureau import staff as desk
from subsidy.desk.firm import accounts
from subsidy.store import staff as rows
from tests.build import FIRMS, hand_in, project
from tests.web.staffed import person, post, staff
from tests.web.visitor import PASSWORD, Visitor, account, page, site, told

A, B, *_ = FIRMS


@pytest.fixture
def app(tmp_path, monkeypatch):
    return site(tmp_path, monkeypatch)


@pytest.fixture
def boss(app, tmp_path):
    return staff(tmp_path, "guan", "admin", app=app)


@pytest.fixture
def register(app, tmp_path):
    with store.connect(tmp_path / "subsidy.db") as db:
        yield db


def code_of(answer):
    assert answer.status_code == 200
    return page(answer).xpath("//strong[contains(@class, 'code')]")[0].text_content()


def nowhere_else(app, register, visitor, code):
    """The code is in no later page, no cookie, and not in the database."""
    bare = code.replace("-", "")
    for path in ("/office/people", "/office/people/jing"):
        assert code not in visitor.get(path).text
    with visitor.client.session_transaction() as kept:
        assert bare not in str(dict(kept)).replace("-", "")
    assert not any(bare in str(row) for table in register.table_names() for row in register[table].rows)


def test_somebody_new_gets_in_with_the_code_and_lands_at_the_desk(app, boss, register):
    made = post(boss, "/office/people", login="Jing", name="示例经办", roles=["handler", "reviewer"])
    code = code_of(made)
    assert "Location" not in made.headers
    nowhere_else(app, register, boss, code)
    new = Visitor(app)
    entered = new.post("/reset", uscc="JING", code=code, password=PASSWORD)
    assert (entered.status_code, entered.headers["Location"]) == (303, "/office/")
    assert Visitor(app).log_in("Jing").headers["Location"] == "/office/"
    assert new.get("/office/people").status_code == 403


def test_what_is_wrong_with_a_new_account_is_told_at_its_field_and_what_was_typed_stays(boss, register):
    for fields, field in (
        ({"login": "x", "name": "示例", "roles": "handler"}, "login"),
        ({"login": "guan", "name": "示例", "roles": "handler"}, "login"),
        ({"login": "jing", "name": "", "roles": "handler"}, "name"),
        ({"login": "jing", "name": "示例"}, "roles"),
        ({"login": "jing", "name": "示例", "roles": ["auditor", "handler"]}, "roles"),
    ):
        answer = post(boss, "/office/people", **fields)
        assert (answer.status_code, list(told(answer))) == (422, [field])
        assert page(answer).get_element_by_id("login").get("value") == fields["login"]
        assert page(answer).xpath("//input[@name='roles' and @checked]/@value") == (
            [fields["roles"]] if isinstance(fields.get("roles"), str) else sorted(fields.get("roles", []), reverse=True)
        )
    assert set(rows.names(register)) == {"guan"}


def test_a_role_that_was_taken_is_gone_at_the_next_request(app, boss, tmp_path):
    jing = staff(tmp_path, "jing", "handler", app=app)
    assert jing.get("/office/firm-accounts").status_code == 200
    assert post(boss, "/office/people/jing/roles", roles=["finance"]).status_code == 303
    answer = jing.get("/office/firm-accounts")
    assert answer.status_code == 403
    assert "示例经办jing（财务）不能办理，应由管理员、经办办理" in answer.text
    assert jing.logged_in


def test_whoever_is_put_out_of_use_is_out_at_the_next_request(app, boss, tmp_path, register):
    jing = staff(tmp_path, "jing", "handler", app=app)
    assert post(boss, "/office/people/jing/disable").status_code == 303
    assert not jing.logged_in
    assert jing.client.get("/office/firm-accounts").headers["Location"].startswith("/login")
    refused = jing.log_in("jing")
    assert (refused.status_code, *told(refused).values()) == (400, "账户已停用，请与受理单位联系")
    assert post(boss, "/office/people/jing/code").status_code == 303
    assert "账户已停用，应先恢复" in boss.get("/office/people/jing").text
    post(boss, "/office/people/jing/disable", undo="1")
    assert jing.log_in("jing").status_code == 303


def test_a_code_for_somebody_who_forgot(app, boss, tmp_path, register):
    staff(tmp_path, "jing", "handler", app=app)
    code = code_of(post(boss, "/office/people/jing/code"))
    nowhere_else(app, register, boss, code)
    assert Visitor(app).post("/reset", uscc="jing", code=code, password="又一句好记的话，够长了").status_code == 303


def test_nobody_changes_their_own_account_and_one_administrator_stays(boss, register):
    assert not page(boss.get("/office/people/guan")).xpath("//main//form")
    for what, fields in (("roles", {"roles": "handler"}), ("disable", {}), ("code", {})):
        answer = post(boss, f"/office/people/guan/{what}", **fields)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/office/people/guan")
        assert "不能改自己的账户" in boss.get("/office/people/guan").text
    assert desk.one(register, "guan", person(register, "guan")).get("roles") == {"admin"}


def test_an_auditor_reads_and_changes_nothing(app, boss, tmp_path, register):
    shen = staff(tmp_path, "shen", "auditor", app=app)
    assert not page(shen.get("/office/people/guan")).xpath("//main//form")
    before = register.execute("SELECT count(*) FROM audit").fetchone()
    for path in ("people", "people/guan/roles", "people/guan/code", "people/guan/disable"):
        assert post(shen, f"/office/{path}", login="x1", name="示例", roles="handler").status_code == 403
    assert register.execute("SELECT count(*) FROM audit").fetchone() == before


def test_staff_without_a_role_are_told_whose_the_desk_is(app, boss, tmp_path, register):
    person(register, "jing", "handler")
    with store.write(register):
        account_id = register.execute("SELECT id FROM accounts WHERE login = 'jing'").fetchone()[0]
        rows.give(register, account_id, [("handler", False)], "2022-01-01T00:00:00+08:00", "guan")
    jing = Visitor(app)
    assert jing.log_in("jing").headers["Location"] == "/office/"
    answer = jing.get("/office/")
    assert answer.status_code == 403
    assert "（无）不能办理" in answer.text


def test_no_such_person_leads_to_the_list(boss):
    assert boss.client.get("/office/people/nobody").headers["Location"] == "/office/people"
    assert post(boss, "/office/people/nobody/code").status_code == 303


@pytest.fixture
def firms(law, register, tmp_path):
    """A has applied on paper, B registered itself."""
    hand_in(register, law, {A: [project(1)]}, names={A: "示例甲软件有限公司"})
    return account(tmp_path, B, "示例乙软件有限公司")


def listed(answer):
    return [row.text_content() for row in page(answer).xpath("//tbody/tr/th")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "甲乙"),
        ("甲软件", "甲"),
        (A.lower(), "甲"),
        (f" {B[:4]} {B[4:]}", "乙"),
        ("示例", "甲乙"),
        ("没有", ""),
        ("%", ""),
    ],
)
def test_firms_are_found_by_code_and_name(boss, firms, text, wanted):
    answer = boss.client.get("/office/firm-accounts", query_string={"text": text})
    assert listed(answer) == [f"示例{name}软件有限公司" for name in wanted]


def test_a_firm_known_on_paper_registers_with_its_code(app, boss, firms, register):
    code = code_of(post(boss, f"/office/firm-accounts/{A}/code"))
    assert "注册码" in boss.get(f"/office/firm-accounts?text={A}").text
    assert code not in boss.get(f"/office/firm-accounts?text={A}").text
    new = Visitor(app).post("/register", uscc=A, name="示例甲软件有限公司", password=PASSWORD, code=code)
    assert new.status_code == 303


def test_a_firm_with_an_account_gets_a_new_password_and_can_be_put_out_of_use(app, boss, firms, tmp_path):
    code = code_of(post(boss, f"/office/firm-accounts/{B}/code"))
    firm = Visitor(app)
    assert firm.post("/reset", uscc=B, code=code, password="又一句好记的话，够长了").status_code == 303
    assert post(boss, f"/office/firm-accounts/{B}/disable").status_code == 303
    assert not firm.logged_in
    refused = post(boss, f"/office/firm-accounts/{B}/code")
    assert (refused.status_code, "账户已停用，应先恢复" in refused.text) == (422, True)
    post(boss, f"/office/firm-accounts/{B}/disable", undo="1")
    assert firm.log_in(B, "又一句好记的话，够长了").status_code == 303


def test_accounts_of_staff_are_none_of_firms(boss, firms, register):
    assert listed(boss.get("/office/firm-accounts?text=guan")) == []
    refused = post(boss, "/office/firm-accounts/guan/code")
    assert (refused.status_code, "没有这家企业的记录" in refused.text) == (422, True)
    post(boss, "/office/firm-accounts/guan/disable")
    assert accounts.login(register, "guan", PASSWORD).login == "guan"


def test_many_firms_go_on_by_code(boss, law, register, monkeypatch):
    hand_in(register, law, {uscc: [project(1)] for uscc in FIRMS})
    monkeypatch.setattr("subsidy.desk.bureau.firm_accounts.SIZE", 3)
    first = boss.get("/office/firm-accounts?text=示例")
    following = page(first).xpath("//nav[@class='pager']//a[text()='下一页']/@href")[0]
    assert (len(listed(first)), len(listed(boss.get(following)))) == (3, 1)
    assert not page(boss.get(following)).xpath("//a[text()='下一页']")
