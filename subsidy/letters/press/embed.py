"""Faces in a PDF: only the glyphs that stand on its pages, and which characters they are."""

import hashlib
import struct
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from ..fonts import faces
from .writer import Writer

KEPT = 64  # subsets remembered: heads and titles repeat from letter to letter
BATCH = 100  # lines in one block of a character map
MAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
MAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
# a CFF table alone is the font program; of a TrueType face the tables that PDF asks for are left
DROPPED = tuple(
    int.from_bytes(tag.encode(), "big")
    for tag in ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "OS/2", "VORG", "cmap", "name", "post", "vhea", "vmtx")
)

Glyphs = dict[int, str]


@cache
def face(family: str) -> hb.Face:
    """A family's face as HarfBuzz knows it."""
    return hb.Face(hb.Blob.from_file_path(str(faces()[family])))


@cache
def _font(family: str) -> hb.Font:
    return hb.Font(face(family))


@cache
def _outlines(family: str) -> str:
    """How the face draws: CFF or glyf."""
    return "CFF " if "CFF " in face(family).table_tags else "glyf"


@cache
def codes(family: str) -> dict[int, int] | None:
    """The codes by which a PDF asks for glyphs, where they are not the glyphs' own numbers; None where all are."""
    if _outlines(family) != "CFF ":
        return None
    with TTFont(faces()[family], lazy=True) as font:
        top = font["CFF "].cff[0]
        if not hasattr(top, "ROS"):  # its glyphs have names, not character ids
            return None
        return {glyph: int(name[3:]) for glyph, name in enumerate(top.charset) if glyph and int(name[3:]) != glyph}


@cache
def advance(family: str, glyph: int) -> float:
    """How far a glyph goes, in thousandths of the size."""
    return float(_font(family).get_glyph_h_advance(glyph) * 1000 / face(family).upem)


class Face:
    """A face on its way into a PDF: the glyphs that its pages ask for, each for one character.

    Where a glyph stands for two (· and •, 文 and the radical ⽂), a second such face is embedded for the other.
    """

    def __init__(self, family: str, name: str) -> None:
        self.family, self.name = family, name
        self.codes = codes(family) or {}
        self.used: dict[int, str] = {}

    def takes(self, glyphs: Sequence[tuple[int, str]]) -> bool:
        """Whether none of the glyphs stands for another character here; they are kept in mind."""
        used = self.used
        return all(used.setdefault(glyph, said) == said for glyph, said in glyphs)

    def show(self, glyphs: Sequence[tuple[int, str]]) -> str:
        """The operand that shows the glyphs."""
        return "".join([f"{self.codes.get(glyph, glyph):04x}" for glyph, _ in glyphs])

    def embed(self, pdf: Writer) -> int:
        """Writes the face with the glyphs used; its number."""
        program, name = _program(self.family, frozenset(self.used))
        outlines = _outlines(self.family) == "CFF "
        file = pdf.packed(program, "/Subtype/CIDFontType0C" if outlines else "")
        up, down = _height(self.family)
        descriptor = pdf.put(
            f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[0 {down} 1000 {up}]/ItalicAngle 0/Ascent {up}"
            f"/Descent {down}/CapHeight {up}/StemV 80/FontFile{3 if outlines else 2} {file} 0 R>>"
        )
        kind = "/CIDFontType0" if outlines else "/CIDFontType2/CIDToGIDMap/Identity"
        inner = pdf.put(
            f"<</Type/Font/Subtype{kind}/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            f"/Supplement 0>>/DW 1000/W[{_widths(self.family, self.used)}]/FontDescriptor {descriptor} 0 R>>"
        )
        named = pdf.stream(_map(self.family, self.used))
        return pdf.put(
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{inner} 0 R]"
            f"/ToUnicode {named} 0 R>>"
        )


@cache
def _height(family: str) -> tuple[int, int]:
    extents, scale = _font(family).get_font_extents("ltr"), 1000 / face(family).upem
    return round(extents.ascender * scale), round(extents.descender * scale)


@lru_cache(KEPT)
def _program(family: str, glyphs: frozenset[int]) -> tuple[bytes, str]:
    """The compressed font program with only these glyphs, and the subset's name.

    A face with character ids keeps those, by which the page asks for glyphs; any other keeps its glyphs in place.
    """
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.DESUBROUTINIZE
    if codes(family) is None:
        wanted.flags |= hb.SubsetFlags.RETAIN_GIDS
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(DROPPED)
    data = hb.subset(face(family), wanted).blob.data
    if _outlines(family) == "CFF ":
        data = _table(data, b"CFF ")
    code = int.from_bytes(hashlib.sha256(repr(sorted(glyphs)).encode()).digest()[:6], "big")
    prefix = "".join(chr(65 + code // 26**i % 26) for i in range(6))
    return zlib.compress(data), f"{prefix}+{family}"


def _table(data: bytes, tag: bytes) -> bytes:
    count = struct.unpack_from(">H", data, 4)[0]
    for i in range(count):
        name, _, place, length = struct.unpack_from(">4sIII", data, 12 + 16 * i)
        if name == tag:
            return data[place : place + length]
    raise ValueError(f"字体中没有 {tag.decode()} 表")


def _widths(family: str, glyphs: Glyphs) -> str:
    """The widths other than 1000, by code."""
    named = codes(family) or {}
    found = sorted((named.get(glyph, glyph), advance(family, glyph)) for glyph in glyphs)
    return "".join(f"{code}[{width:g}]" for code, width in found if width != 1000)


def _map(family: str, glyphs: Glyphs) -> bytes:
    named = codes(family) or {}
    found = sorted((named.get(glyph, glyph), said) for glyph, said in glyphs.items())
    lines = [f"<{code:04X}> <{said.encode('utf-16-be').hex().upper()}>" for code, said in found]
    parts = [lines[i : i + BATCH] for i in range(0, len(lines), BATCH)]
    blocks = (f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n" for part in parts)
    return (MAP_HEAD + "".join(blocks) + MAP_TAIL).encode()
