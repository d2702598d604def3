"""The appropriations of each year, and proposals to change one."""

from marshmallow import fields, validate

from schemas.api.common import MOMENT, Amount, about
from schemas.api.runs import ForYear
from schemas.fields import Base, Yuan

OUTCOMES = ("", "approved", "refused", "withdrawn")


class ChangeSchema(Base):
    """An amount that was set."""

    at = fields.String(required=True, **MOMENT)
    actor = fields.String(required=True)
    before = Amount(required=True, allow_none=True, **about("改前；null 为此前没有设定"))
    after = Amount(required=True, **about("改后"))
    proposal = fields.Integer(required=True, allow_none=True, **about("依据的提请；null 为系统管理员在主机上设定"))
    proposed_by = fields.String(required=True)
    reason = fields.String(required=True)


class AppropriationSchema(Base):
    """A year's appropriation, and what became of it."""

    year = fields.Integer(required=True)
    amount = Amount(required=True, allow_none=True, **about("年度预算；null 为没有设定"))
    granted = Amount(required=True, **about("已安排"))
    paid = Amount(required=True, **about("其中已拨付"))
    committed = Amount(required=True, **about("其中待拨付"))
    due = Amount(required=True, **about("已拨付、应收回"))
    left = Amount(required=True, **about("还可以安排"))
    waiting = Amount(required=True, **about("列入储备"))
    lacking = Amount(required=True, **about("储备全部安排还缺"))
    changes = fields.List(fields.Nested(ChangeSchema), required=True)


class ProposeSchema(ForYear):
    """An amount that is proposed for a year, and why."""

    amount = Yuan(required=True, **about("年度预算，元"))
    reason = fields.String(
        required=True,
        validate=validate.Length(10, 2000, error="应为 {min} 至 {max} 个字，写明依据"),
        **about("理由，写明依据，10 个字以上", example="市财政追加软件产业专项资金"),
    )


class ProposalSchema(Base):
    """What was proposed, by whom and why, and its answer."""

    id = fields.Integer(required=True)
    title = fields.String(required=True, **about("一句话说明"))
    year = fields.Integer(required=True)
    before = Amount(required=True, allow_none=True, **about("提请时的年度预算；null 为没有设定"))
    amount = Amount(required=True, **about("提请的年度预算"))
    reason = fields.String(required=True)
    at = fields.String(required=True, **MOMENT)
    actor = fields.String(required=True)
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(OUTCOMES),
        **about("待答复为空，同意 approved，不同意 refused，已撤回 withdrawn"),
    )
    answer = fields.String(required=True, **about("答复意见"))
    answered = fields.String(required=True, **about("答复的时刻；没有为空"))
    answerer = fields.String(required=True, **about("答复人的登录名；没有为空"))
