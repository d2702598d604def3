"""A firm's own details: one definition for the page a firm fills in and the office's sheet 企业信息."""

from typing import Any

from marshmallow import Schema, fields

from schemas.fields import Base, Flag, Text, hint
from schemas.words import say
from subsidy.intake import DETAILS

USCC_LABEL = "统一社会信用代码"
LABELS = dict(
    zip(
        ("name", *DETAILS),
        (
            "企业名称",
            "所属区县",
            "法定代表人",
            "联系人",
            "联系电话",
            "开户名",
            "开户银行",
            "银行行号",
            "银行账号",
        ),
        strict=True,
    )
)
# what nobody can be reached or paid without
NEEDED = frozenset(("district", "contact", "phone", "account_name", "bank", "account"))

_HINTS: dict[str, dict[str, Any]] = {
    "name": {"help": say("与营业执照一致"), "autocomplete": "organization"},
    "district": {"help": say("注册地所在的县（市、区）"), "autocomplete": "off"},
    "contact": {"help": say("申报有问题时找谁"), "autocomplete": "name"},
    "phone": {"autocomplete": "tel", "inputmode": "tel"},
    "account_name": {"help": say("应与企业名称一致，奖励资金拨付到这个账户")},
    "bank": {"help": say("写到支行")},
    "bank_code": {"help": say("十二位数字，开户银行可查；没有的留空"), "inputmode": "numeric"},
    "account": {"inputmode": "numeric"},
}


def firm_schema(policy: Any, whole: bool = True) -> Schema:
    """The schema of a firm's details and conditions; without `whole` all but the name may be missing, as in a list."""
    found: dict[str, fields.Field] = {
        name: Text(required=name == "name" or (whole and name in NEEDED), **hint(label=label, **_HINTS.get(name, {})))
        for name, label in LABELS.items()
    }
    found |= {c.id: Flag(**hint(label=c.label, help=c.why)) for c in policy.conditions}
    return Base.from_dict(found)()
