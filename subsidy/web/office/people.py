"""The people of the bureau: their accounts, roles and one-time codes; and why a page is closed to somebody."""

from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from subsidy.desk.bureau import staff as desk
from subsidy.desk.bureau.people import ACTS, ALONE, ROLES, NotAllowedError, require
from subsidy.desk.common import DeskError
from subsidy.store.staff import STAFF
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import not_allowed, pages, tried
from subsidy.web.office.shown import moment

UNREADY = 422
# what a role is for, as an administrator chooses it
DUTIES = {
    "handler": "核查证明材料，退回补正，核算、公示",
    "reviewer": "复核经办核查过的申报，登记和答复异议",
    "approver": "签批批次，答复异议和更正（追回）的提请",
    "finance": "确认拨付和收回",
    "auditor": "查看全部内容和操作记录，不能改动",
    "admin": "管理人员、企业账户和预算，不经办申报",
}


@pages.get("/people")
@access.staff("read_staff")
def people() -> Any:
    """Everybody, and the form for one more."""
    return _list()


@pages.post("/people")
@access.staff("staff")
def add_person() -> Any:
    """A new account; its code is on this answer and nowhere else."""
    login, name = _field("login"), _field("name")
    try:
        code = desk.add(db(), login, name, request.form.getlist("roles"), access.person())
    except desk.StaffError as error:
        return _list([(error.field, str(error))]), UNREADY
    return _code(desk.one(db(), login, access.person()), code, "账户已建立")


@pages.get("/people/<login>")
@access.staff("read_staff")
def person(login: str) -> Any:
    """One account: its roles and what can be done with it."""
    try:
        found = desk.one(db(), login, access.person())
    except DeskError:
        return redirect(url_for("office.people"))
    return render_template("web/office/people_one.html", one=found, state=desk.state(found), **_words())


@pages.post("/people/<login>/roles")
@access.staff("staff")
def set_roles(login: str) -> Response:
    """Other roles, from the person's next request on."""
    wanted = request.form.getlist("roles")
    done = f"角色已改为：{desk.role_names(wanted)}。本人下一次打开页面即生效"
    return tried(lambda: desk.set_roles(db(), login, wanted, access.person()), _one(login), done)


@pages.post("/people/<login>/code")
@access.staff("staff")
def person_code(login: str) -> Any:
    """A one-time code, on this answer and nowhere else."""
    code: list[str] = []
    answer = tried(lambda: code.append(desk.reset_code(db(), login, access.person())), _one(login))
    return _code(desk.one(db(), login, access.person()), code[0], "重置码已发放") if code else answer


@pages.post("/people/<login>/disable")
@access.staff("staff")
def disable_person(login: str) -> Response:
    """Takes an account out of use, or puts it back."""
    off = _field("undo") != "1"
    done = "账户已停用，本人的登录已退出" if off else "账户已恢复"
    return tried(lambda: desk.disable(db(), login, access.person(), off), _one(login), done)


@pages.errorhandler(Forbidden)
def closed(error: Forbidden) -> Any:
    """A page that somebody's roles do not open says whose they do; firms learn nothing of the desk."""
    needed = access.rule(current_app, request.endpoint or "") if request.endpoint else ""
    if g.get("account") and g.account.role == STAFF and needed in ACTS:
        try:
            require(access.person(), needed)
        except NotAllowedError as why:
            return not_allowed(why)
    return render_template("web/error.html", code=Forbidden.code, reason=""), Forbidden.code


def _list(problems: list[tuple[str, str]] | None = None) -> str:
    found = desk.everybody(db(), access.person())
    return render_template("web/office/people.html", found=found, state=desk.state, problems=problems, **_words())


def _code(found: dict[str, Any], code: str, told: str) -> str:
    return render_template("web/office/people_code.html", one=found, code=code, told=told)


def _words() -> dict[str, Any]:
    words = {"names": desk.role_names, "roles": ROLES, "duties": DUTIES, "alone": ALONE}
    return {**words, "may": access.may, "moment": moment}


def _one(login: str) -> str:
    return url_for("office.person", login=login)


def _field(name: str) -> str:
    return str(request.form.get(name, ""))[:200]
