"""Edges of what is paid by the amount: shares with a cap, refunds, approved sums, matched grants; and of notices."""

from collections.abc import Iterator, Sequence

from subsidy.author.common import AGAIN, OFFS, SAMPLE, USED, Edge, Mark, near, past, point, told
from subsidy.kinds import ApprovedItem, Item, MatchItem, NoticeItem, RateItem, RefundItem
from subsidy.model import Facts, Past
from subsidy.money import decimal, yuan

ABROAD = "JP"


def rate(item: RateItem, year: int) -> Iterator[Edge]:
    """The cap one fen of orders below, at and above; orders from inside; something paid this year."""
    line = point(item.cap, item.rate, 0)
    for off, word in OFFS.items():
        claim = _orders(item, ABROAD, point(item.cap, item.rate, off))
        yield Edge(item.id, ("cap", off), f"最高 {told(item.cap)}：{word}", (claim,))
    home = item.home[0].ljust(6, "0")
    yield Edge(item.id, ("home",), "只有市内订单", (_orders(item, home, line),))
    had = past(year, item.cap - 1)
    yield Edge(item.id, (USED,), "本年度已给予，只余一分", (_orders(item, ABROAD, line),), (had,))


def _orders(item: RateItem, region: str, amount: int) -> dict:
    order = {"contract": f"{SAMPLE}-1", "buyer": SAMPLE, "buyer_region": region, "executed": yuan(amount)}
    return {item.parts: [order]}


def refund(item: RefundItem, year: int) -> Iterator[Edge]:
    """Somebody who meets all, somebody who fails each, and a certificate that counted before."""
    met = {"name": SAMPLE, "certificate": f"{SAMPLE}-1", **dict.fromkeys(item.needs, True), "fee": "1000"}
    yield Edge(item.id, ("met",), "各项条件都符合", ({item.parts: [met]},))
    for need, name in item.needs.items():
        yield Edge(item.id, ("need", need), f"没有达到“{name}”", ({item.parts: [{**met, need: False}]},))
    had = past(year - 1, 1_00, certificates=[f"{SAMPLE}-1"])
    yield Edge(item.id, (AGAIN,), "证书计过一次", ({item.parts: [met]},), (had,))


def approved(item: ApprovedItem, year: int) -> Iterator[Edge]:
    """The cap one fen below, at and above, and a project that has had some of it."""
    for off, word in OFFS.items():
        claim = {"project": SAMPLE, "approved": yuan(item.cap + off)}
        yield Edge(item.id, ("cap", off), f"最高 {told(item.cap)}：{word}", (claim,))
    had = past(year - 1, item.cap - 1, project=SAMPLE)
    yield Edge(item.id, (USED,), "历年只余一分", ({"project": SAMPLE, "approved": yuan(item.cap)},), (had,))


def match(item: MatchItem, year: int) -> Iterator[Edge]:
    """Each level, a ratio below, at and above the highest, and a project that was matched before."""
    most = decimal(*item.max_ratio.as_integer_ratio())
    level = next(iter(item.levels))
    claim = {"project": SAMPLE, "level": level, "grant": "1000000"}
    for code, name in item.levels.items():
        yield Edge(item.id, ("level", code), f"{name}，比例未另定", ({**claim, "level": code},))
    half = decimal(*(item.max_ratio / 2).as_integer_ratio())
    for sign, ratio, word in ((-1, half, "低于"), (0, most, "恰好"), (1, "2", "高于")):
        yield Edge(item.id, ("ratio", sign), f"配套比例{word}最高", ({**claim, "ratio": ratio},))
    had = past(year - 1, 1_00, project=SAMPLE, level=level)
    yield Edge(item.id, (USED,), "同一项目配套过", (claim,), (had,))


def notice(item: NoticeItem, year: int) -> Iterator[Edge]:
    """Each stage."""
    for code, stage in item.stages.items():
        yield Edge(item.id, ("stage", code), stage.name, ({"stage": code},))


def marks(item: Item, facts: Facts, before: Sequence[Past]) -> Iterator[Mark]:
    """The edges that a claim lies at."""
    if isinstance(item, RefundItem):
        yield from _refund_marks(item, facts, before)
        return
    if before:
        yield (USED,)
    if isinstance(item, RateItem):
        outside = sum(o["executed"] for o in facts["orders"] if item.outside(o["buyer_region"]))
        off = near(outside, item.cap, item.rate)
        if off is not None:
            yield "cap", off
        if not outside:
            yield ("home",)
    elif isinstance(item, ApprovedItem):
        if facts["approved"] - item.cap in OFFS:
            yield "cap", facts["approved"] - item.cap
    elif isinstance(item, MatchItem):
        yield "level", facts["level"]
        ratio = facts.get("ratio")
        if ratio is not None:
            yield "ratio", (ratio > item.max_ratio) - (ratio < item.max_ratio)
    elif isinstance(item, NoticeItem):
        yield "stage", facts["stage"]


def _refund_marks(item: RefundItem, facts: Facts, before: Sequence[Past]) -> Iterator[Mark]:
    had = {certificate for award in before for certificate in award.facts["certificates"]}
    for trainee in facts[item.parts]:
        if trainee["certificate"] in had:
            yield (AGAIN,)
        failed = [need for need in item.needs if not trainee[need]]
        yield from (("need", need) for need in failed)
        if not failed:
            yield ("met",)
