"""The task list of a firm's year: its sections by clause, how far each is, what it earns, whether all can be sent."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask import current_app, render_template
from flask_babel import gettext as _

from schemas.cases import Problem
from subsidy.desk.firm import drafts, offers
from subsidy.desk.firm.drafts import FIRM, Section
from subsidy.desk.firm.estimate import EstimateSection
from subsidy.desk.firm.review import Preview, Reviewed
from subsidy.desk.firm.submit import preview
from subsidy.web import access
from subsidy.web.apply.common import pages
from subsidy.web.apply.estimate import amount
from subsidy.web.apply.place import of, years
from subsidy.web.database import db
from subsidy.web.forms.words import gloss

Tag = tuple[str, str]


class Task(NamedTuple):
    """A line of the list: the section, its status in words and colour, files it still lacks, what it would earn."""

    section: Section
    tag: Tag
    lacking: int
    earns: EstimateSection | None


@pages.get("/year/<int:year>")
@access.firm
def tasks(year: int) -> Any:
    """Everything that can be claimed for a year, and how far it is."""
    place = of(year)
    seen, stands = preview(db(), *place), drafts.standing(db(), *place)
    shown = {one.id: one for one in seen.sections}
    found = [_task(one, shown.get(one.id), seen, stands.kind) for one in drafts.sections(db(), *place)]
    own, items = found[0], found[1:]
    clauses = [(clause, list(group)) for clause, group in groupby(items, lambda task: task.section.clause)]
    return render_template(
        "web/apply/tasks.html",
        place=place,
        year=year,
        years=years(place),
        state=stands.kind,
        own=own,
        clauses=clauses,
        seen=seen,
        offers=offers.offers(db(), *place),
        elsewhere=offers.elsewhere(db(), *place),
        reasons=_reasons(found, seen),
        links={name: f"apply.{name}" for name in ("check", "status") if f"apply.{name}" in current_app.view_functions},
        amount=amount,
        gloss=gloss,
    )


def _task(section: Section, shown: Reviewed | None, seen: Preview, state: str) -> Task:
    lacking = sum(one.missing for one in shown.evidence) if shown else 0
    values = shown.values if shown else {}
    return Task(section, _tag(section, values, lacking, state), lacking, seen.estimate.section(section.id))


def _tag(section: Section, values: Mapping[str, Any], lacking: int, state: str) -> Tag:
    if section.status == drafts.SUBMITTED and state == drafts.SUBMITTED:
        return _("已提交"), "done"
    if section.status == drafts.IN_PROGRESS and _wrong(values, section.problems):
        return _("有待改正"), "bad"
    if section.status == drafts.IN_PROGRESS or (section.status == drafts.READY and lacking):
        return _("填写中"), "open"
    return {
        drafts.NOT_STARTED: (_("未开始"), "wait"),
        drafts.READY: (_("已填好"), "done"),
        drafts.RETURNED: (_("需补正"), "mind"),
    }.get(section.status, (_("已锁定"), "wait"))


def _wrong(values: Mapping[str, Any], problems: Sequence[Problem]) -> bool:
    """Whether something that was typed is wrong; what was not typed yet is only missing."""
    return any(_typed(values, problem.path) for problem in problems)


def _typed(values: Any, path: str) -> bool:
    for part in path.split("."):
        try:
            values = values[int(part)] if isinstance(values, list) else values[part]
        except (KeyError, IndexError, ValueError, TypeError):
            return False
    return bool(values.strip()) if isinstance(values, str) else bool(values)


def _reasons(found: Sequence[Task], seen: Preview) -> list[str]:
    """Why the application cannot be sent yet; nothing where it can, or was."""
    if seen.submitted or seen.ready:
        return []
    reasons = []
    if found[0].section.status == drafts.NOT_STARTED:
        reasons.append(_("还没有填企业信息"))
    wrong = [p for p in seen.problems if p.section and (p.section != FIRM or not reasons)]
    if not any(task.section.claims for task in found[1:]):
        reasons.append(_("还没有申报任何事项"))
    lacking = sum(task.lacking for task in found)
    if wrong and len(wrong) > lacking:
        reasons.append(_("还有 %(count)s 处要填写或改正", count=len(wrong) - lacking))
    if lacking:
        reasons.append(_("还缺 %(count)s 份证明材料", count=lacking))
    return reasons
