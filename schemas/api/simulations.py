"""What a changed policy would cost: what is asked, and the answer, as the API and `subsidy simulate --json` give it."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.api.common import Amount, about
from schemas.api.runs import YEAR, ForYear
from schemas.fields import Base

LONGEST_SPAN = 10  # years
EXAMPLE = {"revenue_tier.growth": "0.12", "outsourcing_bonus.cap": "700000"}
NONE_SAID = "changes、policy、readings 至少要有一个，写明改什么"


class SimulateSchema(ForYear):
    """Which years, and which policy in place of the one in force."""

    until = fields.Integer(load_default=None, strict=True, validate=YEAR, **about("至哪个年度；不写为 year 一年"))
    changes = fields.Dict(
        keys=fields.String(),
        load_default=None,
        **about("在现行政策上改哪些：事项.字段 和值，同政策文件（元、不大于 1 的比例）", example=EXAMPLE),
    )
    policy = fields.String(load_default=None, **about("整个政策文件（TOML 的全文），代替现行政策"))
    readings = fields.List(
        fields.String(),
        load_default=list,
        **about("改用另一种读法：事项.名称=取值", example=["revenue_tier.jump=sum"]),
    )
    unchecked = fields.Boolean(load_default=False, **about("true 为连同尚未核实的申报"))

    @validates_schema
    def _one_change(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data["changes"] and data["policy"]:
            raise ValidationError("changes 和 policy 只能用一个", "policy")
        if not (data["changes"] or data["policy"] or data["readings"]):
            raise ValidationError(NONE_SAID, "changes")
        last = data["until"] or data["year"]
        if not data["year"] <= last < data["year"] + LONGEST_SPAN:
            raise ValidationError(f"应不早于 year，一次至多 {LONGEST_SPAN} 年", "until")


class WorthSchema(Base):
    """What a claim earns."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf(("granted", "refused", "referred", "noted", "absent")),
        **about("同决定的 outcome；absent 为按这一版政策无法核算"),
    )
    amount = Amount(required=True)


class ChangeOfClaimSchema(Base):
    """A claim that earns something else."""

    item = fields.String(required=True)
    clause = fields.String(required=True)
    title = fields.String(required=True)
    old = fields.Nested(WorthSchema, required=True)
    new = fields.Nested(WorthSchema, required=True)
    difference = Amount(required=True)
    old_reason = fields.String(required=True)
    new_reason = fields.String(required=True)


class ChangeOfFirmSchema(Base):
    """A firm whose claims of a year earn something else."""

    year = fields.Integer(required=True)
    uscc = fields.String(required=True)
    name = fields.String(required=True)
    district = fields.String(required=True, **about("没有填的为空"))
    old = Amount(required=True, **about("全部申报按现行政策"))
    new = Amount(required=True, **about("全部申报按改后政策"))
    difference = Amount(required=True)
    changes = fields.List(fields.Nested(ChangeOfClaimSchema), required=True)


class SimulatedSumSchema(Base):
    """What a clause, a district or a year comes to under both."""

    name = fields.String(required=True)
    firms = fields.List(fields.Integer(), required=True, **about("获奖企业数：改前，改后"))
    old = Amount(required=True)
    new = Amount(required=True)
    difference = Amount(required=True)
    referred = fields.List(fields.Integer(), required=True, **about("转人工核定的项数：改前，改后"))


class FareSchema(Base):
    """How an appropriation fares if the year is decided at once."""

    appropriation = Amount(required=True, allow_none=True, **about("年度预算；null 为没有设定，其余为 0"))
    needed = Amount(required=True, **about("应兑现"))
    firms = fields.Integer(required=True, **about("应兑现的家数"))
    funded = Amount(required=True, **about("可安排"))
    funded_firms = fields.Integer(required=True)
    waiting = Amount(required=True, **about("列入储备"))
    waiting_firms = fields.Integer(required=True)
    left = Amount(required=True, **about("余额"))
    lacking = Amount(required=True, **about("全部安排尚缺"))


class YearFareSchema(Base):
    """How a year's appropriation fares under both."""

    year = fields.Integer(required=True)
    old = fields.Nested(FareSchema, required=True)
    new = fields.Nested(FareSchema, required=True)


class TextChangeSchema(Base):
    """A line of the policy that says something else."""

    kind = fields.String(required=True, **about("新增、删去、改动"))
    label = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)


class TextPartSchema(Base):
    """A part of the policy in which something differs."""

    title = fields.String(required=True)
    kind = fields.String(required=True)
    changes = fields.List(fields.Nested(TextChangeSchema), required=True)


class SimulationSchema(Base):
    """A changed policy over the register of some years. Nothing is kept of it."""

    years = fields.List(fields.Integer(), required=True)
    old = fields.String(required=True, **about("现行政策的摘要"))
    new = fields.String(required=True, **about("改后政策的摘要"))
    told = fields.String(required=True, **about("一句话的结论"))
    parts = fields.List(fields.Nested(TextPartSchema), required=True, **about("政策差异"))
    applications = fields.Integer(required=True, **about("申报件数"))
    claims = fields.Integer(required=True, **about("申报项数"))
    whole = fields.Nested(SimulatedSumSchema, required=True)
    by_year = fields.List(fields.Nested(SimulatedSumSchema), required=True)
    clauses = fields.List(fields.Nested(SimulatedSumSchema), required=True)
    districts = fields.List(fields.Nested(SimulatedSumSchema), required=True)
    gainers = fields.List(fields.Nested(ChangeOfFirmSchema), required=True, **about("受益企业，多得的在前"))
    losers = fields.List(fields.Nested(ChangeOfFirmSchema), required=True, **about("减少企业，少得的在前"))
    even = fields.List(fields.Nested(ChangeOfFirmSchema), required=True, **about("各项增减相抵的企业"))
    fares = fields.List(fields.Nested(YearFareSchema), required=True, **about("各年度预算的安排"))
    notes = fields.List(fields.String(), required=True, **about("没有计入的，和须注意的"))
