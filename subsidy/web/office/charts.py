"""The charts of a year, each a file of its own, drawn on the server."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Response, abort, request

from subsidy.desk.bureau import figures
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import drawing
from subsidy.web.office.common import law, pages


class Chart(NamedTuple):
    """A chart: the act that may see it, its heading, where its figures come from."""

    act: str
    title: str
    read: Callable[..., Any]


CHARTS = {
    "appropriation": Chart("read_appropriations", "年度预算", figures.gauge),
    "items": Chart("read_runs", "按条款事项", figures.items),
    "districts": Chart("read_runs", "按区县", figures.districts),
    "weeks": Chart("read_cases", "每周收到和办结", figures.weeks),
}
# a drawing has styles of its own, and asks for nothing else
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@pages.get("/charts/<name>.svg")
@access.staff("read_desk")
def chart(name: str) -> Any:
    """A chart of a year; `narrow` for a phone."""
    if name not in CHARTS:
        abort(404)
    found = CHARTS[name].read(db(), law(), asked_year(), access.person())
    made = drawing.draw(found, drawing.NARROW if request.args.get("narrow") else drawing.WIDE)
    return Response(made, mimetype="image/svg+xml", headers={"Content-Security-Policy": POLICY})


def asked_year() -> int:
    """The year that the address names, where it can be one; else the one that firms apply for."""
    year = request.args.get("year", 0, int)
    return year if 2000 <= year < 3000 else access.open_year()
