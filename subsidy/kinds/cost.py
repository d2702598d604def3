"""Kind `cost`: a share of what a certificate cost, up to a cap for each scheme and level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, NamedTuple

from subsidy.kinds.arithmetic import ONE, Arithmetic, Worth
from subsidy.kinds.base import Item, below_one_fen, exact_percent, nothing_left
from subsidy.kinds.ladder import LevelError, Scheme, level_unreadable
from subsidy.model import GRANTED, REFERRED, Case, Facts, Line, Note, Past
from subsidy.money import figures

ONCE, EACH_YEAR = "once", "each_year"


class _Look(NamedTuple):
    """A level and its rank, the best held unpaid before; awards of the scheme, those as high, those taken off."""

    level: str
    rank: int
    held: int
    mine: Sequence[Past]
    same: Sequence[Past]
    lower: Sequence[Past]


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

    columns: ClassVar[tuple[str, ...]] = ("cost", "cap", "given", "barred", "known")

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """Fen: cost, cap of the level, what is taken off; whether something bars it; whether its levels are known."""
        scheme = self.schemes[facts["scheme"]]
        try:
            look = self._look(scheme, facts, past)
        except LevelError:
            return 0, 0, 0, False, False
        return self._numbers(facts, look, self._why((self, scheme, look.level), look, case) is not None)

    def _numbers(self, facts: Facts, look: "_Look", barred: bool) -> tuple[Any, ...]:
        cap = self.caps[facts["scheme"]].get(look.level, 0)
        return facts["cost"], cap, sum([p.amount for p in look.lower]), barred, True

    def worth(self, n: Arithmetic, cost: Any, cap: Any, given: Any, barred: Any, known: Any) -> Worth:
        """`found`: the share before the cap."""
        full = n.share(cost, *self.rate.as_integer_ratio())
        left = n.least(full, cap) - given
        granted = (known > 0) & (barred < 1) & (left > 0)
        return left * granted, granted, known < 1, full

    def identify(self, facts: Facts, past: Sequence[Past], numbers: tuple[Any, ...], worth: Worth) -> Facts:
        scheme = self.schemes[facts["scheme"]]
        return {"scheme": scheme.name, **({"level": self._level(scheme, facts)} if scheme.numbers else {})}

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        scheme = self.schemes[facts["scheme"]]
        try:
            look = self._look(scheme, facts, past)
        except LevelError as error:
            mine = [p for p in past if p.facts["scheme"] == scheme.name]
            found = ((past_found, (self, scheme, facts.get("level") or "", mine)),)
            return Line(index, self, REFERRED, 0, ((level_unreadable, (self, str(error))),), found)
        about = (self, scheme, look.level)
        asked = "again" in self.readings and any(not p.own for p in look.same)
        readings: tuple[str, ...] = ("again",) if asked else ()
        why = self._why(about, look, case)
        if why is not None:
            return self.refused(index, why, workings=((past_found, (*about, look.mine)),), readings=readings)
        if any(not p.own and p not in look.same for p in look.mine):
            readings += ("move_up",)
        return self._grant(index, facts, about, look, readings)

    def _look(self, scheme: Scheme, facts: Facts, past: Sequence[Past]) -> "_Look":
        """What the past says of the level claimed; LevelError where an older entry names one that nobody has."""
        level, mine = self._level(scheme, facts), [p for p in past if p.facts["scheme"] == scheme.name]
        rank, ranks = self._rank(scheme, level), [self._rank(scheme, p.facts.get("level")) for p in mine]
        same = [p for p, r in zip(mine, ranks, strict=True) if r >= rank]
        difference = self.move_up == "difference"
        lower = [p for p, r in zip(mine, ranks, strict=True) if p.own or (difference and r < rank)]
        return _Look(level, rank, self._held(scheme, facts), mine, same, lower)

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

    def _why(self, about: tuple, look: "_Look", case: Case) -> Note | None:
        """Why nothing is paid: the level, what was paid or held before, or a higher level of this year."""
        _, scheme, level = about
        rank, held, same = look.rank, look.held, look.same
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

    def _grant(self, index: int, facts: Facts, about: tuple, look: "_Look", readings: tuple[str, ...]) -> Line:
        numbers = cost, cap, given, _, _ = self._numbers(facts, look, False)
        worth = amount, granted, _, full = self.worth(ONE, *numbers)
        worked = (*about, cost, full, given)
        workings: tuple[Note, ...] = ((past_found, (*about, look.mine)), (share_worked, worked))
        if not granted:
            why: Note = (difference_spent, worked) if full else (nothing_to_share, worked)
            return self.refused(index, why, workings=workings, readings=readings)
        reasons: tuple[Note, ...] = ((cost_shared, worked),)
        if full > cap:
            reasons += ((capped, worked),)
        grant = self.identify(facts, look.mine, numbers, worth)
        return Line(index, self, GRANTED, amount, reasons, workings, readings, grant)

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
    how = f"按“{item.choice('again')}”办理" if "again" in item.readings else f"只补助首次{item.verb}"
    return (
        f"已于 {award.year} 年就 {certificate(scheme, award.facts.get('level') or '')} "
        f"补助 {figures(award.amount)} 元，{item.clause} {how}，查得已补助 1 次"
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
