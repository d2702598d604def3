"""What every kind of award shares: its clause, its words, its readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar, Self

from subsidy.kinds.arithmetic import Arithmetic, Worth
from subsidy.model import REFUSED, Case, Facts, Line, Note, Past
from subsidy.money import decimal, figures


@dataclass(frozen=True, slots=True)
class Reading:
    """How a point is read that the text leaves open: the value in force, the choices, the question and why."""

    value: str
    choices: Mapping[str, str]
    question: str
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """One paid clause of a policy. A kind of award is a subclass that turns a claim and a past into a line."""

    id: str
    clause: str
    title: str
    sheet: str
    text: str
    priority: int
    labels: Mapping[str, str]
    readings: Mapping[str, Reading]

    kind: ClassVar[str]
    pays: ClassVar[bool] = True
    once: ClassVar[bool] = True  # an award given before this program uses up its keys; else more may follow, to a cap
    parts: ClassVar[str] = ""  # the claim's field that lists its parts, where it has any
    part_name: ClassVar[str] = ""  # the field that tells one part from another
    reading_values: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    columns: ClassVar[tuple[str, ...]]  # the numbers that the amount rests on, as `worth` takes them

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """What the amount rests on, of a claim, the past under this item and the case: whole numbers, as `columns`."""
        raise NotImplementedError

    def worth(self, n: Arithmetic, *args: Any, **kwargs: Any) -> Worth:
        """What numbers earn, those of one claim or columns of many: the one place where the amount is worked out."""
        raise NotImplementedError

    def identify(self, facts: Facts, past: Sequence[Past], numbers: tuple[Any, ...], worth: Worth) -> Facts:
        """What identifies the award that a claim is granted."""
        raise NotImplementedError

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        """The line for claim `index` with its reasons, given what the firm was granted under this item before."""
        raise NotImplementedError

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        """What a grant uses up for this firm for good: no two live awards share one."""
        raise NotImplementedError

    def claim_key(self, facts: Facts) -> str:
        """What tells one claim of a firm and year from another; '' where there can be only one."""
        return ""

    def most(self, facts: Facts, body: Facts) -> int | None:
        """The largest amount that a person may grant on a claim; `body` says what for, as `found` takes it."""
        cap: int | None = getattr(self, "cap", None)
        return cap

    def found(self, facts: Facts, body: Facts) -> Facts:
        """What identifies an award that a person grants; LookupError with the reason where nobody can."""
        raise LookupError(f"“{self.title}”由规则核算，不能人工核定金额")

    def given(self, grant: Facts, year: int, past: Sequence[Past]) -> Past | None:
        """The award given before that uses up what this one would."""
        keys = set(self.keys(grant, year))
        return next((award for award in past if award.facts and keys & set(self.keys(award.facts, award.year))), None)

    def reading(self, name: str) -> str:
        """The value of a reading in force."""
        return self.readings[name].value

    def under(self, values: Mapping[str, str]) -> Self:
        """The item with some of its readings set otherwise."""
        readings = {n: replace(r, value=values[n]) if n in values else r for n, r in self.readings.items()}
        return replace(self, readings=readings, **self.read(values))

    def read(self, values: Mapping[str, str]) -> dict[str, Any]:
        """The kind's own fields under readings: each has a field of its name, but where a kind says otherwise."""
        return dict(values)

    def say_reading(self, name: str) -> str:
        """The reading in force in Chinese, as workings quote it."""
        return f"{self.readings[name].question}：{self.choice(name)}"

    def choice(self, name: str) -> str:
        """The choice in force in Chinese, without its question."""
        reading = self.readings[name]
        return reading.choices[reading.value]

    def refused(self, index: int, *reasons: Note, workings: tuple[Note, ...] = (), readings: Any = ()) -> Line:
        """A refusal, with every condition that failed."""
        return Line(index, self, REFUSED, 0, reasons, workings, readings)


def below_one_fen(what: str) -> str:
    return f"{what}，四舍五入后为 0 元，没有可兑现的金额（要求不少于 0.01 元，还差 0.01 元）"


def nothing_left(due: int, given: int, due_name: str, given_name: str) -> str:
    """That what is due is not above what was given already, and by how much."""
    gap = f"{given_name}多出 {figures(given - due)} 元" if given > due else "差额 0 元"
    return f"要求{due_name}高于{given_name}，{gap}，无可再兑现"


def exact_percent(rate: Fraction) -> str:
    """A rate of the policy as a percentage, every digit of it."""
    return f"{decimal(rate.numerator * 100, rate.denominator)}%"
