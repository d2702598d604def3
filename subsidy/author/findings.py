"""What is wrong or strange in a policy that loads: gaps, overlaps, what nobody can get, readings without effect."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from schemas.cases import UnreadableError, load_case
from schemas.policies import NO_NUMBER
from subsidy.assessment import assess
from subsidy.author import numbers, overlaps
from subsidy.author.common import Edge, as_case, year_of
from subsidy.author.edges import of_item
from subsidy.kinds import CostItem, Item, LadderItem, TierItem
from subsidy.model import GRANTED, Case
from subsidy.money import figures
from subsidy.policy import Policy

GAP, OVERLAP, UNREACHABLE, MISSING, STRANGE = "缺口", "重叠", "不可达", "缺少", "提示"


class Finding(NamedTuple):
    """Something found: what kind of thing, where in the file, and the sentence. All but a hint want mending."""

    kind: str
    place: str
    text: str

    @property
    def hint(self) -> bool:
        """Whether it may be meant so."""
        return self.kind == STRANGE


def check(policy: Policy) -> list[Finding]:
    """Everything found in a policy, item by item."""
    found = [*_head(policy)]
    for item in policy.items.values():
        found += _gaps(item)
        found += _unreachable(policy, item)
        found += [Finding(OVERLAP, *one) for one in overlaps.within(item)]
        found += _missing(policy, item)
        found += [Finding(STRANGE, *one) for one in numbers.not_in_text(policy.source, item.id)]
        found += _idle_readings(policy, item)
    return found + [Finding(STRANGE, *one) for one in overlaps.between(list(policy.items.values()))]


def _head(policy: Policy) -> Iterator[Finding]:
    if policy.number == NO_NUMBER:
        yield Finding(STRANGE, "number", "文号未查到，用于办理以前应补上")
    if policy.date is None:
        yield Finding(STRANGE, "date", "没有写日期")
    if not policy.conditions:
        yield Finding(STRANGE, "conditions", "没有写申报主体条件，任何企业都可申报")
    unknown = [item.id for item in policy.items.values() if item.clause == "本条"]
    if unknown:
        yield Finding(STRANGE, "items", f"{'、'.join(unknown)} 没有条款号，理由中只说“本条”")


def _gaps(item: Item) -> Iterator[Finding]:
    """Levels that lie between others and are left out."""
    if isinstance(item, LadderItem | CostItem):
        for scheme in item.schemes.values():
            place = f"{item.id}.schemes.{scheme.name}"
            levels = sorted(scheme.numbers)
            skipped = [n for n in range(levels[0], levels[-1]) if n not in levels] if levels else []
            if skipped and item.kind == "ladder":
                yield Finding(GAP, place, f"等级 {_named(skipped)} 没有列入 numbers，这些等级的申报不能受理")
            if isinstance(item, LadderItem) and not levels:
                yield Finding(STRANGE, place, "没有录入等级次序，申报一律转人工核定")
            if isinstance(item, CostItem) and levels:
                yield from _uncapped(item, scheme.name, place)


def _uncapped(item: CostItem, name: str, place: str) -> Iterator[Finding]:
    caps, ranks = item.caps[name], item.schemes[name].ranks
    holes = [level for level, rank in ranks.items() if rank > 0 and level not in caps]
    if holes:
        yield Finding(GAP, place, f"{'、'.join(holes)}没有写最高金额，夹在有金额的等级之间或之上，这些等级得不到补助")
    levels = list(caps)
    for low, high in pairwise(levels):
        if caps[high] <= caps[low]:
            text = f"{high}最高 {figures(caps[high])} 元，不高于{low}的 {figures(caps[low])} 元，提高等级没有更多补助"
            yield Finding(UNREACHABLE, place, text)


def _unreachable(policy: Policy, item: Item) -> Iterator[Finding]:
    """What an edge should bring and does not: a tier, entry, grade or level that earns nothing, a cap never reached."""
    amounts = {edge.mark: _amount(policy, _case(policy, edge)) for edge in of_item(item, year_of(policy))}
    for mark, amount in amounts.items():
        name, *rest = mark
        if name == "entry" and not amount:
            yield Finding(UNREACHABLE, f"{item.id}.entries.{rest[0]}", "奖励金额是 0 元，没有企业能得到")
        if name == "grade" and not amount:
            yield Finding(STRANGE, f"{item.id}.grades.{rest[0]}", "奖励金额是 0 元，这一级别不奖励")
        if name == "level" and not amount and _paid(item, *rest):
            place = f"{item.id}.schemes.{rest[0]}"
            yield Finding(STRANGE, place, f"{rest[1]}列为可奖励的等级，按现在的读法首次通过得 0 元")
    if isinstance(item, TierItem):
        yield from _tiers(item, amounts)


def _paid(item: Item, scheme: str, level: str) -> bool:
    return isinstance(item, LadderItem) and item.schemes[scheme].ranks.get(level, 0) > 0


def _tiers(item: TierItem, amounts: dict) -> Iterator[Finding]:
    """A tier that brings no more than the one below, or whose award no firm gets that never had any."""
    before = 0
    for number, tier in enumerate(item.tiers):
        place = f"{item.id}.tiers.{number}"
        got = amounts["tier", tier.reach, item.over]
        if got <= before:
            text = f"新达到这一档得 {figures(got)} 元，不多于低一档的 {figures(before)} 元，没有企业会因这一档多得"
            yield Finding(UNREACHABLE, place, text)
        before = max(before, got)
        missed = amounts["tier", tier.reach, item.over - 1]
        if missed >= got:
            yield Finding(OVERLAP, place, f"差一分不到这一档也得 {figures(missed)} 元，与达到时相同")


def _amount(policy: Policy, case: Case | None) -> int:
    return sum(line.amount for line in assess(policy, case).lines if line.outcome == GRANTED) if case else 0


def _case(policy: Policy, edge: Edge) -> Case | None:
    """The case of an edge; None where it cannot be read, as when two things go by one name, which is told as such."""
    row = {"claims": list(edge.claims), "history": list(edge.history)}
    try:
        return load_case(policy, as_case(policy, edge.item, row))
    except UnreadableError:
        return None


def _missing(policy: Policy, item: Item) -> Iterator[Finding]:
    if item.pays and not policy.evidence[item.id]:
        yield Finding(MISSING, f"{item.id}.evidence", "没有写证明材料，企业不知道要交什么，受理单位不知道核对什么")
    if item.pays and policy.evidence[item.id] and not any(piece.required for piece in policy.evidence[item.id]):
        yield Finding(MISSING, f"{item.id}.evidence", "没有一件必需的证明材料，什么都不交也能申报")
    said: dict[str, str] = {}
    for name, label in item.labels.items():
        if label in said:
            text = f"与 {said[label]} 都叫“{label}”，工作簿和页面中分不开"
            yield Finding(OVERLAP, f"{item.id}.labels.{name}", text)
        said[label] = name


def _idle_readings(policy: Policy, item: Item) -> Iterator[Finding]:
    """Readings of which no choice changes any edge: perhaps the numbers leave nothing open."""
    cases = [_case(policy, edge) for edge in of_item(item, year_of(policy))] if item.readings else []
    usual = [_amount(policy, case) for case in cases]
    for name, reading in item.readings.items():
        others = [item.under({name: value}) for value in reading.choices if value != reading.value]
        laws = [replace(policy, items={**policy.items, item.id: other}) for other in others]
        if all([_amount(law, case) for case in cases] == usual for law in laws):
            yield Finding(STRANGE, f"{item.id}.readings.{name}", "各种读法在全部边界案例中金额都相同，可能不起作用")


def _named(numbers_: Sequence[int]) -> str:
    return "、".join(map(str, numbers_))
