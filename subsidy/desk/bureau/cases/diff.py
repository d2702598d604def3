"""What changed between two submissions of a firm's year: section by section, field by field, file by file."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from schemas import typed
from schemas.describe import describe
from subsidy.desk.firm import FIRM, answers
from subsidy.desk.firm.written import NOT_FILLED, Written
from subsidy.kinds import Item
from subsidy.model import identity
from subsidy.policy import Policy

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"

Body = Mapping[str, Any]  # of a submission, as desk.firm.submit keeps it


class Change(NamedTuple):
    """A field that says something else now; NOT_FILLED where it said nothing, or says nothing now."""

    label: str
    before: str
    after: str


class Part(NamedTuple):
    """A row of a claim that lists parts: what it said, and what it says; the one or the other may be missing."""

    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Claim(NamedTuple):
    """A claim that was added, removed or changed; `number` counts those of the later submission, 0 for a removed one.

    `fields` are those that changed, all of them where it was added or removed; `parts` likewise, under `columns`.
    """

    kind: str
    number: int
    fields: tuple[Change, ...]
    columns: tuple[str, ...]
    parts: tuple[Part, ...]


class File(NamedTuple):
    """A file that came or went: for which piece of evidence, its name and its digest."""

    kind: str
    title: str
    requirement: str
    name: str
    digest: str


class Section(NamedTuple):
    """A section of an application, and all that changed in it: nothing where `kind` is SAME."""

    id: str
    title: str
    clause: str
    kind: str
    claims: tuple[Claim, ...]
    files: tuple[File, ...]


class _Row(NamedTuple):
    """A claim as it was sent: what tells it from the others, and its answers in words."""

    key: str
    told: Written


def diff(policy: Policy, before: Body, after: Body) -> tuple[Section, ...]:
    """Every section of the two submissions, in the order of the later one, what is gone at the end."""
    old, new = ({section["id"]: section for section in body["sections"]} for body in (before, after))
    names = [*new, *(name for name in old if name not in new)]
    return tuple(_section(policy, name, old.get(name), new.get(name), before, after) for name in names)


def _section(policy: Policy, name: str, old: Body | None, new: Body | None, before: Body, after: Body) -> Section:
    item = policy.items.get(name)
    claims = tuple(_claims(item, _rows(policy, item, old), _rows(policy, item, new)))
    titles = {asked["id"]: asked["title"] for body in (old, new) if body for asked in body["evidence"]}
    files = tuple(_files(name, titles, before, after))
    changed = CHANGED if claims or files else SAME
    kind = ADDED if old is None else REMOVED if new is None else changed
    shown: Body = new or old or {}
    return Section(name, shown["title"], shown["clause"], kind, claims, files)


def _rows(policy: Policy, item: Item | None, section: Body | None) -> list[_Row]:
    """The claims of a section, each with what tells it apart: its place where that cannot be read any more."""
    if section is None:
        return []
    told = section["answers"]
    if item is None or section["id"] == FIRM:
        return [_Row(f"#{place}", one) for place, one in enumerate(told)]
    specs = describe(item)
    filled = [row for row in section["values"].get("claims") or () if not typed.empty(specs, row)]
    return [
        _Row(_key(policy, item, row, place), one) for place, (row, one) in enumerate(zip(filled, told, strict=False))
    ]


def _key(policy: Policy, item: Item, row: Any, place: int) -> str:
    read = [] if item.parts else answers.read(policy, item.id, {"claims": [row]}).claims
    return item.claim_key(read[0].facts) if read else f"#{place}"


def _claims(item: Item | None, old: Sequence[_Row], new: Sequence[_Row]) -> Iterator[Claim]:
    """The claims that are not as they were."""
    for then, now in _paired([row.key for row in old], [row.key for row in new]):
        found = _claim(
            item, *(None if place is None else rows[place].told for rows, place in ((old, then), (new, now)))
        )
        if found:
            yield found._replace(number=0 if now is None else now + 1)


def _claim(item: Item | None, old: Written | None, new: Written | None) -> Claim | None:
    was, now = (dict(told["rows"]) if told else {} for told in (old, new))
    fields = tuple(
        Change(label, was.get(label, NOT_FILLED), now.get(label, NOT_FILLED))
        for label in dict.fromkeys([*now, *was])
        if was.get(label, NOT_FILLED) != now.get(label, NOT_FILLED)
    )
    columns = tuple((new or old or {}).get("columns") or ())
    parts = tuple(_parts(item, columns, *(told["table"] if told else [] for told in (old, new))))
    if old is not None and new is not None and not fields and not parts:
        return None
    return Claim(_kind(old, new), 0, fields, columns, parts)


def _kind(old: object, new: object) -> str:
    return ADDED if old is None else REMOVED if new is None else CHANGED


def _parts(
    item: Item | None, columns: Sequence[str], old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]
) -> Iterator[Part]:
    name = _name_of(item, columns)
    for then, now in _paired([name(row) for row in old], [name(row) for row in new]):
        was, is_now = (None if place is None else tuple(rows[place]) for rows, place in ((old, then), (new, now)))
        if was != is_now:
            yield Part(_kind(was, is_now), was or (), is_now or ())


def _name_of(item: Item | None, columns: Sequence[str]) -> Callable[[Sequence[str]], str]:
    """What tells a row from the others: the cell that names its part, else all of it."""
    label = item.labels.get(item.part_name) if item and item.parts else None
    if label not in columns:
        return "|".join
    place = list(columns).index(str(label))
    return lambda row: identity(row[place])


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Places in both that belong together, in the order of the new ones, then those that are gone.

    What has another key now is taken for a correction where as many have gone as have come.
    """
    known, keys = ({key: place for place, key in enumerate(_numbered(side))} for side in (old, new))
    lost = [place for key, place in known.items() if key not in keys]
    fresh = [place for key, place in keys.items() if key not in known]
    corrected = dict(zip(fresh, lost, strict=True)) if len(fresh) == len(lost) else {}
    for key, place in keys.items():
        yield known.get(key, corrected.get(place)), place
    for then in lost if not corrected else ():
        yield then, None


def _numbered(keys: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Keys with how often each stood before: the same twice is two."""
    seen: Counter[str] = Counter()
    for key in keys:
        yield key, seen[key]
        seen[key] += 1


def _files(name: str, titles: Mapping[str, str], before: Body, after: Body) -> Iterator[File]:
    old, new = (
        {(one["requirement"], one["digest"]): one for one in body["files"] if one["section"] == name}
        for body in (before, after)
    )
    for kind, here, there in ((ADDED, new, old), (REMOVED, old, new)):
        for key, one in here.items():
            if key not in there:
                wanted = one["requirement"]
                yield File(kind, titles.get(wanted, wanted), wanted, one["name"], one["digest"])
