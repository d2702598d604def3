"""What the office found for a firm by published lists: one press writes it into the draft, another says no to it."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from subsidy.desk.common import DeskError
from subsidy.desk.firm import offers
from subsidy.web import access
from subsidy.web.apply.common import pages
from subsidy.web.apply.place import actor, of, told
from subsidy.web.database import db


@pages.post("/year/<int:year>/offers/<int:offer>")
@access.firm
def answer_offer(year: int, offer: int) -> Any:
    """Yes: into the draft, and on to the check page, where it is declared and sent. No: it is not shown again."""
    place, yes = of(year), request.form.get("answer") == "accept"
    try:
        if yes:
            offers.accept(db(), *place, offer, actor())
        else:
            offers.decline(db(), *place, offer, request.form.get("reason", ""), actor())
    except LookupError:
        abort(404)
    except DeskError as error:
        flash(told(error), "bad")
        return redirect(url_for("apply.tasks", year=year), 303)
    if yes:
        flash(_("已填入草稿。请核对下面的内容，作出承诺后提交。"))
        return redirect(url_for("apply.check", year=year), 303)
    flash(_("已记下，不再提示这一项；需要时仍可自行申报。"))
    return redirect(url_for("apply.tasks", year=year), 303)
