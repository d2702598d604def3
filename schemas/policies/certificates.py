"""The numbers of what is paid by certificate: ladders of levels, and shares of what certificates cost."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.fields import Base, Text
from schemas.policies.common import SOME, ItemSchema, Positive, Share, once
from subsidy.kinds import CostItem, Item, LadderItem, Scheme

_PATTERN = "填的是“{input}”，应为 {{}}级 或 CS{{}} 一类，{{}} 是等级数"


class SchemeRow(Base):
    """A certificate's ladder; no numbers where it is not known."""

    name = Text(required=True)
    aliases = fields.List(Text(), load_default=list)
    numbers = fields.List(fields.Integer(strict=True, validate=validate.Range(0, 9)), required=True)
    pattern = fields.String(required=True, validate=validate.Regexp(r"([A-Z]*)\{\}级?\Z", error=_PATTERN))
    paid_from = fields.Integer(required=True, strict=True)
    step = Positive(required=True)

    @validates_schema
    def _ordered(self, data: dict[str, Any], **kwargs: Any) -> None:
        numbers = data["numbers"]
        if not numbers:
            return
        _rising(numbers)
        if data["paid_from"] not in numbers:
            raise ValidationError(f"填的是 {data['paid_from']}，应为 {numbers} 之一", "paid_from")


def _rising(numbers: list[int]) -> None:
    """ValidationError for levels that do not go one way."""
    if numbers not in (sorted(set(numbers)), sorted(set(numbers), reverse=True)):
        raise ValidationError(f"填的是 {numbers}，应由低到高依次排列、不重复", "numbers")


class LadderSchema(ItemSchema):
    """Kind `ladder`."""

    schemes = fields.List(fields.Nested(SchemeRow), required=True, validate=SOME)

    @validates_schema
    def _named_once(self, data: dict[str, Any], **kwargs: Any) -> None:
        once("schemes", [row["name"] for row in data["schemes"]], "name")

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        made = [
            Scheme.make(
                row["name"],
                tuple(row["numbers"]),
                row["pattern"],
                row["paid_from"],
                step=row["step"],
                aliases=tuple(row["aliases"]),
            )
            for row in data["schemes"]
        ]
        return LadderItem(**common, schemes={s.name: s for s in made}, step=common["readings"]["step"].value)


class CapRow(Base):
    """A level and the most that is paid for it."""

    level = fields.Integer(required=True, strict=True)
    cap = Positive(required=True)


class CostSchemeRow(Base):
    """A certificate whose cost is shared: one cap, or levels from low to high and a cap for each that is paid."""

    name = Text(required=True)
    aliases = fields.List(Text(), load_default=list)
    first = fields.Boolean(load_default=False)
    cap = Positive(load_default=None)
    numbers = fields.List(fields.Integer(strict=True, validate=validate.Range(0, 9)), load_default=list)
    pattern = fields.String(load_default="{}级", validate=validate.Regexp(r"([A-Z]*)\{\}级?\Z", error=_PATTERN))
    caps = fields.List(fields.Nested(CapRow), load_default=list)

    @validates_schema
    def _whole(self, data: dict[str, Any], **kwargs: Any) -> None:
        numbers, caps = data["numbers"], [row["level"] for row in data["caps"]]
        if data["cap"] is not None:
            if numbers or caps:
                raise ValidationError("没有等级的只写 cap，分等级的写 numbers 和 caps，不能都写", "cap")
            return
        if not numbers or not caps:
            raise ValidationError("没有写，没有等级的写 cap，分等级的写 numbers 和 caps", "caps" if numbers else "cap")
        _rising(numbers)
        if caps != [number for number in numbers if number in caps]:
            raise ValidationError(f"等级是 {caps}，应在 {numbers} 之中，由低到高、不重复", "caps")


class CostSchema(ItemSchema):
    """Kind `cost`."""

    rate = Share(required=True)
    verb = Text(load_default="通过")
    schemes = fields.List(fields.Nested(CostSchemeRow), required=True, validate=SOME)

    @validates_schema
    def _named_once(self, data: dict[str, Any], **kwargs: Any) -> None:
        once("schemes", [row["name"] for row in data["schemes"]], "name")

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        made = [_certificate(row) for row in data["schemes"]]
        readings = common["readings"]
        if any(scheme.numbers for scheme, _ in made):
            _wanted(readings, "move_up", "full / difference", "资质分等级")
        if not all(row["first"] for row in data["schemes"]):
            _wanted(readings, "again", "once / each_year", "不是只补助首次")
        return CostItem(
            **common,
            rate=data["rate"],
            schemes={scheme.name: scheme for scheme, _ in made},
            caps={scheme.name: caps for scheme, caps in made},
            first=frozenset(row["name"] for row in data["schemes"] if row["first"]),
            verb=data["verb"],
            move_up=readings["move_up"].value if "move_up" in readings else "full",
            again=readings["again"].value if "again" in readings else "once",
        )


def _wanted(readings: dict[str, Any], name: str, choices: str, why: str) -> None:
    """ValidationError where a reading is left out that the item cannot do without."""
    if name not in readings:
        raise ValidationError({"readings": {name: [f"没有写，{why}，须写明读法 {name}（{choices}）"]}})


def _certificate(row: dict[str, Any]) -> tuple[Scheme, dict[str, int]]:
    """A scheme, and its caps by level."""
    caps = {one["level"]: one["cap"] for one in row["caps"]}
    numbers = tuple(row["numbers"])
    first = next((number for number in numbers if number in caps), 0)
    made = Scheme.make(row["name"], numbers, row["pattern"], first, step=0, aliases=tuple(row["aliases"]))
    if not numbers:
        return made, {"": row["cap"]}
    return made, {level: caps[n] for level, n in zip(made.ranks, numbers, strict=True) if n in caps}
