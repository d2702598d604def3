"""What would help a firm, as it is given out: the form that schemas.advice writes."""

from marshmallow import fields, validate

from schemas.api.common import YUAN, about
from schemas.api.decisions import NamedFirmSchema
from schemas.fields import Base
from subsidy.kinds.roads import EXACT, PERSON, UNIT

BASES = (EXACT, PERSON, UNIT)
BASIS = "照此办恰得此数 exact；届时人工核定、金额未定 person；没有档次，按单位计 unit"


class AlteredSchema(Base):
    """One thing that would be otherwise."""

    path = fields.String(required=True, **about("案件中的位置；比现有项数大的为另报一项", example="claims.0.revenue"))
    was = fields.Raw(
        required=True, allow_none=True, data_key="from", attribute="from", **about("现在的值；没有的为 null")
    )
    to = fields.Raw(required=True, **about("改后的值；另报一项的为整项"))
    by = fields.String(required=True, allow_none=True, **about("相差多少；不能计数的为 null"))
    unit = fields.String(required=True, allow_none=True, **about("相差的单位：元、级"))


class RangeSchema(Base):
    """The gain where readings differ."""

    low = fields.String(required=True, **YUAN)
    high = fields.String(required=True, **YUAN)
    low_readings = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    high_readings = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    text = fields.String(required=True)


class RoadSchema(Base):
    """What would bring more, and how much."""

    item = fields.String(required=True)
    clause = fields.String(required=True)
    title = fields.String(required=True)
    claim = fields.Integer(required=True, allow_none=True, **about("所改的是案件中的第几项；另报一项的为 null"))
    basis = fields.String(required=True, validate=validate.OneOf(BASES), **about(BASIS))
    changes = fields.List(fields.Nested(AlteredSchema), required=True)
    gain = fields.String(required=True, **YUAN)
    range = fields.Nested(RangeSchema, required=True, allow_none=True, **about("各种读法下不同的，最少和最多"))
    code = fields.String(required=True)
    text = fields.String(required=True)


class BarSchema(Base):
    """A condition of the firm that fails."""

    id = fields.String(required=True)
    text = fields.String(required=True)


class AdviceSchema(Base):
    """What would help a firm."""

    case = fields.String(required=True)
    policy = fields.String(required=True)
    policy_digest = fields.String(required=True)
    year = fields.Integer(required=True)
    firm = fields.Nested(NamedFirmSchema, required=True)
    total = fields.String(required=True, **YUAN)
    roads = fields.List(fields.Nested(RoadSchema), required=True, **about("多得的在前；按单位计的在最后"))
    barred = fields.List(fields.Nested(BarSchema), required=True, **about("不符合的申报条件；有则无路可指"))
    to_check = fields.List(fields.String(), required=True)
