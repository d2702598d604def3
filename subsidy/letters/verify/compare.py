"""What is seen against what is carried: the text of all pages must be the text of the award, and nothing else."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from subsidy.letters import award

from . import flow
from .carried import Carried, squeezed
from .flow import Page
from .report import Finding
from .sight import Sight

NEAR, SHOWN, LEAST = 2, 60, 4  # characters: between changes that are one; of a finding; of a piece that moved
MANY, TOLD = 500, 6  # changes that are looked at; that are told, those first that matter most
RANK = ("pages", "amount", "name", "number", "text")
CHANGED, GONE, ADDED = "被改动", "被删去", "被加入"
MOST, WORK = 20, 40_000_000  # pieces that moved; characters by characters that are compared at most
FIGURES = "0123456789,."

Tile = tuple[int, int, int]  # place in the wanted text, place in the seen text, length
Fact = tuple[str, int, int]  # what stands at [start:end] of the wanted text


class Change(NamedTuple):
    """Where the wanted text [i1:i2] is [j1:j2] in the seen text instead."""

    i1: int
    i2: int
    j1: int
    j2: int


def compare(carried: Carried, sights: Sequence[Sight], signed: bool = True) -> list[Finding]:
    """Every difference between the pages and the text of the award, and what it is that was changed.

    For an award that is not `signed` only that there is one: it may be made to cost us hours.
    """
    read = [flow.page(sight, number, len(sights)) for number, sight in enumerate(sights, 1)]
    findings = [found for sight in sights for found in sight.findings] + [found for _, wrong in read for found in wrong]
    read_pages = [page for page, _ in read]
    pages = flow.without_heads(read_pages, carried.text)
    if flow.same(carried.text, [page.text for page in pages]):
        return findings
    misplaced = _misplaced(read_pages, pages, carried)
    if misplaced:
        return findings + misplaced  # what stands on the other pages says nothing more
    seen = "".join(page.text for page in pages)
    numbered = not any(wrong for _, wrong in read)  # otherwise what names the firm may be on a page that is gone
    if numbered and squeezed(carried.name) not in seen and carried.uscc not in seen:
        text = f"附件是另一封信的（{carried.whose}），与看到的文字不是同一封"
        return [*findings, Finding("attachment", text)]
    if not signed:
        return [*findings, Finding("text", "看到的文字与所附决定的文字不同")]
    return findings + _told(carried, flow.painted(carried.text, seen), pages, sights)


def _misplaced(read: Sequence[Page], pages: Sequence[Page], carried: Carried) -> list[Finding]:
    """Pages swapped, missing at the end or added there, where the others are as they should be."""
    if flow.same(carried.text, [page.text for page in flow.reordered(read, carried.text)]):
        return [Finding("pages", "各页的次序被调换")]
    left = flow.left(carried.text, [page.text for page in pages])
    if left:
        return [Finding("pages", "缺页：文字到此为止", wanted=left[:SHOWN], page=len(pages))]
    whole = next((n for n in range(1, len(pages)) if flow.same(carried.text, [page.text for page in pages[:n]])), None)
    return [Finding("pages", "这一页不是这封告知书的", page=page.number) for page in pages[whole:]] if whole else []


def _told(carried: Carried, wanted: str, pages: Sequence[Page], sights: Sequence[Sight]) -> list[Finding]:
    """The changes in words, each with its page and line; of many a handful, those that matter most."""
    seen = "".join(page.text for page in pages)
    starts = [0, *accumulate(len(page.text) for page in pages)]
    facts = _facts(carried, wanted)
    changes = differences(wanted, seen, facts)
    if not changes:
        return [Finding("text", "各段的次序与所附文字不同")]
    findings = []
    for change in changes[:MANY]:
        index = max(index for index, start in enumerate(starts[:-1]) if start <= max(min(change.j1, len(seen) - 1), 0))
        page, sight = pages[index], sights[index]
        if change.j2 - change.j1 >= len(page.text) > 0:
            findings.append(Finding("pages", "这一页不是这封告知书的", page=page.number))
        elif change.i2 - change.i1 > SHOWN and (change.j1 in starts or change.j1 == change.j2):
            findings.append(Finding("pages", "缺页，或整段文字被删去", wanted=wanted[change.i1 :][:SHOWN]))
        else:
            at = min(change.j1 - starts[index], len(page.places) - 1)
            line = sight.line(page.places[at]) if page.places else None
            findings.append(_finding(change, wanted, seen, facts)._replace(page=page.number, line=line))
    first = sorted(range(len(findings)), key=lambda at: RANK.index(findings[at].place))[:TOLD]
    more = [Finding("text", f"还有 {len(changes) - TOLD} 处不同")] if len(changes) > TOLD else []
    return [findings[at] for at in sorted(first)] + more


def remarks(findings: Sequence[Finding], carried: Carried, sights: Sequence[Sight]) -> list[Finding]:
    """What is seen otherwise under a seal that holds is a remark: reading a text back has its limits.

    But where an amount is not on the pages, the office's own program printed another one.
    """
    seen = "".join(flow.page(sight, number, len(sights))[0].text for number, sight in enumerate(sights, 1))
    blocks = [squeezed(block) for block in carried.text]
    shown = {value: sum(block.count(value) for block in blocks) for value in carried.printed_amounts}
    lost = [value for value, times in shown.items() if times > seen.count(value)]
    if lost and not any(found.place == "amount" for found in findings):
        findings = [*findings, Finding("amount", "不在页面上", wanted=lost[0])]
    return [found if lost and found.place == "amount" else _remark(found) for found in findings]


def _remark(found: Finding) -> Finding:
    text = "读出的与所附文字不同，签名完好" if found.text in (CHANGED, GONE, ADDED) else found.text
    return found._replace(text=text, grave=False)


def _facts(carried: Carried, wanted: str) -> list[Fact]:
    """Where amounts, names and numbers stand in the text."""
    values = {
        "amount": carried.printed_amounts,
        "name": (carried.name, carried.uscc),
        "number": (carried.number, award.shown(carried.code)),
    }
    return [
        (place, *found.span())
        for place, known in values.items()
        for value in known
        if value
        for found in re.finditer(rf"(?<![\d,.]){re.escape(squeezed(value))}", wanted)
    ]


def _finding(change: Change, wanted: str, seen: str, facts: Sequence[Fact]) -> Finding:
    """A change in words: which amount, name or number it touches, else the text around it."""
    i1, i2, j1, j2 = change
    for place, start, end in facts:
        if _touches(change, seen, start, end):
            start, end = min(start, i1), max(end, i2)
            found = seen[max(j1 - (i1 - start), 0) : j2 + end - i2]
            return Finding(place, CHANGED, found[:SHOWN], wanted[start:end][:SHOWN])
    before = min(LEAST, i1, j1)
    found, meant = seen[j1 - before : j2 + LEAST], wanted[i1 - before : i2 + LEAST]
    text = CHANGED if i1 < i2 and j1 < j2 else GONE if i1 < i2 else ADDED
    return Finding("text", text, found[:SHOWN], meant[:SHOWN])


def _touches(change: Change, seen: str, start: int, end: int) -> bool:
    """Whether a change lies in what stands at [start:end]; digits put before or behind a figure change it too."""
    i1, i2, j1, j2 = change
    if i1 < i2:
        return start < i2 and i1 < end
    before = i1 == start and seen[j2 - 1] in FIGURES and seen[j2 : j2 + 1] in FIGURES
    behind = i1 == end and seen[j1] in FIGURES and seen[j1 - 1 : j1] in FIGURES
    return start < i1 < end or before or behind


def differences(wanted: str, seen: str, facts: Sequence[Fact] = ()) -> list[Change]:
    """The changes from one text to the other, as seen; what only stands elsewhere is none, but for amounts."""
    first = _common(wanted, seen)
    last = _common(wanted[first:][::-1], seen[first:][::-1])
    left, right = wanted[first : len(wanted) - last], seen[first : len(seen) - last]
    tiles = [(0, 0, first), (len(wanted) - last, len(seen) - last, last)]
    if len(left) * len(right) <= WORK:
        blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
        tiles += [(i + first, j + first, n) for i, j, n in blocks if n]
        _moved(wanted, seen, tiles, [(start, end) for place, start, end in facts if place == "amount"])
    return _merged(_changes(tiles, len(wanted), len(seen)))


def _common(a: str, b: str) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _moved(wanted: str, seen: str, tiles: list[Tile], fixed: Sequence[tuple[int, int]]) -> None:
    """Adds the tiles of what is missing in one place and stands in another."""
    for _ in range(MOST):
        missing = _gaps([(i, n) for i, _, n in tiles], len(wanted))
        extra = _gaps([(j, n) for _, j, n in tiles], len(seen))
        if len(missing) * len(extra) > 2000:
            return
        best: Tile = (0, 0, 0)
        for a, b in missing:
            matcher = SequenceMatcher(None, "", wanted[a:b], autojunk=False)
            for c, d in extra:
                matcher.set_seq1(seen[c:d])
                j, i, n = matcher.find_longest_match()
                if n > best[2] and not any(start < a + i + n and a + i < end for start, end in fixed):
                    best = (a + i, c + j, n)
        if best[2] < LEAST:
            return
        tiles.append(best)


def _gaps(parts: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """What is left between parts, each a place and a length."""
    found, at = [], 0
    for start, n in sorted(parts):
        if start > at:
            found.append((at, start))
        at = max(at, start + n)
    return [*found, (at, length)] if at < length else found


def _changes(tiles: Sequence[Tile], wanted: int, seen: int) -> list[Change]:
    """What lies between the tiles: missing and extra pieces beside one and the same tile belong together."""
    extra = dict(_gaps([(j, n) for _, j, n in tiles], seen))
    ends = {i + n: j + n for i, j, n in tiles}
    begins = {i: j for i, j, n in tiles if n}
    backward = {end: start for start, end in extra.items()}
    found = []
    for i1, i2 in _gaps([(i, n) for i, _, n in tiles], wanted):
        j1 = ends.get(i1, 0)
        if j1 not in extra and begins.get(i2) in backward:
            j1 = backward[begins[i2]]
        found.append(Change(i1, i2, j1, extra.pop(j1, j1)))
    before = {j + n: i + n for i, j, n in tiles}
    found += [Change(before.get(j1, 0), before.get(j1, 0), j1, j2) for j1, j2 in extra.items()]
    return sorted(found, key=lambda change: (change.j1, change.i1))


def _merged(changes: Sequence[Change]) -> list[Change]:
    """Changes a character or two apart are one."""
    found: list[Change] = []
    for change in changes:
        last = found[-1] if found else None
        if last and 0 <= change.i1 - last.i2 <= NEAR and 0 <= change.j1 - last.j2 <= NEAR:
            found[-1] = Change(last.i1, change.i2, last.j1, change.j2)
        else:
            found.append(change)
    return found
