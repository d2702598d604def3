"""The site: pages over the desk; no rule of the policy lives here.

Read access (who may reach a page), verify (the public page), typed (what people type), chamber (where strangers' files
are looked at), pages (errors and headers).
"""

from pathlib import Path

from flask import Flask

from subsidy.web import access, pages, verify

STATIC = Path(__file__).resolve().parent / "static"


def register(app: Flask) -> None:
    """Puts the site on an application."""
    app.config["MAX_CONTENT_LENGTH"] = verify.MAX_UPLOAD
    app.view_functions["static"] = access.public(app.view_functions["static"])
    app.register_blueprint(verify.pages)
    access.guard(app)
    pages.dress(app)
