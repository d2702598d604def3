"""Who may reach a page: every view says so, and a view that does not is closed.

@pages.get("/year/<int:year>")
@access.firm
def tasks(year): ...    # g.account.uscc is the firm's; nothing of another firm is asked for by anything else
"""

import datetime
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, jsonify, redirect, request, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from subsidy import config
from subsidy.desk.bureau import people, tokens
from subsidy.desk.bureau import staff as bureau
from subsidy.desk.bureau.people import Person
from subsidy.store import awards
from subsidy.store.intake import acting_from
from subsidy.store.staff import STAFF
from subsidy.web import bearer, database, kept, session

PUBLIC = "public"
ANYBODY = "account"  # whoever is logged in
FIRM = "firm"  # a firm, and only what is its own
RULES = (PUBLIC, ANYBODY, FIRM, *people.ACTS)  # for staff the act itself: people.ACTS says whose it is
READING, WRITING = ("read_apply", "apply"), ("apply",)  # what a firm's token needs one of

View = TypeVar("View", bound=Callable[..., Any])

_forgery = CSRFProtect()


def public(view: View) -> View:
    """For anybody, without an account."""
    return _ruled(view, PUBLIC)


def anybody(view: View) -> View:
    """For whoever is logged in."""
    return _ruled(view, ANYBODY)


def firm(view: View) -> View:
    """For firms: g.account.uscc says which, and the view asks for nothing of any other."""
    return _ruled(view, FIRM)


def staff(act: str) -> Callable[[View], View]:
    """For staff who may do this (desk.bureau.people): `person()` says who it is, and the desk asks again."""
    return lambda view: _ruled(view, act)


def firm_or(act: str) -> Callable[[View], View]:
    """For firms, and for staff who may do this: the view tells each what is theirs."""
    return lambda view: _ruled(view, f"{FIRM} {act}")


def person() -> Person:
    """The member of staff who is logged in, or for whom a program acts: with its scopes then."""
    return tokens.person(g.holder) if g.holder else bureau.person(g.account)


def may(act: str) -> bool:
    """Whether whoever is logged in may do this: what they may not do, pages do not offer."""
    return g.account is not None and g.account.role == STAFF and person().may(act)


def tokenless(view: View) -> View:
    """Takes a POST without a token: nothing that belongs to anybody is changed by it."""
    vars(view)["tokenless"] = True
    return view


def quiet(view: View) -> View:
    """A question that scripts ask by themselves: it does not keep the session alive."""
    vars(view)["quiet"] = True
    return view


def _ruled(view: View, rule: str) -> View:
    vars(view)["access"] = rule
    return view


def rule(app: Flask, endpoint: str) -> str:
    """Who may reach an endpoint; '' where nobody said."""
    return str(_said(app, endpoint, "access") or "")


def _said(app: Flask, endpoint: str, what: str) -> Any:
    return vars(app.view_functions[endpoint]).get(what)


def guard(app: Flask) -> None:
    """Asks of every request whether it may go on: by the view's rule, then by the form's token."""
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    _forgery.init_app(app)
    app.jinja_env.globals["csrf_token"] = session.token
    app.context_processor(lambda: {"csrf_token": session.token})

    @app.before_request
    def closed_unless_said() -> Any:
        g.account = g.holder = None
        g.acting = ExitStack()
        if bearer.asked():
            return _closed_to_programs(app)
        g.acting.enter_context(acting_from(request.remote_addr or ""))
        if (request.endpoint or "").endswith("static"):
            return None
        if request.endpoint is None:  # no such page, which is said in the same house
            g.account = session.account_or_nobody()
            return None
        needed = rule(app, request.endpoint)
        if not _known(needed):
            abort(403)
        g.account = session.account_or_nobody() if needed == PUBLIC else session.account()
        if needed != PUBLIC and g.account is None:
            return log_in_first()
        if not _allowed(needed):
            abort(403)
        if request.method == "POST" and not _said(app, request.endpoint, "tokenless"):
            session.prepare(app)
            _forgery.protect()
        if g.account and not _said(app, request.endpoint, "quiet"):
            session.stay()
        return None


def _closed_to_programs(app: Flask) -> None:
    """Asks of a program whether it may go on: by the view's rule and its token, whatever cookie came with it."""
    needed = rule(app, request.endpoint) if request.endpoint else PUBLIC
    if not _known(needed):
        abort(403)
    if needed != PUBLIC:
        g.holder = bearer.holder()
        g.account = g.holder.account
    which = f"令牌 {g.holder.token} " if g.holder else ""
    g.acting.enter_context(acting_from(f"{which}{request.remote_addr or ''}".strip()))
    if not _allowed(needed):
        abort(403)


def _known(needed: str) -> bool:
    """Whether a rule is one that there is."""
    return bool(needed) and all(part in RULES for part in needed.split(" "))


def _allowed(needed: str) -> bool:
    """Whether the rule of a page lets whoever is logged in pass, and the scopes of a program that acts for them."""
    return any(_passes(part) for part in needed.split(" "))


def _passes(needed: str) -> bool:
    if needed in people.ACTS:
        return may(needed)
    if needed == FIRM and g.holder:
        wanted = READING if request.method in ("GET", "HEAD") else WRITING
        return g.account.role == FIRM and not g.holder.scopes.isdisjoint(wanted)
    return needed in (PUBLIC, ANYBODY) or g.account.role == needed


def log_in_first() -> Response | tuple[Response, int] | tuple[str, int]:
    """To the login page and back; what a form sent waits there, and a script is told so."""
    if kept.asked_by_script():
        return jsonify(login=url_for("accounts.login")), 401
    if request.method == "POST":
        return kept.until_login()
    return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))


def landing() -> str:
    """Where somebody goes after logging in: staff to their desk, a firm to its application of this year."""
    if g.account and g.account.role == STAFF:
        return url_for("office.home")
    if "apply.tasks" in current_app.view_functions:
        return url_for("apply.tasks", year=open_year())
    return url_for("home.home")


def this_year() -> int:
    """The year of today."""
    return datetime.date.today().year


def open_year() -> int:
    """The year that firms apply for: the one looked at, else the latest with an appropriation, else this one."""
    looked_at = (request.view_args or {}).get("year")
    if looked_at:
        return int(looked_at)
    if "open_year" not in g:
        funded = awards.latest_year(database.db(), config.POLICY) if "database" in g else None
        g.open_year = funded or this_year()
    return int(g.open_year)


def safe(target: str | None, otherwise: str = "") -> str:
    """An address on this site that can be opened; for any other `otherwise`, or the landing page."""
    if target and kept.here(target):
        return target
    return otherwise or landing()
