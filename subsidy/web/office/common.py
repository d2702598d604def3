"""What the staff's pages share: the blueprint, the policy in force, how an act that the desk refuses is told."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response

from schemas.fields import masked
from subsidy import config
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.common import DeskError
from subsidy.policy import Policy
from subsidy.web.database import in_force
from subsidy.web.language import said

pages = Blueprint("office", __name__, url_prefix="/office")


def law() -> Policy:
    """The policy that the desk works with, as it is in force; one for a request."""
    return in_force(config.POLICY)


def tried(act: Callable[[], Any], back: str, done: str = "") -> Response:
    """Does something and goes back to a page, which tells once what was done, or why not."""
    try:
        act()
    except NotAllowedError:
        raise
    except DeskError as error:
        flash(said(error.args[0]), "bad")
        return redirect(back, 303)
    if done:
        flash(done)
    return redirect(back, 303)


@pages.after_request
def masked_numbers(response: Response) -> Response:
    """No page of staff shows an identity number, whatever somebody wrote and wherever it stands."""
    if response.mimetype == "text/html" and not response.is_streamed:
        response.set_data(masked(response.get_data(as_text=True)))
    return response


@pages.app_errorhandler(NotAllowedError)
def not_allowed(error: NotAllowedError) -> tuple[str, int]:
    """Somebody may not do this, whatever page they came from: who may is said."""
    return render_template("web/office/not_allowed.html", told=str(error)), 403
