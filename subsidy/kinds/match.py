"""Kind `match`: a grant from above matched up to a ratio, less what the project was given before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from subsidy.kinds.arithmetic import ONE, Arithmetic, Worth
from subsidy.kinds.base import Item, nothing_left
from subsidy.model import GRANTED, Case, Facts, Line, Past, identity
from subsidy.money import decimal, figures


@dataclass(frozen=True, slots=True)
class MatchItem(Item):
    """`levels` from value to name; `max_ratio` bounds the ratio and stands in where none is given."""

    levels: Mapping[str, str]
    subject: str
    max_ratio: Fraction

    kind: ClassVar[str] = "match"
    once: ClassVar[bool] = False
    columns: ClassVar[tuple[str, ...]] = ("grant", "numerator", "denominator", "used")

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """Fen: the grant from above; the ratio in two whole numbers; what the project was given before."""
        name = identity(facts["project"]) if past else ""
        used = sum([p.amount for p in past if identity(p.facts["project"]) == name])
        return facts["grant"], *self._ratio(facts).as_integer_ratio(), used

    def worth(self, n: Arithmetic, grant: Any, numerator: Any, denominator: Any, used: Any) -> Worth:
        """`found`: the match before what was given is taken off."""
        full = n.share(grant, numerator, denominator)
        return n.most(full - used, 0), full > used, False, full

    def identify(self, facts: Facts, past: Sequence[Past], numbers: tuple[Any, ...], worth: Worth) -> Facts:
        return {"project": facts["project"]}

    def _ratio(self, facts: Facts) -> Fraction:
        asked = facts.get("ratio")
        return self.max_ratio if asked is None else min(asked, self.max_ratio)

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        numbers = self.numbers(facts, past, case)
        worth = amount, granted, _, full = self.worth(ONE, *numbers)
        about = (self, facts, self._ratio(facts), full, numbers[-1])
        workings = ((match_worked, about),)
        if not granted:
            return self.refused(index, (already_matched if full else nothing_to_match, about), workings=workings)
        grant = self.identify(facts, past, numbers, worth)
        return Line(index, self, GRANTED, amount, ((grant_matched, about),), workings, (), grant)

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
