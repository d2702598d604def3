"""What a run decided, in the form that `subsidy decisions` gives."""

from itertools import islice
from typing import Any

from flask import abort

from schemas.api.common import Paged
from schemas.api.runs import RunDecisionSchema
from schemas.cases import Problem, UnreadableError
from subsidy import desk
from subsidy.api.resource import Part, Resource
from subsidy.desk.run import decision as on_firm
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import runs as shown

resource = Resource("decisions", "决定")


@resource.get("/runs/<run>/decisions")
@access.staff("read_runs")
@resource.listed(RunDecisionSchema, Paged)
def decisions(asked: dict[str, Any], run: str) -> Part:
    """一个批次的决定，按企业代码；移出批次的不在内"""
    shown.known(run)
    size = asked["limit"]
    found = list(islice(desk.decisions(db(), run, name(asked["after"])), size + 1))
    return Part(found[:size], found[size - 1]["firm"]["uscc"] if len(found) > size else None)


@resource.get("/runs/<run>/decisions/<uscc>")
@access.staff("read_runs")
@resource.response(200, RunDecisionSchema)
def decision(run: str, uscc: str) -> Any:
    """一个批次对一家企业的决定"""
    shown.known(run)
    return on_firm(db(), run, uscc) or abort(404)


def name(after: Any) -> str:
    """A place in a list whose items are known by a text."""
    if not isinstance(after, str | None):
        raise UnreadableError([Problem("after", "应为上一页 next 所给的值")])
    return after or ""


def number(after: Any) -> int:
    """A place in a list whose items are known by a number."""
    if not isinstance(after, int | None) or abs(after or 0) > 2**62:
        raise UnreadableError([Problem("after", "应为上一页 next 所给的值")])
    return after or 0
