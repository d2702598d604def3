"""What a PDF is made of: what each page shows under which mark, its tags, its faces. By pikepdf and fontTools alone."""

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont

KIDS = (pikepdf.Dictionary, int)


class Shown(NamedTuple):
    """One string on a page: its font and codes, the mark it stands in (None within an artifact)."""

    font: str
    codes: tuple[int, ...]
    mark: int | None


def shown(page: pikepdf.Page) -> Iterator[Shown]:
    """Every string of a page; ValueError where something is drawn outside of every mark."""
    inside: list[Any] = []
    font = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            mark = operands[1].get("/MCID") if name == "BDC" else None
            inside.append((str(operands[0]), None if mark is None else int(mark)))
        elif name == "EMC":
            inside.pop()
        elif name == "Tf":
            font = str(operands[0])
        elif name in ("Tj", "TJ", "'", '"', "f", "S", "B", "Do", "sh", "re"):
            if not inside:
                raise ValueError(f"{name} outside of every mark")
            if name == "Tj":
                codes = bytes(operands[0])
                pairs = tuple(int.from_bytes(codes[i : i + 2], "big") for i in range(0, len(codes), 2))
                yield Shown(font, pairs, inside[-1][1])
            elif name in ("TJ", "'", '"'):
                raise ValueError(f"{name} is not written by the press")
    if inside:
        raise ValueError("a mark without end")


def unicode_of(font: Any) -> dict[int, str]:
    """What each code of a font means, by its ToUnicode."""
    said = bytes(font.ToUnicode.read_bytes()).decode("ascii")
    found: dict[int, str] = {}
    for count, block in re.findall(r"(\d+) beginbfchar\n(.*?)endbfchar", said, re.DOTALL):
        rows = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]*)>\n", block)
        assert len(rows) == int(count) <= 100
        found |= {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in rows}
    return found


def widths_of(font: Any) -> dict[int, float]:
    """The widths of a font that differ from its default."""
    found: dict[int, float] = {}
    rest = list(font.DescendantFonts[0].W)
    for code, row in zip(rest[::2], rest[1::2], strict=True):
        found |= {int(code) + i: float(width) for i, width in enumerate(row)}
    return found


class Program:
    """An embedded font program: which glyph a code draws, how wide it is, whether it draws anything."""

    def __init__(self, font: Any) -> None:
        inner = font.DescendantFonts[0]
        descriptor = inner.FontDescriptor
        self.cff = self.ttf = None
        if "/FontFile3" in descriptor:
            assert descriptor.FontFile3.Subtype == pikepdf.Name.CIDFontType0C
            assert inner.Subtype == pikepdf.Name.CIDFontType0
            fonts = CFFFontSet()
            fonts.decompile(io.BytesIO(descriptor.FontFile3.read_bytes()), None)
            self.cff = fonts[0]
            self.keyed = hasattr(self.cff, "ROS")
        else:
            assert inner.Subtype == pikepdf.Name.CIDFontType2
            assert inner.CIDToGIDMap == pikepdf.Name.Identity
            self.ttf = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))

    def _name(self, code: int) -> str:
        if self.ttf is not None:
            return self.ttf.getGlyphOrder()[code]
        return f"cid{code:05d}" if self.keyed else self.cff.charset[code]

    def width(self, code: int) -> float:
        """The advance of a code's glyph in thousandths; KeyError where the program has none."""
        name = self._name(code)
        if self.ttf is not None:
            return self.ttf["hmtx"][name][0] * 1000 / self.ttf["head"].unitsPerEm
        drawn = self.cff.CharStrings[name]
        drawn.decompile()
        drawn.draw(_Nowhere())
        return float(drawn.width) * self.cff.FontMatrix[0] * 1000 if hasattr(self.cff, "FontMatrix") else drawn.width

    def empty(self, code: int) -> bool:
        """Whether the glyph draws nothing."""
        name = self._name(code)
        pen = _Nowhere()
        if self.ttf is not None:
            self.ttf.getGlyphSet()[name].draw(pen)
        else:
            self.cff.CharStrings[name].draw(pen)
        return not pen.drawn


class _Nowhere:
    """A pen that only sees whether anything is drawn."""

    def __init__(self) -> None:
        self.drawn = 0

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)

        def draw(*_: Any, **__: Any) -> None:
            self.drawn += name not in ("closePath", "endPath", "moveTo")

        return draw


class Tagged(NamedTuple):
    """An element of the tree of tags: its object, tag, depth, and the marks that hang on it: (page object, mark)."""

    element: Any
    tag: str
    depth: int
    marks: tuple[tuple[tuple[int, int], int], ...]


def tree(pdf: pikepdf.Pdf) -> Iterator[Tagged]:
    """The elements in reading order; AssertionError where an element does not name the one above it."""
    root = pdf.Root.StructTreeRoot
    yield from _below(root.K, root, 0)


def _below(element: Any, parent: Any, depth: int) -> Iterator[Tagged]:
    assert element.P.objgen == parent.objgen
    assert element.Type == pikepdf.Name.StructElem
    kids = element.get("/K", [])
    kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    marks, below = [], []
    for kid in kids:
        if isinstance(kid, int):
            marks.append((element.Pg.objgen, kid))
        elif kid.Type == pikepdf.Name.MCR:
            marks.append((kid.Pg.objgen, int(kid.MCID)))
        else:
            below.append(kid)
    yield Tagged(element, str(element.S)[1:], depth, tuple(marks))
    for kid in below:
        yield from _below(kid, element, depth + 1)


def texts(pdf: pikepdf.Pdf) -> dict[tuple[tuple[int, int], int], str]:
    """What stands under each mark of each page."""
    found: dict[tuple[tuple[int, int], int], str] = {}
    known = {name: unicode_of(font) for name, font in pdf.pages[0].Resources.Font.items()} if pdf.pages else {}
    for page in pdf.pages:
        for one in shown(page):
            if one.mark is not None:
                key = page.objgen, one.mark
                found[key] = found.get(key, "") + "".join(known[one.font][code] for code in one.codes)
    return found
