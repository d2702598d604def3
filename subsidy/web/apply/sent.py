"""What was sent: the page after sending, and a copy of it all as PDF."""

import io
from typing import Any

from flask import Response, abort, render_template, send_file
from flask_babel import gettext as _

from subsidy import config, letters
from subsidy.desk.firm import status, submit
from subsidy.desk.firm.drafts import SUBMITTED, standing
from subsidy.desk.firm.submit import Submission
from subsidy.letters.forms.receipt import Receipt
from subsidy.store import applying
from subsidy.web import access
from subsidy.web.apply import printer
from subsidy.web.apply.common import pages
from subsidy.web.apply.place import Place, of
from subsidy.web.database import db


@pages.get("/year/<int:year>/sent/<int:number>")
@access.firm
def sent(year: int, number: int) -> Any:
    """That it was sent, under which 受理号, and what happens next."""
    place = of(year)
    made = _own(place, number)
    last = latest(year)
    return render_template(
        "web/apply/sent.html",
        year=year,
        receipt=told(made),
        latest=last,
        current=number == last and standing(db(), *place).kind == SUBMITTED,
        timeline=status.timeline(db(), *place),
    )


@pages.get("/year/<int:year>/sent/<int:number>.pdf")
@access.firm
def copy(year: int, number: int) -> Response:
    """All that was sent, as PDF: the same bytes each time."""
    receipt = told(_own(of(year), number))
    data = printer.receipt(receipt)
    name = _("申报回执-%(reference)s.pdf", reference=receipt.reference)
    return send_file(io.BytesIO(data), "application/pdf", as_attachment=True, download_name=name)


def latest(year: int) -> int:
    """The number of what the firm sent last for a year, 0 if nothing."""
    return len(applying.submissions(db(), of(year).policy.id, year, of(year).uscc))


def _own(place: Place, number: int) -> Submission:
    return submit.receipt(db(), *place, number) or abort(404)


def told(made: Submission) -> Receipt:
    """The receipt of what was sent, under the office's name."""
    issuer = letters.office(**config.office())["issuer"]
    return Receipt(made.uscc, made.year, made.number, made.at, made.digest, made.body, issuer)
