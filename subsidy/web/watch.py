"""For who keeps the service running: whether it can work (/healthz), and its figures (/metrics)."""

from typing import Any

from flask import Blueprint, abort, current_app, jsonify, request

from subsidy import config
from subsidy.desk import watch
from subsidy.web import access, metrics, requests

LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("X-Forwarded-For", "Forwarded", "Via")

pages = Blueprint("watch", __name__)


@pages.get("/healthz")
@access.public
@access.quiet
def health() -> Any:
    """How each thing is, in a word; 503 where the service cannot work. No figures, as anybody may ask."""
    found = watch.health(metrics.places(current_app))
    return jsonify(status="ok" if found.well else "failing", **found._asdict()), 200 if found.well else 503


@pages.get("/metrics")
@access.public
@access.quiet
def figures() -> Any:
    """The figures, for this machine and the addresses that office.toml names; for others there is no such page."""
    if not _may_watch():
        abort(404)
    return metrics.text(current_app), {"Content-Type": metrics.TYPE}


def _may_watch() -> bool:
    """Whether who asks is one of those; behind a proxy that nobody named everybody would seem to be this machine."""
    if not current_app.config.get(requests.PROXY) and any(name in request.headers for name in FORWARDED):
        return False
    try:
        named = config.setting(config.office(), "metrics")
    except (OSError, ValueError):
        named = []
    return request.remote_addr in (*LOOPBACK, *named)
