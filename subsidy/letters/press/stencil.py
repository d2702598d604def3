"""Letters set from what WeasyPrint showed: each unit of a page (a paragraph, a row) as it laid one of that kind out.

WeasyPrint stays the template and the judge. A unit is learnt from a letter it laid out: a paragraph of so many lines is
so high, and its lines stand so. A letter whose units are all known is put together from them, page by page; any other
is laid out by WeasyPrint, and what it taught is kept only if the letter put together is alike to the one laid out, text
for text and rule for rule.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..fonts import faces
from . import breaking
from .blocks import Block, Letterform, Unit
from .breaking import Line, Style
from .judge import NEAR, alike, laid_out
from .record import Laid
from .record import Line as Seen
from .sheet import Page, Rect, Sheet, Text

ALIGN = {"start": 0.0, "left": 0.0, "center": 0.5, "right": 1.0, "end": 1.0}

Lines = list[tuple[Line, ...]]
Places = list[tuple[int, float]]  # units by number, and where each begins


class Slot(NamedTuple):
    """Which line of its block a text is, and `anchor`: what of the line stays in place, its start, middle or end."""

    line: int
    anchor: float


class Part(NamedTuple):
    """A unit as laid out, from its own top: its texts, each to be set anew or (no slot) as it is, and its rules.

    One that does not flow with the text stands at `top` of the page.
    """

    top: float
    height: float
    flows: bool
    texts: tuple[tuple[Text, Slot | None], ...]
    rects: tuple[Rect, ...]
    qr: tuple[float, float] | None


class TooTallError(Exception):
    """The letter is longer than a page."""


class Geometry(NamedTuple):
    """Of a page, the first or any other: between where text stands."""

    top: float
    bottom: float


class Stencils:
    """What one process has learnt from WeasyPrint; `declined` counts the letters that taught nothing."""

    def __init__(self) -> None:
        self.styles: dict[str, Style] = {}
        self.parts: dict[Any, Part] = {}
        self.gaps: dict[tuple[str, str], float] = {}
        self.pages: dict[bool, Geometry] = {}  # of later pages under True
        self.numbers: dict[tuple[int, int], tuple[Text, ...]] = {}  # what stands in the margin of a page of so many
        self.declined = 0

    def compose(self, form: Letterform, several: bool = False) -> Sheet | None:
        """The letter put together, on `several` pages if it may; None where something in it is not known yet.

        TooTallError where it needs more than the one page it may have.
        """
        lines = self._lines(form.blocks)
        parts = [self.parts.get(key) for key in self._keys(form, lines)] if lines else [None]
        if lines is None or None in parts:
            return None
        known = [part for part in parts if part]
        places = self._paginate(form.units, known, several)
        if places is None or (0, len(places)) not in self.numbers:
            return None
        return Sheet(form.title, tuple(self._pages(form, lines, known, places)), form.tree)

    def learn(self, pages: Sequence[Laid], roll: Laid, form: Letterform) -> Sheet:
        """The letter as laid out; where our own breaking and paging agree, its units are known from now on.

        `roll`: the letter on one page however long, which is its only page where it has but one.
        """
        plain = laid_out(pages, form)
        kept = [dict(known) for known in self._known()]
        if self._learn(pages, roll, form):
            composed = self.compose(form, several=True)
            if composed and alike(composed, plain):
                return composed
        for known, before in zip(self._known(), kept, strict=True):
            known.clear()
            known.update(before)
        self.declined += 1
        return plain

    def _known(self) -> tuple[dict[Any, Any], ...]:
        return self.styles, self.parts, self.gaps, self.pages, self.numbers

    def _learn(self, pages: Sequence[Laid], roll: Laid, form: Letterform) -> bool:
        at = {block.element: position for position, block in enumerate(form.blocks)}
        seen: dict[int, list[Seen]] = {}
        for line in roll.lines:
            if line.texts and line.element is not None:
                if line.element not in at:
                    return False
                seen.setdefault(at[line.element], []).append(line)
        for position, found in seen.items():
            self.styles.setdefault(form.blocks[position].path, _style(found[0]))
        lines = self._lines(form.blocks)
        if lines is None or not _agree(lines, seen):
            return False
        before, bottom = "", 0.0
        for unit, key in zip(form.units, self._keys(form, lines), strict=True):
            part = self._part(roll, form, unit, seen)
            self.parts.setdefault(key, part)
            if part.flows:
                self.gaps.setdefault((before, unit.path), part.top - bottom)
                before, bottom = unit.path, part.top + part.height
        for number, page in enumerate(pages):
            self.pages.setdefault(number > 0, Geometry(page.top, page.bottom))
            margin = tuple(text for line in page.lines if line.element is None for text in line.texts)
            self.numbers.setdefault((number, len(pages)), margin)
        return True

    def _paginate(self, units: list[Unit], parts: list[Part], several: bool) -> list[Places] | None:
        """The units of each page and their tops, as the style sheet breaks pages; None where a page is unknown yet."""
        pages: list[Places] = [[(i, part.top) for i, part in enumerate(parts) if not part.flows]]
        flowing = [i for i, part in enumerate(parts) if part.flows]
        at = start = 0  # the next unit, and the first of this page, among those that flow
        y, before = 0.0, ""
        while at < len(flowing):
            unit = units[flowing[at]]
            # what a later page begins with stands at its top, whatever its own margin
            gap = 0.0 if len(pages) > 1 and at == start else self.gaps.get((before, unit.path))
            if gap is None or (len(pages) > 1) not in self.pages:
                return None
            top = y + gap
            bottom = top + parts[flowing[at]].height
            if bottom <= self.pages[len(pages) > 1].bottom + NEAR:
                pages[-1].append((flowing[at], top))
                y, before, at = bottom, unit.path, at + 1
                continue
            if not several:
                raise TooTallError
            while at > start and units[flowing[at]].glued:
                at -= 1
                pages[-1].pop()
            if at == start or True not in self.pages:
                return None
            pages.append([])
            y, start = self.pages[True].top, at
            head = units[flowing[at]].head
            if head is not None:
                pages[-1].append((head, y))
                y, before = y + parts[head].height, units[head].path
        return pages

    def _pages(self, form: Letterform, lines: Lines, parts: list[Part], places: list[Places]) -> Iterator[Page]:
        for number, page in enumerate(places):
            texts: list[Text] = []
            rects: list[Rect] = []
            qr = None
            for i, top in sorted(page) if number == 0 else page:
                part = parts[i]
                texts += [self._text(text, slot, form.units[i], lines, form.blocks, top) for text, slot in part.texts]
                rects += [rect._replace(y=rect.y + top) for rect in part.rects]
                if part.qr:
                    qr = part.qr[0], part.qr[1] + top
            texts += self.numbers[number, len(places)]
            yield Page(tuple(texts), tuple(rects), qr)

    def _keys(self, form: Letterform, lines: Lines) -> Iterator[Any]:
        return (_key(unit, lines, form.blocks, self.styles) for unit in form.units)

    def _part(self, page: Laid, form: Letterform, unit: Unit, seen: dict[int, list[Seen]]) -> Part:
        boxes = [box for box in page.boxes if unit.start <= box.element < unit.stop]
        own = boxes[0]
        texts = []
        for position in unit.blocks:
            for number, line in enumerate(seen[position]):
                slot = self._slot(line, number, form.blocks[position])
                texts += [
                    (text._replace(y=text.y - own.top, block=position - unit.blocks.start), slot) for text in line.texts
                ]
        rects = tuple(rect._replace(y=rect.y - own.top) for box in boxes for rect in box.rects)
        qr = next(((box.left, box.top - own.top) for box in boxes if box.element == form.qr), None)
        return Part(own.top, own.bottom - own.top, own.flows, tuple(texts), rects, qr)

    def _slot(self, line: Seen, number: int, block: Block) -> Slot | None:
        style = self.styles[block.path]
        return None if style.literal else Slot(number, line.texts[0].x + line.extent * style.align)

    def _lines(self, blocks: Sequence[Block]) -> Lines | None:
        found = []
        for block in blocks:
            style = self.styles.get(block.path)
            broken = breaking.lines(block.pieces, style) if style else None
            if broken is None:
                return None
            found.append(broken)
        return found

    def _text(self, text: Text, slot: Slot | None, unit: Unit, lines: Lines, blocks: list[Block], top: float) -> Text:
        block = unit.blocks.start + (text.block or 0)
        if slot is None:
            return text._replace(y=text.y + top, block=block)
        style = self.styles[blocks[block].path]
        runs, width = breaking.runs(lines[block][slot.line].text, style.families, style.size)
        return Text(slot.anchor - width * style.align, text.y + top, text.color, runs, block)


def _key(unit: Unit, lines: Lines, blocks: Sequence[Block], styles: dict[str, Style]) -> Any:
    """A unit's shape: its blocks, and of each the lines: the shapes of their pieces, or as they are (a literal's)."""
    shape = []
    for i in unit.blocks:
        style = styles[blocks[i].path]
        made = tuple(line.text if style.literal else line.shapes for line in lines[i])
        shape.append((blocks[i].path, made))
    return unit.path, tuple(shape)


def _style(seen: Seen) -> Style:
    style = seen.style
    families = tuple(family for family in style["font_family"] if family in faces())
    wraps = style["white_space"] not in ("nowrap", "pre")
    align = ALIGN.get(style["text_align_all"], 0.0)
    return Style(families, style["font_size"], seen.width, seen.indent, align, wraps, seen.loose)


def _agree(lines: Lines, seen: dict[int, list[Seen]]) -> bool:
    """Whether every block is laid out in just the lines that we broke it into, each in one piece."""
    for position, broken in enumerate(lines):
        found = seen.get(position, [])
        if [line.said for line in found] != [line.text for line in broken] or any(
            len(line.texts) != 1 for line in found
        ):
            return False
    return True
