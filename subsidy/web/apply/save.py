"""Saving a section: by its buttons, and by itself every few seconds; no window overwrites another."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from subsidy.desk.firm import drafts
from subsidy.desk.firm.drafts import FIRM, ConflictError, Draft, DraftError, LockedError
from subsidy.web import access
from subsidy.web.apply import evidence
from subsidy.web.apply.common import pages
from subsidy.web.apply.place import Place, actor, blank, list_url, of, section_url, title, to_check, told
from subsidy.web.apply.section import answers, following, locked, page, saved
from subsidy.web.apply.typed import NEWEST, Typed, fields, read, typed
from subsidy.web.database import db
from subsidy.web.forms.words import gloss

REFUSED, CONFLICT, LOCKED = 400, 409, 423


@pages.post("/year/<int:year>/<section>", endpoint="fill")
@access.firm
def fill(year: int, section: str) -> Any:
    """Saves the form as it is typed, and the files chosen with it; goes where the button that was pressed says."""
    place = of(year, section)
    form = typed(place, section)
    if "last_year" in request.form:
        form = form._replace(values=_started(place, section, form))
    if form.sent:
        refused = keep(place, section, form)
        if refused is not None:
            return refused
    wrong = evidence.take(place, section)
    if wrong:
        return page(place, section, drafts.load(db(), *place, section), files=wrong), REFUSED
    return redirect(_onward(place, section, form), 303)


def keep(place: Place, section: str, form: Typed) -> Any:
    """Saves values over the version they were typed over; the page that tells why not, None where they are saved."""
    try:
        drafts.save(db(), *place, section, form.values, form.version, actor())
    except ConflictError as error:
        return _conflict(place, section, form.values, error.theirs), CONFLICT
    except LockedError:
        return locked(place, section, drafts.load(db(), *place, section), form.values), LOCKED
    except DraftError as error:
        return page(place, section, Draft(section, form.values, form.version, ""), wrong=told(error)), REFUSED
    return None


@pages.post("/year/<int:year>/<section>/save")
@access.firm
def save(year: int, section: str) -> Any:
    """Saves what a script sends: {"version": …, "fields": [[name, value], …]}, the fields of the form."""
    place = of(year, section)
    form = _sent(place, section)
    try:
        draft = drafts.save(db(), *place, section, form.values, form.version, actor())
    except ConflictError as error:
        return jsonify(conflict=True, message=told(error)), CONFLICT
    except LockedError as error:
        return jsonify(locked=True, message=told(error)), LOCKED
    except DraftError as error:
        return jsonify(message=told(error)), REFUSED
    return jsonify(version=draft.version, at=draft.at, saved=saved(draft))


def _sent(place: Place, section: str) -> Typed:
    body = request.get_json(silent=True)
    body = body if isinstance(body, dict) else {}
    pairs = body.get("fields")
    if not isinstance(pairs, list) or not all(_pair(pair) for pair in pairs):
        abort(REFUSED)
    form = read(place, section, MultiDict([(name, value) for name, value in pairs]), body.get("version"))
    if not form.sent:
        abort(REFUSED)
    return form


def _pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair)


@pages.get("/year/<int:year>/<section>/clear")
@access.firm
def clear(year: int, section: str) -> Any:
    """Asks whether a section is to be emptied."""
    return _asked(of(year, section), section)


@pages.post("/year/<int:year>/<section>/clear", endpoint="cleared")
@access.firm
def cleared(year: int, section: str) -> Any:
    """Empties a section: nothing of it is claimed."""
    place = of(year, section)
    try:
        drafts.remove(db(), *place, section, actor())
    except LockedError:
        return locked(place, section, drafts.load(db(), *place, section)), LOCKED
    flash(_("“%(title)s”已清空。", title=title(place, section)))
    return redirect(url_for("apply.tasks", year=year), 303)


def _asked(place: Place, section: str) -> Any:
    name = title(place, section)
    return render_template(
        "web/apply/sure.html",
        year=place.year,
        heading=_("清空“%(title)s”？", title=name),
        text=_("填的内容会清空，不能恢复；已上传的材料还在。"),
        button=_("清空"),
        back=url_for("apply.section", year=place.year, section=section),
    )


def _started(place: Place, section: str, form: Typed) -> dict[str, Any]:
    """What was typed, and what last year gives where nothing was."""
    offer = drafts.last_year(db(), *place, section)
    if offer is None:
        return form.values
    if section == FIRM:
        return {**offer.values, **{name: value for name, value in form.values.items() if value.strip()}}
    return offer.values if blank(place, section, form.values) else form.values


def _onward(place: Place, section: str, form: Typed) -> str:
    """Where each button leads; Enter in a field presses the first, which saves and goes back."""
    year, pressed = place.year, request.form
    if form.focus:
        return section_url(place, section, focus=form.focus, _anchor=form.focus)
    for name in ("sheet", "clear"):
        if name in pressed:
            return url_for(f"apply.{name}", year=year, section=section)
    if piece := next((int(n[5:]) for n in pressed if n.startswith("drop:") and n[5:].isdecimal()), None):
        return url_for("apply.drop", year=year, section=section, piece=piece)
    for name, anchor in (("upload", "evidence"), ("try", "estimate"), ("last_year", None), ("keep", None)):
        if name in pressed:
            return section_url(place, section, _anchor=anchor)
    return _next(place, section) if "next" in pressed else list_url(place)


def _next(place: Place, section: str) -> str:
    """The next section, once nothing that was typed in this one is wrong; back to the check where somebody came so."""
    values = drafts.load(db(), *place, section).values
    if not blank(place, section, values) and drafts.check(place.policy, section, values):
        return section_url(place, section, check=1)
    name = following(place, section)
    return section_url(place, name) if name and not to_check() else list_url(place)


def _conflict(place: Place, section: str, mine: Mapping[str, Any], theirs: Draft) -> str:
    """Both versions side by side: the firm takes one, and sees what the other had."""
    both = [answers(place, section, values) for values in (mine, theirs.values)]
    return render_template(
        "web/apply/conflict.html",
        year=place.year,
        section=section,
        heading=title(place, section),
        mine=both[0],
        theirs=both[1],
        saved=saved(theirs),
        fields=[*fields(section, mine), *([("back", "check")] if to_check() else [])],
        back=section_url(place, section),
        version=theirs.version if theirs.version < NEWEST else 0,
        only_mine=_parts(both[0]) - _parts(both[1]),
        only_theirs=_parts(both[1]) - _parts(both[0]),
        gloss=gloss,
    )


def _parts(told: list[dict[str, Any]]) -> set[str]:
    """Every answer and every row of a table, with the number of its claim."""
    return {"|".join([str(i), *row]) for i, claim in enumerate(told) for row in (*claim["rows"], *claim["table"])}
