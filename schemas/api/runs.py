"""Runs: where they stand, what one would do now, how one is started, and what it decided."""

from marshmallow import fields, validate

from schemas.api.common import DAY, MOMENT, Amount, Paged, about
from schemas.api.decisions import DecisionSchema, LineSchema
from schemas.fields import Base

FIRST, LAST = 2000, 2099
YEAR = validate.Range(FIRST, LAST, error="填的是“{input}”，应为 {min} 至 {max} 的年度")
DIGEST = r"[0-9a-f]{64}"
NO_DIGEST = "应为预览所给的 64 位清单摘要"
STAGES = ("made", "published", "open", "approved", "paid", "empty")


class OfYear(Base):
    """Which year is asked for."""

    year = fields.Integer(required=True, validate=YEAR, **about("年度", example=2022))


class ForYear(Base):
    """For which year something is done, in JSON: a whole number, nothing that could be rounded to one."""

    year = fields.Integer(required=True, strict=True, validate=YEAR, **about("年度", example=2022))


class PagedOfYear(Paged, OfYear):
    """A part of a list of a year."""


class RunsAsked(Paged):
    """A part of the runs, of all years or of one."""

    year = fields.Integer(load_default=None, validate=YEAR, **about("年度；不写为全部", example=2022))


class RunSumSchema(Base):
    """What lines come to."""

    name = fields.String(required=True, **about("条款或区县"))
    firms = fields.Integer(required=True, **about("家数"))
    funded = fields.Integer(required=True, **about("其中安排资金的家数"))
    granted = Amount(required=True, **about("安排资金的金额"))
    waiting = fields.Integer(required=True, **about("列入储备的家数"))
    reserved = Amount(required=True, **about("列入储备的金额"))
    refused = fields.Integer(required=True, **about("不予兑现的项数"))
    referred = fields.Integer(required=True, **about("转人工核定的项数"))


class RunSumsSchema(Base):
    """The sums of all lines."""

    whole = fields.Nested(RunSumSchema, required=True)
    clauses = fields.List(fields.Nested(RunSumSchema), required=True)
    districts = fields.List(fields.Nested(RunSumSchema), required=True)


class RunSchema(Base):
    """A run in a list."""

    id = fields.String(required=True, **about(example="2022-001"))
    year = fields.Integer(required=True)
    at = fields.String(required=True, **MOMENT)
    actor = fields.String(required=True, **about("启动人的登录名"))
    stage = fields.String(
        required=True,
        validate=validate.OneOf(STAGES),
        **about("待公示 made，公示中 published，待签批 open，待拨付 approved，已办结 paid，已全部移出 empty"),
    )
    title = fields.String(required=True, **about("阶段的中文名称"))
    firms = fields.Integer(required=True, **about("在批次中的家数，不含移出的"))
    granted = Amount(required=True, **about("安排资金"))
    reserved = Amount(required=True, **about("列入储备"))


class NoticeSchema(Base):
    """The public notice of a run."""

    starts = fields.String(required=True, **DAY)
    ends = fields.String(required=True, **DAY)
    days = fields.Integer(required=True, **about("工作日"))


class ExclusionSchema(Base):
    """A firm that left the run before its approval."""

    uscc = fields.String(required=True)
    reason = fields.String(required=True)
    at = fields.String(required=True, **MOMENT)
    actor = fields.String(required=True)


class RunDetailSchema(RunSchema):
    """A run as it stands today."""

    policy = fields.String(required=True)
    policy_digest = fields.String(required=True)
    publication = fields.Nested(NoticeSchema, required=True, allow_none=True)
    held = fields.Integer(required=True, **about("有异议待答复的家数"))
    upheld = fields.Integer(required=True, **about("异议成立、应移出的家数"))
    barred = fields.Integer(required=True, **about("条件已不符合、应移出的家数"))
    approvable = fields.Integer(required=True, **about("现在可以签批的家数"))
    approved = fields.Integer(required=True, **about("已签批的家数"))
    paid = fields.Integer(required=True, **about("已拨付的家数"))
    excluded = fields.List(fields.Nested(ExclusionSchema), required=True)
    sums = fields.Nested(RunSumsSchema, required=True)


class PreviewSchema(Base):
    """What a run of a year would do now."""

    year = fields.Integer(required=True)
    policy = fields.String(required=True)
    policy_digest = fields.String(required=True)
    digest = fields.String(required=True, **about("清单摘要，启动批次时写上：有变动就不启动", pattern=f"^{DIGEST}$"))
    appropriation = Amount(required=True, **about("年度预算"))
    spent = Amount(required=True, **about("本批以前已安排"))
    granted = Amount(required=True, **about("本批安排"))
    reserved = Amount(required=True, **about("本批列入储备"))
    left = Amount(required=True, **about("本批以后的余额"))
    firms = fields.Integer(required=True)
    unchecked = fields.Integer(required=True, **about("其中有条件尚未核实的家数"))
    earlier = fields.List(fields.String(), required=True, **about("这一年度此前的批次"))
    sums = fields.Nested(RunSumsSchema, required=True)


class StartSchema(ForYear):
    """Which run is to be started: the one that was previewed, or none."""

    digest = fields.String(
        required=True,
        # the length too: to Python's expressions, a line may end before a line feed
        validate=[validate.Length(equal=64, error=NO_DIGEST), validate.Regexp(f"^{DIGEST}$", error=NO_DIGEST)],
        **about("预览所给的清单摘要"),
    )


class FundedLineSchema(LineSchema):
    """A line, and whether there is money for it."""

    funded = fields.Boolean(required=True, **about("false 为列入储备"))


class RunDecisionSchema(DecisionSchema):
    """A decision of a run, as `subsidy decisions` gives it."""

    lines = fields.List(fields.Nested(FundedLineSchema), required=True)
    funded = fields.Boolean(required=True, **about("是否全部安排了资金；false 为有列入储备的"))


class ReplayDifferenceSchema(Base):
    """What comes out otherwise."""

    uscc = fields.String(required=True, **about("统一社会信用代码"))
    firm = fields.String(required=True, **about("企业名称"))
    item = fields.String(required=True, **about("事项；空为整个决定"))
    what = fields.String(required=True, **about("不同的是什么：结果、金额、读法、依据、合计、储备次序等"))
    kept = fields.String(required=True, **about("原有的"))
    again = fields.String(required=True, **about("复算所得"))


class ReplaySchema(Base):
    """A run worked out again."""

    run = fields.String(required=True, **about("批次"))
    policy = fields.String(required=True, **about("政策编号"))
    number = fields.String(required=True, **about("文号"))
    digest = fields.String(required=True, **about("当时的政策摘要"))
    decisions = fields.Integer(required=True, **about("复算的家数"))
    lines = fields.Integer(required=True, **about("复算的项数"))
    left = fields.Integer(required=True, **about("由人工核定、没有可以复算的事实的项数"))
    worded = fields.Integer(required=True, **about("结果相符、说明文字与现在写法不同的项数"))
    identical = fields.Boolean(required=True, **about("是否一致"))
    differences = fields.List(fields.Nested(ReplayDifferenceSchema), required=True)
