"""How an application stands: the steps, what happens next and who acts, what is to be mended, what was decided."""

from typing import Any

from flask import render_template

from subsidy.desk.firm import status as desk
from subsidy.web import access
from subsidy.web.apply.common import pages
from subsidy.web.apply.place import of, years
from subsidy.web.database import db


@pages.get("/year/<int:year>/status")
@access.firm
def status(year: int) -> Any:
    """The timeline of a year."""
    place = of(year)
    return render_template(
        "web/apply/status.html",
        year=year,
        years=years(place),
        timeline=desk.timeline(db(), *place),
    )
