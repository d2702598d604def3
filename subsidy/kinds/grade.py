"""Kind `grade`: a sum for a product by the grade it was given, each product and grade once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from subsidy.kinds.arithmetic import ONE, Arithmetic, Worth
from subsidy.kinds.base import Item, nothing_left
from subsidy.kinds.first import Entry
from subsidy.model import GRANTED, Case, Facts, Line, Past, identity, made
from subsidy.money import figures


@dataclass(frozen=True, slots=True)
class GradeItem(Item):
    """`grades` from value to name and award; a grade with no award earns nothing."""

    subject: str
    grades: Mapping[str, Entry]
    move_up: str

    kind: ClassVar[str] = "grade"
    reading_values: ClassVar[Mapping[str, tuple[str, ...]]] = {"move_up": ("full", "difference")}

    columns: ClassVar[tuple[str, ...]] = ("award", "deducted", "given", "rival")

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """Fen: the grade's award, what is taken off it; whether it was given, or a higher grade of the year is."""
        return self._numbers(facts, self._mine(facts, past), case)

    def _numbers(self, facts: Facts, mine: Sequence[Past], case: Case) -> tuple[Any, ...]:
        value, grade = facts["grade"], self.grades[facts["grade"]]
        rival = self._higher_this_year(facts["product"], grade, mine, case) is not None
        if not mine:
            return grade.award, 0, False, rival
        given = any(p.facts["grade"] == value for p in mine)
        return grade.award, sum([p.amount for p in self._deducted(mine)]), given, rival

    def worth(self, n: Arithmetic, award: Any, deducted: Any, given: Any, rival: Any) -> Worth:
        """`found`: the award with everything taken off, which may be less than nothing."""
        left = award - deducted
        granted = (award > 0) & (given < 1) & (rival < 1) & (left > 0)
        return left * granted, granted, False, left

    def identify(self, facts: Facts, past: Sequence[Past], numbers: tuple[Any, ...], worth: Worth) -> Facts:
        return {"product": facts["product"], "grade": facts["grade"]}

    def _mine(self, facts: Facts, past: Sequence[Past]) -> Sequence[Past]:
        """The awards of the same product."""
        if not past:
            return ()
        name = identity(facts["product"])
        return [p for p in past if identity(p.facts["product"]) == name]

    def _deducted(self, mine: Sequence[Past]) -> list[Past]:
        difference = self.move_up == "difference"
        return [p for p in mine if difference or p.own]

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        mine = self._mine(facts, past)
        numbers = paid, _, given, overtaken = self._numbers(facts, mine, case)
        worth = self.worth(ONE, *numbers)
        product, value = facts["product"], facts["grade"]
        about = (self, product, self.grades[value])
        found = ((past_found, (*about, mine)),)
        if not paid:
            return self.refused(index, (grade_unpaid, about), workings=found)
        if given:
            award = next(award for award in mine if award.facts["grade"] == value)
            return self.refused(index, (already_awarded, (*about, award)), workings=found)
        if overtaken:
            rival = self._higher_this_year(product, about[2], mine, case)
            return self.refused(index, (higher_grade_this_year, (*about, rival)), workings=found)
        return self._grant(index, facts, numbers, worth, mine)

    def _higher_this_year(self, product: str, grade: Entry, mine: Sequence[Past], case: Case) -> Entry | None:
        best, grades = grade, self.grades
        for award in mine:
            if award.own and grades[award.facts["grade"]].award > best.award:
                best = grades[award.facts["grade"]]
        for item, facts in case.claims:
            if item == self.id:
                other = grades[facts["grade"]]
                if other.award > best.award and identity(facts["product"]) == identity(product):
                    best = other
        return best if best is not grade else None

    def _grant(self, index: int, facts: Facts, numbers: tuple[Any, ...], worth: Worth, mine: Sequence[Past]) -> Line:
        about = (self, facts["product"], self.grades[facts["grade"]])
        deducted, (_, granted, _, amount) = self._deducted(mine), worth
        readings = ("move_up",) if mine and "move_up" in self.readings else ()
        workings = ((past_found, (*about, mine)), (award_worked, (*about, mine, deducted, amount)))
        if not granted:
            reason = (difference_spent, (*about, deducted))
            return self.refused(index, reason, workings=workings, readings=readings)
        grant = self.identify(facts, mine, numbers, worth)
        return made((index, self, GRANTED, amount, ((grade_rated, about),), workings, readings, grant))

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        return (f"{identity(grant['product'])}/{grant['grade']}",)

    def claim_key(self, facts: Facts) -> str:
        return f"{identity(facts['product'])}/{facts['grade']}"


def past_found(item: GradeItem, product: str, grade: Entry, mine: Sequence[Past]) -> str:
    had = "；".join(f"{p.year} 年{item.grades[p.facts['grade']].name} {figures(p.amount)} 元" for p in mine)
    return f"申报：“{product}”{grade.name}；同一产品历年奖励：{had or '无'}"


def grade_unpaid(item: GradeItem, product: str, grade: Entry) -> str:
    paid = sorted((g for g in item.grades.values() if g.award), key=lambda g: g.award)
    return (
        f"“{product}”被评定为{grade.name}{item.subject}，{item.clause} 奖励的是{'、'.join(g.name for g in paid)}，"
        f"{grade.name}不在奖励范围，还须评为{paid[0].name}或更高"
    )


def already_awarded(item: GradeItem, product: str, grade: Entry, award: Past) -> str:
    return (
        f"“{product}”（{grade.name}）已于 {award.year} 年给予一次性奖励 {figures(award.amount)} 元，"
        f"{item.clause} 同一产品同一级别只奖一次，限此前未奖励过，查得已奖励 1 次"
    )


def higher_grade_this_year(item: GradeItem, product: str, grade: Entry, higher: Entry) -> str:
    return (
        f"“{product}”同一年度另有{higher.name}，{item.clause} 同一产品就高奖励一次，"
        f"要求为其中最高级别，查得{grade.name}低于{higher.name}，{grade.name}奖励 {figures(grade.award)} 元不再另计"
    )


def difference_spent(item: GradeItem, product: str, grade: Entry, deducted: Sequence[Past]) -> str:
    before = sum(p.amount for p in deducted)
    return (
        f"“{product}”（{grade.name}）应奖励 {figures(grade.award)} 元，此前已给予 {figures(before)} 元，"
        f"{item.clause} 按差额兑现，{nothing_left(grade.award, before, '应奖励', '已给予')}"
    )


def grade_rated(item: GradeItem, product: str, grade: Entry) -> str:
    return f"“{product}”被评定为{grade.name}{item.subject}，此前没有同产品同级别的奖励"


def award_worked(
    item: GradeItem, product: str, grade: Entry, mine: Sequence[Past], deducted: Sequence[Past], amount: int
) -> str:
    text = f"{grade.name}：{item.clause} 给予一次性奖励 {figures(grade.award)} 元"
    if "move_up" in item.readings and any(not p.own for p in mine):
        text += f"；{item.say_reading('move_up')}"
    if any(p.own for p in deducted):
        text += "；本申报内同一产品只计最高级别"
    if deducted:
        before = sum(p.amount for p in deducted)
        text += f"；扣除同一产品已给予的 {figures(before)} 元，计 {figures(max(amount, 0))} 元"
    return text
