"""What every resource of the API shares: the shape of errors, and how a long list is asked for in parts."""

import base64
import binascii
import json
from typing import Any

from marshmallow import ValidationError, fields, validate

from schemas.fields import Base, Yuan


def about(description: str = "", **more: Any) -> dict[str, Any]:
    """What the description of the API says of a field."""
    return {"metadata": {**({"description": description} if description else {}), **more}}


YUAN = about("元，两位小数", pattern=r"^-?\d+\.\d\d$", example="1000000.00")
DAY = about("日期", format="date")
MOMENT = about("时刻，ISO 8601", format="date-time")
LIMIT, MOST = 50, 200  # items of a part: if nothing is said, and at most


class Amount(Yuan):
    """An amount in fen, given out in yuan with two decimals."""


class ProblemSchema(Base):
    """What is wrong with one value."""

    path = fields.String(required=True, **about("出错的位置，如 claims.0.revenue；空为整个请求"))
    message = fields.String(required=True, **about("填的是什么，应为什么"))


class FailureSchema(Base):
    """Why a request was not done."""

    code = fields.String(required=True, **about("供程序判断，不会改变"))
    message = fields.String(required=True, **about("供人阅读"))
    problems = fields.List(fields.Nested(ProblemSchema), required=True)
    request = fields.String(required=True, **about("这次请求的编号，询问时告知管理员"))


class ErrorSchema(Base):
    """The one shape of every error."""

    error = fields.Nested(FailureSchema, required=True)


class Cursor(fields.Field):
    """After which item a part begins: what `next` of the part before said; inside, that item's key."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str | int:
        try:
            found = json.loads(base64.urlsafe_b64decode(f"{value}==".encode("ascii")))
        except (binascii.Error, ValueError, RecursionError):
            found = None
        if isinstance(found, bool) or not isinstance(found, str | int) or not _tellable(str(found)):
            raise ValidationError("应为上一页 next 所给的值")
        return found

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        if value is None:
            return None
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _tellable(key: str) -> bool:
    """Whether a key could be that of an item: JSON can name half a character, and a database cannot be asked for it."""
    return len(key) <= 100 and not any(char < " " or "\ud800" <= char <= "\udfff" for char in key)


class Paged(Base):
    """Which part of a list: at most `limit` items, after the one that the part before ended with."""

    limit = fields.Integer(
        load_default=LIMIT,
        validate=validate.Range(1, MOST, error="填的是“{input}”，应为 {min} 至 {max}"),
        **about("一页多少条"),
    )
    after = Cursor(load_default=None, **about("上一页的 next"))
