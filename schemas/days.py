"""A day as people write it: 2022-03-10, 2022/3/10, 2022.3.10, 2022年3月10日, 20220310."""

import datetime
import re
from typing import Any

from marshmallow import ValidationError, fields

from schemas.fields import quoted
from subsidy.model import identity

_DAY = re.compile(r"(20\d\d)(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d\d)(\d\d))")


class Day(fields.Field):
    """A day of this century; a spreadsheet's own date comes as its ISO text."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime.date:
        found = _DAY.fullmatch(identity(str(value)))
        try:
            if found:
                year, *rest = (int(part) for part in found.groups() if part)
                return datetime.date(year, rest[0], rest[1])
        except ValueError:
            pass
        raise ValidationError(f"填的是“{quoted(value)}”，应填日期，如 2022-03-10 或 2022年3月10日")
