"""Applications as the staff see them: in the queue, and one with its claims."""

from marshmallow import fields, validate

from schemas.api.common import MOMENT, Amount, Paged, about
from schemas.api.runs import OfYear
from schemas.fields import Base

STAGES = ("to_check", "to_review", "ready", "returned", "decided", "withdrawn")
DUE, SORTS = ("late", "soon"), ("received", "latest", "name")
STATES = ("open", "checked", "ready", "decided", "withdrawn")
OUTCOMES = ("granted", "refused", "referred", "noted")
SHORT = validate.Length(max=100, error="至多 {max} 个字")


class QueueAsked(Paged, OfYear):
    """A part of the queue of a year; what is left out is not asked."""

    stage = fields.String(
        validate=validate.OneOf(STAGES, error="应为 {choices} 之一"),
        **about(
            "阶段：待核查 to_check，待复核 to_review，待编入批次 ready，"
            "退回补正中 returned，已作出决定 decided，已撤回 withdrawn"
        ),
    )
    item = fields.String(validate=SHORT, **about("申报事项", example="revenue_tier"))
    district = fields.String(validate=SHORT, **about("所属区县"))
    assignee = fields.String(validate=SHORT, **about("承办人的登录名；me 为本人，- 为未分派"))
    due = fields.String(
        validate=validate.OneOf(DUE, error="应为 {choices} 之一"), **about("已逾期 late，3 个工作日内到期 soon")
    )
    referred = fields.Boolean(load_default=False, **about("只看转人工核定的"))
    text = fields.String(validate=SHORT, **about("企业名称、代码或文号的一部分"))
    sort = fields.String(
        load_default="received",
        validate=validate.OneOf(SORTS, error="应为 {choices} 之一"),
        **about("先收到的在前 received，后收到的在前 latest，按企业名称 name"),
    )


class ClaimedSchema(Base):
    """How many claims of an item an application makes."""

    title = fields.String(required=True)
    count = fields.Integer(required=True)


class CaseRowSchema(Base):
    """An application in the queue."""

    id = fields.String(required=True, **about("年度和统一社会信用代码", example="2022-91330402MA2AB1230N"))
    number = fields.Integer(required=True, **about("申报编号，网页地址中的"))
    uscc = fields.String(required=True)
    name = fields.String(required=True)
    district = fields.String(required=True)
    year = fields.Integer(required=True)
    stage = fields.String(required=True, validate=validate.OneOf(STAGES))
    title = fields.String(required=True, **about("阶段的中文名称"))
    received = fields.Date(required=True, **about("收到日期"))
    deadline = fields.Date(required=True, allow_none=True, **about("办理期限；不计期限的为 null"))
    left = fields.Integer(required=True, allow_none=True, **about("还剩的工作日；负数为逾期，不计期限的为 null"))
    assignee = fields.String(required=True, **about("承办人；未分派为空"))
    items = fields.List(fields.Nested(ClaimedSchema), required=True)


class FactsSchema(Base):
    """What a claim says, in words; identity numbers are masked."""

    rows = fields.List(fields.List(fields.String()), required=True, **about("[名称, 值]"))
    columns = fields.List(fields.String(), required=True, **about("明细的列名"))
    table = fields.List(fields.List(fields.String()), required=True, **about("明细，一行一条"))


class ClaimDecidedSchema(Base):
    """What is said of one claim: by a run, or what the rules would say now."""

    run = fields.String(required=True, **about("批次；尚未决定、按规则试算的为空"))
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    amount = Amount(required=True)
    place = fields.String(required=True, **about("已安排资金 funded，列入储备 waiting，已追回 back，其他为空"))
    approved = fields.Boolean(required=True, **about("已签批"))
    reasons = fields.List(fields.String(), required=True)
    workings = fields.List(fields.String(), required=True)


class ClaimSchema(Base):
    """A claim, how far it is, and what is said of it."""

    id = fields.Integer(required=True)
    item = fields.String(required=True)
    name = fields.String(required=True)
    clause = fields.String(required=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(STATES),
        **about("待核查 open，待复核 checked，待编入批次 ready，已决定 decided，企业已撤回 withdrawn"),
    )
    facts = fields.Nested(FactsSchema, required=True)
    checks = fields.Integer(required=True, **about("核查清单共几项"))
    answered = fields.Integer(required=True, **about("已有结果的几项"))
    failed = fields.Integer(required=True, **about("其中不通过的几项"))
    decided = fields.Nested(ClaimDecidedSchema, required=True, allow_none=True, **about("最近一个批次的决定"))
    tried = fields.Nested(ClaimDecidedSchema, required=True, allow_none=True, **about("没有决定的，按规则现在会怎样"))


class StaffSentSchema(Base):
    """A submission."""

    number = fields.Integer(required=True)
    at = fields.String(required=True, **MOMENT)


class BeforeSchema(Base):
    """An award of the firm, or one that waits."""

    title = fields.String(required=True)
    year = fields.Integer(required=True)
    amount = Amount(required=True)
    about_ = fields.String(required=True, data_key="about", attribute="about", **about("档次、产品、等级等"))
    granted = fields.Boolean(required=True, **about("false 为列入储备"))


class StaffCaseSchema(CaseRowSchema):
    """An application with its claims."""

    claims = fields.List(fields.Nested(ClaimSchema), required=True)
    submissions = fields.List(fields.Nested(StaffSentSchema), required=True)
    to_mend = fields.Dict(keys=fields.String(), values=fields.String(), required=True, **about("退回补正的部分和理由"))
    awards = fields.List(fields.Nested(BeforeSchema), required=True, **about("这家企业历年的奖励"))
