"""Evidence: taken with a section's form, downloaded as a file only, removed after a question."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file
from flask_babel import gettext as _

from subsidy import config
from subsidy.desk.firm import evidence
from subsidy.desk.firm.drafts import LockedError
from subsidy.desk.firm.evidence import Evidence, EvidenceError
from subsidy.model import UPLOAD
from subsidy.web import access
from subsidy.web.apply.common import pages
from subsidy.web.apply.place import Place, access_uscc, actor, of, section_url, told
from subsidy.web.database import db


def take(place: Place, section: str) -> dict[str, list[str]]:
    """Takes the files that came with a form; what is wrong with those that are not taken, by requirement."""
    wrong: dict[str, list[str]] = {}
    for wanted in evidence.requirements(place.policy, section):
        for sent in request.files.getlist(f"file.{wanted.id}") if wanted.way == UPLOAD else ():
            if not sent.filename:
                continue
            given = (section, wanted.id, sent.filename, sent.stream, actor())
            try:
                evidence.add(db(), config.files(), *place, *given)  # type: ignore[arg-type]
            except (EvidenceError, LockedError) as error:
                wrong.setdefault(wanted.id, []).append(f"{_shown(sent.filename)}：{told(error)}")
    return wrong


@pages.get("/evidence/<int:piece>")
@access.firm
def download(piece: int) -> Any:
    """A firm's own file, as it was brought; never shown in the page."""
    try:
        found, stream = evidence.open_(db(), config.files(), access_uscc(), piece)
    except EvidenceError:
        abort(404)
    return send_file(stream, mimetype=found.mime, as_attachment=True, download_name=found.name)


@pages.get("/year/<int:year>/<section>/evidence/<int:piece>/remove")
@access.firm
def drop(year: int, section: str, piece: int) -> Any:
    """Asks whether a file is to be taken away."""
    place = of(year, section)
    found = _own(place, section, piece)
    return render_template(
        "web/apply/sure.html",
        year=year,
        heading=_("移除“%(name)s”？", name=found.name),
        text=_("移除后可以再上传。"),
        button=_("移除"),
        back=section_url(place, section, _anchor="evidence"),
    )


@pages.post("/year/<int:year>/<section>/evidence/<int:piece>/remove", endpoint="dropped")
@access.firm
def dropped(year: int, section: str, piece: int) -> Any:
    """Takes a file away."""
    place = of(year, section)
    found = _own(place, section, piece)
    try:
        evidence.remove(db(), *place, found.id, actor())
        flash(_("“%(name)s”已移除。", name=found.name))
    except (EvidenceError, LockedError) as error:
        flash(told(error))
    return redirect(section_url(place, section, _anchor="evidence"), 303)


def _shown(name: str) -> str:
    """A file's name without signs that turn or hide what stands around it."""
    return "".join(c for c in name if c.isprintable())[: evidence.LONGEST_NAME]


def _own(place: Place, section: str, piece: int) -> Evidence:
    found = next((one for one in evidence.list_(db(), *place, section) if one.id == piece), None)
    return found or abort(404)
