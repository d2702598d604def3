"""Who is logged in: a signed cookie that ends 30 minutes after the last request, or when the password is changed."""

import hashlib
import os
import secrets
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Request, current_app, g, get_flashed_messages, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData

from subsidy.desk.firm import accounts
from subsidy.desk.firm.accounts import Account
from subsidy.store import StoreError
from subsidy.web.database import db

SECRET = "web.key"
COOKIE = "subsidy"
IDLE = timedelta(minutes=30)
WARNED = timedelta(minutes=5)  # before the end, by the page's script
LONGEST = timedelta(hours=12)  # after which the password is asked for, however busy somebody is


class Sessions(SecureCookieSessionInterface):
    """A cookie for as long as the browser is open; for who has none, no key is read and no cookie set."""

    digest_method = staticmethod(hashlib.sha256)

    def get_cookie_name(self, app: Flask) -> str:
        """By HTTPS a name that browsers take from nobody else: neither another site of the domain nor a plain line."""
        return f"__Host-{COOKIE}" if request.is_secure else COOKIE

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request; an empty one where its cookie is missing, too old or not ours."""
        if not request.cookies.get(self.get_cookie_name(app)):
            return self.session_class()
        return super().open_session(app, request)

    def get_signing_serializer(self, app: Flask) -> Any:
        """What signs and reads cookies."""
        prepare(app)
        return super().get_signing_serializer(app)

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> None:
        """The browser keeps a cookie that is over, so that what was typed is given back to whom it belongs to."""
        return None

    def get_cookie_secure(self, app: Flask) -> bool:
        """Where the page came by HTTPS, the cookie goes only there."""
        return request.is_secure


def init(app: Flask) -> None:
    """Gives an application its sessions."""
    app.session_interface = Sessions()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=IDLE,
    )


def prepare(app: Flask) -> None:
    """Reads the key that signs cookies, once."""
    if not app.secret_key:
        try:
            app.secret_key = secret(Path(app.config["KEYS"]))
        except OSError as error:
            app.logger.error("%s: %s", error.filename, error.strerror)
            app.secret_key = secrets.token_hex(32)  # sessions then end with the service


def secret(folder: Path) -> str:
    """The key that signs cookies, made where there is none; only the service may read it."""
    path = folder / SECRET
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_name(f".{SECRET}.{secrets.token_hex(4)}.part")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(partial, path)  # unlike a rename, never over another's
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return path.read_text(encoding="ascii")


def enter(account: Account) -> None:
    """Logs somebody in; nothing of the session before is kept."""
    session.clear()
    session.permanent = True
    session.update(id=secrets.token_urlsafe(16), account=account.id, changed=account.changed)
    session.update(since=_now(), seen=_now())
    token()
    g.account = account


def leave() -> None:
    """Logs out: also a copy of the cookie is worth nothing any more."""
    if account_or_nobody():
        accounts.end_session(db(), session["id"], int(LONGEST.total_seconds()))
    session.clear()
    g.account = None


def account() -> Account | None:
    """Who is logged in, from the cookie and the database; every question puts the end off, except quiet ones."""
    if not has_cookie() or "account" not in session or "id" not in session:
        return None
    found = accounts.in_session(db(), session["account"], session["id"])
    if found is None or _over(found):
        session.clear()
        return None
    return found


def _over(found: Account) -> bool:
    """Whether the session of an account is over: for a new password, or for its age."""
    return bool(found.changed != session["changed"] or _now() - session["since"] > LONGEST.total_seconds())


def account_or_nobody() -> Account | None:
    """Who is logged in, for pages that need nobody and are shown even without a database."""
    try:
        return account()
    except StoreError:
        return None


def stay() -> None:
    """The session ends half an hour from now."""
    session["seen"] = _now()


def left() -> int:
    """How many seconds the session has left."""
    lifetime = int(current_app.permanent_session_lifetime.total_seconds())
    return max(0, lifetime - (_now() - session.get("seen", _now())))


def owner() -> int | None:
    """Whose session the request's cookie is or was, also when it is over."""
    try:
        cookie = request.cookies.get(Sessions().get_cookie_name(current_app), "")
        found = Sessions().get_signing_serializer(current_app).loads(cookie)
    except BadData:
        return None
    return found.get("account") if isinstance(found, dict) else None


def has_cookie() -> bool:
    """Whether there is anything to look at; looking makes the answer depend on the cookie."""
    return Sessions().get_cookie_name(current_app) in request.cookies


def token() -> str:
    """What every form sends along, so that no other site can send it."""
    prepare(current_app)
    return str(generate_csrf())


def notices() -> list[tuple[str, str]]:
    """What is told once, on the page after: how it went ("bad" where nothing was done), and the words."""
    found: Any = get_flashed_messages(with_categories=True) if has_cookie() else []
    return [(str(kind), str(text)) for kind, text in found]


def _now() -> int:
    return int(time.time())
