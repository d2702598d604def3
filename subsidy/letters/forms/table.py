"""Rows of known height on pages of known height: so that the number of pages is known before anything is laid out."""

import math
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
NARROW = frozenset("abcdefghijklnopqrstuvxyz0123456789 .,;:()-/'")
LINE, PADDING = 11, 5  # points of a line, and of what a row has beside its lines: see `.list` in forms.css


def by_district(name: str | None) -> tuple[bool, str]:
    """Where a district stands in every list, number and print run: in order of names, what has none last."""
    return (not name, name or "")


def width(text: str) -> float:
    """At most so many ems wide in any of the faces."""
    return sum(0.6 if c in NARROW else 1.06 if c.isascii() else 1 for c in text)


def lines(text: str, ems: float) -> int:
    """At most so many lines in a column so many ems wide, broken anywhere but beside punctuation."""
    if width(text) <= ems:
        return 1
    return math.ceil(width(text) / (int(ems) if text.isalnum() else int(ems) - 1))


def height(cells: Iterable[tuple[str, float]]) -> int:
    """The height in points of a row of texts, each with its column's width in ems."""
    return PADDING + LINE * max((lines(text, ems) for text, ems in cells), default=1)


def pack(rows: Sequence[T], heights: Sequence[int], page: int, first: int | None = None) -> list[list[T]]:
    """The rows on pages that hold so many points (the first page may hold fewer), each row whole."""
    pages: list[list[T]] = [[]]
    left = page if first is None else first
    for row, tall in zip(rows, heights, strict=True):
        if tall > left and (pages[-1] or left < page):
            pages.append([])
            left = page
        pages[-1].append(row)
        left -= tall
    return pages


def chunks(pages: Sequence[Any], most: int) -> list[tuple[int, Sequence[Any]]]:
    """The pages in portions of at most so many, each with the number of those before it."""
    return [(start, pages[start : start + most]) for start in range(0, len(pages), most)]
