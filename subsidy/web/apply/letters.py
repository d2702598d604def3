"""The letters that a firm got: their list, and each as the sealed file that the office issued."""

import io
from typing import Any

from flask import abort, current_app, render_template, send_file
from flask_babel import gettext as _

from subsidy.desk.firm import status
from subsidy.desk.papers import PrintError
from subsidy.web import access
from subsidy.web.apply import printer
from subsidy.web.apply.common import pages
from subsidy.web.apply.place import access_uscc, actor
from subsidy.web.database import db

FAILED = 503


@pages.get("/letters")
@access.firm
def letters() -> Any:
    """Every letter issued to the firm, latest first."""
    return _page()


@pages.get("/letters/<name>")
@access.firm
def letter(name: str) -> Any:
    """A letter's own file; another firm's is no page."""
    paper = status.letter(db(), access_uscc(), name) or abort(404)
    try:
        data = printer.letter(db(), paper, actor())
    except PrintError as error:
        current_app.logger.error("%s: %s", name, error)
        told = _("%(number)s 的文件暂时不能提供，请与受理单位联系领取。", number=paper.letter.number)
        return _page([("letters", told)], FAILED)
    return send_file(io.BytesIO(data), "application/pdf", as_attachment=True, download_name=paper.name)


def _page(problems: list[tuple[str, str]] | None = None, code: int = 200) -> Any:
    found = status.letters(db(), access_uscc())
    said = {"letters": found, "this_year": access.this_year(), "problems": problems or []}
    return render_template("web/apply/letters.html", **said), code
