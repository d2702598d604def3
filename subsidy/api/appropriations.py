"""The appropriations, and proposals to change one: proposed here, answered by another person on the pages."""

from typing import Any

from flask import abort, url_for

from schemas.api.appropriations import AppropriationSchema, ProposalSchema, ProposeSchema
from schemas.api.common import Paged
from subsidy.api.resource import Part, Resource, part
from subsidy.desk.bureau.money import appropriations as desk
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.money.proposals import APPROPRIATION, Proposal
from subsidy.desk.common import DeskError
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import law
from subsidy.web.office.shown import LARGEST

resource = Resource("appropriations", "预算")
PLACE = {"Location": {"schema": {"type": "string"}, "description": "提请的地址"}}


@resource.get("/appropriations")
@access.staff("read_appropriations")
@resource.listed(AppropriationSchema, Paged)
def appropriations(asked: dict[str, Any]) -> Part:
    """各年度预算：已安排、已拨付、余额和每次变动，最近的年度在前"""
    return part(desk.years(db(), law()), asked, key=lambda year: int(year.year))


@resource.get("/appropriations/proposals")
@access.staff("read_appropriations")
@resource.listed(ProposalSchema, Paged)
def proposed(asked: dict[str, Any]) -> Part:
    """预算调整的提请，最近的在前"""
    found = [*proposals.waiting(db(), APPROPRIATION), *proposals.answered(db(), APPROPRIATION)]
    some = part(sorted(found, key=lambda one: -one.id), asked, key=lambda one: int(one.id))
    return Part(list(map(_proposal, some.items)), some.next)


@resource.get("/appropriations/proposals/<int:proposal>")
@access.staff("read_appropriations")
@resource.response(200, ProposalSchema)
def proposal(proposal: int) -> Any:
    """一件提请和它的答复"""
    try:
        found = proposals.one(db(), proposal if proposal < LARGEST else 0)
    except DeskError:
        abort(404)
    return _proposal(found) if found.kind == APPROPRIATION else abort(404)


@resource.post("/appropriations/proposals")
@access.staff("propose_appropriation")
@resource.once
@resource.taking(ProposeSchema)
@resource.response(201, ProposalSchema, headers=PLACE)
def propose(asked: dict[str, Any]) -> Any:
    """提请调整年度预算；由另一人在网站上答复以后生效，不能由程序答复"""
    given = (asked["year"], asked["amount"], asked["reason"])
    made = proposals.propose_appropriation(db(), law(), *given, access.person())
    place = url_for("api_appropriations.proposal", proposal=made)
    return _proposal(proposals.one(db(), made)), 201, {"Location": place}


def _proposal(found: Proposal) -> dict[str, Any]:
    body = found.body
    more = {"title": found.title, "year": body["year"], "before": body["before"], "amount": body["after"]}
    return {**found._asdict(), **more}
