"""A firm's application for a year: its sections as they are typed, what is wrong with them, what they would earn."""

from typing import Any

from marshmallow import ValidationError, fields, validate

from schemas.api.advice import BASES, BASIS
from schemas.api.common import MOMENT, Amount, Paged, ProblemSchema, about
from schemas.fields import Base, Text, Year

STANDINGS = ("open", "submitted", "returned")
STATUSES = ("not_started", "in_progress", "ready", "returned", "submitted", "locked")
VALUES = about(
    "填写的内容，与网页表单相同，一律为文字：企业信息为 {字段: 文字}；各事项为 {claims: [{字段: 文字，或分条的列表}]}。"
    "有哪些字段、用什么单位，见 GET /form",
    type="object",
    example={"claims": [{"revenue": "5200", "previous_revenue": "4000"}]},
)


class RowSchema(Base):
    """An application in a list."""

    id = fields.String(required=True, **about("年度-统一社会信用代码", example="2022-91330402MA2AB123XK"))
    year = fields.Integer(required=True)
    uscc = fields.String(required=True)
    standing = fields.String(required=True, validate=validate.OneOf(STANDINGS))


class SumSchema(Base):
    """What would be earned: the amount, and the least and most of it where a reading decides."""

    total = Amount(required=True)
    low = Amount(required=True)
    high = Amount(required=True)
    range = fields.String(required=True, **about("各种读法各得多少，只有一种时为空"))


class AskedSchema(Base):
    """A piece of evidence that a section wants."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    way = fields.String(required=True, **about("核验方式；只有“上传”的要企业提交文件"))
    required = fields.Boolean(required=True)
    help = fields.String(required=True)
    missing = fields.Boolean(required=True)


class SectionSchema(Base):
    """A section as it was saved last."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    clause = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    version = fields.Integer(required=True, **about("保存过几次；修改时写在 If-Match 中"))
    locked = fields.Boolean(required=True)
    to_mend = fields.String(required=True, **about("要补正什么，没有则为空"))
    claims = fields.Integer(required=True, **about("填了几项或几条"))
    problems = fields.List(fields.Nested(ProblemSchema), required=True)
    values = fields.Raw(required=True, **VALUES)
    evidence = fields.List(fields.Nested(AskedSchema), required=True)


class ApplicationSchema(RowSchema):
    """A firm's application for a year."""

    policy = fields.String(required=True)
    submissions = fields.Integer(required=True, **about("提交过几次"))
    ready = fields.Boolean(required=True, **about("是否可以提交"))
    problems = fields.List(fields.Nested(ProblemSchema), required=True, **about("妨碍提交的全部问题"))
    declaration = fields.List(fields.String(), required=True, **about("提交即作出的承诺"))
    estimate = fields.Nested(SumSchema, required=True)
    sections = fields.List(fields.Nested(SectionSchema), required=True)


class NewSchema(Base):
    """What an application begins with."""

    year = Year(required=True)
    sections = fields.Dict(keys=fields.String(), values=fields.Raw(), load_default=dict, **about("各部分，同 values"))


def _declared(value: Any) -> None:
    if value is not True:
        raise ValidationError("应为 true：作出申报中 declaration 所列的承诺才能提交")


class DeclaredSchema(Base):
    """The declaration without which nothing is sent."""

    declaration = fields.Raw(
        required=True, validate=_declared, **about("作出申报中 declaration 所列的承诺", type="boolean", enum=[True])
    )


class WithdrawnSchema(Base):
    """Why an application is taken back."""

    reason = Text(longest=500, load_default="")


class SubmissionSchema(Base):
    """What was sent."""

    number = fields.Integer(required=True)
    at = fields.String(required=True, **MOMENT)
    actor = fields.String(required=True)
    digest = fields.String(required=True, **about("所提交全部内容的 sha256"))


class SentSchema(SubmissionSchema):
    """What was sent, with all of it."""

    body = fields.Raw(required=True, **about("提交的全部内容", type="object"))


class MissingSchema(Base):
    """A field that keeps a claim out of the estimate."""

    path = fields.String(required=True)
    label = fields.String(required=True)
    message = fields.String(required=True)


class EstimateLineSchema(Base):
    """What one claim would earn."""

    claim = fields.Integer(required=True)
    title = fields.String(required=True)
    clause = fields.String(required=True)
    outcome = fields.String(required=True, **about("granted、refused、referred、noted，或已审定的 settled"))
    amount = Amount(required=True)
    reasons = fields.List(fields.String(), required=True)
    workings = fields.List(fields.String(), required=True)


class EstimateSectionSchema(Base):
    """What one section would earn."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    clause = fields.String(required=True)
    amount = Amount(required=True)
    low = Amount(required=True)
    high = Amount(required=True)
    range = fields.String(required=True)
    lines = fields.List(fields.Nested(EstimateLineSchema), required=True)
    missing = fields.List(fields.Nested(MissingSchema), required=True)


class EstimateRoadSchema(Base):
    """What would bring more."""

    section = fields.String(required=True)
    title = fields.String(required=True)
    clause = fields.String(required=True)
    claim = fields.Integer(required=True, allow_none=True, **about("所改的是本部分第几项，从 0 起；另报一项的为 null"))
    basis = fields.String(required=True, validate=validate.OneOf(BASES), **about(BASIS))
    gain = Amount(required=True)
    low = Amount(required=True)
    high = Amount(required=True)
    range = fields.String(required=True)
    text = fields.String(required=True)


class EstimateSchema(SumSchema):
    """What all sections would earn together."""

    sections = fields.List(fields.Nested(EstimateSectionSchema), required=True)
    to_check = fields.List(fields.String(), required=True, **about("还没有人核对过的申报条件"))
    roads = fields.List(fields.Nested(EstimateRoadSchema), required=True, **about("怎样能多得，多的在前"))


class StepSchema(Base):
    """A step on the way of an application."""

    name = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("done", "current", "coming", "none")))
    at = fields.String(required=True)
    text = fields.String(required=True)


class EventSchema(Base):
    """Something that happened."""

    kind = fields.String(required=True)
    text = fields.String(required=True)
    at = fields.String(required=True, **MOMENT)
    actor = fields.String(required=True)
    number = fields.Integer(required=True)
    told = fields.String(required=True)


class MendSchema(Base):
    """A section that was returned."""

    section = fields.String(required=True)
    title = fields.String(required=True)
    message = fields.String(required=True)


class StatusSchema(Base):
    """Where an application stands."""

    steps = fields.List(fields.Nested(StepSchema), required=True)
    next = fields.String(required=True, **about("下一步由谁办什么"))
    acts = fields.List(fields.String(), required=True, **about("现在能办的：apply、mend、withdraw、wait、read、object"))
    to_mend = fields.List(fields.Nested(MendSchema), required=True)
    events = fields.List(fields.Nested(EventSchema), required=True)
    letters = fields.List(fields.String(), required=True, **about("告知书的名称，内容见 GET /letters"))


class YearsSchema(Paged):
    """Which applications of a list."""

    year = fields.Integer(load_default=None, **about("只要这一年度的"))
