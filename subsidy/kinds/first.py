"""Kind `first`: a sum for being listed or certified for the first time, one for each entry or one for them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from subsidy.kinds.arithmetic import ONE, Arithmetic, Worth
from subsidy.kinds.base import Item
from subsidy.model import GRANTED, Case, Facts, Line, Past, made
from subsidy.money import figures


class Entry(NamedTuple):
    """A list or certificate: its name as printed and its award in fen."""

    name: str
    award: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstItem(Item):
    """`field` names the entry in the claim, `verb` how one gets it; `together`: the entries are one and the same."""

    field: str
    verb: str
    entries: Mapping[str, Entry]
    together: bool
    asks_held_before: bool
    same_year: str

    kind: ClassVar[str] = "first"
    reading_values: ClassVar[Mapping[str, tuple[str, ...]]] = {"same_year": ("each", "highest")}

    columns: ClassVar[tuple[str, ...]] = ("award", "given", "held", "rival")

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """The entry's award in fen; whether it was given before, held before, or gives way to another of the year."""
        value = facts[self.field]
        given = bool(past) and any(self._same(award, value) for award in past)
        rival = self.same_year == "highest" and not given and self._other_this_year(value, past, case) is not None
        return self.entries[value].award, given, bool(facts.get("held_before")), rival

    def worth(self, n: Arithmetic, award: Any, given: Any, held: Any, rival: Any) -> Worth:
        granted = (given < 1) & (held < 1) & (rival < 1)
        return award * granted, granted, False, None

    def identify(self, facts: Facts, past: Sequence[Past], numbers: tuple[Any, ...], worth: Worth) -> Facts:
        return {self.field: facts[self.field]}

    def _same(self, award: Past, value: str) -> bool:
        return self.together or award.facts.get(self.field) == value

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        numbers = _, given, held, _ = self.numbers(facts, past, case)
        worth = amount, granted, _, _ = self.worth(ONE, *numbers)
        value = facts[self.field]
        entry = self.entries[value]
        found = ((past_found, (self, entry, past)),)
        if given:
            award = next(award for award in past if self._same(award, value))
            return self.refused(index, (already_awarded, (self, entry, award)), workings=found)
        if held:
            return self.refused(index, (held_before, (self, entry)), workings=found)
        readings = ("same_year",) if "same_year" in self.readings else ()
        if not granted:
            reason = (other_this_year, (self, entry, self._other_this_year(value, past, case)))
            return self.refused(index, reason, workings=found, readings=readings)
        grant = self.identify(facts, past, numbers, worth)
        workings = (*found, (award_worked, (self, entry)))
        return made((index, self, GRANTED, amount, ((first_time, (self, entry)),), workings, readings, grant))

    def _other_this_year(self, value: str, past: Sequence[Past], case: Case) -> str | None:
        """The name of the entry that is paid instead: one granted this year, or a dearer one of this case."""
        for award in past:
            if award.year == case.year:
                return self.entries[award.facts[self.field]].name
        had = {award.facts.get(self.field) for award in past}
        for claim in case.claims:
            rival = claim.facts.get(self.field) if claim.item == self.id else None
            if rival and rival not in had and self.entries[rival].award > self.entries[value].award:
                return self.entries[rival].name
        return None

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        return ("*",) if self.together else (str(grant[self.field]),)

    def claim_key(self, facts: Facts) -> str:
        return str(facts[self.field])


def past_found(item: FirstItem, entry: Entry, past: Sequence[Past]) -> str:
    had = "；".join(
        f"{p.year} 年“{item.entries.get(p.facts.get(item.field, ''), entry).name}”{figures(p.amount)} 元" for p in past
    )
    return f"申报：{entry.name}；历年本项奖励：{had or '无'}"


def already_awarded(item: FirstItem, entry: Entry, award: Past) -> str:
    had = item.entries.get(award.facts.get(item.field, ""), entry).name
    same = f"（{' 与 '.join(e.name for e in item.entries.values())} 视为同一资质）" if item.together else ""
    return (
        f"已于 {award.year} 年就“{had}”给予一次性奖励 {figures(award.amount)} 元{same}，"
        f"{item.clause} 只奖首次，限此前未奖励过，查得已奖励 1 次"
    )


def held_before(item: FirstItem, entry: Entry) -> str:
    return (
        f"{item.clause} 只奖首次{item.verb}，要求此前未{item.verb}，查得此前已{item.verb}“{entry.name}”，此 1 项不符合"
    )


def other_this_year(item: FirstItem, entry: Entry, other: str) -> str:
    return f"同一年度另就“{other}”奖励，{item.clause} 按现行口径一年只奖一项，查得不止一项，“{entry.name}”不再奖励"


def first_time(item: FirstItem, entry: Entry) -> str:
    return f"首次{item.verb}{entry.name}，此前没有同项奖励"


def award_worked(item: FirstItem, entry: Entry) -> str:
    text = f"{entry.name}：{item.clause} 给予一次性奖励 {figures(entry.award)} 元"
    return text + (f"；{item.say_reading('same_year')}" if "same_year" in item.readings else "")
