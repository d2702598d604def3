"""What can be claimed, and what is asked of it: the forms, told as data."""

from marshmallow import fields

from schemas.api.common import about
from schemas.fields import Base


class ChoiceSchema(Base):
    """A value that may be chosen."""

    value = fields.String(required=True)
    label = fields.String(required=True)


class ColumnSchema(Base):
    """A field of a form."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    kind = fields.String(required=True)
    required = fields.Boolean(required=True)
    unit = fields.String(required=True, **about("金额的单位：元或万元"))
    help = fields.String(required=True)
    example = fields.String(required=True)
    none = fields.String(required=True, **about("没有时把这个字段填为 “1”；不能没有则为空"))
    choices = fields.List(fields.Nested(ChoiceSchema), required=True)


class FieldSchema(ColumnSchema):
    """A field of a form, with its columns where it is a list of parts."""

    columns = fields.List(fields.Nested(ColumnSchema), required=True)


class RequirementSchema(Base):
    """A piece of evidence."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    way = fields.String(required=True)
    required = fields.Boolean(required=True)
    help = fields.String(required=True)


class FormSectionSchema(Base):
    """A section's form."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    clause = fields.String(required=True)
    several = fields.Boolean(required=True, **about("一年可否申报多项"))
    fields_ = fields.List(fields.Nested(FieldSchema), required=True, data_key="fields")
    evidence = fields.List(fields.Nested(RequirementSchema), required=True)


class FormSchema(Base):
    """The form of an application under the policy in force."""

    policy = fields.String(required=True)
    number = fields.String(required=True)
    title = fields.String(required=True)
    digest = fields.String(required=True)
    sections = fields.List(fields.Nested(FormSectionSchema), required=True)
