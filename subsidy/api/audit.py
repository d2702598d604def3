"""The audit trail, for who may read it."""

from typing import Any

from schemas.api.audit import EntrySchema, TrailAsked
from subsidy.api.decisions import number
from subsidy.api.resource import Part, Resource
from subsidy.desk.bureau import trail
from subsidy.desk.bureau.trail import Asked, Entry
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import law

resource = Resource("audit", "操作记录")


@resource.get("/audit")
@access.staff("read_trail")
@resource.listed(EntrySchema, TrailAsked)
def audit(asked: dict[str, Any]) -> Part:
    """操作记录，最近的在前：谁、何时、从哪里、对什么办了什么，前后各是什么"""
    days = {name: asked[name].isoformat() if asked[name] else "" for name in ("since", "until")}
    wanted = Asked(asked["actor"], asked["act"], asked["subject"], **days)
    found = trail.page(db(), law(), wanted, access.person(), number(asked["after"]), size=asked["limit"])
    return Part(list(map(_entry, found.entries)), found.older or None)


def _entry(one: Entry) -> dict[str, Any]:
    said = {"at": one.when, "act": one.code, "title": one.act, "subject": one.subject._asdict()}
    return {**one._asdict(), **said, "fields_": [field._asdict() for field in one.fields]}
