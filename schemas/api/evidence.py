"""Files that prove what a firm claims."""

from marshmallow import fields, validate

from schemas.api.common import MOMENT, Paged, about
from schemas.fields import Base, Text


class EvidenceSchema(Base):
    """A file that a firm brought."""

    id = fields.Integer(required=True)
    section = fields.String(required=True)
    requirement = fields.String(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True, validate=validate.OneOf(("pdf", "png", "jpg", "ofd", "xlsx", "docx")))
    size = fields.Integer(required=True, **about("字节"))
    digest = fields.String(required=True, **about("内容的 sha256；移除时写在 If-Match 中"))
    at = fields.String(required=True, **MOMENT)
    submitted = fields.Boolean(required=True, **about("是否有提交依据它"))


class FileSchema(Base):
    """What a file is called."""

    name = Text(required=True, longest=200, **about("文件名；类型按内容认定"))


class OfSectionSchema(Paged):
    """Which files of a list."""

    section = fields.String(load_default=None, **about("只要这一部分的"))
