"""The tokens of programs: who they act for, what they may do, until when; made and revoked."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from subsidy.desk.bureau import tokens as desk
from subsidy.desk.bureau.people import OF_FIRM, SCOPES
from subsidy.desk.common import DeskError
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import pages, tried
from subsidy.web.office.shown import moment

UNREADY = 422
DAYS = "90"  # offered


@pages.get("/tokens")
@access.staff("tokens")
def tokens() -> Any:
    """Every token, latest first, and the form for one more."""
    return _list()


@pages.post("/tokens")
@access.staff("tokens")
def add_token() -> Any:
    """A new token; its secret is on this answer and nowhere else."""
    login, name, days = _field("login"), _field("name"), desk.days(_field("days"))
    try:
        made, secret = desk.add(db(), login, name, request.form.getlist("scopes"), days, access.person())
    except desk.TokenError as error:
        return _list([(error.field, str(error))]), UNREADY
    one = desk.one(db(), made, access.person())
    return render_template("web/office/tokens_made.html", one=one, secret=secret, **_words())


@pages.get("/tokens/<int:token>/revoke")
@access.staff("tokens")
def sure_of_token(token: int) -> Any:
    """Whether it is to be revoked: there is no way back."""
    try:
        one = desk.one(db(), token, access.person())
    except DeskError as error:
        flash(str(error), "bad")
        return redirect(_back(), 303)
    text = f"{one.login} 的令牌“{one.name}”撤销以后立即不能使用，也不能恢复。需要时可以另发。"
    words = {"heading": f"撤销令牌 {one.id}", "text": text, "button": "撤销"}
    return render_template("web/apply/sure.html", back=_back(), **words)


@pages.post("/tokens/<int:token>/revoke")
@access.staff("tokens")
def revoke_token(token: int) -> Response:
    """Revokes it, from the program's next request on."""
    return tried(lambda: desk.revoke(db(), token, access.person()), _back(), f"令牌 {token} 已撤销")


def _list(problems: list[tuple[str, str]] | None = None) -> str:
    found = desk.everything(db(), access.person())
    typed = {name: _field(name) for name in ("login", "name")} | {"days": _field("days") or DAYS}
    asked = request.form.getlist("scopes")
    return render_template(
        "web/office/tokens.html", found=found, problems=problems, typed=typed, asked=asked, **_words()
    )


def _words() -> dict[str, Any]:
    groups = (("工作人员账户", [s for s in SCOPES if s not in OF_FIRM]), ("企业账户", OF_FIRM))
    return {"scopes": SCOPES, "groups": groups, "moment": moment, "longest": desk.LONGEST_DAYS}


def _back() -> str:
    return url_for("office.tokens")


def _field(name: str) -> str:
    return str(request.form.get(name, ""))[:200]
