"""The texts of a letter's HTML, block by block, and the units that a page is set in."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import lxml.html  # type: ignore[import-untyped]

from .sheet import Tag

INLINE = ("span", "br")
WHOLE = "whole"  # the class of a span that stays on one line
GLUED, GLUING = {"close"}, {"last", "before-sum"}  # what the style sheet keeps with what stands before, or after
TAGS = {"article": "Art", "p": "P", "h1": "H1", "h2": "H2", "div": "Div", "section": "Sect", "table": "Table"}
TAGS |= {"thead": "THead", "tbody": "TBody", "tr": "TR", "th": "TH", "td": "TD"}


class Piece(NamedTuple):
    """A part of a block's text; a `whole` one is not broken, and one of a newline ends the line."""

    text: str
    whole: bool = False


class Block(NamedTuple):
    """One block of text: the number of its element, the path of elements and classes down to it, its pieces."""

    element: int
    path: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole text, a forced break as a newline."""
        return "".join(piece.text for piece in self.pieces)


class Unit(NamedTuple):
    """What is set as one: a child of the letter, or a row of its table. Its elements from `start` to before `stop`.

    `head`: the unit repeated above it where a page begins with it (a row's headings). `glued`: no page begins with it.
    """

    path: str
    start: int
    stop: int
    blocks: range
    head: int | None
    glued: bool


class Letterform(NamedTuple):
    """A letter's HTML, read: its title, its blocks and units in order, the tree of its tags, and its code's element."""

    title: str
    blocks: list[Block]
    units: list[Unit]
    tree: tuple[Tag, ...]
    qr: int | None


def read(html: str) -> Letterform:
    """The blocks of one letter's HTML."""
    root = lxml.html.document_fromstring(html)
    reader = _Reader({element: number for number, element in enumerate(root.iter())})
    body = root.find("body")
    tree = tuple(reader.tag(child, "") for child in body)
    return Letterform(root.findtext("head/title") or "", reader.blocks, reader.units, tree, reader.qr)


class _Reader:
    def __init__(self, numbers: dict[Any, int]) -> None:
        self.numbers = numbers
        self.blocks: list[Block] = []
        self.units: list[Unit] = []
        self.qr: int | None = None
        self.head = 0

    def tag(self, element: Any, above: str) -> Tag:
        """The tag of an element, having read what is in it."""
        path = f"{above}/{_own(element)}"
        if (element.get("id") or "").startswith("qr-"):
            self.qr = self.numbers[element]
        first = len(self.blocks)
        pieces = _pieces(element)
        if pieces:
            self.blocks.append(Block(self.numbers[element], path, pieces))
        kids = () if pieces else tuple(self.tag(child, path) for child in element if child.tag not in INLINE)
        if _is_unit(element):
            start = self.numbers[element]
            stop = start + sum(1 for _ in element.iter())
            heads, glued = self._joined(element)
            self.units.append(Unit(path, start, stop, range(first, len(self.blocks)), heads, glued))
        name = TAGS.get(element.tag, "Div")
        return Tag(name, kids, first if pieces else None, int(element.get("colspan") or 1))

    def _joined(self, element: Any) -> tuple[int | None, bool]:
        """Where the headings of a row stand among the units, and whether the unit must stay with the one before."""
        before = element.getprevious()
        glued = _classes(element) & GLUED or (before is not None and _classes(before) & GLUING)
        if element.tag != "tr":
            return None, bool(glued)
        if element.getparent().tag == "thead":
            self.head = len(self.units)
            return None, bool(glued)
        return self.head, bool(glued) or len(self.units) == self.head + 1


def _classes(element: Any) -> set[str]:
    return set((element.get("class") or "").split())


def _is_unit(element: Any) -> bool:
    """A child of the letter that is no table, or a row."""
    return element.tag == "tr" or (element.getparent().tag == "article" and element.tag != "table")


def _own(element: Any) -> str:
    """What of an element decides how it is set; the columns of a table are as wide as its headings say."""
    said = f"{element.tag}.{element.get('class', '')}{element.get('style', '')}"
    if element.tag == "table":
        said += ",".join(cell.get("class", "") for cell in element.iterfind("thead/tr/th"))
    return said


def _pieces(element: Any) -> tuple[Piece, ...]:
    if any(child.tag not in INLINE for child in element):
        return ()
    found: list[Piece] = []
    open_ = False  # whether a space would stand here
    for text, whole in _raw(element):
        said = text if text == "\n" and whole else _collapse(text, open_)
        if said:
            open_ = said[-1] not in " \n"
            found.append(Piece(said, whole))
    while found and not found[-1].text.rstrip(" "):
        found.pop()
    if found:
        found[-1] = found[-1]._replace(text=found[-1].text.rstrip(" "))
    return tuple(found)


def _raw(element: Any) -> Iterator[tuple[str, bool]]:
    if element.text:
        yield element.text, False
    for child in element:
        yield ("\n", True) if child.tag == "br" else (child.text_content(), child.get("class") == WHOLE)
        if child.tail:
            yield child.tail, False


def _collapse(text: str, open_: bool) -> str:
    """Blanks as HTML takes them: any number is one space, none at the start of a line; 全角空格 is a character."""
    blanks = " \n\t"
    said = " ".join(part for part in text.translate({9: 32, 10: 32}).split(" ") if part)
    before = " " if text[0] in blanks and open_ else ""
    after = " " if said and text[-1] in blanks else ""
    return before + said + after
