"""The files that firms brought, for those who check them; and all that a firm sent, as PDF."""

import io
from typing import Any

from flask import Response, abort, send_file

from subsidy import config, letters
from subsidy.desk.bureau.cases import clauses
from subsidy.desk.firm import submit
from subsidy.desk.firm.evidence import TYPES, path
from subsidy.letters.forms.receipt import Receipt
from subsidy.store import cases
from subsidy.web import access
from subsidy.web.apply import printer
from subsidy.web.database import db
from subsidy.web.office.common import law, pages

SEEN = ("pdf", "png", "jpg")  # what browsers show by themselves and nothing in which runs in the page


@pages.get("/evidence/<int:piece>")
@access.staff("read_cases")
def evidence(piece: int) -> Response:
    """A file that a firm sent; of the type that its content has, whatever it is called."""
    found = cases.piece(db(), piece)
    if found is None or found["policy"] != law().id:
        abort(404)
    try:
        stream = path(config.files(), found["digest"]).open("rb")
    except OSError:
        abort(404)
    apart = found["type"] not in SEEN
    return send_file(stream, mimetype=TYPES[found["type"]], as_attachment=apart, download_name=found["name"])


@pages.get("/cases/<int:application>/sent/<int:number>.pdf")
@access.staff("read_cases")
def receipt(application: int, number: int) -> Any:
    """The receipt of a submission: the same file that the firm has."""
    row = clauses.known(db(), law(), application)
    made = submit.receipt(db(), law(), row["year"], row["uscc"], number) or abort(404)
    issuer = letters.office(**config.office())["issuer"]
    said = Receipt(made.uscc, made.year, made.number, made.at, made.digest, made.body, issuer)
    name = f"申报回执-{said.reference}.pdf"
    return send_file(io.BytesIO(printer.receipt(said)), "application/pdf", as_attachment=True, download_name=name)
