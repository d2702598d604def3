"""A policy file: every key known, every number in its bounds, every reading complete; loads to the kinds of award."""

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.claims import CLAIMS, PARTS
from schemas.fields import Base, Text, Yuan
from subsidy import money
from subsidy.kinds import (
    KINDS,
    ApprovedItem,
    Entry,
    FirstItem,
    GradeItem,
    Item,
    LadderItem,
    MatchItem,
    NoticeItem,
    RateItem,
    Reading,
    RefundItem,
    Scheme,
    Stage,
    Tier,
    TierItem,
)
from subsidy.ledger import ORDERS, WHEN_SHORT

ORDER_KEYS = tuple(ORDERS)
_NAME = validate.Regexp(r"[A-Za-z0-9_./-]+\Z", error="填的是“{input}”，应为字母、数字和 _ . / -")
_SOME = validate.Length(min=1, error="至少要有一项")


class Share(fields.Field):
    """A rate above 0 and at most 1, exact."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Fraction:
        try:
            found = Fraction(money.number(value))
        except money.MoneyError as error:
            raise ValidationError(str(error)) from None
        if not 0 < found <= 1:
            raise ValidationError(f"填的是“{value}”，应大于 0、不大于 1（3% 写作 0.03）")
        return found


class Positive(Yuan):
    """Money above nothing."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        found = super()._deserialize(value, attr, data, **kwargs)
        if not found:
            raise ValidationError(f"填的是“{value}”，应大于 0")
        return found


def _table(schema: type[Base], **kwargs: Any) -> fields.Dict:
    return fields.Dict(fields.String(validate=_NAME), fields.Nested(schema), required=True, validate=_SOME, **kwargs)


def _names(required: bool = True) -> fields.Dict:
    return fields.Dict(fields.String(), Text(), required=required, validate=_SOME)


class ReadingSchema(Base):
    """A point the text leaves open."""

    value = Text(required=True)
    choices = _names()
    question = Text(required=True)
    why = Text(required=True, longest=400)

    @validates_schema
    def _known(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data["value"] not in data["choices"]:
            raise ValidationError(f"填的是“{data['value']}”，应为 {' / '.join(data['choices'])} 之一", "value")


class ItemSchema(Base):
    """What every item has; a subclass for each kind adds its numbers and builds the item."""

    id = fields.String(required=True, validate=_NAME)
    clause = fields.String(
        required=True,
        validate=validate.Regexp(
            r"[一二三四五六七八九十]+(\([一二三四五六七八九十]+\)\d*)?\Z",
            error="填的是“{input}”，应为条款号，如 四(三)",
        ),
    )
    title = Text(required=True, longest=40)
    sheet = fields.String(required=True, validate=validate.Length(min=1, max=31, error="工作表名应为 1 至 31 个字"))
    kind = fields.String(required=True)
    priority = fields.Integer(required=True, strict=True)
    text = Text(required=True, longest=2000)
    labels = _names()
    readings = fields.Dict(fields.String(), fields.Nested(ReadingSchema), load_default=dict)

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        """The item of this kind, from what all kinds share and its own numbers."""
        raise NotImplementedError


class TierRow(Base):
    """One threshold."""

    reach = Positive(required=True)
    award = Positive(required=True)


class TierSchema(ItemSchema):
    """Kind `tier`."""

    measure = fields.String(required=True, validate=validate.Regexp(r"[a-z_]+\Z", error="应为小写字母和 _"))
    subject = Text(required=True)
    growth = Share(required=True)
    tiers = fields.List(fields.Nested(TierRow), required=True, validate=_SOME)

    @validates_schema
    def _rising(self, data: dict[str, Any], **kwargs: Any) -> None:
        rows = data["tiers"]
        for i in range(1, len(rows)):
            for name in ("reach", "award"):
                if rows[i][name] <= rows[i - 1][name]:
                    found = f"填的是 {money.figures(rows[i][name])} 元，应高于前一档的"
                    raise ValidationError(
                        {"tiers": {i: {name: [f"{found} {money.figures(rows[i - 1][name])} 元（各档由低到高排列）"]}}}
                    )

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        readings, measure = common["readings"], data["measure"]
        return TierItem(
            **common,
            measure=measure,
            subject=data["subject"],
            growth=data["growth"],
            tiers=tuple(Tier(**row) for row in data["tiers"]),
            previous=f"previous_{measure}",
            best_earlier=f"best_earlier_{measure}",
            **{name: readings[name].value for name in TierItem.reading_values},
        )


class EntryRow(Base):
    """A list, certificate or grade and its award."""

    name = Text(required=True)
    award = Yuan(required=True)
    aliases = fields.List(Text(), load_default=list)

    @staticmethod
    def build(row: dict[str, Any]) -> Entry:
        """The entry."""
        return Entry(row["name"], row["award"], tuple(row["aliases"]))


class FirstSchema(ItemSchema):
    """Kind `first`."""

    field = fields.String(required=True, validate=_NAME)
    verb = Text(load_default="取得")
    entries = _table(EntryRow)
    together = fields.Boolean(load_default=False)
    asks_held_before = fields.Boolean(load_default=False)

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        same_year = common["readings"].get("same_year")
        return FirstItem(
            **common,
            field=data["field"],
            verb=data["verb"],
            entries={code: EntryRow.build(row) for code, row in data["entries"].items()},
            together=data["together"],
            asks_held_before=data["asks_held_before"],
            same_year=same_year.value if same_year else "each",
        )


class RateSchema(ItemSchema):
    """Kind `rate`."""

    rate = Share(required=True)
    cap = Positive(required=True)
    home = fields.List(
        fields.String(validate=validate.Regexp(r"\d{2,6}\Z", error="填的是“{input}”，应为行政区划代码的前几位数字")),
        required=True,
        validate=_SOME,
    )

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        return RateItem(**common, rate=data["rate"], cap=data["cap"], home=tuple(data["home"]))


class GradeSchema(ItemSchema):
    """Kind `grade`."""

    subject = Text(required=True)
    grades = _table(EntryRow)

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        grades = {code: EntryRow.build(row) for code, row in data["grades"].items()}
        return GradeItem(**common, subject=data["subject"], grades=grades, move_up=common["readings"]["move_up"].value)


class SchemeRow(Base):
    """A certificate's ladder; no numbers where it is not known."""

    name = Text(required=True)
    aliases = fields.List(Text(), load_default=list)
    numbers = fields.List(fields.Integer(strict=True, validate=validate.Range(0, 9)), required=True)
    pattern = fields.String(required=True, validate=validate.ContainsOnly("{}级CSMLAB", error="应为 {}级 或 CS{} 一类"))
    paid_from = fields.Integer(required=True, strict=True)
    step = Positive(required=True)

    @validates_schema
    def _ordered(self, data: dict[str, Any], **kwargs: Any) -> None:
        numbers = data["numbers"]
        if not numbers:
            return
        if numbers not in (sorted(set(numbers)), sorted(set(numbers), reverse=True)):
            raise ValidationError(f"填的是 {numbers}，应由低到高依次排列、不重复", "numbers")
        if data["paid_from"] not in numbers:
            raise ValidationError(f"填的是 {data['paid_from']}，应为 {numbers} 之一", "paid_from")


class LadderSchema(ItemSchema):
    """Kind `ladder`."""

    schemes = fields.List(fields.Nested(SchemeRow), required=True, validate=_SOME)

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


class RefundSchema(ItemSchema):
    """Kind `refund`."""

    rate = Share(required=True)
    needs = _names()

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        return RefundItem(**common, rate=data["rate"], needs=data["needs"])


class ApprovedSchema(ItemSchema):
    """Kind `approved`."""

    cap = Positive(required=True)

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        return ApprovedItem(**common, cap=data["cap"])


class MatchSchema(ItemSchema):
    """Kind `match`."""

    levels = _names()
    max_ratio = Share(required=True)

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        return MatchItem(**common, levels=data["levels"], max_ratio=data["max_ratio"])


class StageRow(Base):
    """A stage and its loan."""

    name = Text(required=True)
    loan = Positive(required=True)


class NoticeSchema(ItemSchema):
    """Kind `notice`."""

    guarantee = Positive(required=True)
    stages = _table(StageRow)

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        stages = {code: Stage(**row) for code, row in data["stages"].items()}
        return NoticeItem(**common, stages=stages, guarantee=data["guarantee"])


ITEM_SCHEMAS: dict[str, type[ItemSchema]] = {
    "tier": TierSchema,
    "first": FirstSchema,
    "rate": RateSchema,
    "grade": GradeSchema,
    "ladder": LadderSchema,
    "refund": RefundSchema,
    "approved": ApprovedSchema,
    "match": MatchSchema,
    "notice": NoticeSchema,
}
_OPTIONAL_READINGS = {"first": ("same_year",)}


class ConditionRow(Base):
    """A condition of the firm itself."""

    id = fields.String(required=True, validate=_NAME)
    label = Text(required=True)
    wanted = fields.Boolean(required=True)
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
        validate=_SOME,
    )
    order_why = Text(required=True, longest=1000)
    when_short = fields.String(
        required=True, validate=validate.OneOf(WHEN_SHORT, error="填的是“{input}”，应为 {choices} 之一")
    )
    when_short_why = Text(required=True, longest=1000)

    @validates_schema
    def _total(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data["order"][-1] != "uscc":
            raise ValidationError(f"最后一项是“{data['order'][-1]}”，应为 uscc，次序才唯一", "order")


class ItemField(fields.Field):
    """An item of any kind, built."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Item:
        if not isinstance(value, dict):
            raise ValidationError("应为一个 [[items]] 表")
        kind = value.get("kind")
        if kind not in ITEM_SCHEMAS:
            raise ValidationError({"kind": [f"填的是“{kind}”，应为 {'、'.join(ITEM_SCHEMAS)} 之一"]})
        schema = ITEM_SCHEMAS[kind]()
        loaded = schema.load(value)
        _check_readings(kind, loaded["readings"])
        common = {name: loaded[name] for name in ("id", "clause", "title", "sheet", "text", "priority", "labels")}
        common["readings"] = {name: Reading(**row) for name, row in loaded["readings"].items()}
        item = schema.build(common, loaded)
        _check_labels(item)
        return item


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
    make: Callable[[Any], dict[str, Any]] = PARTS.get(item.kind, CLAIMS[item.kind])
    wanted, found = set(make(item)), set(item.labels)
    for name in sorted(wanted - found):
        raise ValidationError({"labels": {name: ["没有写，表格和页面要用这个字段的中文名"]}})
    for name in sorted(found - wanted):
        raise ValidationError({"labels": {name: [f"没有这个字段，应为 {'、'.join(sorted(wanted))}"]}})


class PolicySchema(Base):
    """A whole policy file."""

    id = fields.String(required=True, validate=_NAME)
    number = fields.String(
        required=True,
        validate=validate.Regexp(r".+〔\d{4}〕\d+号\Z", error="填的是“{input}”，应如 嘉政办发〔2022〕10号"),
    )
    title = Text(required=True)
    section = Text(required=True)
    date = fields.Raw(required=True)
    city = Text(required=True)
    text = Text(required=True, longest=2000)
    conditions = fields.List(fields.Nested(ConditionRow), required=True)
    appropriation = fields.Nested(AppropriationSchema, required=True)
    items = fields.List(ItemField(), required=True, validate=_SOME)

    @validates_schema
    def _unique(self, data: dict[str, Any], **kwargs: Any) -> None:
        for name in ("id", "sheet"):
            seen: set[str] = set()
            for i, item in enumerate(data["items"]):
                value = getattr(item, name)
                if value in seen:
                    raise ValidationError({"items": {i: {name: [f"填的是“{value}”，与前面的事项重复"]}}})
                seen.add(value)
        if not isinstance(data["date"], datetime.date):
            raise ValidationError(f"填的是“{data['date']}”，应为日期，如 2022-03-10", "date")
