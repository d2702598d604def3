"""A policy file: every key known, every number in its bounds, every reading complete; loads to the kinds of award."""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from schemas.claims import CLAIMS, PARTS
from schemas.fields import Base, Text
from schemas.policies.common import FIXED, NAME, SOME, once
from schemas.policies.items import ITEM_SCHEMAS
from subsidy.kinds import KINDS, Item, Reading
from subsidy.ledger import ORDERS, WHEN_SHORT
from subsidy.model import Requirement

NO_NUMBER = "文号未查到"  # for what is known only by what others quote of it
ORDER_KEYS = tuple(ORDERS)
RESERVED = ("policy", "appropriation", "conditions")  # of a policy, not of an item: fields are named by both
# readings that a clause may need and may not: asked for where the item cannot do without
_OPTIONAL_READINGS = {
    "first": ("same_year",),
    "tier": ("threshold",),
    "grade": ("move_up",),
    "cost": ("move_up", "again"),
}


class ConditionRow(Base):
    """A condition of the firm itself."""

    id = fields.String(required=True, validate=NAME, **FIXED)
    label = Text(required=True)
    wanted = fields.Boolean(required=True, truthy={True}, falsy={False})
    why = Text(required=True)


class AppropriationSchema(Base):
    """The budget's rules: where they stand, and in what order the reserve list is funded."""

    number = Text(required=True)
    title = Text(required=True)
    clause = Text(required=True)
    text = Text(required=True, longest=1000)
    reserve_clause = Text(required=True)
    reserve_text = Text(required=True, longest=1000)
    order = fields.List(
        fields.String(validate=validate.OneOf(ORDER_KEYS, error="填的是“{input}”，应为 {choices} 之一")),
        required=True,
        validate=SOME,
    )
    order_why = Text(required=True, longest=1000)
    when_short = fields.String(
        required=True, validate=validate.OneOf(WHEN_SHORT, error="填的是“{input}”，应为 {choices} 之一")
    )
    when_short_why = Text(required=True, longest=1000)

    @validates_schema
    def _total(self, data: dict[str, Any], **kwargs: Any) -> None:
        order = data["order"]
        if order[-1] != "uscc":
            raise ValidationError(f"最后一项是“{order[-1]}”，应为 uscc，次序才唯一", "order")
        for i, key in enumerate(order):
            if key in order[:i]:
                raise ValidationError({"order": {i: [f"填的是“{key}”，前面已有，应只写一次"]}})


class Clause(NamedTuple):
    """An item, and the evidence that its claims want: the one decides, the other does not."""

    item: Item
    evidence: tuple[Requirement, ...]


class ItemField(fields.Field):
    """An item of any kind, built."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Clause:
        if not isinstance(value, dict):
            raise ValidationError("应为一个 [[items]] 表")
        kind = value.get("kind")
        if not isinstance(kind, str) or kind not in ITEM_SCHEMAS:
            raise ValidationError({"kind": [f"填的是“{kind}”，应为 {'、'.join(ITEM_SCHEMAS)} 之一"]})
        schema = ITEM_SCHEMAS[kind]()
        loaded = schema.load(value)
        _check_readings(kind, loaded["readings"])
        common = {name: loaded[name] for name in ("id", "clause", "title", "sheet", "text", "priority", "labels")}
        common["readings"] = {name: Reading(**row) for name, row in loaded["readings"].items()}
        item = schema.build(common, loaded)
        _check_labels(item)
        return Clause(item, tuple(loaded["evidence"]))


def _check_readings(kind: str, readings: Mapping[str, Any]) -> None:
    for name, choices in KINDS[kind].reading_values.items():
        if name not in readings:
            if name in _OPTIONAL_READINGS.get(kind, ()):
                continue
            raise ValidationError({"readings": {name: [f"没有写，此类事项须写明读法 {name}（{' / '.join(choices)}）"]}})
        if set(readings[name]["choices"]) != set(choices):
            found = " / ".join(readings[name]["choices"])
            raise ValidationError({"readings": {name: {"choices": [f"写的是 {found}，应为 {' / '.join(choices)}"]}}})
    unknown = set(readings) - set(KINDS[kind].reading_values)
    if unknown:
        raise ValidationError({"readings": {sorted(unknown)[0]: ["此类事项没有这个读法"]}})


def _check_labels(item: Item) -> None:
    make = PARTS.get(item.kind, CLAIMS[item.kind])
    wanted, found = set(make(item)), set(item.labels)
    for name in sorted(wanted - found):
        raise ValidationError({"labels": {name: ["没有写，表格和页面要用这个字段的中文名"]}})
    for name in sorted(found - wanted):
        raise ValidationError({"labels": {name: [f"没有这个字段，应为 {'、'.join(sorted(wanted))}"]}})


class PolicySchema(Base):
    """A whole policy file."""

    id = fields.String(required=True, validate=NAME, **FIXED)
    number = fields.String(
        required=True,
        validate=validate.Regexp(
            rf".+〔\d{{4}}〕\d+号\Z|{NO_NUMBER}\Z",
            error=f"填的是“{{input}}”，应如 嘉政办发〔2022〕10号，查不到的写{NO_NUMBER}",
        ),
    )
    title = Text(required=True)
    section = Text(required=True)
    date = fields.Raw(load_default=None)
    city = Text(required=True)
    text = Text(required=True, longest=2000)
    conditions = fields.List(fields.Nested(ConditionRow), required=True)
    appropriation = fields.Nested(AppropriationSchema, required=True)
    items = fields.List(ItemField(), required=True, validate=SOME)

    @validates_schema
    def _unique(self, data: dict[str, Any], **kwargs: Any) -> None:
        for name in ("id", "sheet"):
            once("items", [getattr(clause.item, name) for clause in data["items"]], name)
        for i, clause in enumerate(data["items"]):
            if clause.item.id in RESERVED:
                raise ValidationError({"items": {i: {"id": [f"填的是“{clause.item.id}”，另有用处，应换一个名字"]}}})
        once("conditions", [row["id"] for row in data["conditions"]], "id")
        if data["date"] is not None and type(data["date"]) is not datetime.date:
            raise ValidationError(f"填的是“{data['date']}”，应为日期，如 2022-03-10", "date")

    @post_load
    def _parted(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        clauses = data["items"]
        items = {clause.item.id: clause.item for clause in clauses}
        return {**data, "items": items, "evidence": {clause.item.id: clause.evidence for clause in clauses}}
