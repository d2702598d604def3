"""A job: work that goes on in a process of its own."""

from marshmallow import fields, validate

from schemas.api.common import MOMENT, about
from schemas.fields import Base

STATES = ("waiting", "running", "done", "failed", "lost")


class JobSchema(Base):
    """How far a job is, and what came of it."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, **about(example="run"))
    title = fields.String(required=True, **about("办理什么", example="启动批次"))
    subject = fields.String(required=True, **about("批次，或政策和年度"))
    state = fields.String(
        required=True,
        validate=validate.OneOf(STATES),
        **about("等待开始 waiting，办理中 running，已完成 done，未完成 failed，中断 lost"),
    )
    over = fields.Boolean(required=True, **about("不会再有变化"))
    label = fields.String(required=True, **about("正在做哪一步"))
    done = fields.Integer(required=True, **about("这一步做了多少"))
    total = fields.Integer(required=True, **about("这一步共多少，0 为不知道"))
    run = fields.String(required=True, allow_none=True, **about("启动或办理的批次"))
    told = fields.String(required=True, **about("结果说明，如未完成的原因；没有为空"))
    at = fields.String(required=True, **MOMENT)
    beat = fields.String(required=True, **about("最近一次有动静的时刻", format="date-time"))
    actor = fields.String(required=True, **about("交办人的登录名"))
