"""The letters' faces with TrueType outlines, cut to the characters that are printed: for a peer that takes no CFF."""

import io
from pathlib import Path

from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from bench.common import ROOT
from bench.letters.plain import FACES

ERROR = 1.0  # font units that a curve may lie beside the old one


def truetype(folder: Path, text: str) -> None:
    """Writes every face, named by its family."""
    for family, name in FACES.items():
        _convert(_cut(ROOT / ".fonts" / name, text), family).save(folder / f"{family}.ttf")


def _cut(path: Path, text: str) -> TTFont:
    options = subset.Options(layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True)
    font = subset.load_font(str(path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    held = io.BytesIO()
    font.save(held)
    return TTFont(held)


def _convert(font: TTFont, family: str) -> TTFont:
    order, drawings, upem = font.getGlyphOrder(), font.getGlyphSet(), font["head"].unitsPerEm
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawings[name].draw(Cu2QuPen(pen, ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    made = FontBuilder(upem, isTTF=True)
    made.setupGlyphOrder(order)
    made.setupCharacterMap(font.getBestCmap())
    made.setupGlyf(glyphs)
    bounds = made.font["glyf"]
    made.setupHorizontalMetrics({name: (font["hmtx"][name][0], getattr(bounds[name], "xMin", 0)) for name in order})
    made.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    made.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family})
    made.setupOS2(sTypoAscender=font["hhea"].ascent, usWinAscent=font["hhea"].ascent)
    made.setupPost(keepGlyphNames=False)
    return made.font
