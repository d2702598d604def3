"""What a claim and a past award of each kind consist of: one definition for file, form, workbook and API."""

from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from schemas.fields import Base, Choice, Flag, IdNumber, Ratio, Region, Text, Yuan, hint
from schemas.words import Words, say
from subsidy import money
from subsidy.kinds import (
    ApprovedItem,
    CostItem,
    FirstItem,
    GradeItem,
    Item,
    LadderItem,
    LevelError,
    MatchItem,
    NoticeItem,
    RateItem,
    RefundItem,
    Scheme,
    TierItem,
)
from subsidy.kinds.base import exact_percent

Fields = dict[str, fields.Field]
NONE_AT_ALL = "一条也没有填，至少要有一条"
_SOME = validate.Length(min=1, error=NONE_AT_ALL)


def _tier(item: TierItem) -> Fields:
    reach = "、".join(money.wan(tier.reach) for tier in item.tiers)
    asks = say("{clause}只奖首次{reach}，按上年和以前各年认定", clause=item.clause, reach=item.verb)
    if item.growth is not None:
        growth = exact_percent(item.growth)
        asks = say("{clause}要求增速在 {growth} 以上，按本年比上年计算", clause=item.clause, growth=growth)
    return {
        item.measure: Yuan(
            required=True, **hint(say("{clause}奖励新达到 {tiers} 万元", clause=item.clause, tiers=reach))
        ),
        item.previous: Yuan(
            required=True,
            allow_none=True,
            **hint(asks, none=say("没有上年{measure}", measure=item.short)),
        ),
        item.best_earlier: Yuan(
            allow_none=True, **hint(say("以前各年度中最高的一年，用来认定哪一档是新达到；没有的留空"))
        ),
    }


def _first(item: FirstItem) -> Fields:
    only = say("{clause}只奖首次{verb}", clause=item.clause, verb=item.verb)
    found: Fields = {item.field: _entries(item, required=True, **hint(only))}
    if item.asks_held_before:
        before = say("本次申报以前已{verb}的填“是”", verb=item.verb)
        found["held_before"] = Flag(allow_none=True, **hint(before))
    return found


def _entries(item: FirstItem, **kwargs: Any) -> Choice:
    names = {code: entry.name for code, entry in item.entries.items()}
    return Choice(names, {code: entry.aliases for code, entry in item.entries.items()}, **kwargs)


def _grade(item: GradeItem) -> Fields:
    return {"product": Text(required=True, **hint(say("与评定文件上的名称一致"))), "grade": _grades(item)}


def _grades(item: GradeItem) -> Choice:
    return Choice({code: grade.name for code, grade in item.grades.items()}, required=True)


def _ladder(item: LadderItem) -> Fields:
    level = say("照证书填写。{clause}奖励的等级：", clause=item.clause)
    notes = [_paid(scheme) for scheme in item.schemes.values()]
    return {
        "scheme": _schemes(item),
        "level": Level(required=True, **hint(level, notes=notes)),
        "best_earlier_level": Level(allow_none=True, **hint(say("本次以前取得过的最高等级；没有的留空"))),
    }


def _paid(scheme: Scheme) -> Words:
    """The levels of a scheme from low to high, and which of them the clause means by 三级以上."""
    if not scheme.ranks:
        return say("{scheme}：等级次序尚未录入，由人工核定", scheme=scheme.name)
    paid = [level for level, rank in scheme.ranks.items() if rank >= 1]
    said = {"levels": " → ".join(scheme.ranks), "first": paid[0], "paid": "、".join(paid)}
    return say("{scheme}：由低到高 {levels}；{first}以上为 {paid}", scheme=scheme.name, **said)


def _cost(item: CostItem) -> Fields:
    levelled = {name for name, scheme in item.schemes.items() if scheme.numbers}
    notes = [_capped(item, scheme) for scheme in item.schemes.values()]
    rate = say("按实际费用的 {rate} 补助，不超过：", rate=exact_percent(item.rate))
    found: Fields = {"scheme": _schemes(item)}
    if levelled:
        whole = levelled == set(item.schemes)
        told = say("照证书填写") if whole else say("照证书填写；没有等级的资质留空")
        found["level"] = Level(required=whole, allow_none=not whole, **hint(told))
    found["cost"] = Yuan(required=True, unit="元", **hint(rate, notes=notes))
    if levelled & item.first:
        found["best_earlier_level"] = Level(allow_none=True, **hint(say("本次以前取得过的最高等级；没有的留空")))
    if item.first - levelled:
        before = say("本次申报以前已{verb}的填“是”", verb=item.verb)
        found["held_before"] = Flag(allow_none=True, **hint(before))
    return found


def _capped(item: CostItem, scheme: Scheme) -> Words:
    """The most that is paid for each level of a scheme."""
    caps = item.caps[scheme.name].items()
    paid = "、".join(f"{level} {money.wan(cap)} 万元".strip() for level, cap in caps)
    return say("{scheme}：{paid}", scheme=scheme.name, paid=paid)


def _schemes(item: LadderItem | CostItem) -> Choice:
    return Choice({s: s for s in item.schemes}, {s.name: s.aliases for s in item.schemes.values()}, required=True)


class Level(Text):
    """A level as printed on the certificate: text, or a bare number."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(str(value) if type(value) is int else value, attr, data, **kwargs)


def _order(item: RateItem) -> Fields:
    return {
        "contract": Text(required=True, **hint(say("一份合同填一条"))),
        "buyer": Text(required=True),
        "buyer_region": Region(
            required=True, **hint(say("六位行政区划代码；境外填两位国家代码，如 JP"), home=item.home)
        ),
        "executed": Yuan(required=True, **hint(say("实际执行的金额，不是合同总额"))),
    }


def _trainee(item: RefundItem) -> Fields:
    return {
        "name": Text(required=True),
        "id_number": IdNumber(allow_none=True),
        "certificate": Text(required=True, **hint(say("每份证书只补助一次"))),
        **{need: Flag(required=True) for need in item.needs},
        "fee": Yuan(required=True, unit="元"),
    }


def _approved(item: ApprovedItem) -> Fields:
    most = say("{clause}最高不超过 {cap} 万元", clause=item.clause, cap=money.wan(item.cap))
    return {
        "project": Text(required=True, **hint(say("与立项文件上的名称一致"))),
        "approved": Yuan(required=True, **hint(most)),
    }


def _match(item: MatchItem) -> Fields:
    most = f"1:{money.decimal(*item.max_ratio.as_integer_ratio())}"
    return {
        "project": Text(required=True, **hint(say("与立项文件上的名称一致"))),
        "level": Choice(item.levels, required=True),
        "grant": Yuan(required=True),
        "ratio": Ratio(allow_none=True, **hint(say("没有另定的留空，按最高 {ratio} 计", ratio=most), example=most)),
    }


def _notice(item: NoticeItem) -> Fields:
    loans = [
        say("{stage}：贷款额度可达 {loan} 万元", stage=s.name, loan=money.wan(s.loan)) for s in item.stages.values()
    ]
    stages = {code: stage.name for code, stage in item.stages.items()}
    return {"stage": Choice(stages, required=True, **hint(say("各阶段的额度："), notes=loans))}


def _parts(part: Callable[[Any], Fields], label: str) -> Callable[[Item], Fields]:
    def make(item: Item) -> Fields:
        schema = Base.from_dict(part(item))
        rows = fields.List(fields.Nested(schema), required=True, validate=_SOME, **hint(label=label))
        return {item.parts: rows}

    return make


CLAIMS: dict[str, Callable[[Any], Fields]] = {
    "tier": _tier,
    "first": _first,
    "rate": _parts(_order, "订单"),
    "grade": _grade,
    "ladder": _ladder,
    "refund": _parts(_trainee, "培训人员"),
    "cost": _cost,
    "approved": _approved,
    "match": _match,
    "notice": _notice,
}

PARTS: dict[str, Callable[[Any], Fields]] = {"rate": _order, "refund": _trainee}

PAST: dict[str, Callable[[Any], Fields]] = {
    "tier": lambda item: {"tier": Yuan(required=True)},
    "first": lambda item: {item.field: _entries(item, required=not item.together)},
    "rate": lambda item: {},
    "grade": lambda item: {"product": Text(required=True), "grade": _grades(item)},
    "ladder": lambda item: {"scheme": _schemes(item), "level": Level(required=True)},
    "cost": lambda item: {
        "scheme": _schemes(item),
        **({"level": Level(allow_none=True)} if any(s.numbers for s in item.schemes.values()) else {}),
    },
    "refund": lambda item: {"certificates": fields.List(Text(), required=True, validate=_SOME)},
    "approved": lambda item: {"project": Text(required=True)},
    "match": lambda item: {"project": Text(required=True), "level": Choice(item.levels)},
}


class Record(Base):
    """A claim or past award of one item; levels of a ladder are read by their scheme."""

    item_of: Item

    @post_load
    def _levels(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        if isinstance(self.item_of, LadderItem | CostItem):
            read_levels(self.item_of, data)
        return {name: value for name, value in data.items() if value is not None or self.fields[name].required}


def read_levels(item: LadderItem | CostItem, data: dict[str, Any]) -> None:
    """Replaces the levels by their own names; ValidationError with the field for one the scheme does not have."""
    scheme, errors = item.schemes[data["scheme"]], {}
    if isinstance(item, CostItem):
        _some_levels(scheme, data)
    for name in ("level", "best_earlier_level"):
        if data.get(name):
            try:
                data[name] = scheme.read(data[name])
            except LevelError as error:
                errors[name] = [str(error)]
    if errors:
        raise ValidationError(errors)


def _some_levels(scheme: Scheme, data: dict[str, Any]) -> None:
    """ValidationError where a level is left out, or given of a scheme that has none."""
    if scheme.numbers and not data.get("level"):
        raise ValidationError(
            {"level": [f"没有填，{scheme.name} 分等级，应为（由低到高）{'、'.join(scheme.ranks)} 之一"]}
        )
    for name in ("level", "best_earlier_level"):
        if not scheme.numbers and data.get(name):
            raise ValidationError({name: [f"填的是“{data[name]}”，{scheme.name} 没有等级，应留空"]})


def claim_schema(item: Item) -> Base:
    """The schema of one claim of an item, without its `item` field."""
    return _record(item, CLAIMS[item.kind](item))


def part_schema(item: Item) -> Base:
    """The schema of one part of a claim (an order, a trainee), or of the claim itself where it has no parts."""
    return _record(item, PARTS.get(item.kind, CLAIMS[item.kind])(item))


def past_schema(item: Item) -> Base:
    """The schema of what identifies an award given before."""
    return _record(item, PAST[item.kind](item))


def _record(item: Item, found: Fields) -> Base:
    schema = type(f"{type(item).__name__}Record", (Record,), {"item_of": item, **found})
    return schema()
