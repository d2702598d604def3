"""A block's text broken into lines as WeasyPrint does: by Pango's places to break and the faces' own widths."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

import uharfbuzz as hb
from fontTools.unicodedata import script
from weasyprint.text.line_break import get_log_attrs

from ..fonts import characters
from .blocks import Piece
from .embed import face
from .sheet import Run

UNITS = 1024  # Pango's in a CSS pixel
LANGUAGE = "zh-CN"
BLANKS = " \u3000"
COMMON = "Zyyy", "Zinh"
JAMO = range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xD7B0, 0xD800)
REMEMBERED = 20_000  # texts that return from letter to letter


class Style(NamedTuple):
    """How a block is set: its faces in their order, size, width and the indent of its first line in CSS pixels.

    `align`: the part of the free room that stands before a line. Where `wraps` is false, lines end only at a break. A
    `literal` block's place depends on its own text.
    """

    families: tuple[str, ...]
    size: float
    width: float
    indent: float
    align: float
    wraps: bool
    literal: bool


class Glyph(NamedTuple):
    """A character's glyph: the first face that has it, its number there, how far it goes in Pango's units."""

    family: str
    number: int
    advance: int


# Whether a piece is `whole`, and its faces, each with its script, in order: by the first face and script Pango aligns
# the others, and so the baseline moves.
Shape = tuple[bool, tuple[tuple[str, str], ...]]


class Line(NamedTuple):
    """A line of a block, and the shapes of its pieces that need more than the first face."""

    text: str
    shapes: tuple[Shape, ...]


class Glyphs(dict[str, Glyph]):
    """Glyphs by character, of some faces in one size; KeyError for what none has, or what its neighbours shape."""

    def __init__(self, families: tuple[str, ...], size: float) -> None:
        super().__init__()
        self.fonts = {family: hb.Font(face(family)) for family in families}
        for font in self.fonts.values():
            font.scale = (int(size * UNITS), int(size * UNITS))  # Pango cuts off, too

    def __missing__(self, char: str) -> Glyph:
        if _shaped(char):
            raise KeyError(char)
        for family, font in self.fonts.items():
            if ord(char) in characters(family):
                number = font.get_nominal_glyph(ord(char))
                self[char] = Glyph(family, number, font.get_glyph_h_advance(number))
                return self[char]
        raise KeyError(char)


@lru_cache(None)
def known(families: tuple[str, ...], size: float) -> Glyphs:
    """The glyphs of some faces in a size of CSS pixels."""
    return Glyphs(families, size)


@lru_cache(REMEMBERED)
def lines(pieces: tuple[Piece, ...], style: Style) -> tuple[Line, ...] | None:
    """The lines of a block; None where only WeasyPrint knows: a word longer than a line, accents put on letters."""
    found: list[Line] = []
    for part in _forced(pieces):
        try:
            made = list(_broken(part, style, style.indent if not found else 0))
        except KeyError:
            return None
        if not all(line.text for line in made):
            return None
        found += made
    return tuple(found)


@lru_cache(REMEMBERED)
def runs(text: str, families: tuple[str, ...], size: float) -> tuple[tuple[Run, ...], float]:
    """A line in glyphs, face by face, and its width in CSS pixels."""
    shown = [known(families, size)[char] for char in text]
    found = []
    at = 0
    for family, part in groupby(shown, key=lambda glyph: glyph.family):
        numbers = [glyph.number for glyph in part]
        found.append(Run(family, round(int(size * UNITS) / UNITS, 3), tuple(zip(numbers, text[at:], strict=False))))
        at += len(numbers)
    return tuple(found), sum(glyph.advance for glyph in shown) / UNITS


def _shaped(char: str) -> bool:
    """Whether a character is drawn by what stands beside it: accents, blanks other than the two, parts of 谚文."""
    kind = unicodedata.category(char)
    return kind[0] == "M" or (kind == "Zs" and char not in BLANKS) or any(ord(char) in part for part in JAMO)


def _forced(pieces: tuple[Piece, ...]) -> Iterator[list[Piece]]:
    part: list[Piece] = []
    for piece in pieces:
        if piece == ("\n", True):
            yield part
            part = []
        else:
            part.append(piece)
    yield part


def _broken(pieces: list[Piece], style: Style, indent: float) -> Iterator[Line]:
    """The lines; an empty one for a word that does not fit."""
    text = "".join(piece.text for piece in pieces)
    have = known(style.families, style.size)
    widths = [have[char].advance for char in text]
    if any(_clings(piece.text, have, style.families[0]) for piece in pieces):
        raise KeyError(text)
    allowed = _allowed(text, pieces) if style.wraps else []
    start = 0
    while start < len(text):
        room = int((style.width - (indent if start == 0 else 0)) * UNITS)
        end = _fit(text, start, room, allowed, widths) if style.wraps else len(text)
        if end <= start:
            yield Line("", ())
            return
        said = text[start:end].rstrip(" ")
        yield Line(said, tuple(sorted(_shapes(pieces, start, start + len(said), style))))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1


def _clings(text: str, have: Glyphs, first: str) -> bool:
    """Whether a blank keeps a further face of what stands before it: at the end, or where face or script is another.

    Between a minus sign and a figure of the same script it is of the first face, as everywhere.
    """
    for at, (one, two) in enumerate(pairwise(text)):
        if two not in BLANKS or have[one].family == first:
            continue
        rest = text[at + 1 :].lstrip(BLANKS)
        if not rest or have[rest[0]].family != first or unicodedata.category(rest[0]) in ("Pe", "Pf"):
            return True
        scripts = list(_scripts(text))
        if scripts[at] != scripts[len(text) - len(rest)]:
            return True
    return False


def _shapes(pieces: list[Piece], start: int, end: int, style: Style) -> set[Shape]:
    """The shapes of the pieces between two places of the text."""
    found, at = set(), 0
    have = known(style.families, style.size)
    for piece in pieces:
        part = piece.text[max(start - at, 0) : max(end - at, 0)]
        if any(have[char].family != style.families[0] for char in part):
            faces = zip((have[char].family for char in part), _scripts(part), strict=True)
            found.add((piece.whole, tuple(key for key, _ in groupby(faces))))
        at += len(piece.text)
    return found


def _scripts(text: str) -> Iterator[str]:
    """The script of each character; those common to all have that of the one before, at the beginning of the next."""
    own = [script(char) for char in text]
    last = next((one for one in own if one not in COMMON), COMMON[0])
    for one in own:
        last = last if one in COMMON else one
        yield last


def _fit(text: str, start: int, room: int, allowed: list[bool], widths: list[int]) -> int:
    """Where the line that begins at `start` ends: the last place that leaves it within the room, blanks not counted."""
    width, best = 0, start
    for position in range(start, len(text)):
        if position > start and allowed[position]:
            best = position
        width += widths[position]
        if width > room and text[position] != " ":
            return best
    return len(text)


def _allowed(text: str, pieces: list[Piece]) -> list[bool]:
    """For each place in the text whether a line may begin there: by Pango, but never within what stays whole."""
    found = [bool(attrs.is_line_break) for attrs in get_log_attrs(text, LANGUAGE)]
    at = 0
    for piece in pieces:
        if piece.whole:
            found[at + 1 : at + len(piece.text)] = [False] * (len(piece.text) - 1)
        at += len(piece.text)
    return found
