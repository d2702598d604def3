"""Who may reach a page: every view says so, and a view that does not is closed."""

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, request

PUBLIC = "public"

View = Callable[..., Any]


def public(view: View) -> View:
    """For anybody, without an account."""
    vars(view)["access"] = PUBLIC
    return view


def rule(app: Flask, endpoint: str) -> str:
    """Who may reach an endpoint; '' where nobody said."""
    return str(vars(app.view_functions[endpoint]).get("access", ""))


def guard(app: Flask) -> None:
    """Closes every view without a rule."""

    @app.before_request
    def closed_unless_said() -> None:
        if request.endpoint is not None and rule(app, request.endpoint) != PUBLIC:
            abort(403)
