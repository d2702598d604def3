"""A firm's application as it is given out, with its version: from the same words as its pages."""

from typing import Any

from subsidy.api import etags
from subsidy.api.place import name
from subsidy.desk.firm import drafts, evidence, submit
from subsidy.desk.firm.cited import cited
from subsidy.desk.firm.drafts import Section
from subsidy.desk.firm.review import SectionProblem
from subsidy.model import UPLOAD
from subsidy.store import applying
from subsidy.web.apply.place import Place
from subsidy.web.database import db


def application(place: Place) -> dict[str, Any]:
    """All of a year's application."""
    seen = submit.preview(db(), *place)
    return {
        **row(place),
        "policy": place.policy.id,
        "submissions": len(applying.submissions(db(), place.policy.id, place.year, place.uscc)),
        "ready": seen.ready,
        "problems": [] if seen.submitted else [_problem(problem) for problem in seen.problems],
        "declaration": list(seen.declaration),
        "estimate": seen.estimate,
        "sections": sections(place),
    }


def row(place: Place) -> dict[str, Any]:
    """An application in a list."""
    standing = drafts.standing(db(), *place).kind
    return {"id": name(place), "year": place.year, "uscc": place.uscc, "standing": standing}


def version(place: Place) -> str:
    """The version of an application: of its sections, its evidence, and what happened to it."""
    versions = {one.section: one.version for one in drafts.drafts(db(), *place).values()}
    pieces = [piece.id for piece in evidence.list_(db(), *place)]
    happened = len(applying.events(db(), place.policy.id, place.year, place.uscc))
    return etags.tag(name(place), versions, pieces, happened)


def sections(place: Place) -> list[dict[str, Any]]:
    """The firm's details, then every item of the policy."""
    typed = drafts.drafts(db(), *place)
    pieces = evidence.list_(db(), *place)
    found = []
    for told in drafts.sections(db(), *place):
        values = typed[told.id].values if told.id in typed else {} if told.id == drafts.FIRM else {"claims": []}
        found.append(_section(place, told, values, {piece.requirement for piece in pieces if piece.section == told.id}))
    return found


def section(place: Place, which: str) -> dict[str, Any]:
    """One section."""
    return next(one for one in sections(place) if one["id"] == which)


def _section(place: Place, told: Section, values: Any, there: set[str]) -> dict[str, Any]:
    wanted = evidence.requirements(place.policy, told.id)
    listed = cited(db(), *place, told.id, values)
    asked = [
        {**one._asdict(), "missing": one.required and one.way == UPLOAD and one.id not in there and not listed}
        for one in wanted
    ]
    return {**told._asdict(), "values": values, "evidence": asked}


def _problem(problem: SectionProblem) -> dict[str, str]:
    path = ".".join(filter(None, (problem.section, problem.path)))
    return {"path": path, "message": "：".join(filter(None, (problem.label, problem.message)))}
