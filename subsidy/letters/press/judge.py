"""WeasyPrint's own sheet of a letter, and whether another prints the same."""

from collections.abc import Sequence
from typing import Any

from .blocks import Letterform
from .record import NEAR, Laid
from .sheet import Page, Sheet, Text


def laid_out(pages: Sequence[Laid], form: Letterform) -> Sheet:
    """The sheet of a letter just as WeasyPrint laid it out, on any number of pages."""
    at = {block.element: position for position, block in enumerate(form.blocks)}
    made = []
    for page in pages:
        texts = [
            text._replace(block=None if line.element is None else at.get(line.element))
            for line in page.lines
            for text in line.texts
        ]
        rects = tuple(rect for box in page.boxes for rect in box.rects)
        qr = next(((box.left, box.top) for box in page.boxes if box.element == form.qr), None)
        made.append(Page(tuple(texts), rects, qr))
    return Sheet(form.title, tuple(made), form.tree)


def alike(one: Sheet, other: Sheet) -> bool:
    """Whether two sheets print the same: the same glyphs and rules in the same places, to a fiftieth of a pixel."""
    if len(one.pages) != len(other.pages):
        return False
    return all(
        _same(sorted(mine.texts, key=_order), sorted(its.texts, key=_order))
        and _same(sorted(mine.rects), sorted(its.rects))
        and _near(mine.qr or (), its.qr or ())
        for mine, its in zip(one.pages, other.pages, strict=True)
    )


def _order(text: Text) -> Any:
    return -1 if text.block is None else text.block, round(text.y), text.x


def _same(mine: Sequence[Any], its: Sequence[Any]) -> bool:
    return len(mine) == len(its) and all(map(_near, mine, its))


def _near(one: Any, other: Any) -> bool:
    return len(one) == len(other) and all(
        abs(a - b) <= NEAR if isinstance(a, float) else a == b for a, b in zip(one, other, strict=True)
    )
