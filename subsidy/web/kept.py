"""What somebody typed is not lost when the session was over or a form's token was: it waits, and is sent on.

It waits in the page itself, signed, and only for the account whose form it was.
"""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from subsidy.web import session

SECRETS = frozenset(("csrf_token", "password", "old", "code", "kept"))  # never given back
LONGEST = 12 * 3600  # seconds that it waits


class Kept(NamedTuple):
    """A form that was sent in vain: where to, its fields, and whether files were with it, which cannot wait."""

    path: str
    fields: list[tuple[str, str]]
    files: bool


def of_request() -> Kept:
    """The form of this request, without what is secret; nothing where it came from another site's page."""
    if not _from_here():
        return Kept("", [], False)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRETS]
    return Kept(request.full_path.rstrip("?"), fields, any(file.filename for file in request.files.values()))


def until_login() -> tuple[str, int]:
    """The login page with the form of this request waiting in it."""
    form, whose = of_request(), session.owner()
    sealed = _serializer().dumps([whose, *form]) if form.path and whose else ""
    return render_template("web/login.html", ended=True, kept=sealed, keeps=bool(sealed), next=""), 401


def opened(sealed: str, account: int) -> Kept | None:
    """The form that waited, if it was this account's; None where nothing did."""
    try:
        whose, path, fields, files = _serializer().loads(sealed, max_age=LONGEST)
    except (BadData, ValueError):
        return None
    return Kept(path, [(name, value) for name, value in fields], files) if whose == account else None


def asked_by_script() -> bool:
    """Whether a script asked, which wants no page."""
    return request.is_json or request.headers.get("Accept", "").startswith("application/json")


def here(target: str) -> bool:
    """Whether an address is a page of this site."""
    if not target.startswith("/") or target[1:2] in ("/", "\\") or not target.isprintable() or "\\" in target:
        return False
    try:
        current_app.create_url_adapter(request).match(urlsplit(target).path, method="GET")  # type: ignore[union-attr]
    except (HTTPException, ValueError):
        return False
    return True


def _from_here() -> bool:
    """Whether the form is one of our own pages'."""
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def _serializer() -> URLSafeTimedSerializer:
    session.prepare(current_app)
    secret: Any = current_app.secret_key
    return URLSafeTimedSerializer(secret, salt="kept")
