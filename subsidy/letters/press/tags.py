"""The tree of tags of one letter, so that it can be read aloud, searched and copied in its order."""

from collections.abc import Iterator, Sequence

from .qr import SIDE
from .sheet import Tag
from .writer import Writer, number, text

SCALE = 0.75  # points in a CSS pixel
HEIGHT = 297 / 25.4 * 96  # CSS pixels


def name(own: int) -> str:
    """The name of an element, in the order of the numbers."""
    return f"({own:08})"


class Tree:
    """Marks are given out page by page; `close` writes the elements and says which belongs to each mark."""

    def __init__(self, pdf: Writer, pages: Sequence[int], above: int, tags: Sequence[Tag]) -> None:
        self.pdf, self.pages, self.above, self.tags = pdf, pages, above, tags
        self.headings = frozenset(_headings(tags))
        self.parents: list[list[int]] = []
        self.of_block: dict[int, list[tuple[int, int]]] = {}
        self.figures: list[int] = []
        self.heads: dict[int, list[str]] = {}  # of each column of the table
        self.beside: list[str] | None = None  # of the row, where it is no row of headings
        self.named: list[int] = []  # headings, to which cells refer

    def page(self) -> None:
        """A new page begins."""
        self.parents.append([])

    def mark(self, block: int | None) -> int | None:
        """The next mark of the page, for a block of text; none for what is read only once: headings set again."""
        marks, page = self.parents[-1], len(self.parents) - 1
        if block is None or (block in self.headings and self.of_block.get(block, [(page, 0)])[0][0] != page):
            return None
        self.of_block.setdefault(block, []).append((page, len(marks)))
        marks.append(0)
        return len(marks) - 1

    def figure(self, place: tuple[float, float], alt: str) -> int:
        """The next mark of the page, for a code drawn at a place."""
        marks, (x, y) = self.parents[-1], place
        box = " ".join(number(v * SCALE) for v in (x, HEIGHT - y - SIDE, x + SIDE, HEIGHT - y))
        own = self.pdf.put(
            f"<</Type/StructElem/S/Figure/P {self.above} 0 R/Pg {self.pages[len(self.parents) - 1]} 0 R/K {len(marks)}"
            f"/Alt{text(alt)}/A<</O/Layout/BBox[{box}]>>>>"
        )
        self.figures.append(own)
        marks.append(own)
        return len(marks) - 1

    def close(self) -> list[int]:
        """Writes the elements; the numbers of the topmost."""
        return [own for tag in self.tags if (own := self._element(tag, self.above, 0))] + self.figures

    def _element(self, tag: Tag, parent: int, column: int) -> int:
        """An element, or 0 for an empty one that is no cell."""
        if not tag.kids and tag.block is None and tag.name not in ("TD", "TH"):
            return 0
        own = self.pdf.reserve()
        kids = [f"{kid} 0 R" for kid in self._kids(tag, own)]
        for page, mark in self.of_block.get(-1 if tag.block is None else tag.block, ()):
            self.parents[page][mark] = own
            kids.append(f"<</Type/MCR/Pg {self.pages[page]} 0 R/MCID {mark}>>" if page else str(mark))
        said = f"<</Type/StructElem/S/{tag.name}/P {parent} 0 R/Pg {self.pages[0]} 0 R/K[{' '.join(kids)}]"
        self.pdf.put(said + self._cell(tag, column, own) + ">>", own)
        return own

    def _kids(self, tag: Tag, own: int) -> list[int]:
        if tag.name == "Table":
            self.heads = {}
        if tag.name == "TR":
            self.beside = [] if any(kid.name == "TD" for kid in tag.kids) else None
        found, column = [], 0
        for kid in tag.kids:
            found.append(self._element(kid, own, column))
            column += kid.span
        return [kid for kid in found if kid]

    def _cell(self, tag: Tag, column: int, own: int) -> str:
        columns = range(column, column + tag.span)
        span = f"/ColSpan {tag.span}" if tag.span > 1 else ""
        if tag.name == "TH":
            self.named.append(own)
            if self.beside is not None:
                self.beside.append(name(own))
                return f"/ID{name(own)}/A<</O/Table/Scope/Row{span}>>"
            for at in columns:
                self.heads.setdefault(at, []).append(name(own))
            return f"/ID{name(own)}/A<</O/Table/Scope/Column{span}>>"
        if tag.name == "TD":
            heads = dict.fromkeys(head for at in columns for head in self.heads.get(at, ()))
            return f"/A<</O/Table/Headers[{' '.join([*heads, *(self.beside or ())])}]{span}>>"
        return ""


def _headings(tags: Sequence[Tag], within: bool = False) -> Iterator[int]:
    """The blocks of a table's headings, which stand again on every page that it reaches."""
    for tag in tags:
        if tag.block is not None and (within or tag.name == "TH"):
            yield tag.block
        yield from _headings(tag.kids, within or tag.name == "TH")
