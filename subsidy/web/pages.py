"""What every page has: the office's name, headers that keep it to itself, and words where it fails."""

from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from subsidy import config, letters
from subsidy.letters.keys import KeysError
from subsidy.store import StoreError
from subsidy.web.chamber import BusyError

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
NO_REGISTER, NO_KEY, BUSY = "register", "key", "busy"


def dress(app: Flask) -> None:
    """Gives an application's pages their name, headers and errors."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.context_processor(lambda: {"office": _office(app)})
    app.after_request(_headed)
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(StoreError, lambda error: _unready(app, error, NO_REGISTER))
    app.register_error_handler(KeysError, lambda error: _unready(app, error, NO_KEY))
    app.register_error_handler(BusyError, lambda error: _unready(app, error, BUSY))


def _office(app: Flask) -> dict[str, Any]:
    try:
        return letters.office(**config.office())
    except (OSError, ValueError) as error:  # an error page, too, has the office's name
        app.logger.error("instance/office.toml: %s", error)
        return letters.office()


def _headed(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _failed(error: HTTPException) -> Any:
    response: Any = error.get_response()
    response.data, response.content_type = _told(error.code or 500)[0], "text/html; charset=utf-8"
    return response


def _unready(app: Flask, error: Exception, reason: str) -> tuple[str, int]:
    """What is wrong goes to the administrator; strangers are not told where files lie."""
    app.logger.error("%s", error)
    return _told(503, reason)


def _told(code: int, reason: str = "") -> tuple[str, int]:
    return render_template("web/error.html", code=code, reason=reason), code
