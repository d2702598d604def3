"""Taking an application back: what it means, and doing it once."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from subsidy.desk.common import DeskError
from subsidy.desk.firm import status, submit
from subsidy.web import access
from subsidy.web.apply.common import pages
from subsidy.web.apply.place import actor, of, told
from subsidy.web.apply.sent import latest
from subsidy.web.database import db

LONGEST = 500  # characters of a reason
CONFLICT, UNREADY = 409, 422


@pages.get("/year/<int:year>/withdraw")
@access.firm
def withdraw(year: int) -> Any:
    """What it means, and a button; where nothing can be taken back, that."""
    return _page(year)


@pages.post("/year/<int:year>/withdraw")
@access.firm
def withdrawn(year: int) -> Any:
    """Takes back what the page spoke of, not what was sent since."""
    reason = request.form.get("reason", "")
    if len(reason) > LONGEST:
        return _page(year, [("reason", _("原因至多 %(most)s 字", most=LONGEST))], UNREADY)
    if request.form.get("number") != str(latest(year)):
        return _page(year, [("withdraw", _("没有撤回：这一页打开以后又提交过申报，请重新确认"))], CONFLICT)
    try:
        submit.withdraw(db(), *of(year), actor(), reason)
    except DeskError as error:
        return _page(year, [("withdraw", told(error))], CONFLICT)
    flash(_("申报已撤回。"))
    return redirect(url_for("apply.status", year=year), 303)


def _page(year: int, problems: list[tuple[str, str]] | None = None, code: int = 200) -> Any:
    timeline = status.timeline(db(), *of(year))
    return render_template(
        "web/apply/withdraw.html",
        year=year,
        possible=status.WITHDRAW in timeline.acts,
        decided=bool(timeline.letters),
        number=latest(year),
        reason=request.form.get("reason", ""),
        most=LONGEST,
        problems=problems or [],
    ), code
