"""公示 of a run: the notice as it will be or was published, on page, paper and as a workbook; publishing it."""

import datetime
from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for

from subsidy import config, letters
from subsidy.desk.bureau import staff, workdays
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.bureau.runs import objections, publish
from subsidy.desk.bureau.runs.publish import Draft
from subsidy.desk.common import DeskError
from subsidy.store import batches, publications, runs
from subsidy.store.intake import Row
from subsidy.web import access, notices
from subsidy.web.database import db
from subsidy.web.office.common import pages

Problems = list[tuple[str, str]]


@pages.get("/runs/<run>/notice")
@access.staff("read_runs")
def notice(run: str) -> Any:
    """The notice that counts; with `anew`, or where there is none, as it would be published today."""
    return _page(run, _asked_day())


@pages.post("/runs/<run>/notice")
@access.staff("publish")
def publish_run(run: str) -> Any:
    """Publishes the notice that was seen, from a day on."""
    known(run)
    starts = _day(request.form.get("starts", ""))
    if starts is None:
        told = f"起始日期填的是“{request.form.get('starts', '')}”，应为日期，如 2022-03-10"
        return _page(run, datetime.date.today(), [("starts", told)]), 400
    try:
        made, cautions = publish.publish(db(), run, starts, access.person(), office(), request.form.get("seen", ""))
    except publish.StartError as error:
        return _page(run, datetime.date.today(), [("starts", str(error))]), 400
    except NotAllowedError:
        raise
    except DeskError as error:
        flash(str(error), "bad")
        return redirect(url_for("office.notice", run=run, anew=1), 303)
    flash(f"已公示：{notices.day(made['starts'])}至{notices.day(made['ends'])}")
    for caution in cautions:
        flash(caution, "bad")
    return redirect(url_for("office.notice", run=run), 303)


@pages.get("/runs/<run>/notice.pdf")
@access.staff("read_runs")
def notice_paper(run: str) -> Response:
    """The notice that counts, or with `starts` the draft from that day, on paper."""
    found = None if "starts" in request.args else publish.publication(db(), known(run)["id"])
    if found:
        return notices.pdf(found)
    said = _draft(run, _asked_day()).body
    return notices.download(notices.printed(said, draft=True), "application/pdf", _name(said, "pdf"))


@pages.get("/runs/<run>/notice.xlsx")
@access.staff("read_runs")
def notice_sheets(run: str) -> Response:
    """The lists of the notice that counts, or with `starts` of the draft, as a workbook."""
    found = None if "starts" in request.args else publish.publication(db(), known(run)["id"])
    if found:
        return notices.xlsx(found)
    said = _draft(run, _asked_day()).body
    return notices.download(notices.booked(said), notices.SHEET, _name(said, "xlsx"))


def known(run: str) -> Row:
    """A run by its id; no page where there is none."""
    return runs.run(db(), run) or abort(404)


def office() -> dict[str, Any]:
    """The office as letters and notices name it."""
    return letters.office(**config.office())


def _page(run: str, starts: datetime.date, problems: Problems | None = None) -> Any:
    row, found = known(run), publish.publication(db(), run)
    settings = office()
    made = _draft(run, starts) if workdays.publication_days(settings) else None
    anew = made is not None and (found is None or "anew" in request.args or bool(problems))
    said: Mapping[str, Any] = made.body if anew and made else found["body"] if found else {}
    return render_template(
        "web/office/notice.html",
        run=row,
        found=found,
        made=made,
        anew=anew,
        said=said,
        over=bool(found) and publish.over(found or {}, datetime.date.today()),
        left=publish.left_since(db(), found) if found else [],
        earlier=publications.publications(db(), run)[1:],
        approved=not batches.kept(db(), run) - batches.approved(db(), run),
        open=len(objections.open_for(db(), run)),
        names=staff.names(db()),
        first=publish.decided(db(), run),
        today=datetime.date.today(),
        starts=starts,
        problems=problems or [],
        may=access.may,
        **(notices.spoken(said) if said else {"day": notices.day}),
    )


def _draft(run: str, starts: datetime.date) -> Draft:
    return publish.draft(db(), known(run)["id"], starts, office())


def _name(said: Mapping[str, Any], ending: str) -> str:
    return f"公示稿（{said['run']}）.{ending}"


def _asked_day() -> datetime.date:
    return _day(request.args.get("starts", "")) or datetime.date.today()


def _day(typed: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(typed.strip())
    except ValueError:
        return None
