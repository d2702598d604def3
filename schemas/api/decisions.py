"""A decision as it is given out: the form that schemas.decisions writes."""

from marshmallow import fields, validate

from schemas.api.common import YUAN, about
from schemas.fields import Base
from subsidy.model import GRANTED, NOTED, REFERRED, REFUSED

OUTCOMES = (GRANTED, REFUSED, REFERRED, NOTED)


class ReasonSchema(Base):
    """Why, by its code and in words."""

    code = fields.String(required=True)
    text = fields.String(required=True)


class LineSchema(Base):
    """What was decided on one claim."""

    claim = fields.Integer(required=True, **about("案件中的第几项，从 0 起"))
    item = fields.String(required=True)
    clause = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    amount = fields.String(required=True, **YUAN)
    reasons = fields.List(fields.Nested(ReasonSchema), required=True)
    workings = fields.List(fields.String(), required=True)
    readings = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class NamedFirmSchema(Base):
    """A firm by its code and name."""

    uscc = fields.String(required=True)
    name = fields.String(required=True)


class DecisionSchema(Base):
    """The decision on a case."""

    case = fields.String(required=True)
    policy = fields.String(required=True)
    policy_digest = fields.String(required=True)
    year = fields.Integer(required=True)
    firm = fields.Nested(NamedFirmSchema, required=True)
    lines = fields.List(fields.Nested(LineSchema), required=True)
    to_check = fields.List(fields.String(), required=True)
    total = fields.String(required=True, **YUAN)
