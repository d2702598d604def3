"""Kind `ladder`: a sum for each level of a certificate newly passed, from the first paid level up."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from subsidy.kinds.arithmetic import ONE, Arithmetic, Worth
from subsidy.kinds.base import Item
from subsidy.model import GRANTED, REFERRED, Case, Facts, Line, Note, Past, identity, made
from subsidy.money import figures

_NUMERALS = {
    **{text: n for n, text in enumerate("零一二三四五六七八九")},
    **{text: n for n, text in enumerate("零壹贰叁肆伍陆柒捌玖")},
    **{text: n for n, text in enumerate(("0", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"))},
    **{str(n): n for n in range(10)},
}
_LEVEL = re.compile(r"(?:ML|LEVEL|LV|L)?第?([0-9]|[IVX]+|[零一二三四五六七八九壹贰叁肆伍陆柒捌玖])[级級]?")


class LevelError(ValueError):
    """A level that the scheme does not have: what was found, and the levels it has."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A certificate's levels from low to high by their numbers; `paid_from` is the first that is paid, `step` fen.

    No levels: the ladder is not known, and a person has to decide.
    """

    name: str
    numbers: tuple[int, ...]
    pattern: str
    paid_from: int
    step: int
    aliases: tuple[str, ...]
    ranks: Mapping[str, int]

    @classmethod
    def make(cls, name: str, numbers: tuple[int, ...], pattern: str, paid_from: int, **rest: Any) -> "Scheme":
        """Levels are named by `pattern`, for example "{}级"; rank 1 is the first paid one, 0 and less earn nothing."""
        names = [_name(pattern, n) for n in numbers]
        first = numbers.index(paid_from) if numbers else 0
        ranks = {level: i - first + 1 for i, level in enumerate(names)}
        return cls(name, numbers, pattern, paid_from, ranks=ranks, **rest)

    def read(self, text: str) -> str:
        """The level's own name, from any spelling on a certificate; LevelError for one the scheme has not."""
        if not self.numbers:
            return text.strip()
        plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
        for prefix in (self.name, *self.aliases):
            plain = plain.removeprefix(identity(prefix))
        match = _LEVEL.fullmatch(plain.strip("-_()"))
        number = _NUMERALS.get(match[1]) if match else None
        if number not in self.numbers:
            raise LevelError(f"{self.name} 没有“{text.strip()}”这一等级，应为（由低到高）{'、'.join(self.ranks)} 之一")
        return _name(self.pattern, number)

    def level(self, text: str) -> str:
        """As `read`, quickly where the name is the level's own; older entries may be in any spelling."""
        return text if text in self.ranks else self.read(text)

    def rank(self, text: str) -> int:
        """A level's rank, quickly where the name is the level's own; LevelError as `read`."""
        ranks = self.ranks
        return ranks[text] if text in ranks else ranks[self.read(text)]


DIGITS = "零一二三四五六七八九"


def _name(pattern: str, number: int) -> str:
    in_words = pattern == "{}级" and 0 <= number < len(DIGITS)
    return pattern.format(DIGITS[number] if in_words else number)


_UNKNOWN = (0, 0, 0, False)


@dataclass(frozen=True, slots=True)
class LadderItem(Item):
    """`schemes` by name; the reading `step` says what one step is."""

    schemes: Mapping[str, Scheme]
    step: str

    kind: ClassVar[str] = "ladder"
    reading_values: ClassVar[Mapping[str, tuple[str, ...]]] = {"step": ("each_level", "per_event", "above_three")}

    columns: ClassVar[tuple[str, ...]] = ("rank", "held", "step", "known")

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """Rank of the level and of the best before, 1 for the first that is paid; fen a step; whether that is known."""
        try:
            return self._numbers(facts, past)
        except LevelError:
            return _UNKNOWN

    def _numbers(self, facts: Facts, past: Sequence[Past]) -> tuple[Any, ...]:
        """The same; LevelError where an older entry names a level that the scheme does not have."""
        scheme = self.schemes[facts["scheme"]]
        if not scheme.numbers:
            return _UNKNOWN
        held = self._held(scheme, facts, past) if past or "best_earlier_level" in facts else 0
        return scheme.rank(facts["level"]), held, scheme.step, True

    def worth(self, n: Arithmetic, rank: Any, held: Any, step: Any, known: Any) -> Worth:
        """`found`: the steps newly passed."""
        if self.step == "each_level":
            steps = rank - held
        elif self.step == "per_event":
            steps = (rank > held) * 1
        else:
            steps = rank - n.most(held, 1)
        granted = (known > 0) & (steps > 0)
        return n.times(steps, step) * granted, granted, known < 1, steps

    def identify(self, facts: Facts, past: Sequence[Past], numbers: tuple[Any, ...], worth: Worth) -> Facts:
        scheme = self.schemes[facts["scheme"]]
        return {"scheme": scheme.name, "level": scheme.level(facts["level"]), "above": numbers[1]}

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        scheme = self.schemes[facts["scheme"]]
        try:
            numbers = rank, held, _, _ = self._numbers(facts, past)
        except LevelError as error:
            return self._referred(index, scheme, facts, (level_unreadable, (self, str(error))))
        worth = amount, granted, referred, steps = self.worth(ONE, *numbers)
        if referred:
            return self._referred(index, scheme, facts, (ladder_unknown, (self, scheme, facts["level"])))
        grant = self.identify(facts, past, numbers, worth)
        about = (self, scheme, grant["level"], held)
        if not granted:
            readings = ("step",) if rank > held else ()
            why = self._why(rank, held, about)
            return self.refused(index, why, workings=((levels_found, about),), readings=readings)
        workings = ((levels_found, about), (steps_worked, (self, scheme, steps)))
        reasons = ((levels_newly_passed, about),)
        return made((index, self, GRANTED, amount, reasons, workings, ("step",), grant))

    def _referred(self, index: int, scheme: Scheme, facts: Facts, reason: Note) -> Line:
        return Line(index, self, REFERRED, 0, (reason,), ((ladder_asked, (self, scheme, facts["level"])),))

    def _held(self, scheme: Scheme, facts: Facts, past: Sequence[Past]) -> int:
        """The highest rank the firm had before, 0 where it had none that is paid."""
        best = facts.get("best_earlier_level")
        held = max(0, scheme.rank(best)) if best else 0
        for award in past:
            if award.facts["scheme"] == scheme.name:
                held = max(held, scheme.rank(award.facts["level"]))
        return held

    def _why(self, rank: int, held: int, about: tuple) -> Note:
        if rank < 1:
            return (level_below, about)
        return (entry_level_unpaid, about) if rank > held else (level_not_new, about)

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        scheme = self.schemes[grant["scheme"]]
        if grant["level"] not in scheme.ranks:
            return tuple(f"{scheme.name}/{level}" for level in grant.get("levels") or [grant["level"]])
        top, above = scheme.ranks[grant["level"]], grant.get("above", 0)
        return tuple(f"{scheme.name}/{level}" for level, rank in scheme.ranks.items() if above < rank <= top)

    def most(self, facts: Facts, body: Facts) -> int:
        scheme = self.schemes[facts["scheme"]]
        if facts["level"] in scheme.ranks:
            return max(scheme.ranks[facts["level"]], 0) * scheme.step
        return len(self._levels(facts, body)) * scheme.step

    def found(self, facts: Facts, body: Facts) -> Facts:
        """`body` may list the `levels` newly passed; else it is the claimed one."""
        levels = self._levels(facts, body)
        return {"scheme": facts["scheme"], "level": facts["level"], "above": 0, "levels": levels}

    def _levels(self, facts: Facts, body: Facts) -> list[str]:
        levels = [" ".join(str(level).split()) for level in body.get("levels") or (facts["level"],)]
        if "" in levels or len({identity(level) for level in levels}) < len(levels) or facts["level"] not in levels:
            raise LookupError(f"核定的等级应逐个写明，不重复，并包括申报的“{facts['level']}”")
        return levels

    def claim_key(self, facts: Facts) -> str:
        return f"{facts['scheme']}/{facts['level']}"


def certificate(scheme: Scheme, level: str) -> str:
    """A level with its scheme, as one says it."""
    return level if level.startswith(scheme.name) else f"{scheme.name} {level}"


def _level(scheme: Scheme, rank: int) -> str:
    return next((level for level, r in scheme.ranks.items() if r == rank), "")


def ladder_unknown(item: LadderItem, scheme: Scheme, level: str) -> str:
    return f"{scheme.name}“{level}”：政策文件尚未录入该标准的等级次序，{item.clause} 转人工核定"


def level_unreadable(item: LadderItem, why: str) -> str:
    return f"录入等级次序以前登记的等级不能识别：{why}；{item.clause} 转人工核定"


def ladder_asked(item: LadderItem, scheme: Scheme, level: str) -> str:
    known = " → ".join(scheme.ranks) or "未录入"
    return f"{scheme.name}：每级 {figures(scheme.step)} 元；等级由低到高：{known}；申报等级：{level}"


def level_below(item: LadderItem, scheme: Scheme, level: str, held: int) -> str:
    gap = 1 - scheme.ranks[level]
    return f"通过 {certificate(scheme, level)}，{item.clause} 要求{_level(scheme, 1)}以上，还差 {gap} 级"


def level_not_new(item: LadderItem, scheme: Scheme, level: str, held: int) -> str:
    gap = held + 1 - scheme.ranks[level]
    text = (
        f"通过 {certificate(scheme, level)}，此前最高已为{_level(scheme, held)}，"
        f"{item.clause} 要求首次通过且比此前提高，本次没有提高"
    )
    top = max(scheme.ranks.values())
    return text + (f"，还差 {gap} 级（{_level(scheme, held + 1)}）" if held < top else "；此前已达最高等级，无可再提高")


def entry_level_unpaid(item: LadderItem, scheme: Scheme, level: str, held: int) -> str:
    return f"通过 {certificate(scheme, level)}，{item.clause} 按“{item.choice('step')}”计算，要求高于{level}，还差 1 级"


def levels_newly_passed(item: LadderItem, scheme: Scheme, level: str, held: int) -> str:
    before = f"此前最高{_level(scheme, held)}" if held else f"此前未达到{_level(scheme, 1)}"
    return f"首次通过 {certificate(scheme, level)}，{before}，新提高 {scheme.ranks[level] - held} 级"


def levels_found(item: LadderItem, scheme: Scheme, level: str, held: int) -> str:
    ladder = " → ".join(scheme.ranks)
    top = scheme.ranks[level]
    passed = "、".join(name for name, rank in scheme.ranks.items() if held < rank <= top)
    return f"{scheme.name} 由低到高：{ladder}；{_level(scheme, 1)}以上新达到：{passed or '无'}"


def steps_worked(item: LadderItem, scheme: Scheme, steps: int) -> str:
    return f"{item.say_reading('step')}，计 {steps} 级 × {figures(scheme.step)} 元 = {figures(steps * scheme.step)} 元"
