"""Of which application a request speaks: the firm's own of a year; another's is as none."""

import re
from typing import Any

from flask import g, url_for

from subsidy.api.errors import RefusedError
from subsidy.desk.firm.drafts import FIRM
from subsidy.store import applying
from subsidy.web.apply.common import law
from subsidy.web.apply.place import Place
from subsidy.web.database import db

SHAPE = re.compile(r"(20[0-9]{2})-([0-9A-Z]{18})")


def own(application: str) -> Place:
    """The firm's own application by its id; refused where it has none such."""
    found = SHAPE.fullmatch(application)
    if not found or found[2] != g.account.uscc:
        raise RefusedError(404)
    place = Place(law(), int(found[1]), found[2])
    if place.year not in applying.years(db(), place.policy.id, place.uscc):
        raise RefusedError(404)
    return place


def known(place: Place, section: str) -> str:
    """A section that the policy has; refused where it has none such."""
    if section != FIRM and section not in place.policy.items:
        raise RefusedError(404)
    return section


def actor() -> str:
    """Under what name the desk notes who acts."""
    return str(g.account.login)


def name(place: Place) -> str:
    """An application's id."""
    return f"{place.year}-{place.uscc}"


def address(place: Place, endpoint: str = "api_applications.one", **more: Any) -> str:
    """Where something of an application is found."""
    return url_for(endpoint, application=name(place), **more)
