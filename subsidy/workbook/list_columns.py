"""What published lists call their columns, and which fields of a claim a list can say."""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from schemas.describe import CHOICE, LEVEL, TEXT, FieldSpec, describe
from schemas.fields import Text, Uscc
from subsidy.kinds import Item
from subsidy.model import identity
from subsidy.policy import Policy
from subsidy.workbook.columns import USCC, Column

NAME, NUMBER, DAY = "企业名称", "证书编号", "日期"
# what a column is called in lists: the first is what the template calls it
CODES = (USCC, "社会信用代码", "信用代码", "企业代码", "代码")
NAMES = (
    NAME, "企业", "单位名称", "单位", "公司名称", "申报企业", "申报单位", "申请单位", "获证组织", "获证单位",
    "获证企业", "获证组织名称", "开发单位", "研发单位", "研制单位", "认定企业", "入选企业", "持证单位", "组织名称",
)  # fmt: skip
NUMBERS = (NUMBER, "证书号", "证书号码", "注册号", "认证编号", "公布文号", "文号")
DAYS = (
    DAY, "发证日期", "颁证日期", "获证日期", "颁发日期", "通过日期", "评估日期", "评定日期", "认定日期", "公布日期",
    "发布日期", "初次发证日期", "首次发证日期", "认定时间", "评定时间", "公布时间", "发证时间",
)  # fmt: skip
# names that lists use for one another's
ALIKE = (
    ("资质", "资质名称", "资质类别", "资质类型", "认证名称", "认证类别", "认证类型", "认证项目", "认证标准", "证书名称",
     "证书类型", "证书类别", "体系名称", "标准", "认定类别"),
    ("等级", "级别", "资质等级", "认证等级", "证书等级", "成熟度等级", "能力等级", "评估等级", "通过等级", "资质级别",
     "评定级别", "认定级别", "产品级别", "认定等级"),
    ("名单", "名单名称", "列入名单", "清单", "清单名称", "公布名单", "入选名单"),
    ("产品名称", "产品", "软件产品名称", "软件产品", "软件名称", "首版次软件产品", "首版次软件产品名称", "首版次产品"),
)  # fmt: skip
PASSED_OVER = frozenset(
    ("序号", "编号", "备注", "所属区县", "区县", "地区", "所在地", "所属地区", "有效期", "有效期至")
)


class Day(Text):
    """A day as lists write it, in ISO 8601; what is no day stays as it is written."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        plain = identity(text).replace("年", "-").replace("月", "-").rstrip("日号").replace("/", "-").replace(".", "-")
        try:
            return datetime.date(*(int(part) for part in plain.split("-"))).isoformat()
        except (ValueError, TypeError):
            return text


class Carried(Column):
    """A column whose cells count downwards for all the rows that they are merged over."""

    @property
    def carried(self) -> bool:
        """Whether a merged cell counts for all its rows."""
        return True


def listed(policy: Policy) -> list[tuple[Item, tuple[FieldSpec, ...]]]:
    """The items that a list can be of, each with the fields that a list has to say."""
    found = []
    for item in policy.items.values():
        wanted = tuple(spec for spec in describe(item) if spec.required)
        if item.pays and not item.parts and all(spec.kind in (TEXT, CHOICE, LEVEL) for spec in wanted):
            found.append((item, wanted))
    return found


def columns(policy: Policy) -> list[tuple[Column, tuple[str, ...]]]:
    """The columns that a list may have, each with what it may be called."""
    made: list[tuple[Column, tuple[str, ...]]] = [
        (Carried("uscc", USCC, Uscc()), CODES),
        (Carried("name", NAME, Text()), NAMES),
        (Column("number", NUMBER, Text()), NUMBERS),
        (Column("day", DAY, Day()), DAYS),
    ]
    labels = dict.fromkeys(spec.label for _, specs in listed(policy) for spec in specs)
    for label in labels:
        alike = next((names for names in ALIKE if label in names), ())
        others = tuple(name for name in alike if name not in labels)
        made.append((Carried(label, label, Text()), (label, *others)))
    return made


def alike(spec: FieldSpec, columns: Iterable[str]) -> str:
    """Another column that goes by the same names; '' where there is none, or the field can be read from its scheme."""
    names = next((names for names in ALIKE if spec.label in names), ())
    other = next((label for label in columns if label in names), "")
    return other or ("资质" if spec.kind == LEVEL and "资质" in columns else "")


def titled(spec: FieldSpec, above: Sequence[str]) -> str:
    """The one choice that the words above the headings name; '' where they name none, or several."""
    if spec.kind != CHOICE:
        return ""
    for text in above:
        plain = identity(text)
        named = {code for code, name in spec.choices if _stands(identity(name), plain)}
        if len(named) == 1:
            return named.pop()
    return ""


def _stands(name: str, text: str) -> bool:
    """Whether a name stands in a text, and not as a part of a longer one: CS does not in CSMM."""
    if not name.isascii():
        return name in text
    return re.search(rf"(?<![A-Z0-9/]){re.escape(name)}(?![A-Z])", text) is not None
