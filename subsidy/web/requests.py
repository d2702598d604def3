"""Every request has a number: in its log line, in the log of what failed, on the error page and in its answer.

A line says when, which route (its rule, never the address asked for), how it ended and how long it took; nobody's
login, code, name or address on the network.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flask import Flask, g, has_request_context, request

HEADER = "X-Request-ID"
PROXY = "PROXY"  # of the application's settings: the proxy that is believed; its visitors' headers then are too
NO_ROUTE = ""  # of what is asked for where no page is
# what is worth noticing of a request, in its line and among the figures
LOGIN, THROTTLED, TOKEN, FORGED = EVENTS = ("login_failed", "throttled", "token_refused", "form_token_refused")

_NUMBER = "subsidy.request"
_ROUTE, _EVENT = "subsidy.route", "subsidy.event"
_LISTENERS = "subsidy.requests"
_WELL_FORMED = re.compile(r"[0-9A-Za-z_-]{8,64}")
_log = logging.getLogger(__name__)

Listener = Callable[["Ended"], None]


class Ended(NamedTuple):
    """A request that was answered: its number, what it was, how it ended, how many seconds and bytes, its event."""

    number: str
    method: str
    route: str
    status: int
    seconds: float
    size: int
    event: str = ""


class Site(Flask):
    """An application that watches its requests, and whose log of failures names no address: codes stand in some."""

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answers a request, and tells the listeners how that went."""
        return _watched(self, super().wsgi_app, environ, start_response)

    def log_exception(self, exc_info: Any) -> None:
        """Writes what failed, with its traceback."""
        self.logger.error("未预料的错误", exc_info=exc_info)


def init(app: Site) -> None:
    """Gives every request its number, before all that looks at requests."""
    app.extensions[_LISTENERS] = [_line]
    app.context_processor(lambda: {"request_id": number()})

    @app.before_request
    def numbered() -> None:
        g.request_id = number()
        request.environ[_ROUTE] = request.url_rule.rule if request.url_rule else NO_ROUTE


def listen(app: Flask, listener: Listener) -> None:
    """Tells somebody else, too, of every request that ended."""
    app.extensions[_LISTENERS].append(listener)


def event(name: str) -> None:
    """Says what is worth noticing of the request that is being answered: one of EVENTS, never with whom it was."""
    request.environ[_EVENT] = name


def number() -> str:
    """The number of the request that is being answered; '' outside of one."""
    return str(request.environ.get(_NUMBER, "")) if has_request_context() else ""


def refused(status: int, size: int) -> None:
    """Writes the line of a request that the server itself answered: nobody knows what was asked for."""
    _line(Ended(secrets.token_hex(8), "OTHER", NO_ROUTE, status, 0.0, size))


def _watched(app: Flask, inner: Any, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    environ[_NUMBER] = _of_proxy(app, environ) or secrets.token_hex(8)
    began, told = time.perf_counter(), (500, 0)

    def started(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        nonlocal told
        sizes = [int(value) for name, value in headers if name.lower() == "content-length"]
        told = int(status.split(" ", 1)[0]), sum(sizes) if environ["REQUEST_METHOD"] != "HEAD" else 0
        return start(status, [*headers, (HEADER, environ[_NUMBER])], exc_info)

    try:
        return inner(environ, started)
    except Exception:
        _log.exception("未预料的错误", extra={"request": environ[_NUMBER]})
        raise
    finally:
        what = environ[_NUMBER], _method(environ), environ.get(_ROUTE, NO_ROUTE)
        ended = Ended(*what, told[0], time.perf_counter() - began, told[1], environ.get(_EVENT, ""))
        for listener in app.extensions[_LISTENERS]:
            listener(ended)


def _of_proxy(app: Flask, environ: dict[str, Any]) -> str:
    """The number that the trusted proxy gave; '' where there is none. Others' forwarded headers are cleared before."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    believed = app.config.get(PROXY) and "HTTP_X_FORWARDED_FOR" in environ
    return str(given) if believed and _WELL_FORMED.fullmatch(given) else ""


def _method(environ: dict[str, Any]) -> str:
    """The method, if it is one that there is: anybody may invent others."""
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in known else "OTHER"


def _line(ended: Ended) -> None:
    level = logging.ERROR if ended.status >= 500 else logging.INFO
    what: dict[str, Any] = {"request": ended.number, "method": ended.method, "route": ended.route}
    how = {"status": ended.status, "ms": round(ended.seconds * 1000, 1), "bytes": ended.size}
    _log.log(level, "request", extra=what | how | ({"event": ended.event} if ended.event else {}))
