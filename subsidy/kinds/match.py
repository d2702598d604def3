"""Kind `match`: a grant from above matched up to a ratio, less what the project was given before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from subsidy.kinds.base import Item, nothing_left
from subsidy.model import GRANTED, Case, Facts, Line, Past, identity
from subsidy.money import decimal, figures, share


@dataclass(frozen=True, slots=True)
class MatchItem(Item):
    """`levels` from value to name; `max_ratio` bounds the ratio and stands in where none is given."""

    levels: Mapping[str, str]
    subject: str
    max_ratio: Fraction

    kind: ClassVar[str] = "match"
    once: ClassVar[bool] = False

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        asked = facts.get("ratio")
        ratio = self.max_ratio if asked is None else min(asked, self.max_ratio)
        full = share(facts["grant"], ratio)
        name = identity(facts["project"])
        used = sum(p.amount for p in past if identity(p.facts["project"]) == name)
        about = (self, facts, ratio, full, used)
        workings = ((match_worked, about),)
        if full <= used:
            return self.refused(index, (already_matched if full else nothing_to_match, about), workings=workings)
        grant = {"project": facts["project"]}
        return Line(index, self, GRANTED, full - used, ((grant_matched, about),), workings, (), grant)

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        return (f"{year}/{identity(grant['project'])}",)

    def claim_key(self, facts: Facts) -> str:
        return identity(facts["project"])


def as_ratio(ratio: Fraction) -> str:
    """A ratio as the law writes it, "1:0.5"."""
    return f"1:{decimal(*ratio.as_integer_ratio())}"


def nothing_to_match(item: MatchItem, facts: Facts, ratio: Fraction, full: int, used: int) -> str:
    return (
        f"“{facts['project']}”上级资助 {figures(facts['grant'])} 元，配套比例 {as_ratio(ratio)}，"
        f"按{item.clause}计算的配套金额为 0 元，要求大于 0 元，没有可兑现的金额"
    )


def already_matched(item: MatchItem, facts: Facts, ratio: Fraction, full: int, used: int) -> str:
    return (
        f"“{facts['project']}”按比例应配套 {figures(full)} 元，此前已配套 {figures(used)} 元，"
        f"{item.clause} 按差额兑现，{nothing_left(full, used, '应配套', '已配套')}"
    )


def grant_matched(item: MatchItem, facts: Facts, ratio: Fraction, full: int, used: int) -> str:
    had = f"，扣除此前已配套的 {figures(used)} 元" if used else ""
    return (
        f"“{facts['project']}”列入{item.levels[facts['level']]}{item.subject}，上级资助 {figures(facts['grant'])} 元，"
        f"按 {as_ratio(ratio)} 配套{had}"
    )


def match_worked(item: MatchItem, facts: Facts, ratio: Fraction, full: int, used: int) -> str:
    asked = facts.get("ratio")
    if asked is None:
        source = f"比例未另定，按最高 {as_ratio(item.max_ratio)}"
    elif asked > item.max_ratio:
        source = f"比例 {as_ratio(asked)} 超过最高 {as_ratio(item.max_ratio)}，按最高"
    else:
        source = f"比例 {as_ratio(ratio)}"
    text = f"上级资助 {figures(facts['grant'])} 元，{source}，配套 {figures(full)} 元（四舍五入到分）"
    return text + (f"；此前已配套 {figures(used)} 元，计 {figures(max(full - used, 0))} 元" if used else "")
