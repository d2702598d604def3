"""What is drawn on the pages of a file that no seal covers: a letter's own content is written in very few words."""

import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pikepdf

from subsidy.letters.press.pdfa import A4
from subsidy.letters.press.qr import SIDE
from subsidy.letters.press.tags import SCALE

from .report import Finding

MAX_DRAWN = 4_000_000  # bytes of what is drawn on all pages; a letter has some ten thousand a page
THIN = 4.0  # CSS pixels: every rule of a letter is thinner
NEAR = 0.01
LEVELS = 10  # of the page tree that are looked at; a letter has two
OWN = frozenset((
    "/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/StructParents", "/Tabs",
    "/Kids", "/Count", "/Annots", "/AA",  # the last two are told by themselves
))  # fmt: skip
ORIGIN = (SCALE, 0, 0, -SCALE, 0, A4[1])  # where a letter's content has its corner, and its unit
UPRIGHT = (1, 0, 0, -1)
PLAIN = frozenset(("q", "Q", "ET", "Tf", "Tj", "rg"))
ALIEN = {
    "线条": ("m", "l", "c", "v", "y", "h", "S", "s", "B", "B*", "b", "b*", "w", "J", "j", "M", "d", "RG", "G", "K"),
    "色块": ("F", "f*"),
    "剪裁": ("W", "W*", "n"),
    "图像": ("Do", "INLINE IMAGE"),
    "底纹": ("sh",),
    "透明": ("gs",),
    "看不见的文字": ("Tr",),
}
_KINDS = {word: kind for kind, words in ALIEN.items() for word in words}

Box = tuple[float, float, float, float]


def alien(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """What is set or drawn on the pages and never is in a letter, a finding for each sort on each page."""
    left = MAX_DRAWN
    for number, page in enumerate(pdf.pages, 1):
        for text, found in _set(page):
            yield Finding("pages", text, found, page=number)
        try:
            content = _content(page, left)
            kinds = dict.fromkeys(_Drawn(number == 1).kinds(_words(pdf.make_stream(content))))
        except (pikepdf.PdfError, zlib.error, AttributeError, IndexError, TypeError, UserWarning, ValueError):
            yield Finding("pages", "页面所画的内容不是告知书的写法", page=number)
            continue
        left -= len(content)
        if kinds:
            yield Finding("pages", "画有告知书没有的东西", "、".join(kinds), page=number)


def _set(page: pikepdf.Page) -> Iterator[tuple[str, str]]:
    """What a page says of itself: its size, and what may turn, cut or cover it; its faces."""
    if not _near(page.mediabox, (0, 0, *A4)):
        yield "页面大小被改动", ""
    said: set[str] = set()
    node: Any = page.obj
    for _ in range(LEVELS):
        if not isinstance(node, pikepdf.Dictionary):
            break
        said |= set(node.keys())
        node = node.get("/Parent")
    if said - OWN:
        yield "页面有告知书没有的设置", "、".join(key.strip("/") for key in sorted(said - OWN))
    faces: Any = page.resources.get("/Font", {})
    if any(face.get("/Subtype") != "/Type0" for face in dict(faces).values()):
        yield "有告知书不用的字体", ""


def _content(page: pikepdf.Page, most: int) -> bytes:
    """What is drawn on a page, inflated; ValueError for more than `most`, or where it is packed otherwise than ours."""
    contents: Any = page.obj.get("/Contents", [])
    found = b""
    for stream in [contents] if isinstance(contents, pikepdf.Stream) else list(contents):
        packed = stream.get("/Filter")
        if isinstance(packed, pikepdf.Array) and len(packed) == 1:
            packed = packed[0]
        raw = stream.read_raw_bytes()
        if packed == pikepdf.Name.FlateDecode:
            raw = zlib.decompressobj().decompress(raw, most + 1)
        elif packed is not None and not (isinstance(packed, pikepdf.Array) and not len(packed)):
            raise ValueError
        found += raw + b"\n"
        if len(found) > most:
            raise ValueError
    return found


def _words(content: pikepdf.Stream) -> Sequence[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # pikepdf only warns of a content that breaks off
        return pikepdf.parse_content_stream(content)


class _Drawn:
    """One page's content read word by word: rules first, then texts each under its mark, then on page 1 the code."""

    def __init__(self, first: bool) -> None:
        self.first = first
        self.mark, self.figures = "", 0
        self.moved = self.written = False
        self.boxes: list[Box] = []

    def kinds(self, told: Iterable[Any]) -> Iterator[str]:
        """The sorts of what is alien, as they come."""
        steps = {"BMC": self._marked, "BDC": self._marked, "BT": self._text, "re": self._box, "f": self._filled}
        steps |= {"EMC": self._unmarked, "cm": self._placed, "Tm": self._turned}
        for operands, operator in told:
            word = str(operator)
            kind = steps[word](list(operands)) if word in steps else None
            if word not in steps and word not in PLAIN:
                kind, self.boxes = _KINDS.get(word, "其他绘图指令"), []
            if kind:
                yield kind

    def _marked(self, operands: list[Any]) -> None:
        self.mark = str(operands[0])
        self.figures += self.mark == "/Figure"

    def _unmarked(self, operands: list[Any]) -> None:
        self.mark = ""

    def _text(self, operands: list[Any]) -> None:
        self.written = True

    def _box(self, operands: list[Any]) -> None:
        x, y, width, height = map(float, operands)
        self.boxes.append((x, y, width, height))

    def _filled(self, operands: list[Any]) -> str | None:
        boxes, self.boxes = self.boxes, []
        if self.mark == "/Artifact" and not self.written:
            own = all(min(abs(width), abs(height)) < THIN for _, _, width, height in boxes)
        else:
            own = self.mark == "/Figure" and self.first and self.figures == 1 and _square(boxes)
        return None if own else "色块"

    def _placed(self, operands: list[Any]) -> str | None:
        again, self.moved = self.moved, True
        return "坐标变换" if again or not _near(operands, ORIGIN) else None

    def _turned(self, operands: list[Any]) -> str | None:
        return None if _near(operands[:4], UPRIGHT) else "坐标变换"


def _square(boxes: list[Box]) -> bool:
    """Whether boxes lie within the square of a code."""
    across = [edge for x, _, width, _ in boxes for edge in (x, x + width)]
    down = [edge for _, y, _, height in boxes for edge in (y, y + height)]
    return bool(boxes) and max(across) - min(across) < SIDE and max(down) - min(down) < SIDE


def _near(found: Iterable[Any], wanted: Iterable[float]) -> bool:
    return all(abs(float(a) - b) < NEAR for a, b in zip(found, wanted, strict=True))
