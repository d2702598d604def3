"""What every page has: the office's name, headers that keep it to itself, and words where it fails."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from subsidy import config, letters
from subsidy.letters.keys import KeysError
from subsidy.store import StoreError, trouble
from subsidy.store.staff import STAFF
from subsidy.web import access, kept, requests, session
from subsidy.web.chamber import BusyError

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",  # Bootstrap draws the marks of its form controls as data
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers would not say that a form is ours
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
BY_HTTPS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
# where the bar leads staff: endpoint, the act it needs, its name
OFFICE = (
    ("office.home", "read_desk", "工作台"),
    ("office.queue", "read_cases", "申报"),
    ("office.entitled", "entitled", "主动兑付"),
    ("office.runs", "read_runs", "批次"),
    ("office.appropriations", "read_appropriations", "预算"),
    ("office.policies", "read_policies", "政策"),
    ("office.firm_accounts", "firm_accounts", "企业账户"),
    ("office.people", "read_staff", "人员"),
    ("office.tokens", "tokens", "令牌"),
    ("office.trail", "read_trail", "操作记录"),
)
NO_REGISTER, NO_KEY, NO_STORE, BUSY = "register", "key", "store", "busy"


def dress(app: Flask) -> None:
    """Gives an application's pages their name, headers and errors."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.context_processor(
        lambda: {
            "office": _office(app),
            "account": g.get("account"),
            "notices": session.notices,
            "places": lambda: _places(app),
            "session_left": session.left,
            "session_warned": int(session.WARNED.total_seconds()),
        }
    )
    app.after_request(_headed)
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(StoreError, lambda error: _unready(app, error, NO_REGISTER))
    for kind in (trouble.Failure, OSError):
        app.register_error_handler(kind, lambda error: _in_trouble(app, error))
    app.register_error_handler(KeysError, lambda error: _unready(app, error, NO_KEY))
    app.register_error_handler(BusyError, lambda error: _unready(app, error, BUSY))


def _office(app: Flask) -> dict[str, Any]:
    try:
        return letters.office(**config.office())
    except (OSError, ValueError) as error:  # an error page, too, has the office's name
        app.logger.error("instance/office.toml: %s", error)
        return letters.office()


def _places(app: Flask) -> list[tuple[str, dict[str, int], str]]:
    """Where the bar leads: endpoints with their arguments and names, as far as they are there."""
    found: list[tuple[str, dict[str, int], str]]
    if g.get("account") and g.account.role == STAFF:
        found = [(endpoint, {}, name) for endpoint, act, name in OFFICE if access.may(act)]
    elif g.get("account"):
        year = {"year": access.open_year()}
        found = [
            ("apply.tasks", year, _("申报")),
            ("apply.status", year, _("进度")),
            ("apply.letters", {}, _("告知书")),
            ("verify.by_code", {}, _("查验告知书")),
        ]
    else:
        found = [
            ("home.home", {}, _("首页")),
            ("accounts.login", {}, _("登录")),
            ("accounts.register", {}, _("注册")),
            ("notices.notices", {}, _("公示")),
            ("verify.by_code", {}, _("查验告知书")),
        ]
    return [place for place in found if place[0] in app.view_functions]


def _headed(response: Response) -> Response:
    for name, value in {**HEADERS, **(BY_HTTPS if request.is_secure else {})}.items():
        response.headers.setdefault(name, value)  # a drawing has a policy of its own
    if not (request.endpoint or "").endswith("static"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _failed(error: HTTPException) -> Any:
    response: Any = error.get_response()
    response.data, response.content_type = _told(error.code or 500)[0], "text/html; charset=utf-8"
    return response


def forged(error: CSRFError) -> Any:
    """A form whose token is over: what was typed is sent again by whoever typed it."""
    requests.event(requests.FORGED)
    if kept.asked_by_script():
        return jsonify(token=session.token()), 400
    return render_template("web/kept.html", form=kept.of_request(), stale=True), 400


def _unready(app: Flask, error: Exception, reason: str) -> tuple[str, int]:
    """What is wrong goes to the administrator; strangers are not told where files lie."""
    app.logger.error("%s", error)
    return _told(503, reason)


def _in_trouble(app: Flask, error: Exception) -> tuple[str, int]:
    """Where the database or the disk cannot be used, nothing is saved and nothing lost; other errors are ours."""
    return _unready(app, trouble.seen(error, Path(app.config["DATABASE"])), NO_STORE)


def _told(code: int, reason: str = "") -> tuple[str, int]:
    return render_template("web/error.html", code=code, reason=reason), code
