"""A case in, its decision or advice out: no database, nothing kept, the same as the commands give."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import request

from schemas.advice import dump_advice
from schemas.api.advice import AdviceSchema
from schemas.api.decisions import DecisionSchema
from schemas.cases import Problem, UnreadableError, load_case
from schemas.decisions import dump_decision
from subsidy import casefile, policy
from subsidy.advice import advise
from subsidy.api.resource import Resource, body
from subsidy.assessment import assess
from subsidy.model import Case
from subsidy.policy import Policy, PolicyError
from subsidy.web import access
from subsidy.web.database import in_force_or_shipped

resource = Resource("assess", "核算")
READING = "reading"
MOST = 500  # claims, and past awards: anybody may ask, and each claim is held against every other
PAIRS = 1_000_000  # claims that have parts, times all parts: each claim is held against the parts of every other
NAMED = ("policy", READING)
EXAMPLE = {
    "case": "A-001",
    "policy": "jiaxing-2022-10",
    "year": 2022,
    "firm": {"uscc": "91330402MA2AB123XK", "name": "示例软件有限公司", "conditions": {"software_firm": True}},
    "claims": [{"item": "revenue_tier", "revenue": "52000000.00", "previous_revenue": "40000000.00"}],
    "history": [{"item": "revenue_tier", "year": 2021, "amount": "200000.00", "tier": "20000000.00"}],
}
PARAMETERS = [
    {
        "in": "query",
        "name": READING,
        "schema": {"type": "array", "items": {"type": "string"}},
        "style": "form",
        "explode": True,
        "description": "改用另一种读法：事项.名称=取值，可重复；另有哪些见 subsidy policies show",
        "example": ["revenue_tier.jump=sum"],
    },
    {"in": "query", "name": "policy", "schema": {"type": "string"}, "description": "按哪项政策，不写则按案件所写"},
]


CASE = {
    "parameters": PARAMETERS,
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Case"}, "example": EXAMPLE}},
    },
}


@resource.post("/assess")
@access.public
@resource.doc(**CASE)
@resource.response(200, DecisionSchema)
def assessed() -> Any:
    """试算一个案件：送来案件，得到决定；不保存任何内容，不用令牌

    与命令 subsidy assess 的结果相同；至多 1 MB、500 项申报，有明细的申报项数乘以全部明细条数不超过一百万。
    """
    return dump_decision(assess(*_read()))


@resource.post("/advise")
@access.public
@resource.doc(**CASE)
@resource.response(200, AdviceSchema)
def advised() -> Any:
    """怎样能多得：送来案件，得到各事项还差多少即多得多少，多的在前；不保存任何内容，不用令牌

    与命令 subsidy advise 的结果相同；至多 1 MB、500 项申报，有明细的申报项数乘以全部明细条数不超过一百万。
    """
    return dump_advice(advise(*_read()))


def _read() -> tuple[Policy, Case]:
    """The case that was sent, and the policy that decides it."""
    strange = sorted(set(request.args) - set(NAMED))
    if strange:
        raise UnreadableError([Problem(name, "没有这个参数，请删去或改正名称") for name in strange])
    data = body()
    for name in ("claims", "history"):
        held = data.get(name)
        if isinstance(held, list) and len(held) > MOST:
            raise UnreadableError([Problem(name, f"共 {len(held)} 项，一次至多 {MOST} 项；更多的用命令 subsidy")])
    _bounded(data)
    decides = _choose(data.get("policy"))
    return decides, load_case(decides, data)


def _bounded(data: Mapping[str, Any]) -> None:
    """UnreadableError where parts of claims and of past awards are too many to be held against each other."""
    parts = {"claims": 0, "history": 0}
    claims = 0
    for name in parts:
        held = data.get(name)
        for row in held if isinstance(held, list) else ():
            count = sum(len(value) for value in row.values() if isinstance(value, list)) if isinstance(row, dict) else 0
            parts[name] += count
            claims += bool(count) and name == "claims"
    every = sum(parts.values())
    if claims * every > PAIRS:
        told = f"有明细的申报 {claims} 项，与历年奖励共有明细 {every} 条，一次核算不了"
        raise UnreadableError([Problem("claims", f"{told}；请把同一事项的明细合为一项申报，或用命令 subsidy")])


@lru_cache(maxsize=32)
def _under(found: Policy, readings: tuple[str, ...]) -> Policy:
    return policy.with_readings(found, readings)


def _choose(name: object) -> Policy:
    """The policy that decides: the one asked for, else the one that the case names; with the readings asked for."""
    asked, readings = request.args.get("policy"), request.args.getlist(READING)
    try:
        found = in_force_or_shipped(asked) if asked is not None else casefile.named(name, in_force_or_shipped)
        return _under(found, tuple(readings)) if readings else found
    except PolicyError as error:
        place = READING if readings and asked in (None, *policy.known()) else "policy"
        raise UnreadableError([Problem(place, problem.message) for problem in error.problems]) from None
