"""The first page: what the service is, for whom, how it goes and what is paid."""

from typing import Any

from flask import Blueprint, render_template

from subsidy import policy
from subsidy.web import access

pages = Blueprint("home", __name__)


@pages.get("/")
@access.public
def home() -> Any:
    """What the policies in force pay, in their own words."""
    in_force = [policy.load(name) for name in policy.known()]
    return render_template("web/home.html", policies=in_force, landing=access.landing())
