"""Where a page of an application stands: the policy, the year and whose it is, which is always who is logged in."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import abort, g, request, url_for
from flask_babel import gettext as _

from schemas import typed
from schemas.describe import describe
from subsidy.desk.common import DeskError
from subsidy.desk.firm.drafts import FIRM, FIRM_TITLE
from subsidy.policy import Policy
from subsidy.store import applying, awards
from subsidy.web import access, session
from subsidy.web.apply.common import law, pages
from subsidy.web.database import db
from subsidy.web.forms.drawn import several
from subsidy.web.language import said

LARGEST_POST = 90_000_000  # bytes of a form with its files; each file has a limit of its own
LARGEST_TEXT = 16_000_000
MOST_FIELDS = 200_000


class Place(NamedTuple):
    """What every question to the desk about a firm's year begins with."""

    policy: Policy
    year: int
    uscc: str


def of(year: int, section: str = FIRM) -> Place:
    """The year of the firm that asks; a section that the policy does not have is no page."""
    policy = law()
    if section != FIRM and section not in policy.items:
        abort(404)
    return Place(policy, year, access_uscc())


def access_uscc() -> str:
    """The firm that is logged in."""
    return str(g.account.uscc)


def actor() -> str:
    """Under what name the desk notes who acts."""
    return str(g.account.login)


def title(place: Place, section: str) -> str:
    """A section's name in Chinese."""
    return str(FIRM_TITLE) if section == FIRM else place.policy.items[section].title


def clause(place: Place, section: str) -> str:
    """The clause of a section, '' for the firm's own details."""
    return "" if section == FIRM else place.policy.items[section].clause


def many(place: Place, section: str) -> bool:
    """Whether a section holds rows of which there may be many: those are pasted or uploaded, too."""
    item = place.policy.items.get(section)
    return item is not None and (bool(item.parts) or several(item))


def years(place: Place) -> list[int]:
    """The years that a firm can choose: this one, those with an appropriation, those in which it has something."""
    policy, now = place.policy, access.this_year()
    funded = (
        y
        for y in range(policy.date.year if policy.date else now, now + 2)
        if awards.appropriation(db(), policy.id, y) is not None
    )
    found = {now, place.year, *funded, *applying.years(db(), policy.id, place.uscc)}
    return sorted(found, reverse=True)


def blank(place: Place, section: str, values: Mapping[str, Any]) -> bool:
    """Whether nothing was typed into a section."""
    if section == FIRM:
        return not any(str(value or "").strip() for value in values.values())
    specs = describe(place.policy.items[section])
    return all(typed.empty(specs, claim) for claim in values.get("claims") or ())


def to_check() -> bool:
    """Whether somebody came from the check page, and goes back there."""
    return request.values.get("back") == "check"


def section_url(place: Place, section: str, **more: Any) -> str:
    """A section's page, from where the way back stays the same."""
    return url_for("apply.section", year=place.year, section=section, back="check" if to_check() else None, **more)


def list_url(place: Place) -> str:
    """Where somebody goes who is done with a section: to the check page, if they came from there."""
    return url_for("apply.check" if to_check() else "apply.tasks", year=place.year)


def told(error: DeskError) -> str:
    """What the desk says of an act that it refuses, in the reader's language."""
    return said(error.args[0])


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < 1024 * 1024:
        return _("%(count)s KB", count=max(1, -(-count // 1024)))
    return _("%(count)s MB", count=f"{count / 1024 / 1024:.1f}")


@pages.before_app_request
def roomy() -> None:
    """A form of a thousand rows, with the files that prove them, is taken from a firm that is logged in."""
    large = request.method == "POST" and (request.endpoint or "").startswith("apply.")
    if large and session.account_or_nobody():
        request.max_content_length = LARGEST_POST
        request.max_form_memory_size = LARGEST_TEXT
        request.max_form_parts = MOST_FIELDS
