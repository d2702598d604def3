"""The letters of a run, as they are listed."""

from marshmallow import fields, validate

from schemas.api.common import about
from schemas.fields import Base

KINDS = ("grant", "reserve", "refusal", "reversal")


class RunLetterSchema(Base):
    """A letter that a run calls for: issued, or still a draft (送签稿)."""

    name = fields.String(required=True, **about("文件名", example="91330402MA2AB1230N-grant.pdf"))
    uscc = fields.String(required=True)
    firm = fields.String(required=True, **about("企业名称"))
    kind = fields.String(
        required=True,
        validate=validate.OneOf(KINDS),
        **about("予以兑现 grant，列入储备 reserve，不予兑现 refusal，更正（追回）reversal"),
    )
    number = fields.String(required=True, allow_none=True, **about("文号；没有编号的是送签稿，为 null"))
    date = fields.String(required=True, allow_none=True, **about("落款日期；送签稿为 null", format="date"))
