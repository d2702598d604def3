"""A letter as it stands on paper: texts and rules in their places; measured in CSS pixels from the top left."""

from typing import NamedTuple


class Run(NamedTuple):
    """Glyphs of one face in one size: each with the characters it stands for."""

    family: str
    size: float
    glyphs: tuple[tuple[int, str], ...]


class Text(NamedTuple):
    """One piece of text on one line, from (x, baseline y); color as PDF writes it.

    `block` is the block of the letter's HTML that it belongs to, None for a page number.
    """

    x: float
    y: float
    color: str
    runs: tuple[Run, ...]
    block: int | None


class Rect(NamedTuple):
    """A filled rectangle: a rule, or one side of a border."""

    x: float
    y: float
    width: float
    height: float
    color: str


class Page(NamedTuple):
    """One page of a letter; `qr` is the place of the code, where there is one."""

    texts: tuple[Text, ...]
    rects: tuple[Rect, ...]
    qr: tuple[float, float] | None = None


class Tag(NamedTuple):
    """An element of structure by its tag in PDF: a block of text, or other elements."""

    name: str
    kids: tuple["Tag", ...] = ()
    block: int | None = None
    span: int = 1  # columns that a cell of a table takes


class Sheet(NamedTuple):
    """One letter on all its pages of A4, and the tree of its tags."""

    title: str
    pages: tuple[Page, ...]
    tree: tuple[Tag, ...]
