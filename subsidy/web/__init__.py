"""The site: pages over the desk; no rule of the policy lives here.

Read requests (each has a number, and a line in the log), access (who may reach a page, and how a view says so), session
(who is logged in), database (a request's connection), kept (what was typed is not lost), language (Chinese and
English), pages (what every page has), then the pages: home, accounts, verify with typed (what people type) and chamber
(where strangers' files are looked at).

A new page is a view on a blueprint listed in PARTS, with its rule from `access`; its template extends web/base.html and
uses the macros of web/parts.html; its route goes into the table of tests/test_shape.py.
"""

from pathlib import Path

from flask_bootstrap import Bootstrap5

from subsidy.web import (
    access,
    accounts,
    apply,
    database,
    home,
    language,
    metrics,
    notices,
    office,
    pages,
    requests,
    session,
    verify,
    watch,
)
from subsidy.web.requests import Site

__all__ = ["PARTS", "STATIC", "Site", "register"]

STATIC = Path(__file__).resolve().parent / "static"
PARTS = (
    home.pages,
    accounts.pages,
    apply.pages,
    language.pages,
    notices.pages,
    office.pages,
    verify.pages,
    watch.pages,
)


def register(app: Site) -> None:
    """Puts the site on an application."""
    app.config.update(MAX_CONTENT_LENGTH=verify.MAX_UPLOAD, BOOTSTRAP_SERVE_LOCAL=True)
    requests.init(app)
    metrics.init(app)
    session.init(app)
    pages.dress(app)
    language.init(app)
    Bootstrap5(app)
    for endpoint in ("static", "bootstrap.static"):
        app.view_functions[endpoint] = access.public(app.view_functions[endpoint])
    for part in PARTS:
        app.register_blueprint(part)
    database.close_after_each_request(app)
    access.guard(app)
