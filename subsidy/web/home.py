"""The first page: what the service is, for whom, how it goes and what is paid."""

from typing import Any

from flask import Blueprint, render_template

from subsidy import config, policy
from subsidy.web import access

pages = Blueprint("home", __name__)


@pages.get("/")
@access.public
def home() -> Any:
    """What the policy that the desk works with pays, in its own words; those of other cities are no promise here."""
    in_force = [policy.load(config.POLICY)]
    return render_template("web/home.html", policies=in_force, landing=access.landing())
