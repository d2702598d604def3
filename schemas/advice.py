"""Advice as JSON: what would be otherwise, in the form of a case, and what it would bring in yuan."""

from functools import lru_cache
from typing import Any

from schemas.claims import claim_schema, part_schema
from schemas.fields import Base
from subsidy.advice import Advice, Change, Road, readings
from subsidy.kinds import Item
from subsidy.kinds.roads import LEVELS
from subsidy.kinds.roads.base import Path
from subsidy.model import Condition
from subsidy.money import yuan

CLAIM, CLAIM_FIELD = 2, 3  # how long the path of a claim is, and of one of its fields


def dump_advice(advice: Advice) -> dict[str, Any]:
    """The advice in the form others rely on; texts are written here, when they are read."""
    case, policy = advice.decision.case, advice.decision.policy
    return {
        "case": case.id,
        "policy": policy.id,
        "policy_digest": policy.digest,
        "year": case.year,
        "firm": {"uscc": case.firm.uscc, "name": case.firm.name},
        "total": yuan(advice.decision.total),
        "roads": [_road(road, _schemas(policy, road.item.id)) for road in advice.roads],
        "barred": [{"id": condition.id, "text": barred(condition)} for condition in advice.barred],
        "to_check": list(advice.decision.to_check),
    }


def barred(condition: Condition) -> str:
    """Why a firm has no road at all."""
    found, wanted = ("否", "是") if condition.wanted else ("是", "否")
    return f"申报条件“{condition.label}”要求“{wanted}”，查得“{found}”（{condition.why}），各项均不能享受"


@lru_cache(maxsize=64)
def _schemas(policy: Any, item: str) -> tuple[Base, Base]:
    """What a whole claim of an item is written by, and a part of one."""
    return claim_schema(policy.items[item]), part_schema(policy.items[item])


def _road(road: Road, schemas: tuple[Base, Base]) -> dict[str, Any]:
    item, span = road.item, road.span
    ends = None
    if span.low != span.high:
        ends = {
            "low": yuan(span.low),
            "high": yuan(span.high),
            "low_readings": {f"{item.id}.{name}": value for name, value in span.low_under},
            "high_readings": {f"{item.id}.{name}": value for name, value in span.high_under},
            "text": readings.told(item, span),
        }
    return {
        "item": item.id,
        "clause": item.clause,
        "title": item.title,
        "claim": road.claim,
        "basis": road.basis,
        "changes": [_change(change, item, schemas) for change in road.changes],
        "gain": yuan(road.gain),
        "range": ends,
        "code": road.say[0].__name__,
        "text": road.text,
    }


def _change(change: Change, item: Item, schemas: tuple[Base, Base]) -> dict[str, Any]:
    by = None if change.by is None else str(change.by) if change.unit == LEVELS else yuan(change.by)
    return {
        "path": ".".join(map(str, change.path)),
        "from": None if change.was is None else _value(change.path, change.was, item, schemas),
        "to": _value(change.path, change.to, item, schemas),
        "by": by,
        "unit": None if by is None else "级" if change.unit == LEVELS else "元",
    }


def _value(path: Path, value: Any, item: Item, schemas: tuple[Base, Base]) -> Any:
    """A value as a case carries it: a whole claim or part, or a field of one."""
    schema = schemas[len(path) > CLAIM_FIELD]
    if not isinstance(path[-1], str):
        facts = schema.dump(value)
        return {"item": item.id, **facts} if len(path) == CLAIM else facts
    return schema.dump({path[-1]: value})[path[-1]]
