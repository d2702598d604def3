"""试算 on the page: what is typed now, with what the other sections hold, as a piece of the page."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from subsidy.desk.firm import drafts
from subsidy.desk.firm.estimate import Estimate
from subsidy.desk.firm.estimate import estimate as work_out
from subsidy.model import GRANTED, NOTED, REFERRED, REFUSED
from subsidy.money import figures, wan
from subsidy.web import access
from subsidy.web.apply.common import pages
from subsidy.web.apply.place import Place, of
from subsidy.web.apply.typed import typed
from subsidy.web.database import db
from subsidy.web.forms.words import gloss

CHINESE = "zh"


@pages.post("/year/<int:year>/<section>/estimate")
@access.firm
def estimate(year: int, section: str) -> Any:
    """What the form would earn as it is typed now; nothing of it is kept."""
    place = of(year, section)
    return fragment(place, section, typed(place, section).values)


def earns(place: Place, section: str, values: Mapping[str, Any]) -> Estimate:
    """What all sections would earn, this one as it is given and the others as they were saved."""
    saved = {name: draft.values for name, draft in drafts.drafts(db(), *place).items()}
    return work_out(db(), *place, {**saved, section: values})


def fragment(place: Place, section: str, values: Mapping[str, Any]) -> str:
    """The piece of the page."""
    found = earns(place, section, values)
    return render_template("web/apply/estimate.html", section=section, year=place.year, **context(found, section))


def context(found: Estimate, section: str) -> dict[str, Any]:
    """What the piece of the page is drawn of."""
    return {
        "earns": found,
        "nearer": [road for road in found.roads if road.section == section],
        "here": found.section(section),
        "amount": amount,
        "outcomes": _outcomes(),
        "gloss": gloss,
    }


def amount(low: int, high: int | None = None) -> str:
    """Fen in 万元, which no other language counts in; a range where there are two ends."""
    one = high is None or low == high
    if str(get_locale()) == CHINESE:
        return f"{wan(low)} 万元" if one else f"{wan(low)} 至 {wan(high or 0)} 万元"
    if one:
        return _("%(amount)s 元", amount=figures(low))
    return _("%(low)s 至 %(high)s 元", low=figures(low), high=figures(high or 0))


def _outcomes() -> dict[str, tuple[str, str]]:
    return {
        GRANTED: (_("可获奖励"), "done"),
        REFUSED: (_("未达到条件"), "bad"),
        REFERRED: (_("须人工核定"), "mind"),
        NOTED: (_("不直接发放资金"), "wait"),
        "settled": (_("已审定"), "wait"),
    }
