"""The nouns: firms claim, the policy decides, awards are what was given. Immutable, nothing imported from outside."""

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple

GRANTED, REFUSED, REFERRED, NOTED = "granted", "refused", "referred", "noted"

Facts = Mapping[str, Any]


class Firm(NamedTuple):
    """A firm by its 统一社会信用代码; `conditions` holds only what was checked."""

    uscc: str
    name: str
    conditions: Mapping[str, bool]


class Claim(NamedTuple):
    """What a firm says of one item: amounts in fen, names as printed."""

    item: str
    facts: Facts


class Past(NamedTuple):
    """An award given earlier: fen, and in `facts` what identifies it (tier, list, product and grade, …).

    `own`: given in this very case, by an earlier claim or an earlier run.
    """

    item: str
    year: int
    amount: int
    facts: Facts
    own: bool = False


class Case(NamedTuple):
    """What one firm claims for one policy year, and what is known of its past (None: nobody said)."""

    id: str
    policy: str
    year: int
    firm: Firm
    claims: tuple[Claim, ...]
    history: tuple[Past, ...] | None


# A sentence not yet written: the function that says it (its name is the reason's code), and what about. A bare tuple,
# because a decision holds dozens that nobody may ever read.
Note = tuple[Callable[..., str], tuple[Any, ...]]


class Line(NamedTuple):
    """The answer to one claim: `amount` in fen, `grant` what identifies the award, None where nothing is granted."""

    claim: int
    item: Any
    outcome: str
    amount: int
    reasons: tuple[Note, ...]
    workings: tuple[Note, ...]
    readings: tuple[str, ...] = ()
    grant: Facts | None = None


# As `Line(…)` and `Past(…)` with every field, in a third of the time: one is made for every claim that is granted.
made: Callable[[tuple[Any, ...]], Line] = partial(tuple.__new__, Line)
given: Callable[[tuple[Any, ...]], Past] = partial(tuple.__new__, Past)


class Finding(NamedTuple):
    """What a person decided: on a claim that the rules leave open, or whose evidence fails; `grant` as a line's."""

    outcome: str
    amount: int
    reason: str
    grant: Facts | None = None


class Decision(NamedTuple):
    """A line for every claim of a case, in order; `to_check` names the conditions nobody has checked."""

    case: Case
    policy: Any
    lines: tuple[Line, ...]
    to_check: tuple[str, ...]

    @property
    def total(self) -> int:
        """What the lines grant together, in fen."""
        return sum(line.amount for line in self.lines)


@lru_cache(4096)  # the same few names are compared many times over
def identity(name: str) -> str:
    """What two spellings of one name have in common: width, case and spaces do not tell names apart."""
    return "".join(unicodedata.normalize("NFKC", name).upper().split())


class Condition(NamedTuple):
    """A condition of the firm itself: its id, its name in Chinese, the value wanted, and why."""

    id: str
    label: str
    wanted: bool
    why: str


WAYS = ("信息共享", "网络核验", "部门核查", "告知承诺", "上传")  # how a piece of evidence is verified
UPLOAD = WAYS[-1]


class Requirement(NamedTuple):
    """A piece of evidence for an item: what it is, how it is verified, whether a claim needs it.

    Only what is verified by `上传` is asked of the firm.
    """

    id: str
    title: str
    way: str
    required: bool
    help: str
