"""Edges of what is paid once: levels of ladders and costs, entries of lists, grades of products."""

from collections.abc import Iterator, Sequence

from subsidy.author.common import AGAIN, OFFS, SAMPLE, USED, Edge, Mark, near, past, point, told
from subsidy.kinds import CostItem, FirstItem, GradeItem, Item, LadderItem, Scheme
from subsidy.model import Facts, Past
from subsidy.money import yuan


def ladder(item: LadderItem, year: int) -> Iterator[Edge]:
    """Each level of each certificate, and one that was passed before."""
    for scheme in item.schemes.values():
        for level in scheme.ranks or ("三级",):
            claim = {"scheme": scheme.name, "level": level}
            yield Edge(item.id, _level(scheme, level), f"{scheme.name} {level}", (claim,))
        paid = [level for level, rank in scheme.ranks.items() if rank > 0]
        if paid:
            had = past(year - 1, scheme.step, scheme=scheme.name, level=paid[0])
            for mark, level, word in ((AGAIN, paid[0], "再次通过"), (USED, paid[-1], f"奖励过{paid[0]}，再到")):
                if mark == AGAIN or len(paid) > 1:
                    claim = {"scheme": scheme.name, "level": level}
                    yield Edge(item.id, (mark, scheme.name), f"{scheme.name}：{word}{level}", (claim,), (had,))


def cost(item: CostItem, year: int) -> Iterator[Edge]:
    """Each level that is not paid, and each cap one fen of cost below, at and above."""
    for scheme in item.schemes.values():
        caps = item.caps[scheme.name]
        for level in scheme.ranks or ("",):
            name = f"{scheme.name} {level}".strip()
            if level not in caps:
                yield Edge(item.id, _level(scheme, level), f"{name}：不在范围", (_cost(item, scheme, level, 100_00),))
                continue
            for off, word in OFFS.items():
                mark = ("cap", scheme.name, level, off)
                claim = _cost(item, scheme, level, point(caps[level], item.rate, off))
                yield Edge(item.id, mark, f"{name} 最高 {told(caps[level])}：{word}", (claim,))
        yield from _costed_before(item, scheme, year)


def _costed_before(item: CostItem, scheme: Scheme, year: int) -> Iterator[Edge]:
    caps = list(item.caps[scheme.name].items())
    level, cap = caps[0]
    had = past(year - 1, cap // 2, **_named(scheme, level))
    enough = point(caps[-1][1], item.rate, 0)
    yield Edge(item.id, (AGAIN, scheme.name), f"{scheme.name}：再次", (_cost(item, scheme, level, enough),), (had,))
    if len(caps) > 1:
        name = f"{scheme.name}：补助过{level}，再到{caps[-1][0]}"
        yield Edge(item.id, (USED, scheme.name), name, (_cost(item, scheme, caps[-1][0], enough),), (had,))
    if scheme.name in item.first:
        held = {"best_earlier_level": level} if scheme.numbers else {"held_before": True}
        claim = {**_cost(item, scheme, level, enough), **held}
        yield Edge(item.id, ("held", scheme.name), f"{scheme.name}：此前已取得", (claim,))


def _named(scheme: Scheme, level: str) -> dict[str, str]:
    return {"scheme": scheme.name, **({"level": level} if level else {})}


def _cost(item: CostItem, scheme: Scheme, level: str, amount: int) -> dict[str, str]:
    return {**_named(scheme, level), "cost": yuan(amount)}


def _level(scheme: Scheme, level: str) -> Mark:
    return ("level", scheme.name, level if scheme.numbers else "")


def first(item: FirstItem, year: int) -> Iterator[Edge]:
    """Each entry the first time, a second time, held before, and two of one year."""
    codes = list(item.entries)
    for code, entry in item.entries.items():
        yield Edge(item.id, ("entry", code), f"首次{item.verb}{entry.name}", ({item.field: code},))
    code, entry = codes[0], item.entries[codes[0]]
    had = past(year - 1, entry.award, **{item.field: code})
    yield Edge(item.id, (AGAIN,), f"奖励过{entry.name}，再次申报", ({item.field: code},), (had,))
    if item.asks_held_before:
        yield Edge(item.id, ("held",), "此前已取得", ({item.field: code, "held_before": True},))
    if len(codes) > 1:
        both = tuple({item.field: one} for one in codes[:2])
        yield Edge(item.id, ("both",), f"同一年{item.verb}两项", both)


def grade(item: GradeItem, year: int) -> Iterator[Edge]:
    """Each grade, the same a second time, and a higher one after a lower one was paid."""
    for code, entry in item.grades.items():
        yield Edge(item.id, ("grade", code), entry.name, ({"product": SAMPLE, "grade": code},))
    paid = sorted((code for code, entry in item.grades.items() if entry.award), key=lambda c: item.grades[c].award)
    had = [past(year - 1, item.grades[code].award, product=SAMPLE, grade=code) for code in paid[:1]]
    for code in paid[:1]:
        yield Edge(item.id, (AGAIN,), "同一产品同一级别再次申报", ({"product": SAMPLE, "grade": code},), tuple(had))
    if len(paid) > 1:
        low, high = (item.grades[code].name for code in (paid[0], paid[-1]))
        claim = {"product": SAMPLE, "grade": paid[-1]}
        yield Edge(item.id, (USED,), f"{low}奖励过，升为{high}", (claim,), tuple(had))
        both = tuple({"product": SAMPLE, "grade": code} for code in (paid[0], paid[-1]))
        yield Edge(item.id, ("both",), f"同一产品同一年有{low}和{high}", both)


def marks(item: Item, facts: Facts, before: Sequence[Past]) -> Iterator[Mark]:
    """The edges that a claim lies at."""
    if isinstance(item, FirstItem):
        yield from _first_marks(item, facts, before)
    elif isinstance(item, GradeItem):
        yield "grade", facts["grade"]
        yield from _once(item, facts, [p for p in before if p.facts["product"] == facts["product"]], ())
    elif isinstance(item, LadderItem | CostItem):
        scheme = item.schemes[facts["scheme"]]
        level = facts.get("level") or ""
        # of a ladder that nobody knows any level is its own edge
        yield _level(scheme, level)
        yield from _once(item, facts, [p for p in before if p.facts["scheme"] == scheme.name], (scheme.name,))
        if isinstance(item, CostItem):
            yield from _cost_marks(item, scheme, level, facts)


def _first_marks(item: FirstItem, facts: Facts, before: Sequence[Past]) -> Iterator[Mark]:
    if any(not award.own for award in before):
        yield (AGAIN,)
    if facts.get("held_before"):
        yield ("held",)
    yield "entry", facts[item.field]


def _once(item: Item, facts: Facts, before: Sequence[Past], of: tuple[str, ...]) -> Iterator[Mark]:
    """Whether it was paid before: the very same, or another level or grade."""
    for award in before:
        if item.claim_key(award.facts) == item.claim_key(facts):
            yield (AGAIN, *of)
        else:
            yield (USED, *of)


def _cost_marks(item: CostItem, scheme: Scheme, level: str, facts: Facts) -> Iterator[Mark]:
    cap = item.caps[scheme.name].get(level)
    off = None if cap is None else near(facts["cost"], cap, item.rate)
    if off is not None:
        yield "cap", scheme.name, level, off
    if facts.get("held_before") or facts.get("best_earlier_level"):
        yield "held", scheme.name
