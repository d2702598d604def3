"""Facts as the store keeps them: canonical JSON in the form of a case, and back."""

import json
from fractions import Fraction
from typing import Any

from marshmallow import fields

from schemas.claims import claim_schema
from schemas.fields import Base, Ratio, Yuan
from subsidy import money
from subsidy.kinds import Item


def freeze(schema: Base, facts: Any) -> str:
    """Facts as canonical JSON in the form of a case: the same facts give the same text."""
    return json.dumps(schema.dump(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(schema: Base, text: str) -> dict[str, Any]:
    """Facts from what `freeze` wrote; much quicker than a load, since they were checked before."""
    return _thaw(schema.fields, json.loads(text))


def claim_facts(item: Item, text: str) -> dict[str, Any]:
    """The facts of one claim from what `freeze` wrote; of many claims, make the schema once and `thaw`."""
    return thaw(claim_schema(item), text)


def _thaw(known: Any, data: dict[str, Any]) -> dict[str, Any]:
    for name, value in data.items():
        found = known[name]
        if isinstance(found, Yuan):
            data[name] = None if value is None else money.of_yuan(value)
        elif isinstance(found, Ratio):
            data[name] = Fraction(value)
        elif isinstance(found, fields.List):
            inner = found.inner
            if isinstance(inner, fields.Nested):
                data[name] = [_thaw(inner.schema.fields, part) for part in value]
    return data
