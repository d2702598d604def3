"""What differs between two versions of a policy: part by part, line by line, in words."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from subsidy.desk.bureau.policies import lines
from subsidy.desk.bureau.policies.lines import Line, Source

ADDED, REMOVED, CHANGED = "新增", "删去", "改动"


class Change(NamedTuple):
    """A line that is new, gone or says something else now; '' where it said nothing."""

    kind: str
    label: str
    before: str
    after: str


class Part(NamedTuple):
    """A part of the policy in which something differs: its title, how it stands as a whole, and its lines."""

    title: str
    kind: str
    changes: tuple[Change, ...]


def compare(a: Source, b: Source) -> list[Part]:
    """Every part that differs, in the order of the file; what stood in the first only comes after that."""
    parts = [
        _part("基本情况", lines.head(a), lines.head(b)),
        *_rows("企业条件", a["conditions"], b["conditions"], lambda row: str(row["label"]), lines.condition),
        _part("年度预算和储备", lines.appropriation(a), lines.appropriation(b)),
        *_rows("", a["items"], b["items"], lambda row: f"{row['clause']} {row['title']}", lines.item),
        _order(a["items"], b["items"]),
    ]
    return [part for part in parts if part.changes]


def _rows(head: str, old: Iterable[Source], new: Iterable[Source], title: Any, taken: Any) -> list[Part]:
    before, after = ({row["id"]: row for row in rows} for rows in (old, new))
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        was, now = (taken(rows[name]) if name in rows else [] for rows in (before, after))
        shown = title(after.get(name) or before[name])
        kind = ADDED if name not in before else REMOVED if name not in after else CHANGED
        found.append(_part(f"{head}：{shown}" if head else shown, was, now, kind))
    return found


def _order(old: Iterable[Source], new: Iterable[Source]) -> Part:
    """That the same items stand in another order, in which lists and letters show them."""
    was, now = ({row["id"]: row["title"] for row in rows} for rows in (old, new))
    before, after = ([one for one in rows if one in was and one in now] for rows in (was, now))
    differs = before != after
    texts = ("、".join(rows[one] for one in order) for rows, order in ((was, before), (now, after)))
    return Part("事项的排列", CHANGED, (Change(CHANGED, "次序", *texts),) if differs else ())


def _part(title: str, old: list[Line], new: list[Line], kind: str = CHANGED) -> Part:
    before, after = _by_place(old), _by_place(new)
    found = []
    for place in [*after, *(place for place in before if place not in after)]:
        was, now = before.get(place), after.get(place)
        if now is None and was is not None:
            found.append(Change(REMOVED, was.label, was.text, ""))
        elif was is None and now is not None:
            found.append(Change(ADDED, now.label, "", now.text))
        elif was is not None and now is not None and was.text != now.text:
            found.append(Change(CHANGED, now.label, was.text, now.text))
    return Part(title, kind, tuple(found))


def _by_place(found: list[Line]) -> Mapping[tuple[str, ...], Line]:
    return {line.place: line for line in found}
