"""Accounts of staff: who may make and change them, what roles go together, and that somebody always can."""

import pytest

from subsidy.desk.bureau import staff
from subsidy.desk.bureau.people import ROLES, NotAllowedError
from subsidy.desk.common import DeskError
from subsidy.desk.firm import accounts
from subsidy.store import accounts as table
from subsidy.store import staff as rows
from tests.build import FIRMS, PASSWORD
from tests.web.staffed import person


@pytest.fixture
def boss(db):
    return person(db, "guan", "admin", name="示例管理员")


def held(db, login):
    return next(row["roles"] for row in rows.everybody(db) if row["login"] == login)


def acts(db):
    return [(row["act"], row["subject"], row["actor"]) for row in db.query("SELECT * FROM audit ORDER BY id")]


def test_a_new_account_is_entered_with_its_code_once_and_its_acts_are_the_persons_own(db, boss):
    code = staff.add(db, " Jing.W ", " 示例　经办 ", ["reviewer", "handler"], boss)
    made = next(row for row in staff.everybody(db, boss) if row["login"] == "jing.w")
    assert (made["name"], made["roles"], staff.state(made)) == ("示例 经办", {"handler", "reviewer"}, "待设密码")
    assert staff.role_names(made["roles"]) == "经办、复核"
    with pytest.raises(accounts.AccountError):
        accounts.login(db, "jing.w", code)
    found = accounts.reset(db, "JING.W", code, PASSWORD)
    assert staff.person(found) == ("jing.w", "示例 经办", {"handler", "reviewer"}, None)
    with pytest.raises(accounts.AccountError):
        accounts.reset(db, "jing.w", code, PASSWORD)
    assert staff.log_in(db, "jing.w", PASSWORD).may("check")
    assert staff.state(next(row for row in staff.everybody(db, boss) if row["login"] == "jing.w")) == "使用中"
    assert ("staff_add", "jing.w", "guan") in acts(db)
    assert code not in str(db.execute("SELECT group_concat(detail) FROM audit").fetchone())


@pytest.mark.parametrize(
    ("login", "name", "roles", "told"),
    [
        ("a", "示例", ["handler"], "应为 2 至 30 个字"),
        ("a b", "", ["handler"], "姓名"),
        ("a/b", "示例", ["handler"], "应为 2 至 30 个字"),
        (FIRMS[0], "示例", ["handler"], "不能是统一社会信用代码"),
        ("guan", "示例", ["handler"], "已有人用"),
        ("jing", " ", ["handler"], "姓名"),
        ("jing", "示" * 31, ["handler"], "姓名"),
        ("jing", "示例", [], "至少要有一个"),
        ("jing", "示例", ["boss"], "没有“boss”这一角色"),
        ("jing", "示例", ["auditor", "handler"], "审计不能兼任其他角色"),
        ("jing", "示例", ["admin", "approver"], "管理员不能兼任其他角色"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_leaves_nothing(db, boss, login, name, roles, told):
    before = acts(db)
    with pytest.raises(DeskError, match=told):
        staff.add(db, login, name, roles, boss)
    assert acts(db) == before


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_an_administrator_changes_accounts(db, boss, role):
    other = person(db, "bie", role)
    before = acts(db)
    for act in (
        lambda: staff.add(db, "xin", "示例", ["handler"], other),
        lambda: staff.set_roles(db, "guan", ["handler"], other),
        lambda: staff.reset_code(db, "guan", other),
        lambda: staff.disable(db, "guan", other),
    ):
        with pytest.raises(NotAllowedError, match="应由管理员办理"):
            act()
    assert acts(db) == before


def test_who_may_read_the_list(db, boss):
    assert staff.everybody(db, person(db, "shen", "auditor"))
    with pytest.raises(NotAllowedError):
        staff.everybody(db, person(db, "jing", "handler"))


def test_nobody_changes_their_own_account(db, boss):
    person(db, "er", "admin")
    for act in (
        lambda: staff.set_roles(db, "GUAN", ["handler"], boss),
        lambda: staff.disable(db, "guan", boss),
        lambda: staff.reset_code(db, "guan", boss),
    ):
        with pytest.raises(DeskError, match="不能改自己的账户"):
            act()


def test_the_last_administrator_stays_one(db, boss):
    for act in (lambda: staff.set_roles(db, "guan", ["handler"], "root"), lambda: staff.disable(db, "guan", "root")):
        with pytest.raises(DeskError, match="最后一名管理员"):
            act()
    person(db, "er", "admin")
    staff.disable(db, "er", boss)
    with pytest.raises(DeskError, match="最后一名管理员"):
        staff.disable(db, "guan", "root")
    staff.disable(db, "er", boss, disabled=False)
    staff.set_roles(db, "guan", ["handler"], "root")
    assert held(db, "guan") == {"handler"}


def test_roles_given_and_taken_stay_on_record(db, boss):
    person(db, "jing", "handler")
    staff.set_roles(db, "jing", ["reviewer", "approver"], boss)
    staff.set_roles(db, "jing", ["reviewer", "approver"], boss)
    assert held(db, "jing") == {"reviewer", "approver"}
    assert [act for act, subject, _ in acts(db) if (act, subject) == ("staff_roles", "jing")] == ["staff_roles"]
    given = db.execute("SELECT role, given FROM staff_roles WHERE actor = 'guan' ORDER BY id").fetchall()
    assert sorted(given) == [("approver", 1), ("handler", 0), ("reviewer", 1)]


def test_a_disabled_account_gets_in_by_no_way(db, boss):
    person(db, "jing", "handler")
    code = staff.reset_code(db, "jing", boss)
    staff.disable(db, "jing", boss)
    with pytest.raises(DeskError, match="账户已停用"):
        staff.log_in(db, "jing", PASSWORD)
    with pytest.raises(accounts.AccountError):
        accounts.reset(db, "jing", code, PASSWORD)
    with pytest.raises(DeskError, match="应先恢复"):
        staff.reset_code(db, "jing", boss)
    assert accounts.account(db, table.by_login(db, "jing")["id"]) is None
    staff.disable(db, "jing", boss, disabled=False)
    assert staff.log_in(db, "jing", PASSWORD).login == "jing"


def test_the_accounts_of_firms_are_none_of_staff(db, boss):
    accounts.register(db, FIRMS[0], "示例甲软件有限公司", PASSWORD)
    for act in (
        lambda: staff.reset_code(db, FIRMS[0], boss),
        lambda: staff.disable(db, FIRMS[0], boss),
        lambda: staff.set_roles(db, FIRMS[0], ["admin"], boss),
    ):
        with pytest.raises(DeskError, match="没有工作人员"):
            act()
    with pytest.raises(DeskError, match="不是工作人员的账户"):
        staff.log_in(db, FIRMS[0], PASSWORD)


def test_the_commands(command, db):
    made = command("staff", "add", "Jing", "--name", "示例经办", "--role", "经办", "--role", "reviewer")
    assert (made.exit_code, len(made.stdout.splitlines())) == (0, 1)
    accounts.reset(db, "jing", made.stdout.strip(), PASSWORD)
    assert command("staff", "list").stdout == "jing\t示例经办\t经办、复核\t使用中\n"
    assert command("staff", "roles", "jing", "--role", "财务").exit_code == 0
    again = command("staff", "reset", "jing").stdout.strip()
    assert accounts.reset(db, "jing", again, PASSWORD).roles == {"finance"}
    assert command("staff", "disable", "jing").exit_code == 0
    assert command("staff", "list").stdout.endswith("\t财务\t已停用\n")
    assert command("staff", "disable", "jing", "--undo").exit_code == 0
    refused = command("staff", "add", "er", "--name", "示例", "--role", "审计", "--role", "经办")
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "不能兼任" in refused.stderr
    assert command("staff", "add", "er", "--name", "示例").exit_code == 2
