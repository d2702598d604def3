"""Many rows at once: pasted, or uploaded as the workbook's sheet; looked at row by row before anything is kept."""

import json
import tempfile
from pathlib import Path
from typing import Any

from flask import abort, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from subsidy.desk.firm import drafts, sheet, written
from subsidy.desk.firm.sheet import Sheet, SheetError
from subsidy.web import access
from subsidy.web.apply.common import pages
from subsidy.web.apply.place import Place, blank, many, of, title, told
from subsidy.web.apply.save import keep
from subsidy.web.apply.section import locked
from subsidy.web.apply.typed import Typed, read
from subsidy.web.database import db
from subsidy.web.forms.words import gloss
from subsidy.workbook.template import template

MOST_PROBLEMS, MOST_ROWS = 50, 200  # that are shown
REFUSED, LOCKED = 400, 423
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/year/<int:year>/<section>/sheet", endpoint="sheet")
@access.firm
def ask(year: int, section: str) -> Any:
    """Where rows are pasted or a file is chosen."""
    place = _of(year, section)
    return _locked(place, section) or _page(place, section)


@pages.get("/year/<int:year>/<section>/sheet.xlsx")
@access.firm
def empty_sheet(year: int, section: str) -> Any:
    """The office's workbook, empty: a firm fills in the sheet of the item."""
    place = _of(year, section)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        template(path, place.policy)
        stream = path.open("rb")  # read on after the name is gone
    name = f"{place.policy.items[section].sheet}.xlsx"
    return send_file(stream, mimetype=XLSX, as_attachment=True, download_name=name)


@pages.post("/year/<int:year>/<section>/sheet", endpoint="rows")
@access.firm
def rows(year: int, section: str) -> Any:
    """Shows the rows that were sent, and what is wrong with others; keeps them once a button says how."""
    place = _of(year, section)
    refused = _locked(place, section)
    if refused is not None:
        return refused
    if "add" in request.form or "replace" in request.form:
        return _kept(place, section)
    try:
        found = sheet.rows(place.policy, section, _data(), place.uscc, place.year)
    except SheetError as error:
        return _page(place, section, problem=told(error)), REFUSED
    return _page(place, section, found=found)


def _of(year: int, section: str) -> Place:
    place = of(year, section)
    return place if many(place, section) else abort(404)


def _locked(place: Place, section: str) -> Any:
    if not drafts.standing(db(), *place).locked(section):
        return None
    return locked(place, section, drafts.load(db(), *place, section)), LOCKED


def _data() -> str | bytes:
    """What was sent: a file, if one was chosen, else what was pasted."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return sent.stream.read(sheet.LARGEST + 1)
    return request.form.get("text", "")


def _kept(place: Place, section: str) -> Any:
    """Puts the rows after those there are, or in their place. What the page carried is checked as all that is typed."""
    draft = drafts.load(db(), *place, section)
    new = _carried()
    if "add" in request.form:
        form = Typed(sheet.added(place.policy, section, draft.values, new), draft.version, "", True)
    else:
        version = read(place, section, request.form, request.form.get("version")).version
        form = Typed(sheet.added(place.policy, section, {}, new), version, "", True)
    refused = keep(place, section, form)
    if refused is not None:
        return refused
    return redirect(url_for("apply.section", year=place.year, section=section, check=1), 303)


def _carried() -> list[Any]:
    try:
        found = json.loads(request.form.get("rows", ""))
    except ValueError:
        raise BadRequest from None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise BadRequest
    return found


def _page(place: Place, section: str, found: Sheet | None = None, problem: str = "") -> str:
    draft = drafts.load(db(), *place, section)
    item = place.policy.items[section]
    return render_template(
        "web/apply/sheet.html",
        place=place,
        year=place.year,
        section=section,
        item=item,
        heading=title(place, section),
        titles=sheet.titles(place.policy, section),
        text=request.form.get("text", ""),
        found=found,
        table=_table(place, section, found) if found else None,
        rows=json.dumps(found.rows, ensure_ascii=False) if found else "",
        version=draft.version,
        filled=not blank(place, section, draft.values),
        problems=[("text", problem)] if problem else [],
        most_problems=MOST_PROBLEMS,
        most_rows=MOST_ROWS,
        whole=_("整张表"),
        gloss=gloss,
    )


def _table(place: Place, section: str, found: Sheet) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The good rows as they will be read again, each with its number."""
    item, shown = place.policy.items[section], found.rows[:MOST_ROWS]
    if item.parts:
        told = written.claims(item, {"claims": [{item.parts: list(shown)}]})
        columns, cells = (told[0]["columns"], told[0]["table"]) if told else ([], [])
    else:
        claims = written.claims(item, {"claims": list(shown)})
        columns = [label for label, _value in claims[0]["rows"]] if claims else []
        cells = [[value for _label, value in claim["rows"]] for claim in claims]
    return columns, list(zip(found.numbers, cells, strict=False))
