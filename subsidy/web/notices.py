"""公示 for everybody: what is proposed to be awarded, while it can be objected to and after; page, paper, workbook."""

import datetime
import io
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, current_app, render_template, request, send_file

from subsidy import money, workbook
from subsidy.desk.bureau.runs import publish
from subsidy.desk.papers import PrintError
from subsidy.letters.forms import setting
from subsidy.store import publications
from subsidy.store.intake import Row
from subsidy.web import access, language
from subsidy.web.apply import printer
from subsidy.web.database import db
from subsidy.web.forms.words import gloss

ROWS = 200  # of the lists on one page
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAILED = 503

pages = Blueprint("notices", __name__, url_prefix="/notices")


class Shown(NamedTuple):
    """A part of a notice's lists as a page shows it: each list with the rows here and the number of the first."""

    parts: list[tuple[Mapping[str, Any], list[Mapping[str, Any]], int]]
    page: int
    pages: int


@pages.get("")
@access.public
def notices() -> Any:
    """Every notice, the latest first: those that run, and those that are over."""
    today = datetime.date.today()
    found = [{**row, "over": publish.over(row, today)} for row in publications.shown(db())]
    return render_template("web/notices.html", found=found, day=day)


@pages.get("/<run>")
@access.public
def notice(run: str) -> Any:
    """A notice as it was published: its text, its lists, whether its days are over, and who left the run since."""
    found = _found(run)
    known = {"over": publish.over(found, datetime.date.today()), "left": publish.left_since(db(), found)}
    return render_template("web/notices_one.html", found=found, said=found["body"], **known, **spoken(found["body"]))


@pages.get("/<run>.pdf")
@access.public
def paper(run: str) -> Response:
    """The notice on paper."""
    return pdf(_found(run))


@pages.get("/<run>.xlsx")
@access.public
def sheets(run: str) -> Response:
    """The lists of the notice as a workbook."""
    return xlsx(_found(run))


def _found(run: str) -> Row:
    return publish.publication(db(), run) or abort(404)


def spoken(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates show a notice with."""
    return {"shown": part(said, _page()), "day": day, "written": setting.day, "cents": money.cents, "gloss": gloss}


def part(said: Mapping[str, Any], page: int) -> Shown:
    """The rows of a notice's lists on one page of it, however long they are; the last page for any beyond."""
    count = sum(len(one["rows"]) for one in said["lists"])
    pages_ = max(1, -(-count // ROWS))
    page = min(max(page, 1), pages_)
    start, parts = (page - 1) * ROWS, []
    end = start + ROWS
    for one in said["lists"]:
        rows = one["rows"][max(start, 0) : max(end, 0)]
        if rows:
            parts.append((one, rows, max(start, 0) + 1))
        start, end = start - len(one["rows"]), end - len(one["rows"])
    return Shown(parts, page, pages_)


def pdf(found: Row) -> Response:
    """A publication as PDF, each time the same bytes."""
    said = found["body"]
    return _sent(found, "pdf", "application/pdf", lambda: printed(said))


def xlsx(found: Row) -> Response:
    """A publication as a workbook, each time the same bytes."""
    return _sent(found, "xlsx", SHEET, lambda: booked(found["body"]))


def printed(said: Mapping[str, Any], draft: bool = False) -> bytes:
    """A notice as PDF; the page of an error where it cannot be printed."""
    try:
        return printer.notice(said, draft)
    except PrintError as error:
        current_app.logger.error("%s: %s", said["title"], error)
        abort(FAILED)


def booked(said: Mapping[str, Any]) -> bytes:
    """A notice's lists as a workbook."""
    out = io.BytesIO()
    workbook.notice(out, said)
    return out.getvalue()


def download(data: bytes, kind: str, name: str) -> Response:
    """A file to be kept under a name."""
    return send_file(io.BytesIO(data), kind, as_attachment=True, download_name=name)


def day(date: str) -> str:
    """A day in ISO 8601 as people read it."""
    return language.day(datetime.date.fromisoformat(date))


def _sent(found: Row, ending: str, kind: str, make: Callable[[], bytes]) -> Response:
    name = f"notices/{found['run']}-{found['id']}-{found['sha256'][:16]}.{ending}"
    return download(printer.kept(name, make), kind, f"{found['body']['title']}（{found['run']}）.{ending}")


def _page() -> int:
    return request.args.get("page", 1, type=int)
