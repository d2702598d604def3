"""One application: what is known of it, what is to be done next, and what staff do with it as a whole."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from subsidy import config
from subsidy.desk.bureau.cases import case as cases
from subsidy.desk.bureau.cases import clauses
from subsidy.desk.bureau.cases.diff import SAME, diff
from subsidy.desk.bureau.cases.following import following
from subsidy.desk.bureau.claims import checks, conditions, review
from subsidy.desk.bureau.people import NotAllowedError, SamePersonError
from subsidy.desk.bureau.queue import Clock
from subsidy.desk.common import DeskError
from subsidy.store import applying
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.language import said
from subsidy.web.office import shown
from subsidy.web.office.common import law, pages

UNDONE = 422
KNOWN = {"yes": True, "no": False, "": None}
Problems = Sequence[tuple[str, str]]


@pages.get("/cases/<int:application>")
@access.staff("read_cases")
def case(application: int) -> Any:
    """The application as it stands."""
    return _page(application)


@pages.get("/cases/<int:application>/changes")
@access.staff("read_cases")
def changes(application: int) -> Any:
    """What changed between two submissions."""
    row = clauses.known(db(), law(), application)
    sent = applying.submissions(db(), law().id, row["year"], row["uscc"])
    second = request.args.get("second", len(sent), type=int)
    first = request.args.get("first", second - 1, type=int)
    found = _changes(row, first, second)
    return shown.page("case_changes", application=row, sent=sent, first=first, second=second, changes=found)


@pages.post("/cases/<int:application>/comment")
@access.staff("comment")
def add_comment(application: int) -> Any:
    """Something that colleagues should know."""
    text = request.form.get("text", "")
    return _done(application, "comments", lambda: cases.comment(db(), application, text, access.person()), "text")


@pages.post("/cases/<int:application>/assign")
@access.staff("assign")
def assign_case(application: int) -> Any:
    """Gives the application to somebody."""
    assignee = request.form.get("assignee", "")
    return _done(application, "assign", lambda: cases.assign(db(), [application], assignee, access.person()))


@pages.post("/cases/<int:application>/conditions")
@access.staff("check")
def set_firm_conditions(application: int) -> Any:
    """Writes down what was found of the firm itself."""
    row = clauses.known(db(), law(), application)
    found = {c.id: KNOWN.get(request.form.get(f"condition.{c.id}", "")) for c in law().conditions}
    note = request.form.get("note", "")

    def act() -> None:
        conditions.set_conditions(db(), law(), row["uscc"], found, note, access.person())

    return _done(application, "conditions", act, "note")


@pages.post("/cases/<int:application>/return")
@access.staff("check")
def return_case(application: int) -> Any:
    """Returns chosen sections to the firm, each with all that is to be mended: 一次性告知."""
    chosen = request.form.getlist("section")
    told = {name: request.form.get(f"message.{name}", "") for name in chosen}

    def act() -> None:
        review.return_to_firm(db(), law(), application, told, access.person())

    return _done(application, "return", act, f"message-{chosen[0]}" if chosen else "return")


@pages.post("/cases/<int:application>/review")
@access.staff("review")
def review_case(application: int) -> Any:
    """Reviews the claims that were chosen, as the page showed them; or sends them back to whoever checked them."""
    person, chosen = access.person(), [int(one) for one in request.form.getlist("claim") if one.isdigit()]
    found = cases.case(db(), law(), application, person, Clock(config.office()))
    mine = {card.claim["id"]: card for card in found.cards}

    def act() -> None:
        if not chosen:
            raise DeskError("没有选要复核的事项")
        for claim in chosen:
            if claim not in mine:
                raise clauses.NoCaseError(f"没有 {claim} 号事项")
            said_of = mine[claim].vouching
            if request.form.get(f"seen.{claim}") != str(said_of["id"] if said_of else 0):
                raise DeskError(f"“{mine[claim].name}”在您打开这一页以后又有改动，请重新查看后复核")
        if "back" not in request.form:
            review.review(db(), law(), chosen, person)
            return
        for claim in chosen:
            review.send_back(db(), law(), claim, request.form.get("reason", ""), person)

    return _done(application, "review", act, "reason" if "back" in request.form else "review")


def _done(application: int, anchor: str, act: Callable[[], Any], field: str = "") -> Any:
    """Does something and goes back to its part of the page; what is refused is told with all that was typed."""
    try:
        act()
    except SamePersonError as error:
        return _page(application, [(field or anchor, said(error.args[0]))], 403)
    except (NotAllowedError, clauses.NoCaseError):
        raise
    except DeskError as error:
        return _page(application, [(field or anchor, said(error.args[0]))], UNDONE)
    flash(DONE[anchor])
    return _back(application, anchor)


DONE = {
    "comments": "备注已保存。",
    "assign": "已分派。",
    "conditions": "企业条件已登记。",
    "return": "已退回企业补正。",
    "review": "复核结果已登记。",
}


def _back(application: int, anchor: str) -> Response:
    return redirect(url_for("office.case", application=application, _anchor=anchor), 303)


def _page(application: int, problems: Problems = (), code: int = 200) -> Any:
    person = access.person()
    found = cases.case(db(), law(), application, person, Clock(config.office()))
    number = len(found.submissions)
    return shown.page(
        "case",
        code,
        found=found,
        steps=following(found, person),
        changes=_changes(found.application, number - 1, number) if number > 1 else (),
        queue="office.queue" in current_app.view_functions,
        hands=cases.assignable(db()) if person.may("assign") else {},
        may=access.may,
        person=person,
        conditions=law().conditions,
        problems=problems,
        typed=request.form if problems else {},
        chosen=request.form.getlist("section") if problems else [],
        ticked=request.form.getlist("claim") if problems else [],
        longest=cases.LONGEST,
        results=checks.RESULTS,
    )


def _changes(row: Mapping[str, Any], first: int, second: int) -> Any:
    """The sections that changed from one submission to another; nothing where there is no such pair."""
    where = (law().id, row["year"], row["uscc"])
    before, after = (applying.submission(db(), *where, number) for number in (first, second))
    if before is None or after is None:
        return ()
    return [one for one in diff(law(), before["body"], after["body"]) if one.kind != SAME]
