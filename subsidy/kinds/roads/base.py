"""What every kind's roads share: a change of a case, a way not yet weighed, what it is looked for in."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from subsidy.kinds.base import Item
from subsidy.model import Case, Claim, Facts, Line, Note, Past
from subsidy.money import brief

# what a road's gain is: of exactly the change told; to be decided by a person; of one unit where there is no step
EXACT, PERSON, UNIT = "exact", "person", "unit"
THOUSAND = 100_000  # fen: the unit in which a rate without steps is told
CLAIMS = "claims"
FEN, LEVELS = "fen", "levels"
Path = tuple[str | int, ...]


class Change(NamedTuple):
    """One thing that would be otherwise: its path in the case, what stands there (None: nothing), what would.

    `by` is how much lies between, in fen or, of LEVELS, in levels; None where that is not counted.
    """

    path: Path
    was: Any
    to: Any
    by: int | None = None
    unit: str = FEN


class Worth(NamedTuple):
    """What a change is worth in fen: the gain of the whole case; what this claim's like earn now and then.

    `referred`: how many more claims would go to a person.
    """

    gain: int
    now: int
    then: int
    referred: int


class Way(NamedTuple):
    """A change that may bring more. `say` is called with its own arguments and the Worth, for the sentence."""

    changes: tuple[Change, ...]
    say: Note
    claim: int | None = None
    basis: str = EXACT


@dataclass(frozen=True, slots=True)
class View:
    """What the ways of one group of claims are looked for in: claims and awards that no other group touches.

    `claims` have their places in the case, `settled` are claims decided for good, `new` is the place of a further
    claim, `lines` are the answers to the claims by place. `weigh` says what changes are worth.
    """

    item: Any
    group: str
    claims: Sequence[tuple[int, Facts]]
    settled: Sequence[Facts]
    past: Sequence[Past]
    year: int
    new: int
    lines: Mapping[int, Line]
    weigh: Callable[[tuple[Change, ...]], Worth]

    def claim(self, facts: Facts, by: int | None = None, unit: str = FEN) -> tuple[Change, ...]:
        """A further claim of the item."""
        return (Change((CLAIMS, self.new), None, facts, by, unit),)

    def part(self, facts: Facts, by: int) -> tuple[Change, ...]:
        """A further part of the last claim, or a claim of this part where there is none."""
        parts = self.item.parts
        if not self.claims:
            return self.claim({parts: [facts]}, by)
        place, found = self.claims[-1]
        return (Change((CLAIMS, place, parts, len(found[parts])), None, facts, by),)

    def known(self) -> list[Facts]:
        """The facts of every claim, settled or not."""
        return [*(facts for _, facts in self.claims), *self.settled]


class Roads(NamedTuple):
    """How one kind looks for roads: the group that facts belong to, groups that need no claim, the ways of a group."""

    group: Callable[[Any, Facts], str]
    open: Callable[[Any, Iterable[str]], Iterable[str]]
    ways: Callable[[View], Iterable[Way]]


def whole(item: Item, facts: Facts) -> str:
    """One group for all claims of an item."""
    return ""


def always(item: Item, groups: Iterable[str]) -> Iterable[str]:
    """The one group is looked at, whether anything was claimed or not."""
    return ("",)


def another(name: str) -> Callable[[Item, Iterable[str]], Iterable[str]]:
    """A product or project that the case does not name yet is looked at too; it gets a name of its own."""

    def find(item: Item, groups: Iterable[str]) -> Iterable[str]:
        return [unused(name, set(groups))]

    return find


def unused(name: str, taken: Collection[str]) -> str:
    """The name, with the least number behind it where it is taken."""
    return next(found for number in count(1) if (found := f"{name}{number}" if number > 1 else name) not in taken)


def changed(case: Case, item: str, changes: Iterable[Change]) -> Case:
    """The case as it would be; a claim of `item` at a place that the case does not have is a further one."""
    claims = list(case.claims)
    for change in changes:
        _, place, *rest = change.path
        if place == len(claims):
            claims.append(Claim(item, change.to))
        else:
            found = claims[int(place)]
            claims[int(place)] = found._replace(facts=_put(found.facts, rest, change.to))
    return case._replace(claims=tuple(claims))


def _put(value: Any, path: Sequence[str | int], to: Any) -> Any:
    if not path:
        return to
    here: Any = path[0]
    if isinstance(value, Mapping):
        return {**value, here: _put(value.get(here), path[1:], to)}
    rows = list(value)
    rows[here : here + 1] = [_put(rows[here] if here < len(rows) else None, path[1:], to)]
    return rows


def earned(worth: Worth) -> str:
    """What comes of it, where it comes on top of what others earn."""
    return f"增加 {brief(worth.gain)}" if worth.now else f"奖励 {brief(worth.gain)}"


def risen(worth: Worth) -> str:
    """What comes of it, where an award rises."""
    return f"奖励由 {brief(worth.now)}增至 {brief(worth.then)}" if worth.now else f"奖励 {brief(worth.gain)}"
