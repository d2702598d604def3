"""Which sheets a policy's workbook has, and which columns: taken from the schemas, never written twice."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from marshmallow import fields

from schemas.describe import describe_firm, describe_part
from schemas.fields import Choice, Text, Uscc, Year, Yuan, nothing
from schemas.firms import USCC_LABEL as USCC
from subsidy import money
from subsidy.kinds import FirstItem, Item
from subsidy.model import identity
from subsidy.policy import Policy

YEAR = "年度"
FIRMS, HISTORY = "企业信息", "历年奖励"
CARRIED = frozenset(("uscc", "year", "name", "district", "buyer", "product", "project"))
_BRACKETS = str.maketrans("【】[]〔〕", "()()()")
_UNIT = re.compile(r"\((?:单位[:：]?)?(万元|元)\)")
_OTHER_UNIT = re.compile(r"\((?:单位:?([^()]+)|([^()]*元))\)")
_REMARK = re.compile(r"\([^()]*\)$")


class Column(NamedTuple):
    """A column: its field, its heading without a unit, and the field's own definition."""

    field: str
    heading: str
    rule: fields.Field

    @property
    def money(self) -> bool:
        """Whether the heading must give a unit."""
        return isinstance(self.rule, Yuan)

    @property
    def carried(self) -> bool:
        """Whether a cell merged downwards counts for all its rows: the code, the year and names."""
        return self.field in CARRIED

    def empty(self, value: Any) -> bool:
        """Whether a word like 无 or / stands for nothing filled in; 无 in a yes-or-no column is an answer."""
        return nothing(self.rule, value)

    @property
    def title(self) -> str:
        """The heading as the template prints it."""
        return f"{self.heading}({self.rule.unit})" if isinstance(self.rule, Yuan) else self.heading


class Sheet(NamedTuple):
    """A sheet: its name, the item it is for (None for firms and history), its columns."""

    name: str
    item: Item | None
    columns: tuple[Column, ...]


def sheets(policy: Policy) -> list[Sheet]:
    """The sheets of a policy's intake workbook, in order."""
    return [_firms(policy), *(_item(item) for item in policy.items.values()), _history(policy)]


def _firms(policy: Policy) -> Sheet:
    columns = [Column("uscc", USCC, Uscc(required=True))]
    columns += [Column(spec.name, spec.label, spec.rule) for spec in describe_firm(policy, whole=False)]
    return Sheet(FIRMS, None, tuple(columns))


def _item(item: Item) -> Sheet:
    columns = [Column("uscc", USCC, Uscc(required=True)), Column("year", YEAR, Year(required=True))]
    columns += [Column(spec.name, spec.label, spec.rule) for spec in describe_part(item)]
    return Sheet(item.sheet, item, tuple(columns))


def _history(policy: Policy) -> Sheet:
    items = {item.id: item.sheet for item in policy.items.values() if item.pays}
    columns = (
        Column("uscc", USCC, Uscc(required=True)),
        Column("year", YEAR, Year(required=True)),
        Column("item", "事项", Choice(items, required=True)),
        Column("name", "名称", Text()),
        Column("grade", "等级或档次", Text()),
        Column("amount", "金额", Yuan(required=True, unit="元")),
    )
    return Sheet(HISTORY, None, columns)


def past_facts(item: Item, name: Any, grade: Any) -> dict[str, Any]:
    """What the columns 名称 and 等级或档次 say of a past award, by the fields that identify it."""
    made: Mapping[str, dict[str, Any]] = {
        "tier": {"tier": tier(grade)},
        "grade": {"product": name, "grade": grade},
        "ladder": {"scheme": name, "level": grade},
        "cost": {"scheme": name, "level": grade},
        "refund": {"certificates": None if name is None else [name]},
        "approved": {"project": name},
        "match": {"project": name},
        "rate": {},
    }
    facts = {item.field: name} if isinstance(item, FirstItem) else made[item.kind]
    return {key: value for key, value in facts.items() if value is not None}


def tier(grade: Any) -> str | None:
    """A tier given in 万元 ("3000", "3000万元档") as yuan; other text as it is, to be refused with its place."""
    if grade is None:
        return None
    plain = re.sub(r"(万元?)?档?$", "", identity(str(grade))).replace(",", "")
    found = re.fullmatch(r"(\d+)(?:\.(\d{1,6})0*)?", plain)
    if not found:
        return str(grade)
    return money.yuan(int(found[1] + (found[2] or "").ljust(6, "0")))


PAST_COLUMNS = {"tier": "等级或档次", "grade": "等级或档次", "level": "等级或档次"}


def heading(text: Any) -> tuple[str, str | None]:
    """A heading cell as its plain name and its unit, if it gives one; a unit that is not ours as it is written."""
    plain = identity(text).translate(_BRACKETS) if isinstance(text, str) else ""
    found = _UNIT.search(plain) or _OTHER_UNIT.search(plain)
    if found is None:
        return _REMARK.sub("", plain), None
    return _REMARK.sub("", plain.replace(found[0], "")), next(filter(None, found.groups()))
