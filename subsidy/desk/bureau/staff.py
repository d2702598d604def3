"""Accounts of staff: made by an administrator, with roles; the person sets the password with a one-time code."""

import re
from collections.abc import Iterable

from subsidy import store
from subsidy.desk.bureau.people import ADMIN, ALONE, ROLES, Person, require
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm import accounts
from subsidy.desk.firm.accounts import Account
from subsidy.model import identity
from subsidy.store import Database, intake
from subsidy.store import accounts as table
from subsidy.store import staff as rows
from subsidy.store.intake import Row

LOGIN = re.compile(r"[\w.-]{2,30}")
LONGEST_NAME, LONGEST_TYPED = 30, 60
FIRM_CODE = re.compile(r"[0-9a-z]{18}")


class StaffError(DeskError):
    """What is wrong with a field of a new account: login, name or roles."""

    def __init__(self, message: str, field: str) -> None:
        self.field = field
        super().__init__(message)


def add(db: Database, login: str, name: str, roles: Iterable[str], by: Person | str) -> str:
    """A new account of staff; the one-time code with which the person sets the first password.

    `by` is an administrator, or the name of the operator at the machine itself.
    """
    login, name, wanted = kept_login(login), " ".join(name.split()), _roles(roles)
    if not name or len(name) > LONGEST_NAME:
        raise StaffError(f"姓名填的是“{name[:LONGEST_NAME]}”，应为 1 至 {LONGEST_NAME} 个字", "name")
    with store.write(db):
        actor = _actor(by)
        if table.by_login(db, login):
            raise StaffError(f"登录名 {login} 已有人用，请换一个", "login")
        at = now()
        made = table.add(db, login, rows.STAFF, None, name, accounts.nobodys_password(), at)
        rows.give(db, made, [(role, True) for role in wanted], at, actor)
        intake.note(db, at, actor, "staff_add", login, {"name": name, "roles": wanted})
        return accounts.one_time_code(db, login, accounts.RESET, actor)


def set_roles(db: Database, login: str, roles: Iterable[str], by: Person | str) -> None:
    """Gives an account these roles and no others. Nobody changes their own; the last administrator stays one."""
    wanted = _roles(roles)
    with store.write(db):
        actor, found = _actor(by), _found(db, login)
        _not_oneself(by, found)
        held = rows.roles(db, found["id"])
        if ADMIN in held and ADMIN not in wanted:
            _another_admin(db, found)
        changes = [(role, role in wanted) for role in ROLES if (role in wanted) != (role in held)]
        if changes:
            at = now()
            rows.give(db, found["id"], changes, at, actor)
            before = [role for role in ROLES if role in held]
            intake.note(db, at, actor, "staff_roles", found["login"], {"before": before, "after": wanted})


def reset_code(db: Database, login: str, by: Person | str) -> str:
    """A one-time code with which a member of staff sets a new password; earlier ones are void."""
    with store.write(db):
        actor, found = _actor(by), _found(db, login)
        _not_oneself(by, found)
        if found["disabled"]:
            raise DeskError("账户已停用，应先恢复")
        return accounts.one_time_code(db, found["login"], accounts.RESET, actor)


def disable(db: Database, login: str, by: Person | str, disabled: bool = True) -> None:
    """Takes an account of staff out of use, or puts it back; never one's own, nor the last administrator's."""
    with store.write(db):
        actor, found = _actor(by), _found(db, login)
        _not_oneself(by, found)
        if disabled and ADMIN in rows.roles(db, found["id"]):
            _another_admin(db, found)
        accounts.set_disabled(db, found, actor, disabled)


def everybody(db: Database, by: Person | str) -> list[Row]:
    """Every account of staff by login, with its roles."""
    if isinstance(by, Person):
        require(by, "read_staff")
    return rows.everybody(db)


def one(db: Database, login: str, by: Person) -> Row:
    """An account of staff, as in `everybody`; DeskError where there is none."""
    require(by, "read_staff")
    found = _found(db, login)
    return next(row for row in rows.everybody(db) if row["id"] == found["id"])


def role_names(roles: Iterable[str]) -> str:
    """Roles in Chinese, in their order."""
    held = set(roles)
    return "、".join(name for role, name in ROLES.items() if role in held) or "无"


def state(row: Row) -> str:
    """How an account of `everybody` stands, in Chinese."""
    if row["disabled"]:
        return "已停用"
    return "使用中" if row["entered"] else "待设密码"


def person(account: Account) -> Person:
    """The person behind an account of staff."""
    return Person(account.login, account.name, account.roles)


def log_in(db: Database, login: str, password: str, source: str = "") -> Person:
    """Who gives this login and password, as at the site; DeskError for a wrong one, or an account of a firm."""
    found = accounts.login(db, login, password, source)
    if found.role != rows.STAFF:
        raise DeskError(f"{found.login} 不是工作人员的账户")
    return person(found)


def names(db: Database) -> dict[str, str]:
    """The names of staff by login; whoever acted without an account stands in no list and keeps the login."""
    return rows.names(db)


def kept_login(typed: str) -> str:
    """A login of staff as it is kept; DeskError where it cannot be one."""
    login = identity(typed).lower()
    if not LOGIN.fullmatch(login) or FIRM_CODE.fullmatch(login):
        wanted = "应为 2 至 30 个字，可用字母、数字、汉字和 . _ -，不能是统一社会信用代码"
        raise StaffError(f"登录名填的是“{typed[:LONGEST_TYPED]}”，{wanted}", "login")
    return login


def _roles(asked: Iterable[str]) -> list[str]:
    wanted = set(asked)
    strange = sorted(wanted - set(ROLES))
    if strange:
        raise StaffError(f"没有“{'、'.join(strange)}”这一角色，可用：{'、'.join(ROLES.values())}", "roles")
    if not wanted:
        raise StaffError("没有选角色，至少要有一个", "roles")
    for role in ALONE:
        if role in wanted and len(wanted) > 1:
            raise StaffError(f"{ROLES[role]}不能兼任其他角色", "roles")
    return [role for role in ROLES if role in wanted]


def _actor(by: Person | str) -> str:
    if isinstance(by, str):
        return by
    require(by, "staff")
    return by.login


def _found(db: Database, login: str) -> Row:
    found: Row | None = table.by_login(db, identity(login).lower())
    if found is None or found["role"] != rows.STAFF:
        raise DeskError(f"没有工作人员 {login} 的账户")
    return found


def _not_oneself(by: Person | str, found: Row) -> None:
    if isinstance(by, Person) and by.login == found["login"]:
        raise DeskError("不能改自己的账户，请另一名管理员办理")


def _another_admin(db: Database, found: Row) -> None:
    admins = [one for one in rows.everybody(db) if ADMIN in one["roles"] and not one["disabled"]]
    if not any(one["login"] != found["login"] for one in admins):
        raise DeskError("这是最后一名管理员，应先另设一名")


def by_names(given: Iterable[str]) -> list[str]:
    """Roles by their Chinese names or their own, as a person types them; DeskError for one that there is not."""
    names = {name: role for role, name in ROLES.items()} | {role: role for role in ROLES}
    found = []
    for text in given:
        if text not in names:
            raise DeskError(f"没有“{text}”这一角色，可用：{'、'.join(ROLES.values())}")
        found.append(names[text])
    return found
