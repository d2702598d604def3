"""A section's page: its form as it was typed, the evidence it wants, what it would earn; answers where it is locked."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import g, render_template, request
from flask_babel import gettext as _

from subsidy.desk.firm import drafts, evidence, written
from subsidy.desk.firm.drafts import FIRM, Draft
from subsidy.desk.firm.evidence import Evidence
from subsidy.model import UPLOAD, Requirement
from subsidy.web import access, forms
from subsidy.web.apply import estimate
from subsidy.web.apply.common import pages
from subsidy.web.apply.place import Place, blank, clause, list_url, many, of, size, title, to_check
from subsidy.web.database import db

Told = Mapping[str, Sequence[str]]  # what is wrong, by requirement


class Wanted(NamedTuple):
    """A piece of evidence on the page: what it is, the files there are, what is wrong with it."""

    requirement: Requirement
    files: list[Evidence]
    errors: tuple[str, ...]

    @property
    def id(self) -> str:
        """Where it stands on the page."""
        return f"evidence-{self.requirement.id}"


@pages.get("/year/<int:year>/<section>", endpoint="section")
@access.firm
def show(year: int, section: str) -> Any:
    """A section as it was saved last; with `check`, everything that is wrong with it."""
    place = of(year, section)
    draft = drafts.load(db(), *place, section)
    return page(place, section, draft, check="check" in request.args, focus=request.args.get("focus", ""))


def page(
    place: Place,
    section: str,
    draft: Draft,
    *,
    check: bool = False,
    focus: str = "",
    files: Told | None = None,
    wrong: str = "",
) -> str:
    """The page of a draft. `files`: what is wrong with files just sent; `wrong`: what is wrong with all of it."""
    stands = drafts.standing(db(), *place)
    if stands.locked(section):
        return locked(place, section, draft)
    draft, empty = _named(place, draft), blank(place, section, draft.values)
    check = check and (section == FIRM or not empty)
    problems = drafts.check(place.policy, section, draft.values) if check else []
    item = place.policy.items.get(section)
    form = (
        forms.form(item, draft.values, problems, focus)
        if item
        else forms.firm_form(place.policy, draft.values, problems, focus)
    )
    pieces = _wanted(place, section, check, files or {})
    return render_template(
        "web/apply/section.html",
        **_common(place, section, draft),
        form=form,
        pieces=pieces,
        problems=[*([("main", wrong)] if wrong else []), *form.summary, *_told(pieces)],
        to_mend=stands.to_mend.get(section, ""),
        offer=drafts.last_year(db(), *place, section) if empty else None,
        empty=empty,
        many=many(place, section),
        megabytes=evidence.LARGEST // 1024 // 1024,
        types=list(evidence.TYPES),
        accept=",".join(f".{name}" for name in evidence.TYPES),
        UPLOAD=UPLOAD,
        size=size,
        **estimate.context(estimate.earns(place, section, draft.values), section),
    )


def locked(place: Place, section: str, draft: Draft, unsaved: Mapping[str, Any] | None = None) -> str:
    """The answers of a section that may not be changed now; `unsaved` was typed too late."""
    stands = drafts.standing(db(), *place)
    return render_template(
        "web/apply/section.html",
        **_common(place, section, draft),
        locked=True,
        state=stands.kind,
        answers=answers(place, section, draft.values),
        unsaved=answers(place, section, unsaved) if unsaved else None,
        pieces=_wanted(place, section, check=False, files={}),
        UPLOAD=UPLOAD,
        size=size,
        **estimate.context(estimate.earns(place, section, draft.values), section),
    )


def answers(place: Place, section: str, values: Mapping[str, Any]) -> list[written.Written]:
    """The values of a section in words."""
    if section == FIRM:
        return [] if blank(place, section, values) else written.firm(place.policy, values)
    return written.claims(place.policy.items[section], values)


def following(place: Place, section: str) -> str | None:
    """The section after this one that can be changed; None after the last."""
    stands, names = drafts.standing(db(), *place), [FIRM, *place.policy.items]
    return next((name for name in names[names.index(section) + 1 :] if not stands.locked(name)), None)


def saved(draft: Draft) -> str:
    """When a draft was saved, as people say it: 已保存 14:03."""
    if not draft.at:
        return ""
    at = datetime.datetime.fromisoformat(draft.at)
    today = at.date() == datetime.date.today()
    when = at.strftime("%H:%M") if today else at.strftime("%Y-%m-%d %H:%M")
    return _("已保存 %(time)s", time=when)


def _named(place: Place, draft: Draft) -> Draft:
    """The name under which a firm registered stands in its details before it types anything."""
    if draft.section == FIRM and not draft.version and not draft.values:
        return draft._replace(values={"name": g.account.name})
    return draft


def _common(place: Place, section: str, draft: Draft) -> dict[str, Any]:
    return {
        "place": place,
        "year": place.year,
        "section": section,
        "item": place.policy.items.get(section),
        "heading": title(place, section),
        "clause": clause(place, section),
        "version": draft.version,
        "saved": saved(draft),
        "back": list_url(place),
        "to_check": to_check(),
    }


def _wanted(place: Place, section: str, check: bool, files: Told) -> list[Wanted]:
    there = evidence.list_(db(), *place, section)
    lacking = {one.id for one in evidence.missing(db(), *place, section)} if check else set()
    found = []
    for requirement in evidence.requirements(place.policy, section):
        errors = [*files.get(requirement.id, ())]
        if requirement.id in lacking and not errors:
            errors.append(_("没有上传，此项必须上传"))
        own = [piece for piece in there if piece.requirement == requirement.id]
        found.append(Wanted(requirement, own, tuple(errors)))
    return found


def _told(pieces: Sequence[Wanted]) -> list[tuple[str, str]]:
    return [(one.id, f"{one.requirement.title}：{text}") for one in pieces for text in one.errors]
