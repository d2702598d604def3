"""A policy file in words: the one table from the names of its schema to Chinese, and how each value is said."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from subsidy import money
from subsidy.desk.lists import ORDER_NAMES
from subsidy.kinds.base import exact_percent

# name in the file: what it is called
LABELS = {
    "id": "编号",
    "number": "文号",
    "title": "名称",
    "section": "部分",
    "date": "日期",
    "city": "适用城市",
    "text": "原文",
    "clause": "条款",
    "sheet": "工作簿中的表名",
    "kind": "核算方式",
    "priority": "安排资金的先后（数小者先）",
    "labels": "填报项目",
    "label": "条件",
    "wanted": "应为",
    "why": "理由",
    "question": "待定的问题",
    "value": "采用的读法",
    "choices": "读法",
    "reserve_clause": "储备条款",
    "reserve_text": "储备条款原文",
    "order": "安排次序",
    "order_why": "安排次序的理由",
    "when_short": "资金不足时",
    "when_short_why": "资金不足时做法的理由",
    "measure": "考核指标",
    "subject": "对象",
    "short": "简称",
    "growth": "增速要求",
    "rate": "比例",
    "cap": "最高金额",
    "home": "本市行政区划代码",
    "field": "依据的填报项目",
    "verb": "动作",
    "together": "各项视为同一项",
    "asks_held_before": "询问此前是否取得",
    "max_ratio": "最高配套比例",
    "guarantee": "担保额度",
    "reach": "达到",
    "award": "奖励",
    "name": "名称",
    "aliases": "其他写法",
    "numbers": "等级（由低到高）",
    "pattern": "等级写法",
    "paid_from": "起奖等级",
    "level": "等级",
    "caps": "各等级最高金额",
    "first": "只补助首次",
    "step": "每级奖励",
    "loan": "贷款额度",
    "levels": "级别",
    "needs": "须满足",
    "tiers": "档次",
    "entries": "名单或资质",
    "grades": "级别",
    "stages": "发展阶段",
    "schemes": "资质",
    "readings": "读法",
    "evidence": "证明材料",
    "conditions": "企业条件",
    "way": "核验方式",
    "required": "是否必需",
    "help": "说明",
    "appropriation": "年度预算和储备",
    "items": "事项",
}
KINDS = {
    "tier": "达到档次奖励",
    "first": "首次列入或取得奖励",
    "rate": "按金额比例奖励",
    "grade": "按认定级别奖励",
    "ladder": "等级每提高一级奖励",
    "refund": "按费用比例补助",
    "cost": "按实际认证费用比例补助，分等级限额",
    "approved": "按核定金额补助",
    "match": "按上级资助金额配套",
    "notice": "只登记，不发放资金",
}
WHEN_SHORT = {"next_that_fits": "该企业列入储备，资金够付的后续企业照常兑现", "stop": "自该企业起全部列入储备"}
MONEY = frozenset(("cap", "award", "reach", "step", "loan", "guarantee"))
SHARES = frozenset(("growth", "rate", "max_ratio"))
SAID: Mapping[str, Mapping[str, str]] = {"kind": KINDS, "when_short": WHEN_SHORT}


def label(name: str) -> str:
    """What a name of the schema is called; the name itself where nobody said."""
    return LABELS.get(name, name)


def say(name: str, value: Any) -> str:
    """A value of the file as people read it: money in 元 with 万元 beside, shares in percent."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in MONEY:
        return yuan(value)
    if name in SHARES:
        return exact_percent(Fraction(str(value)))
    if name == "order":
        return "，".join(f"{place}. {ORDER_NAMES.get(one, one)}" for place, one in enumerate(value, 1))
    if name == "date":
        year, month, day = str(value).split("-")
        return f"{year}年{int(month)}月{int(day)}日"
    if isinstance(value, list):
        return "、".join(map(str, value)) or "无"
    return SAID.get(name, {}).get(str(value), str(value))


def yuan(value: Any) -> str:
    """Money of the file, which is in yuan."""
    amount = money.fen(value)
    return f"{money.figures(amount)} 元（{money.wan(amount)} 万元）" if amount else "0 元"
