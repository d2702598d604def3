"""The pages of an account: log in and out, register, set a new password with a code of the office, change it.

The page of the password shows the tokens of programs that act for the account, too: their owner can revoke them.
"""

import contextlib
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from schemas.words import say
from subsidy.desk.bureau import tokens
from subsidy.desk.bureau.people import SCOPES
from subsidy.desk.common import DeskError
from subsidy.desk.firm import accounts
from subsidy.desk.firm.accounts import Account, AccountError
from subsidy.web import access, kept, requests, session
from subsidy.web.database import db
from subsidy.web.language import said
from subsidy.web.pages import forged

LOOPBACK = ("127.0.0.1", "::1")
REFUSED, THROTTLED = 400, 429
STALE = {"/login": "login", "/register": "register", "/reset": "reset"}

pages = Blueprint("accounts", __name__)


@pages.get("/login")
@access.public
def login() -> Any:
    """The form; whoever is logged in already goes on."""
    return redirect(_next()) if g.account else _page("login")


@pages.post("/login")
@access.public
def log_in() -> Any:
    """Logs in, and goes on to where somebody wanted to, with what was typed there."""
    try:
        session.enter(accounts.login(db(), _field("login"), _field("password"), _source()))
    except AccountError as error:
        requests.event(requests.LOGIN)
        return _page("login", error)
    waiting = kept.opened(_field("kept"), g.account.id)
    return render_template("web/kept.html", form=waiting) if waiting else _went_on(_next())


@pages.post("/logout")
@access.public
def logout() -> Response:
    """Logs out, also whoever was not logged in any more."""
    session.leave()
    answer = _went_on(url_for("home.home"))
    answer.headers["Clear-Site-Data"] = '"storage"'  # what a window kept because it could not be saved
    return answer


@pages.get("/register")
@access.public
def register() -> Any:
    """The form."""
    return redirect(access.landing()) if g.account else _page("register")


@pages.post("/register")
@access.public
def registered() -> Any:
    """A new account, logged in at once."""
    typed = (_field("uscc"), _field("name"), _field("password"), _field("code") or None)
    return _tried("register", lambda: accounts.register(db(), *typed, source=_source()), _("账户已建立。"))


@pages.get("/reset")
@access.public
def reset() -> Any:
    """The form."""
    return _page("reset")


@pages.post("/reset")
@access.public
def was_reset() -> Any:
    """A new password by the office's code, logged in at once."""
    typed = (_field("uscc"), _field("code"), _field("password"))
    return _tried("reset", lambda: accounts.reset(db(), *typed, source=_source()), _("新密码已生效。"))


@pages.get("/password")
@access.anybody
def password() -> Any:
    """The form."""
    return _page("password")


@pages.post("/password")
@access.anybody
def changed_password() -> Any:
    """Another password; other sessions end."""
    typed = (g.account.id, _field("old"), _field("password"))
    done = _("密码已更改，其他地方的登录都已退出。")
    return _tried("password", lambda: accounts.change_password(db(), *typed, source=_source()), done)


@pages.get("/password/tokens/<int:token>/revoke")
@access.anybody
def sure_of_token(token: int) -> Any:
    """Whether one of one's own tokens is to be revoked: there is no way back."""
    try:
        one = tokens.own_one(db(), token, g.account)
    except DeskError:
        return _went_on(url_for("accounts.password"))
    words = {
        "heading": _("撤销令牌 %(token)s", token=one.id),
        "text": _("用它的程序立即不能再代您办理，也不能恢复。需要时请管理员另发。"),
        "button": _("撤销"),
    }
    return render_template("web/apply/sure.html", back=url_for("accounts.password"), **words)


@pages.post("/password/tokens/<int:token>/revoke")
@access.anybody
def revoke_token(token: int) -> Any:
    """Revokes one of one's own tokens; anybody else's is as none."""
    with contextlib.suppress(DeskError):
        tokens.revoke_own(db(), token, g.account)
        flash(_("令牌已撤销。"))
    return _went_on(url_for("accounts.password"))


@pages.get("/session")
@access.anybody
@access.quiet
def left() -> Response:
    """How long the session lasts, for the page's script: another window may have put the end off."""
    return jsonify(left=session.left(), token=session.token())


@pages.post("/session")
@access.anybody
def stay() -> Response:
    """Puts the end off."""
    return jsonify(left=session.left(), token=session.token())


@pages.errorhandler(CSRFError)
def stale(error: CSRFError) -> Any:
    """A form that was open for so long that nobody knows it any more: shown again, to be sent once more."""
    requests.event(requests.FORGED)
    page = STALE.get(request.path)
    if page is None:
        return forged(error)
    return _page(page, AccountError(say("这一页打开得太久，请再填一次密码，重新提交"), "password"))


def _tried(page: str, act: Any, done: str) -> Any:
    """What gives an account logs in and says so; what does not is told on its form."""
    try:
        found: Account = act()
    except AccountError as error:
        return _page(page, error)
    session.enter(found)
    flash(done)
    return _went_on(access.landing())


def _page(page: str, error: AccountError | None = None) -> Any:
    """A form, with what was typed but for the secrets, and what is wrong with it."""
    first = {"login": "login", "password": "old"}.get(page, "uscc")
    problems = [(error.field or first, said(error.message))] if error else []
    waiting: dict[str, Any] = {
        "kept": _field("kept"),
        "keeps": bool(_field("kept")),
        "next": request.values.get("next", ""),
    }
    if page == "password":
        waiting["tokens"] = [(one, *_standing(one.state)) for one in tokens.own(db(), g.account)]
        waiting["scopes"] = SCOPES
    if isinstance(error, accounts.ThrottledError):
        requests.event(requests.THROTTLED)
    status = 200 if not error else THROTTLED if isinstance(error, accounts.ThrottledError) else REFUSED
    return render_template(f"web/{page}.html", problems=problems, **waiting), status


def _standing(state: str) -> tuple[str, str]:
    """How a token stands, in words and as the kind of a tag."""
    return {"有效": (_("有效"), "done"), "已撤销": (_("已撤销"), "bad")}.get(state, (_("已过期"), "wait"))


def _field(name: str) -> str:
    return str(request.form.get(name, ""))


def _next() -> str:
    return access.safe(request.values.get("next"))


def _went_on(target: str) -> Response:
    return redirect(target, 303)


def _source() -> str:
    """Where an attempt comes from; behind a proxy on this machine all come from one place, which says nothing."""
    return "" if request.remote_addr in LOOPBACK else str(request.remote_addr or "")
