"""The numbers of each kind of award, checked, and the item built from them."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.fields import Base, Text, Yuan
from schemas.policies.certificates import CostSchema, LadderSchema
from schemas.policies.common import FIXED, NAME, SOME, ItemSchema, Positive, Share, names, table
from subsidy import money
from subsidy.kinds import (
    ApprovedItem,
    Entry,
    FirstItem,
    GradeItem,
    Item,
    MatchItem,
    NoticeItem,
    RateItem,
    RefundItem,
    Stage,
    Tier,
    TierItem,
)


class TierRow(Base):
    """One threshold."""

    reach = Positive(required=True)
    award = Positive(required=True)


class TierSchema(ItemSchema):
    """Kind `tier`."""

    measure = fields.String(required=True, validate=validate.Regexp(r"[a-z_]+\Z", error="应为小写字母和 _"), **FIXED)
    subject = Text(required=True)
    short = Text(load_default=None)
    growth = Share(load_default=None)
    tiers = fields.List(fields.Nested(TierRow), required=True, validate=SOME)

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
            short=data["short"] or data["subject"],
            growth=data["growth"],
            tiers=tuple(Tier(**row) for row in data["tiers"]),
            previous=f"previous_{measure}",
            best_earlier=f"best_earlier_{measure}",
            **{name: readings[name].value for name in ("jump", "move_up", "past_award")},
            over=1 if "threshold" in readings and readings["threshold"].value == "exceeded" else 0,
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

    field = fields.String(required=True, validate=NAME, **FIXED)
    verb = Text(load_default="取得")
    entries = table(EntryRow)
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
        validate=SOME,
    )

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        return RateItem(**common, rate=data["rate"], cap=data["cap"], home=tuple(data["home"]))


class GradeSchema(ItemSchema):
    """Kind `grade`."""

    subject = Text(required=True)
    grades = table(EntryRow)

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        grades = {code: EntryRow.build(row) for code, row in data["grades"].items()}
        move_up = common["readings"].get("move_up")
        if move_up is None and sum(grade.award > 0 for grade in grades.values()) > 1:
            told = "没有写，奖励的级别不止一个，须写明读法 move_up（full / difference）"
            raise ValidationError({"readings": {"move_up": [told]}})
        value = move_up.value if move_up else "full"
        return GradeItem(**common, subject=data["subject"], grades=grades, move_up=value)


class RefundSchema(ItemSchema):
    """Kind `refund`."""

    rate = Share(required=True)
    needs = names()

    @validates_schema
    def _own_fields(self, data: dict[str, Any], **kwargs: Any) -> None:
        for name in set(data["needs"]) & {"name", "id_number", "certificate", "fee"}:
            raise ValidationError({"needs": {name: ["这个字段另有用处，应换一个名字"]}})

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        return RefundItem(**common, rate=data["rate"], needs=data["needs"])


class ApprovedSchema(ItemSchema):
    """Kind `approved`."""

    cap = Positive(required=True)

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        return ApprovedItem(**common, cap=data["cap"])


class MatchSchema(ItemSchema):
    """Kind `match`."""

    subject = Text(required=True)
    levels = names()
    max_ratio = Share(required=True)

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        return MatchItem(**common, subject=data["subject"], levels=data["levels"], max_ratio=data["max_ratio"])


class StageRow(Base):
    """A stage and its loan."""

    name = Text(required=True)
    loan = Positive(required=True)


class NoticeSchema(ItemSchema):
    """Kind `notice`."""

    subject = Text(required=True)
    guarantee = Positive(required=True)
    stages = table(StageRow)

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        stages = {code: Stage(**row) for code, row in data["stages"].items()}
        return NoticeItem(**common, subject=data["subject"], stages=stages, guarantee=data["guarantee"])


ITEM_SCHEMAS: dict[str, type[ItemSchema]] = {
    "tier": TierSchema,
    "first": FirstSchema,
    "rate": RateSchema,
    "grade": GradeSchema,
    "ladder": LadderSchema,
    "refund": RefundSchema,
    "cost": CostSchema,
    "approved": ApprovedSchema,
    "match": MatchSchema,
    "notice": NoticeSchema,
}
