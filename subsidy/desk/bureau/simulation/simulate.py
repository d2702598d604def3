"""A register under two policies: what differs, for whom, and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from typing import NamedTuple

from subsidy.desk.bureau.policies.compare import compare
from subsidy.desk.bureau.runs.listed import NO_DISTRICT
from subsidy.desk.bureau.simulation.decided import Decided, decide
from subsidy.desk.bureau.simulation.fare import fare
from subsidy.desk.bureau.simulation.register import Entry, Register
from subsidy.desk.bureau.simulation.result import Change, FirmChange, Simulation, Sum, YearFare
from subsidy.desk.bureau.simulation.worth import ABSENT, Worth
from subsidy.desk.common import Progress, quiet
from subsidy.kinds import Item
from subsidy.letters.forms import by_district
from subsidy.model import REFERRED
from subsidy.policy import Policy


class Pair(NamedTuple):
    """A claim under both policies."""

    entry: Entry
    item: str
    old: Worth
    new: Worth


def simulate(
    register: Register, old: Policy, new: Policy, progress: Progress = quiet, workers: Executor | None = None
) -> Simulation:
    """What `new` in place of `old` would have cost, and for whom; the same whoever does the work (`workers`).

    FanoutError where the workers are lost.
    """
    before = decide(register, old, old, progress, workers)
    after = before if new.digest == old.digest else decide(register, new, old, progress, workers)
    pairs = list(_pairs(register, before, after))
    changed = list(_changed(register, before, after))
    years = sorted(register.appropriations)
    districts = sorted({pair.entry.district for pair in pairs}, key=by_district)
    whole = _sum("合计", pairs)
    return Simulation(
        years=tuple(years),
        old=old.digest,
        new=new.digest,
        parts=tuple(compare(old.source, new.source)),
        applications=len(register.entries),
        claims=len(pairs),
        whole=whole,
        by_year=tuple(_sums(pairs, years, lambda pair: pair.entry.year, lambda year: f"{year} 年度")),
        clauses=tuple(_sums(pairs, _items(old, new), lambda pair: pair.item, lambda name: _title(old, new, name))),
        districts=tuple(_sums(pairs, districts, lambda pair: pair.entry.district, lambda name: name or NO_DISTRICT)),
        gainers=tuple(_most(one for one in changed if one.difference > 0)),
        losers=tuple(_most(one for one in changed if one.difference < 0)),
        even=tuple(one for one in changed if not one.difference),
        fares=tuple(YearFare(year, fare(register, before, year), fare(register, after, year)) for year in years),
        notes=tuple(_notes(old, new, pairs, register, whole)),
    )


def _pairs(register: Register, before: Decided, after: Decided) -> Iterator[Pair]:
    for entry, old, new in zip(register.entries, before.worths, after.worths, strict=True):
        for told, was, now in zip(entry.claims, old, new, strict=True):
            yield Pair(entry, told.item, was, now)


def _changed(register: Register, before: Decided, after: Decided) -> Iterator[FirmChange]:
    for place, entry in enumerate(register.entries):
        old, new = before.worths[place], after.worths[place]
        moved = [index for index, (a, b) in enumerate(zip(old, new, strict=True)) if a.amount != b.amount]
        if not moved:
            continue
        why, reasons = before.reasons(place, moved), after.reasons(place, moved)
        changes = []
        for index, was_said, said in zip(moved, why, reasons, strict=True):
            name = entry.claims[index].item
            item = _item(before.policy, after.policy, name)
            head = (name, item.clause, item.title) if item else (name, "", name)
            changes.append(Change(*head, old[index], new[index], was_said, said))
        was, now = (sum(one.amount for one in worths) for worths in (old, new))
        yield FirmChange(entry.year, entry.uscc, entry.name, entry.district, was, now, tuple(changes))


def _most(found: Iterable[FirmChange]) -> list[FirmChange]:
    return sorted(found, key=lambda one: (-abs(one.difference), one.uscc, one.year))


def _sums(
    pairs: Sequence[Pair], order: Iterable[object], key: Callable[[Pair], object], name: Callable[..., str]
) -> list[Sum]:
    """The sums of those that stand in the register, in this order."""
    found: dict[object, list[Pair]] = {}
    for pair in pairs:
        found.setdefault(key(pair), []).append(pair)
    return [_sum(name(one), found[one]) for one in order if one in found]


def _sum(name: str, pairs: Iterable[Pair]) -> Sum:
    old = new = 0
    firms: tuple[set[str], set[str]] = (set(), set())
    referred: Counter[bool] = Counter()
    for pair in pairs:
        old, new = old + pair.old.amount, new + pair.new.amount
        for later, worth in enumerate((pair.old, pair.new)):
            referred[bool(later)] += worth.outcome == REFERRED
            if worth.amount:
                firms[later].add(pair.entry.uscc)
    return Sum(name, (len(firms[0]), len(firms[1])), old, new, (referred[False], referred[True]))


def _items(old: Policy, new: Policy) -> list[str]:
    """The items of both, in the order of the changed text; what it has no more comes after."""
    return list(dict.fromkeys((*new.items, *old.items)))


def _item(old: Policy, new: Policy, name: str) -> Item | None:
    return new.items.get(name) or old.items.get(name)


def _title(old: Policy, new: Policy, name: str) -> str:
    item = _item(old, new, name)
    return f"{item.clause} {item.title}" if item else name


def _notes(old: Policy, new: Policy, pairs: Sequence[Pair], register: Register, whole: Sum) -> Iterator[str]:
    """What the figures leave out, for who reads them."""
    known = {*old.items, *(pair.item for pair in pairs)}
    fresh = [_title(old, new, name) for name in new.items if name not in known]
    if fresh:
        yield f"新增的事项没有人申报过，其支出未计入：{'、'.join(fresh)}"
    lost = Counter(pair.item for pair in pairs if pair.new.outcome == ABSENT and pair.old.outcome != ABSENT)
    for name, count in lost.items():
        why = "改后政策没有该事项" if name not in new.items else "所填内容按改后政策无法核算，须另行核定"
        yield f"{_title(old, new, name)}：{count} 项申报按 0 元计，{why}"
    unread = sum(pair.old.outcome == ABSENT for pair in pairs)
    if unread:
        yield f"{unread} 项申报按现行政策无法核算，改前按 0 元计"
    missing = [str(year) for year, amount in register.appropriations.items() if amount is None]
    if missing:
        yield f"{'、'.join(missing)} 年度没有设定预算，未测算预算安排"
    was, now = whole.referred
    if was or now:
        yield f"转人工核定的申报改前 {was} 项、改后 {now} 项，核定金额未计入"
