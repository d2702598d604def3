"""Published lists, row by row: what firms of the register may have by them and have not asked for."""

from marshmallow import fields, validate

from schemas.api.common import Amount, about
from schemas.api.runs import ForYear
from schemas.fields import Base, Text, Uscc

MOST = 1000  # rows of one request
STATES = ("entitled", "asked", "referred", "barred")


class ListedSchema(Base):
    """A row of a published list: the firm as the list names it, and what it was recognised for."""

    uscc = Uscc(**about("统一社会信用代码；没有的，按企业名称在登记中查找"))
    name = Text(**about("企业名称"))
    item = fields.String(required=True, **about("事项编号，如 capability_certificate"))
    claim = fields.Dict(
        keys=fields.String(), required=True, **about("该事项的申报内容，与 /assess 的 claims 相同，不含 item")
    )
    number = Text(**about("证书编号或文号"))
    day = fields.Date(**about("发证、评定或公布的日期"))


class EntitlementsAsked(ForYear):
    """A list to be looked through, and whether what is found is offered to the firms."""

    source = Text(required=True, **about("名单的名称，企业会看到", example="2022年度通过CMMI评估企业名单"))
    rows = fields.List(
        fields.Nested(ListedSchema),
        required=True,
        validate=validate.Length(1, MOST, error="应有 {min} 至 {max} 行"),
    )
    offer = fields.Boolean(load_default=False, **about("true 为同时推送给企业：企业登录后确认，才成为草稿"))


class EntitlementSchema(Base):
    """What a firm may have for a row."""

    row = fields.Integer(required=True, **about("rows 中的位置，从 0 起"))
    uscc = fields.String(required=True)
    firm = fields.String(required=True)
    district = fields.String(required=True)
    item = fields.String(required=True)
    title = fields.String(required=True)
    clause = fields.String(required=True)
    subject = fields.String(required=True, **about("认定内容"))
    state = fields.String(
        required=True,
        validate=validate.OneOf(STATES),
        **about("可享受、尚未申报 entitled，已申报或已推送 asked，须人工核定 referred，不能享受 barred"),
    )
    amount = Amount(required=True, **about("可享受的金额"))
    reasons = fields.List(fields.String(), required=True)
    account = fields.Boolean(required=True, **about("企业是否有可以登录的账户"))


class NobodysSchema(Base):
    """A row that is no firm's of the register."""

    row = fields.Integer(required=True, **about("rows 中的位置，从 0 起"))
    message = fields.String(required=True)


class EntitlementsSchema(Base):
    """What a list comes to."""

    year = fields.Integer(required=True)
    rows = fields.List(fields.Nested(EntitlementSchema), required=True)
    refused = fields.List(fields.Nested(NobodysSchema), required=True)
    notes = fields.List(fields.String(), required=True)
    offered = fields.Integer(required=True, **about("这一次推送了多少项"))
