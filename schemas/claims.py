"""What a claim and a past award of each kind consist of: one definition for file, form, workbook and API."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from schemas.fields import Base, Choice, Flag, IdNumber, Ratio, Region, Text, Yuan
from subsidy import money
from subsidy.kinds import (
    FirstItem,
    GradeItem,
    Item,
    LadderItem,
    LevelError,
)

Fields = dict[str, fields.Field]
_SOME = validate.Length(min=1, error="至少要有一条")


def _tier(item: Any) -> Fields:
    return {
        item.measure: Yuan(required=True),
        item.previous: Yuan(required=True, allow_none=True),
        item.best_earlier: Yuan(allow_none=True),
    }


def _first(item: Any) -> Fields:
    found: Fields = {item.field: _entries(item, required=True)}
    if item.asks_held_before:
        found["held_before"] = Flag(allow_none=True)
    return found


def _entries(item: FirstItem, **kwargs: Any) -> Choice:
    names = {code: entry.name for code, entry in item.entries.items()}
    return Choice(names, {code: entry.aliases for code, entry in item.entries.items()}, **kwargs)


def _grades(item: GradeItem) -> Choice:
    return Choice({code: grade.name for code, grade in item.grades.items()}, required=True)


def _schemes(item: LadderItem) -> Choice:
    return Choice({s: s for s in item.schemes}, {s.name: s.aliases for s in item.schemes.values()}, required=True)


class Level(Text):
    """A level as printed on the certificate: text, or a bare number."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(str(value) if type(value) is int else value, attr, data, **kwargs)


def _order(item: Item) -> Fields:
    return {
        "contract": Text(required=True),
        "buyer": Text(required=True),
        "buyer_region": Region(required=True),
        "executed": Yuan(required=True),
    }


def _trainee(item: Any) -> Fields:
    return {
        "name": Text(required=True),
        "id_number": IdNumber(allow_none=True),
        "certificate": Text(required=True),
        **{need: Flag(required=True) for need in item.needs},
        "fee": Yuan(required=True, unit="元"),
    }


def _parts(part: Callable[[Any], Fields]) -> Callable[[Item], Fields]:
    def make(item: Item) -> Fields:
        schema = Base.from_dict(part(item))
        return {item.parts: fields.List(fields.Nested(schema), required=True, validate=_SOME)}

    return make


CLAIMS: dict[str, Callable[[Any], Fields]] = {
    "tier": _tier,
    "first": _first,
    "rate": _parts(_order),
    "grade": lambda item: {"product": Text(required=True), "grade": _grades(item)},
    "ladder": lambda item: {
        "scheme": _schemes(item),
        "level": Level(required=True),
        "best_earlier_level": Level(allow_none=True),
    },
    "refund": _parts(_trainee),
    "approved": lambda item: {"project": Text(required=True), "approved": Yuan(required=True)},
    "match": lambda item: {
        "project": Text(required=True),
        "level": Choice(item.levels, required=True),
        "grant": Yuan(required=True),
        "ratio": Ratio(allow_none=True),
    },
    "notice": lambda item: {"stage": Choice({code: s.name for code, s in item.stages.items()}, required=True)},
}

PARTS: dict[str, Callable[[Any], Fields]] = {"rate": _order, "refund": _trainee}

PAST: dict[str, Callable[[Any], Fields]] = {
    "tier": lambda item: {"tier": Yuan(required=True)},
    "first": lambda item: {item.field: _entries(item, required=not item.together)},
    "rate": lambda item: {},
    "grade": lambda item: {"product": Text(required=True), "grade": _grades(item)},
    "ladder": lambda item: {"scheme": _schemes(item), "level": Level(required=True)},
    "refund": lambda item: {"certificates": fields.List(Text(), required=True, validate=_SOME)},
    "approved": lambda item: {"project": Text(required=True)},
    "match": lambda item: {"project": Text(required=True), "level": Choice(item.levels)},
}


class Record(Base):
    """A claim or past award of one item; levels of a ladder are read by their scheme."""

    item_of: Item

    @post_load
    def _levels(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        if isinstance(self.item_of, LadderItem):
            read_levels(self.item_of, data)
        return {name: value for name, value in data.items() if value is not None or self.fields[name].required}


def read_levels(item: LadderItem, data: dict[str, Any]) -> None:
    """Replaces the levels by their own names; ValidationError with the field for one the scheme does not have."""
    scheme, errors = item.schemes[data["scheme"]], {}
    for name in ("level", "best_earlier_level"):
        if data.get(name):
            try:
                data[name] = scheme.read(data[name])
            except LevelError as error:
                errors[name] = [str(error)]
    if errors:
        raise ValidationError(errors)


def claim_schema(item: Item) -> Base:
    """The schema of one claim of an item, without its `item` field."""
    return _record(item, CLAIMS[item.kind](item))


def part_schema(item: Item) -> Base:
    """The schema of one part of a claim (an order, a trainee), or of the claim itself where it has no parts."""
    return _record(item, PARTS.get(item.kind, CLAIMS[item.kind])(item))


def past_schema(item: Item) -> Base:
    """The schema of what identifies an award given before."""
    return _record(item, PAST[item.kind](item))


def _record(item: Item, found: Fields) -> Base:
    schema = type(f"{type(item).__name__}Record", (Record,), {"item_of": item, **found})
    return schema()


def freeze(schema: Base, facts: Any) -> str:
    """Facts as canonical JSON in the form of a case: the same facts give the same text."""
    return json.dumps(schema.dump(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(schema: Base, text: str) -> dict[str, Any]:
    """Facts from what `freeze` wrote; much quicker than a load, since they were checked before."""
    return _thaw(schema.fields, json.loads(text))


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
