"""A token as its bearer sees it."""

from marshmallow import fields, validate

from schemas.api.common import about
from schemas.fields import Base


class HolderSchema(Base):
    """For whom a token acts."""

    login = fields.String(required=True, **about("登录名；企业为统一社会信用代码"))
    name = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(["firm", "staff"]))


class TokenSchema(Base):
    """A token without its secret."""

    id = fields.Integer(required=True)
    name = fields.String(required=True, **about("用途"))
    account = fields.Nested(HolderSchema, required=True)
    scopes = fields.List(fields.String(), required=True, **about("权限，不超过账户自己的"))
    expires = fields.String(required=True, **about("有效期的最后一天", format="date"))
