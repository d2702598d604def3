"""What the pages of proposals share: the form's words back where something is wrong, an answer, a withdrawal."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from subsidy import config, money
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.money import proposals as desk
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.common import DeskError
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import shown

REFUSED = 400
TAGS = {"": "mind", desk.APPROVED: "done", desk.REFUSED: "bad", desk.WITHDRAWN: "wait"}


class Again(NamedTuple):
    """A page shown again with what is wrong, and what was typed."""

    problems: list[tuple[str, str]]
    typed: dict[str, Any]


def words() -> dict[str, Any]:
    """What every page of proposals says alike."""
    return {
        "names": staff.names(db()),
        "me": access.person().login,
        "may": access.may,
        "outcomes": desk.OUTCOMES,
        "tags": TAGS,
        "shortest": desk.SHORTEST,
        "figures": money.figures,
        "in_words": money.words,
        "money": shown.money,
        "moment": shown.moment,
    }


def answered(proposal: int, back: str, page: Callable[[Again], Any]) -> Response | tuple[Any, int]:
    """Answers a proposal as the form says and goes back; the page again where the desk refuses."""
    outcome, reason = request.form.get("outcome", ""), request.form.get("reason", "")
    typed = {"proposal": proposal, "outcome": outcome, "reason": reason}
    if outcome not in (desk.APPROVED, desk.REFUSED):
        return page(Again([(f"outcome-{proposal}", "没有选择同意或不同意")], typed)), REFUSED
    try:
        done = desk.answer(db(), proposal, outcome == desk.APPROVED, reason, access.person(), config.office())
    except NotAllowedError:
        raise
    except DeskError as error:
        return page(Again([(f"reason-{proposal}", str(error))], typed)), REFUSED
    numbers = "、".join(letter.number for letter in done.issued.letters) if done.issued else ""
    flash(f"{desk.OUTCOMES[outcome]}：{done.proposal.title}" + (f"；决定书已编号 {numbers}" if numbers else ""))
    if done.problem:
        flash(done.problem, "bad")
    return redirect(back, 303)


def withdrawn(proposal: int, back: str) -> Response:
    """Takes one's own proposal back."""
    try:
        desk.withdraw(db(), proposal, access.person())
        flash(f"已撤回第 {proposal} 号提请")
    except NotAllowedError:
        raise
    except DeskError as error:
        flash(str(error), "bad")
    return redirect(back, 303)
