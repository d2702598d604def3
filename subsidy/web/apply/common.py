"""What the pages of an application share: blueprint, policy, years, where a section is mended, how moments are told.

A link to a section's form with `back=check` means: whoever saves there goes back to the check page.
"""

import datetime
from typing import Any

from flask import Blueprint, abort, current_app, url_for
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from subsidy import config, money
from subsidy.desk.drafts import KINDS
from subsidy.desk.firm import FIRM
from subsidy.model import WAYS
from subsidy.policy import Policy
from subsidy.web import access
from subsidy.web.database import in_force
from subsidy.web.forms.words import gloss, told

POLICY = config.POLICY
FIRST_YEAR = 2000
LARGEST = 2**31  # numbers in addresses; beyond, the database has none

pages = Blueprint("apply", __name__)


def law() -> Policy:
    """The policy that firms apply under: the application's setting POLICY, else the one that the desk works with."""
    return in_force(current_app.config.get("POLICY", POLICY))


@pages.url_value_preprocessor
def there_can_be_one(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Years in which nobody can have applied, and numbers that nothing has, are no pages."""
    for name, value in (values or {}).items():
        if name == "year" and not FIRST_YEAR <= value <= access.this_year() + 1:
            abort(404)
        if isinstance(value, int) and value > LARGEST:
            abort(404)


@pages.context_processor
def spoken() -> dict[str, Any]:
    """What templates say amounts, moments, kinds and sentences of lower layers with, and where sections are mended."""
    return {"yuan": yuan, "moment": moment, "told": told, "mend": mend, "kinds": kinds, "ways": ways, "gloss": gloss}


def kinds() -> dict[str, str]:
    """The kinds of letters, by desk.drafts.KINDS."""
    names = (_("奖励告知书"), _("列入储备告知书"), _("不予兑现告知书"), _("更正（追回）决定书"))
    return dict(zip(KINDS, names, strict=True))


def ways() -> dict[str, str]:
    """How a piece of evidence is verified, by model.WAYS."""
    names = (_("信息共享"), _("网络核验"), _("部门核查"), _("告知承诺"), _("上传"))
    return dict(zip(WAYS, names, strict=True))


def mend(year: int, section: str, path: str = "") -> str:
    """Where a section is mended: its form, at a field and its problem if one is meant; saving it comes back here."""
    told: dict[str, Any] = {"check": 1, "_anchor": anchor(section, path)} if path else {}
    return url_for("apply.section", year=year, section=section, back="check", **told)


def anchor(section: str, path: str) -> str:
    """The id of a field in its form, by the path of its problem."""
    return (f"{FIRM}.{path}" if section == FIRM and path else path).replace(".", "-")


def yuan(fen: int) -> str:
    """An amount with its unit: decimals only where there are any."""
    return _("%(amount)s 元", amount=money.figures(fen))


def moment(at: str | datetime.date) -> str:
    """A day, or a moment to the minute, in ISO 8601, as people read it."""
    text = at if isinstance(at, str) else at.isoformat()
    if len(text) <= len("2022-03-10"):
        return format_date(datetime.date.fromisoformat(text), _("yyyy年M月d日"), rebase=False)
    return format_datetime(datetime.datetime.fromisoformat(text), _("yyyy年M月d日 HH:mm"), rebase=False)
