"""Kind `cost`: a share of what a certificate cost, up to a cap for each scheme and level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from subsidy.kinds.base import Item, below_one_fen, exact_percent, nothing_left
from subsidy.kinds.ladder import LevelError, Scheme, level_unreadable
from subsidy.model import GRANTED, REFERRED, Case, Facts, Line, Note, Past
from subsidy.money import figures, share

ONCE, EACH_YEAR = "once", "each_year"


@dataclass(frozen=True, slots=True)
class CostItem(Item):
    """`caps` is fen by scheme and level, "" where a scheme has no levels; `first`: the schemes paid only at first.

    A level without a cap earns nothing. Of one scheme and year only the highest level is paid.
    """

    rate: Fraction
    schemes: Mapping[str, Scheme]
    caps: Mapping[str, Mapping[str, int]]
    first: frozenset[str]
    verb: str
    move_up: str
    again: str

    kind: ClassVar[str] = "cost"
    reading_values: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "move_up": ("full", "difference"),
        "again": (ONCE, EACH_YEAR),
    }

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        scheme = self.schemes[facts["scheme"]]
        mine = [p for p in past if p.facts["scheme"] == scheme.name]
        try:
            level, ranks = self._level(scheme, facts), [self._rank(scheme, p.facts.get("level")) for p in mine]
            held = self._held(scheme, facts)
        except LevelError as error:
            found = ((past_found, (self, scheme, facts.get("level") or "", mine)),)
            return Line(index, self, REFERRED, 0, ((level_unreadable, (self, str(error))),), found)
        rank = self._rank(scheme, level)
        about = (self, scheme, level)
        same = [p for p, r in zip(mine, ranks, strict=True) if r >= rank]
        readings: tuple[str, ...] = ("again",) if any(not p.own for p in same) else ()
        why = self._why(about, rank, held, same, case)
        if why is not None:
            return self.refused(index, why, workings=((past_found, (*about, mine)),), readings=readings)
        if any(not p.own and r < rank for p, r in zip(mine, ranks, strict=True)):
            readings += ("move_up",)
        lower = [p for p, r in zip(mine, ranks, strict=True) if p.own or (self.move_up == "difference" and r < rank)]
        return self._grant(index, facts, about, mine, lower, readings)

    def _level(self, scheme: Scheme, facts: Facts) -> str:
        return scheme.level(facts["level"]) if scheme.numbers else ""

    def _rank(self, scheme: Scheme, level: str | None) -> int:
        """A level's place among those that are paid, 0 and less below them; 1 where the scheme has no levels."""
        return scheme.ranks[scheme.level(level or "")] if scheme.numbers else 1

    def _held(self, scheme: Scheme, facts: Facts) -> int:
        """The highest rank that the firm had before without being paid for it, as far as the clause asks."""
        if scheme.name not in self.first:
            return 0
        if scheme.numbers:
            best = facts.get("best_earlier_level")
            return max(self._rank(scheme, best), 0) if best else 0
        return 1 if facts.get("held_before") else 0

    def _why(self, about: tuple, rank: int, held: int, same: Sequence[Past], case: Case) -> Note | None:
        """Why nothing is paid: the level, what was paid or held before, or a higher level of this year."""
        _, scheme, level = about
        if level not in self.caps[scheme.name]:
            return (level_unpaid, about)
        for award in same:
            if self.again == ONCE or award.year == case.year:
                return (already_paid, (*about, award))
        if held >= rank:
            return (held_before, (*about, held))
        rival = self._higher_claimed(scheme, rank, case)
        return (higher_level_this_year, (*about, rival)) if rival else None

    def _higher_claimed(self, scheme: Scheme, rank: int, case: Case) -> str:
        """The highest level above this one that the case claims of the scheme, '' if none; unpaid ones do not count."""
        best, found = rank, ""
        for claim in case.claims if scheme.numbers else ():
            if claim.item == self.id and claim.facts["scheme"] == scheme.name:
                level = claim.facts["level"]
                if level in self.caps[scheme.name] and scheme.ranks[level] > best:
                    best, found = scheme.ranks[level], level
        return found

    def _grant(
        self, index: int, facts: Facts, about: tuple, mine: Sequence[Past], lower: Sequence[Past], readings: tuple
    ) -> Line:
        _, scheme, level = about
        cost, cap = facts["cost"], self.caps[scheme.name][level]
        full = share(cost, self.rate)
        due = min(full, cap)
        given = sum(p.amount for p in lower)
        worked = (self, scheme, level, cost, full, given)
        workings: tuple[Note, ...] = ((past_found, (*about, mine)), (share_worked, worked))
        if due <= given:
            why: Note = (difference_spent, worked) if full else (nothing_to_share, worked)
            return self.refused(index, why, workings=workings, readings=readings)
        reasons: tuple[Note, ...] = ((cost_shared, worked),)
        if full > cap:
            reasons += ((capped, worked),)
        grant = {"scheme": scheme.name, **({"level": level} if scheme.numbers else {})}
        return Line(index, self, GRANTED, due - given, reasons, workings, readings, grant)

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        key = f"{grant['scheme']}/{grant.get('level') or ''}"
        return (f"{year}/{key}",) if self.again == EACH_YEAR else (key,)

    def claim_key(self, facts: Facts) -> str:
        return f"{facts['scheme']}/{facts.get('level') or ''}"


def certificate(scheme: Scheme, level: str) -> str:
    """A level with its scheme, as one says it; the scheme alone where it has no levels."""
    return f"{scheme.name} {level}" if level and not level.startswith(scheme.name) else level or scheme.name


def past_found(item: CostItem, scheme: Scheme, level: str, mine: Sequence[Past]) -> str:
    had = "；".join(
        f"{p.year} 年 {certificate(scheme, p.facts.get('level') or '')} {figures(p.amount)} 元" for p in mine
    )
    return f"申报：{certificate(scheme, level)}；同一资质历年补助：{had or '无'}"


def level_unpaid(item: CostItem, scheme: Scheme, level: str) -> str:
    paid = "、".join(item.caps[scheme.name])
    found = (
        f"{item.verb} {certificate(scheme, level)}，{item.clause} 补助的是 {scheme.name} {paid}，{level}不在补助范围"
    )
    gap = 1 - scheme.ranks[level]
    return f"{found}，还差 {gap} 级" if gap > 0 else f"{found}，此 1 项不符合"


def already_paid(item: CostItem, scheme: Scheme, level: str, award: Past) -> str:
    return (
        f"已于 {award.year} 年就 {certificate(scheme, award.facts.get('level') or '')} "
        f"补助 {figures(award.amount)} 元，{item.clause} 按“{item.choice('again')}”办理，查得已补助 1 次"
    )


def held_before(item: CostItem, scheme: Scheme, level: str, held: int) -> str:
    had = next((name for name, rank in scheme.ranks.items() if rank == held), "")
    return (
        f"{item.clause} 只补助首次{item.verb}，要求此前未{item.verb}，"
        f"查得此前已{item.verb} {certificate(scheme, had)}，此 1 项不符合"
    )


def higher_level_this_year(item: CostItem, scheme: Scheme, level: str, rival: str) -> str:
    return (
        f"{certificate(scheme, level)} 同一年度另有 {certificate(scheme, rival)}，"
        f"{item.clause} 同一资质就高补助一次，要求为其中最高等级，查得{level}低于{rival}"
    )


def nothing_to_share(item: CostItem, scheme: Scheme, level: str, cost: int, full: int, given: int) -> str:
    what = f"{item.labels['cost']} {figures(cost)} 元，按{item.clause}规定的 {exact_percent(item.rate)} 计算"
    return below_one_fen(what)


def difference_spent(item: CostItem, scheme: Scheme, level: str, cost: int, full: int, given: int) -> str:
    due = min(full, item.caps[scheme.name][level])
    return (
        f"{certificate(scheme, level)} 应补助 {figures(due)} 元，同一资质此前已给予 {figures(given)} 元，"
        f"{item.clause} 按差额兑现，{nothing_left(due, given, '应补助', '已给予')}"
    )


def cost_shared(item: CostItem, scheme: Scheme, level: str, cost: int, full: int, given: int) -> str:
    first = "首次" if scheme.name in item.first else ""
    had = f"，扣除同一资质已给予的 {figures(given)} 元" if given else ""
    return (
        f"{first}{item.verb} {certificate(scheme, level)}，{item.labels['cost']} {figures(cost)} 元，"
        f"按 {exact_percent(item.rate)} 补助{had}"
    )


def capped(item: CostItem, scheme: Scheme, level: str, cost: int, full: int, given: int) -> str:
    cap = item.caps[scheme.name][level]
    return (
        f"按比例计算为 {figures(full)} 元，"
        f"超过{item.clause}规定的 {certificate(scheme, level)} 最高 {figures(cap)} 元，按最高额计"
    )


def share_worked(item: CostItem, scheme: Scheme, level: str, cost: int, full: int, given: int) -> str:
    cap = item.caps[scheme.name][level]
    text = f"{figures(cost)} × {exact_percent(item.rate)} = {figures(full)} 元（四舍五入到分）"
    text += f"；{certificate(scheme, level)} 最高 {figures(cap)} 元，计 {figures(min(full, cap))} 元"
    if given:
        text += f"；扣除同一资质已给予的 {figures(given)} 元，计 {figures(max(min(full, cap) - given, 0))} 元"
    return text
