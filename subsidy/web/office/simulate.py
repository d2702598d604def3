"""What a changed policy would cost: the policy as a form, and what the change does; kept only where it is proposed."""

import base64
import io
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for

from subsidy.desk.bureau import simulation
from subsidy.desk.bureau.figures import percent
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.bureau.policies import draft
from subsidy.desk.bureau.policies.fields import Section
from subsidy.desk.bureau.simulation import Simulation, told
from subsidy.desk.bureau.simulation.told import Compared, Fares
from subsidy.desk.common import DeskError
from subsidy.money import figures, wan
from subsidy.policy import Policy, PolicyError
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import drawing, policy_form, runs
from subsidy.web.office.common import law, pages
from subsidy.web.office.preview import XLSX
from subsidy.workbook.simulation import simulation as write_book

UNREADY = 422
SHOWN = 50  # firms on the page; the workbook has all
YEARS = 10
WORKBOOK = "workbook"
Problems = list[tuple[str, str]]


@pages.get("/simulate")
@access.staff("read_simulations")
def simulate() -> Any:
    """The policy in force as a form, nothing changed yet."""
    return _page(str(access.open_year()))


@pages.post("/simulate")
@access.staff("read_simulations")
def simulated() -> Any:
    """What the change that was typed would cost; as a workbook where that is asked for."""
    typed, form = request.form.get("years", ""), policy_form.sent()
    old = law()
    if policy_form.outdated(old):
        return _page(typed, [(policy_form.FORM, policy_form.OUTDATED)]), UNREADY
    try:
        years = simulation.span(typed)
        if len(years) > YEARS:
            raise DeskError(f"年度填的是“{typed}”，一次至多 {YEARS} 年")
    except DeskError as error:
        return _page(typed, [("years", str(error))]), UNREADY
    try:
        new = draft.changed(old, form)
    except PolicyError as error:
        return _page(typed, policy_form.problems(error, draft.typed(old, form))), UNREADY
    if new.digest == old.digest:
        return _page(typed, [(policy_form.FORM, "没有改动：先在下面改一个数或换一种读法")]), UNREADY
    found = simulation.simulate(simulation.read(db(), old, years, bool(request.form.get("unchecked"))), old, new)
    if request.form.get("act") == WORKBOOK:
        return _book(found, old, new)
    return _page(typed, [], found, new)


@pages.post("/simulate/propose")
@access.staff("propose_policy")
def propose_simulated() -> Any:
    """Proposes the policy as it was changed: nothing decides by it until another person approves."""
    years, form, old = request.form.get("years", ""), policy_form.sent(), law()
    if policy_form.outdated(old):
        return _page(years, [(policy_form.FORM, policy_form.OUTDATED)]), UNREADY
    try:
        new = draft.changed(old, form)
    except PolicyError as error:
        return _page(years, policy_form.problems(error, draft.typed(old, form))), UNREADY
    try:
        made = proposals.propose_policy(db(), new, request.form.get("why", ""), access.person())
    except NotAllowedError:
        raise
    except DeskError as error:
        return _page(years, [("why" if str(error).startswith("理由") else policy_form.FORM, str(error))]), UNREADY
    flash(f"已提请，待签批人答复：{proposals.one(db(), made).title}")
    return redirect(url_for("office.policies"), 303)


def _page(
    years: str, problems: Problems | None = None, found: Simulation | None = None, new: Policy | None = None
) -> str:
    old = law()
    form = {} if policy_form.outdated(old) else policy_form.sent()
    sections = draft.typed(old, form)
    more: dict[str, Any] = {}
    if found and new:
        more = {
            "found": found,
            "told": told,
            "changes": draft.difference(old, new),
            "charts": _charts(found),
        }
    return render_template(
        "web/office/simulate.html",
        years=years,
        base=policy_form.base(old),
        unchecked=bool(request.form.get("unchecked")),
        sections=sections,
        touched=_touched(sections, form),
        problems=problems or [],
        shown=SHOWN,
        why=request.form.get("why", ""),
        shortest=proposals.SHORTEST,
        wan=wan,
        figures=figures,
        percent=percent,
        there=runs.there,
        may=access.may,
        **more,
    )


def _touched(sections: list[Section], form: dict[str, str]) -> list[str]:
    """The parts of the form in which somebody changed anything: they are shown at once."""
    before = {
        field.name: field.value for one in draft.typed(law(), {}) for group in one.groups for field in group.fields
    }
    return [
        one.id
        for one in sections
        if any(field.value != before.get(field.name, "") for group in one.groups for field in group.fields)
    ]


def _charts(found: Simulation) -> dict[str, tuple[str, str, str]]:
    """The drawings as addresses that carry them, wide and for a phone, and in words: nothing is kept to ask for."""
    drawn: dict[str, Compared | Fares] = {
        "clauses": told.compared("条款事项", found.clauses),
        "districts": told.compared("区县", found.districts),
        "fares": told.fares(found),
    }
    return {
        name: (_carried(one, drawing.WIDE), _carried(one, drawing.NARROW), one.told)
        for name, one in drawn.items()
        if one.rows
    }


def _carried(one: Any, width: int) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.draw(one, width)).decode()


def _book(found: Simulation, old: Policy, new: Policy) -> Any:
    out = io.BytesIO()
    write_book(out, told.book(found, old, new))
    out.seek(0)
    years = "-".join(str(year) for year in dict.fromkeys((found.years[0], found.years[-1])))
    return send_file(out, XLSX, as_attachment=True, download_name=f"政策测算-{years}.xlsx")
