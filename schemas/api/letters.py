"""Letters as the firm that got them sees them."""

from marshmallow import fields

from schemas.api.common import DAY, Amount, about
from schemas.fields import Base


class ToldSchema(Base):
    """What a letter says of one claim."""

    title = fields.String(required=True)
    clause = fields.String(required=True)
    outcome = fields.String(required=True)
    amount = Amount(required=True)
    reasons = fields.List(fields.String(), required=True)
    workings = fields.List(fields.String(), required=True)


class LetterSchema(Base):
    """An issued letter."""

    name = fields.String(required=True, **about("文件名，读取时用"))
    kind = fields.String(required=True, **about("grant、refusal、reserve、reversal"))
    number = fields.String(required=True, **about("文号"))
    date = fields.Method("day", required=True, **DAY)
    year = fields.Integer(required=True)
    run = fields.String(required=True)
    status = fields.String(required=True, **about("是否仍然有效"))
    total = Amount(required=True)
    lines = fields.List(fields.Nested(ToldSchema), required=True)
    objection = fields.String(required=True, **about("如何提出异议"))

    def day(self, letter: object) -> str:
        """The letter's date."""
        return str(getattr(letter, "date", ""))
