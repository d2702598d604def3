"""The first page: what the service is, for whom, how it goes and what is paid."""

from typing import Any

from flask import Blueprint, render_template

from subsidy import config
from subsidy.web import access
from subsidy.web.database import in_force_or_shipped

pages = Blueprint("home", __name__)


@pages.get("/")
@access.public
def home() -> Any:
    """What the policy that the desk works with pays, in its own words; those of other cities are no promise here."""
    found = [in_force_or_shipped(config.POLICY)]
    return render_template("web/home.html", policies=found, landing=access.landing())
