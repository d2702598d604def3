"""The audit trail, entry by entry."""

from marshmallow import fields, validate

from schemas.api.common import MOMENT, Paged, about
from schemas.fields import Base

SHORT = validate.Length(max=100, error="至多 {max} 个字")


class TrailAsked(Paged):
    """A part of the trail, latest first, of what is looked for; what is left out is not asked."""

    actor = fields.String(load_default="", validate=SHORT, **about("办理人的姓名、登录名，或企业的代码"))
    act = fields.String(load_default="", validate=SHORT, **about("操作，如 run", example="run"))
    subject = fields.String(load_default="", validate=SHORT, **about("办理对象：企业名称、代码或批次的一部分"))
    since = fields.Date(load_default=None, **about("自哪一天"))
    until = fields.Date(load_default=None, **about("至哪一天，含当天"))


class SubjectSchema(Base):
    """What an entry is about."""

    text = fields.String(required=True)
    kind = fields.String(required=True, **about("case、run、person、job、budget 之一，其他为空"))
    ref = fields.String(required=True, **about("它的编号；没有为空"))


class EntryFactSchema(Base):
    """A fact of an entry."""

    label = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)
    changed = fields.Boolean(required=True, **about("false 时只有 after"))


class EntrySchema(Base):
    """Who did what, when, from where, about what, and how it was before and after."""

    id = fields.Integer(required=True)
    at = fields.String(required=True, **MOMENT)
    act = fields.String(required=True, **about(example="run"))
    title = fields.String(required=True, **about("操作的中文名称"))
    name = fields.String(required=True, **about("办理人"))
    login = fields.String(required=True, **about("登录名；与姓名相同时为空"))
    source = fields.String(required=True, **about("来自哪里：地址、命令行，或哪个令牌"))
    subject = fields.Nested(SubjectSchema, required=True)
    fields_ = fields.List(fields.Nested(EntryFactSchema), required=True, data_key="fields")
