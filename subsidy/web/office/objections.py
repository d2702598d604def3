"""Objections to a run's awards: what came in, recorded by one of the staff and answered by another."""

import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from subsidy.desk.bureau import staff
from subsidy.desk.bureau.runs import objections as desk
from subsidy.desk.bureau.runs import publish
from subsidy.desk.bureau.runs.objections import ObjectionError
from subsidy.store import publications
from subsidy.web import access, notices
from subsidy.web.database import db
from subsidy.web.office.common import pages
from subsidy.web.office.notice import known

SUGGESTED = 300  # firms that a browser offers while a name is typed
FIELDS = ("firm", "who", "contact", "text", "received")
LARGEST = 2**31  # beyond, the database has no number

Problems = list[tuple[str, str]]


@pages.get("/runs/<run>/objections")
@access.staff("read_runs")
def objections(run: str) -> Any:
    """Every objection with its answer, and the forms for a new one and for answers."""
    return _page(run)


@pages.post("/runs/<run>/objections")
@access.staff("object")
def record_objection(run: str) -> Any:
    """Records what came in; what was typed stays where something is wrong with it."""
    known(run)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        firm = desk.firm(db(), run, typed["firm"])
        received = _day(typed["received"])
        said = (typed["who"], typed["contact"], typed["text"])
        number = desk.record(db(), run, firm, *said, received, access.person())
    except ObjectionError as error:
        return _page(run, [(error.field, str(error))], typed), 400
    name = publications.firms(db(), run)[firm]
    flash(f"已登记第 {number} 号异议；{name}在答复以前不签批、不拨付")
    return redirect(url_for("office.objections", run=run), 303)


@pages.post("/objections/<int:objection>/answer")
@access.staff("answer")
def answer_objection(objection: int) -> Any:
    """Answers an objection; upheld, its firm leaves the run."""
    found = publications.objection(db(), objection) if objection < LARGEST else None
    run = (found or abort(404))["run"]
    outcome, text = request.form.get("outcome", ""), request.form.get("text", "")
    try:
        made = desk.answer(db(), objection, outcome, text, access.person())
    except ObjectionError as error:
        problem = (f"{error.field}-{objection}", str(error))
        return _page(run, [problem], answering={"objection": objection, "outcome": outcome, "text": text}), 400
    flash(made.told)
    return redirect(url_for("office.objections", run=run), 303)


def _page(
    run: str,
    problems: Problems | None = None,
    typed: dict[str, str] | None = None,
    answering: dict[str, Any] | None = None,
) -> Any:
    row, firms, today = known(run), publications.firms(db(), run), datetime.date.today()
    found = desk.shown(db(), run, access.person())
    return render_template(
        "web/office/objections.html",
        run=row,
        objections=found,
        open=sum(not one["outcome"] for one in found),
        outcomes=desk.OUTCOMES,
        longest=desk.LONGEST,
        firms=firms if len(firms) <= SUGGESTED else {},
        names=staff.names(db()),
        me=access.person().login,
        first=publish.decided(db(), run),
        today=today,
        typed=typed or {"received": today.isoformat()},
        answering=answering or {},
        problems=problems or [],
        may=access.may,
        day=notices.day,
    )


def _day(typed: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(typed.strip())
    except ValueError:
        raise ObjectionError("received", f"收到日期填的是“{typed}”，应为日期，如 2022-03-10") from None
