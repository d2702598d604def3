"""What WeasyPrint laid out, box by box: the one place that knows its insides (tried with TRIED, a test watches).

Pages are painted into a stream of our own, for the glyphs that Pango chose; rules and borders are read from the boxes.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pydyf  # type: ignore[import-untyped]
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.fonts import get_pango_font_key

from .sheet import Rect, Run, Text

TRIED = "70.0"
NEAR = 0.02  # CSS pixels
_NUMBER = r"(-?[\d.]+)"
_COLOR = re.compile(rf"{_NUMBER} {_NUMBER} {_NUMBER} rg")
_MATRIX = re.compile(rf"1 0 0 -1 {_NUMBER} {_NUMBER} Tm")
_FONT = re.compile(rf"/(\w+) {_NUMBER} Tf")
_GLYPHS = re.compile(r"<([0-9a-f]*)>|(-?[\d.]+)")


class RecordError(RuntimeError):
    """A page that holds what a letter never does: a picture, a rotated text, a glyph moved out of its place."""


class Line(NamedTuple):
    """A line as laid out: its block's element by number, style and width, its indent, its texts, what they say.

    `extent`: how wide the text is; `loose`: its box is as wide as its text. Without an element it is a page number.
    """

    element: int | None
    style: Any
    width: float
    indent: float
    texts: tuple[Text, ...]
    said: str
    extent: float
    loose: bool


class Box(NamedTuple):
    """A box by its element's number: its border edges, its sides that are drawn; whether it `flows` with the text."""

    element: int
    left: float
    top: float
    bottom: float
    rects: tuple[Rect, ...]
    flows: bool


class Laid(NamedTuple):
    """A page as laid out, in the order of its tree; text stands between `top` and `bottom`."""

    lines: list[Line]
    boxes: list[Box]
    top: float
    bottom: float


class _Said(dict[int, str]):
    """Takes down what each glyph stands for where it is shown: one glyph may stand for several characters (· and •)."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[int, str]] = []

    def __contains__(self, glyph: object) -> bool:
        return False

    def __setitem__(self, glyph: int, said: str) -> None:
        self.shown.append((glyph, said))


class _Face:
    """What the painter asks of a font, and what it showed with it since the last text began."""

    png = svg = colr = bitmap = False

    def __init__(self, key: int, family: str) -> None:
        self.hash, self.family = f"F{key}", family
        self.widths: dict[int, int] = {}
        self.to_unicode = _Said()

    def get_unused_glyph_id(self, codepoint: int) -> int:
        """Asked for only after the warning that stops the letter."""
        return 0


_faces: dict[int, _Face] = {}


class _Recorder(Stream):
    """Takes down a page's texts, each with its box; what else is drawn is not kept."""

    def __init__(self, page: Any) -> None:
        resources = pydyf.Dictionary({"ExtGState": {}, "XObject": {}, "Pattern": {}, "Shading": {}})
        super().__init__(_faces, (0, 0, page.width, page.height), resources, {}, {}, {}, None)
        self.texts: dict[Any, Text] = {}

    def add_font(self, pango_font: Any) -> tuple[_Face, float]:
        """The face of a Pango font, known by the family that the style sheet gave it."""
        key, description, size = get_pango_font_key(pango_font)
        if key not in _faces:
            family = ffi.string(pango.pango_font_description_get_family(description)).decode()
            _faces[key] = _Face(key, family)
        return _faces[key], size

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        """Takes the text of one box."""
        kept: list[Any] = self.stream
        self.stream: list[Any] = []
        self._current_color = self._current_font = None
        for face in _faces.values():
            face.to_unicode.shown.clear()
        try:
            yield
        finally:
            drawn, self.stream = self.stream, kept
        if tag != "Span":
            raise RecordError("告知书中不能有图片")
        if b"BT" in drawn:
            self.texts[box] = _text([part.decode() for part in drawn])


def _text(drawn: list[str]) -> Text:
    color, place, family, size = "0 0 0", ("0", "0"), "", 0.0
    runs: list[Run] = []
    for part in drawn:
        if found := _COLOR.fullmatch(part):
            color = " ".join(found.groups())
        elif found := _MATRIX.fullmatch(part):
            place = found[1], found[2]
        elif found := _FONT.fullmatch(part):
            face = next(face for face in _faces.values() if face.hash == found[1])
            family, size = face.family, float(found[2])
        elif part.startswith("[") and family:
            runs.append(Run(family, round(size, 3), _glyphs(part, face)))
        elif part not in ("BT", "ET") and not part.endswith(" gs"):
            raise RecordError(f"告知书中有不认识的绘制指令：{part}")
    return Text(float(place[0]), float(place[1]), color, _joined(tuple(runs)), None)


def _glyphs(shown: str, face: _Face) -> tuple[tuple[int, str], ...]:
    """The glyphs of an operand of TJ, each with what it stands for."""
    found: list[tuple[int, str]] = []
    for glyphs, moved in _GLYPHS.findall(shown):
        if moved and abs(float(moved)) >= 1:
            raise RecordError(f"告知书中的文字被移动：{shown}")
        count = len(glyphs) // 4
        found += face.to_unicode.shown[:count]
        del face.to_unicode.shown[:count]
    return tuple(_spread(found))


def _spread(shown: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Of glyphs that Pango shaped together the last stands for all characters: each gets its own, as far as they go."""
    waiting: list[int] = []
    for glyph, said in shown:
        if not said:
            waiting.append(glyph)
            continue
        for first in waiting:
            yield first, said[:-1] and said[0]
            said = said[1:] if said[:-1] else said
        yield glyph, said
        waiting = []
    yield from ((glyph, "") for glyph in waiting)


def record(document: Document, source: HTML) -> list[Laid]:
    """The pages of a document, elements numbered as `source` holds them from its root."""
    numbers = {element: number for number, element in enumerate(source.etree_element.iter())}
    found = []
    for page in document.pages:
        stream = _Recorder(page)
        page.paint(stream, 1)
        box = page._page_box
        laid = Laid([], [], box.content_box_y(), box.content_box_y() + box.height)
        _walk(box, numbers, stream.texts, laid, loose=False, margin=False)
        found.append(laid)
    return found


def _walk(box: Any, numbers: dict[Any, int], texts: dict[Any, Text], laid: Laid, loose: bool, margin: bool) -> None:
    margin = margin or isinstance(box, boxes.MarginBox)
    loose = loose or _shrinks(box)
    if box.element in numbers and not isinstance(box, boxes.PageBox) and not margin:
        laid.boxes.append(_box(box, numbers[box.element]))
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)
        if isinstance(child, boxes.LineBox):
            laid.lines.append(_line(box, child, None if margin else numbers[child.element], texts, loose))
            for part in _inline(child):
                laid.boxes.append(_box(part, numbers[part.element]))
        else:
            _walk(child, numbers, texts, laid, loose, margin)


def _line(container: Any, line: Any, element: int | None, texts: dict[Any, Text], loose: bool) -> Line:
    found = [box for box in _texts(line) if box in texts]
    joined: list[Text] = []
    end = 0.0
    for box in found:
        text = texts[box]
        if joined and abs(end - text.x) < NEAR and (joined[-1].y, joined[-1].color) == (text.y, text.color):
            joined[-1] = joined[-1]._replace(runs=_joined(joined[-1].runs + text.runs))
        else:
            joined.append(text)
        end = text.x + box.width
    said = "".join(box.text for box in found).rstrip(" ")
    if joined:
        joined[-1] = _without_blank(joined[-1])
    extent = end - joined[0].x if joined else 0.0
    return Line(element, container.style, container.width, line.text_indent, tuple(joined), said, extent, loose)


def _joined(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Runs of one face and size that follow one another as one."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1][:2] == run[:2]:
            found[-1] = run._replace(glyphs=found[-1].glyphs + run.glyphs)
        else:
            found.append(run)
    return tuple(found)


def _without_blank(text: Text) -> Text:
    """A line's last text without the blanks at its end, which are there or not as the line happened to be broken."""
    last = text.runs[-1]
    shown = last.glyphs
    while shown and shown[-1][1] == " ":
        shown = shown[:-1]
    return text._replace(runs=(*text.runs[:-1], last._replace(glyphs=shown))) if shown else text


def _box(box: Any, element: int) -> Box:
    x, y, width, height = box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()
    flows = box.style["position"] in ("static", "relative") and box.style["float"] == "none"
    return Box(element, x, y, y + height, tuple(_sides(box, x, y, width, height)), flows)


def _sides(box: Any, x: float, y: float, width: float, height: float) -> Iterator[Rect]:
    places = {
        "top": (x, y, width, box.border_top_width),
        "right": (x + width - box.border_right_width, y, box.border_right_width, height),
        "bottom": (x, y + height - box.border_bottom_width, width, box.border_bottom_width),
        "left": (x, y, box.border_left_width, height),
    }
    for side, place in places.items():
        if min(place[2:]) <= 0 or box.style[f"border_{side}_style"] in ("none", "hidden"):
            continue
        if box.style[f"border_{side}_style"] != "solid":
            raise RecordError(f"告知书中的线只能是实线，不能是 {box.style[f'border_{side}_style']}")
        color = box.style[f"border_{side}_color"]
        color = box.style["color"] if color == "currentcolor" else color
        yield Rect(*place, " ".join(f"{part:g}" for part in color.to("srgb").coordinates))


def _shrinks(box: Any) -> bool:
    """Whether a box is as wide as its text: the texts within stand where their own lengths put them."""
    if isinstance(box, boxes.InlineBlockBox | boxes.FlexContainerBox | boxes.GridContainerBox):
        return True
    placed = box.style["position"] in ("absolute", "fixed") or box.style["float"] != "none"
    if getattr(box, "is_table_wrapper", False):
        return box.get_wrapped_table().style["width"] == "auto"
    return placed and box.style["width"] == "auto"


def _texts(box: Any) -> Iterator[Any]:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield child
        elif hasattr(child, "children"):
            yield from _texts(child)


def _inline(box: Any) -> Iterator[Any]:
    for child in box.children:
        if not isinstance(child, boxes.TextBox):
            yield child
            if hasattr(child, "children"):
                yield from _inline(child)
