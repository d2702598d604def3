"""Applications for the staff: the queue, and one of them as their pages show it; nothing that was not sent."""

from typing import Any

from schemas.api.cases import CaseRowSchema, QueueAsked, StaffCaseSchema
from subsidy.api.decisions import number
from subsidy.api.errors import RefusedError
from subsidy.api.place import SHAPE
from subsidy.api.resource import Part, Resource
from subsidy.desk.bureau import queue as desk
from subsidy.desk.bureau.cases import case as cases
from subsidy.desk.bureau.cases.case import Card
from subsidy.desk.bureau.queue import Asked, Entry
from subsidy.store import intake
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import law
from subsidy.web.office.queue import clock

resource = Resource("cases", "申报的办理")


@resource.get("/cases")
@access.staff("read_cases")
@resource.listed(CaseRowSchema, QueueAsked)
def queue(asked: dict[str, Any]) -> Part:
    """一个年度收到的申报：办到哪一步、期限、由谁承办

    企业没有提交的不在内。
    """
    said = {name: asked.get(name, "") for name in Asked._fields if name not in ("year", "referred")}
    wanted = Asked(asked["year"], **said, referred="1" if asked["referred"] else "")
    found = desk.page(db(), law(), wanted, access.person(), clock(), number(asked["after"]), size=asked["limit"])
    return Part(list(map(_row, found.entries)), found.next or None)


@resource.get("/cases/<case>")
@access.staff("read_cases")
@resource.response(200, StaffCaseSchema)
def one(case: str) -> Any:
    """一件申报：各项的事实、核查和决定，提交和退回，历年奖励"""
    named = SHAPE.fullmatch(case)
    row = intake.application(db(), law().id, int(named[1]), named[2]) if named else None
    if row is None:
        raise RefusedError(404)
    found = cases.case(db(), law(), row["id"], access.person(), clock())
    return {
        **_row(found.entry),
        "claims": list(map(_claim, found.cards)),
        "submissions": found.submissions,
        "to_mend": found.to_mend,
        "awards": found.awards,
    }


def _row(entry: Entry) -> dict[str, Any]:
    items = [{"title": title, "count": count} for title, count in entry.items]
    more = {"id": f"{entry.year}-{entry.uscc}", "number": entry.application, "title": entry.title, "items": items}
    return {**entry._asdict(), **more}


def _claim(card: Card) -> dict[str, Any]:
    claim, law_ = card.claim, card.law
    head = {"id": claim["id"], "item": claim["item"], "name": card.name, "clause": law_.clause, "state": card.state}
    counts = {"checks": len(card.checks), "answered": card.done, "failed": card.fails}
    return {**head, **counts, "facts": card.facts, "decided": card.last, "tried": card.tried}
