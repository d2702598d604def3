"""The charts of a year, each a file of its own, drawn on the server."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, request

from subsidy.desk.bureau import figures
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import drawing
from subsidy.web.office.common import law, pages

# name: who may, its heading, where its figures come from
CHARTS: dict[str, tuple[str, str, Callable[..., Any]]] = {
    "appropriation": ("read_appropriations", "年度预算", figures.gauge),
    "items": ("read_runs", "按条款", figures.items),
    "districts": ("read_runs", "按区县", figures.districts),
    "weeks": ("read_cases", "按周", figures.weeks),
}
# a drawing has styles of its own, and asks for nothing else
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@pages.get("/charts/<name>.svg")
@access.staff("read_desk")
def chart(name: str) -> Any:
    """A chart of a year; `narrow` for a phone."""
    if name not in CHARTS:
        abort(404)
    year = request.args.get("year", 0, int) or access.open_year()
    found = CHARTS[name][2](db(), law(), year, access.person())
    made = drawing.draw(found, drawing.NARROW if request.args.get("narrow") else drawing.WIDE)
    return Response(made, mimetype="image/svg+xml", headers={"Content-Security-Policy": POLICY})
