"""The audit trail: who did what, when and from where, before and after; looked through, and exported as shown."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import current_app, flash, redirect, render_template, request, send_file, url_for

from subsidy.desk.bureau import trail as desk
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.bureau.trail import Asked, Entry
from subsidy.desk.bureau.trail.subjects import BUDGET, CASE, JOB, PERSON, RUN
from subsidy.desk.common import DeskError
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import law, pages
from subsidy.workbook import trail as workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# where a subject leads: endpoint, its argument and how that is read, the act that it needs
PLACES = {
    CASE: ("office.case", "application", int, "read_cases"),
    RUN: ("office.run", "run", str, "read_runs"),
    PERSON: ("office.person", "login", str, "read_staff"),
    JOB: ("office.job", "job", int, "read_runs"),
    BUDGET: ("office.appropriations", "year", int, "read_appropriations"),
}


@pages.get("/trail")
@access.staff("read_trail")
def trail() -> Any:
    """A page of entries."""
    asked = asked_for()
    after, before = (request.args.get(name, 0, int) for name in ("after", "before"))
    try:
        found = desk.page(db(), law(), asked, access.person(), after, before)
    except NotAllowedError:
        raise
    except DeskError as error:
        flash(str(error), "bad")
        return redirect(address(asked._replace(since="", until="")))
    words = {"asked": asked, "acts": desk.acts(db()), "told": desk.told(asked)}
    return render_template("web/office/trail.html", found=found, link=link, address=address, **words)


@pages.get("/trail.xlsx")
@access.staff("read_trail")
def trail_export() -> Any:
    """What the filters show, all of it, as a workbook."""
    asked = asked_for()
    try:
        entries = desk.listing(db(), law(), asked, access.person())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "trail.xlsx"
            workbook.export(path, desk.told(asked), (line for entry in entries for line in _lines(entry)))
            stream = path.open("rb")  # read on after the name is gone
    except NotAllowedError:
        raise
    except DeskError as error:
        flash(str(error), "bad")
        return redirect(address(asked._replace(since="", until="")))
    return send_file(stream, mimetype=XLSX, as_attachment=True, download_name="操作记录.xlsx")


def asked_for() -> Asked:
    """The filters of this request."""
    return Asked(*(request.args.get(name, "").strip()[: desk.LONGEST] for name in Asked._fields))


def address(asked: Asked, endpoint: str = "office.trail", **more: int) -> str:
    """A page of the trail with filters; those that ask nothing are left out."""
    values: dict[str, Any] = {name: value for name, value in asked._asdict().items() if value}
    return url_for(endpoint, **{**values, **more})


def link(subject: desk.Subject) -> str:
    """Where a subject leads; '' where it has no page, or none for who looks."""
    if subject.kind not in PLACES:
        return ""
    endpoint, argument, read, act = PLACES[subject.kind]
    there = endpoint in current_app.view_functions and access.may(act)
    value: dict[str, Any] = {argument: read(subject.ref)}
    return url_for(endpoint, **value) if there else ""


def _lines(entry: Entry) -> Iterator[workbook.Line]:
    head = (*entry[:6], entry.subject.text)
    for field in entry.fields:
        yield workbook.Line(*head, field.label, field.before, field.after)
    if not entry.fields:
        yield workbook.Line(*head, "", "", "")
