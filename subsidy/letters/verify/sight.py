"""What a reader sees of a PDF: its text page by page, in order, and what was laid over it or hidden in it."""

import ctypes
import threading
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from .report import Finding

MAX_CHARACTERS = 200_000
MAX_OBJECTS = 50_000
THICK = 3.0  # points: a rule of the letter is thinner, what covers a line is thicker
INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
SHAPES = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING, pdfium.FPDF_PAGEOBJ_FORM)
PALE = 0xE0
HYPHENS = (0x2, 0xAD, 0xFFFE)  # how PDFium tells a hyphen at the end of a line

Box = tuple[float, float, float, float]

_reading = threading.Lock()  # PDFium may be used by one thread only


class Sight(NamedTuple):
    """One page: the lines that are seen, from top to bottom as PDFium tells them, and what is hidden."""

    text: str  # every character, a line break where PDFium sees one
    heights: tuple[float, ...]  # of each character: where its foot stands, in points from the page's foot
    findings: tuple[Finding, ...]

    def line(self, at: int) -> int:
        """On which line of the page, by eye, a character stands; the lines of a table's cells count once."""
        mine = self.heights[at]
        feet = sorted({height for height in self.heights if height > mine + THICK}, reverse=True)
        count, last = 1, None
        for foot in feet:
            if last is None or last - foot > THICK:
                count, last = count + 1, foot
        return count


def see(data: bytes) -> list[Sight]:
    """The pages of a PDF as they are seen; PdfiumError where it cannot be drawn."""
    with _reading:
        document = pypdfium2.PdfDocument(data)
        try:
            left = MAX_CHARACTERS
            found = []
            for number in range(len(document)):
                page = document[number]
                found.append(_page(page, number + 1, left))
                left -= len(found[-1].text)
                page.close()
            return found
        finally:
            document.close()


def _page(page: pypdfium2.PdfPage, number: int, most: int) -> Sight:
    text_page = page.get_textpage()
    text, heights = "", []
    # character by character: the call for whole ranges knows the first plane of Unicode only, and names need more
    for at in range(min(text_page.count_chars(), most)):
        code = pdfium.FPDFText_GetUnicode(text_page, at)
        if 0xDC00 <= code < 0xE000 and text and 0xD800 <= ord(text[-1]) < 0xDC00:
            text = text[:-1] + chr(0x10000 + (ord(text[-1]) - 0xD800) * 0x400 + code - 0xDC00)
            continue
        text += "-" if code in HYPHENS else chr(min(code, 0x10FFFF))
        heights.append(_foot(text_page, at))
    findings = tuple(_hidden(page, number))
    text_page.close()
    return Sight(text, tuple(heights), findings)


def _foot(text_page: pypdfium2.PdfTextPage, at: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, at, x, y)
    return round(y.value, 1)


def _hidden(page: pypdfium2.PdfPage, number: int) -> Iterator[Finding]:
    """Text that cannot be seen, and what was drawn over text."""
    texts: list[Box] = []
    whole: Box = page.get_bbox()
    for count, thing in enumerate(page.get_objects(max_depth=1)):
        if count > MAX_OBJECTS:
            return
        box: Box = thing.get_bounds()
        if thing.type == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append(box)
            if _unseen(thing) or _within(box, whole) < 0:
                yield Finding("pages", "有看不见的文字", page=number)
                return
        elif _covers(thing, box) and any(_hides(box, text) for text in texts):
            feet = sorted({round(text[1]) for text in texts}, reverse=True)
            first = next(text for text in texts if _hides(box, text))
            yield Finding("pages", "文字被遮盖", page=number, line=feet.index(round(first[1])) + 1)


def _unseen(thing: pypdfium2.PdfObject) -> bool:
    if pdfium.FPDFTextObj_GetTextRenderMode(thing) in INVISIBLE:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha)
    return min(red.value, green.value, blue.value) >= PALE or alpha.value < 0x20


def _covers(thing: pypdfium2.PdfObject, box: Box) -> bool:
    if box[2] - box[0] < THICK or box[3] - box[1] < THICK:
        return False
    if thing.type in SHAPES:
        return True
    if thing.type != pdfium.FPDF_PAGEOBJ_PATH:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing, fill, stroke)
    return fill.value != pdfium.FPDF_FILLMODE_NONE


def _hides(cover: Box, text: Box) -> bool:
    """Whether a third of a text's height and a character's width lie under a cover."""
    wide = min(cover[2], text[2]) - max(cover[0], text[0])
    high = min(cover[3], text[3]) - max(cover[1], text[1])
    return wide > THICK and high > (text[3] - text[1]) / 3


def _within(box: Box, whole: Box) -> float:
    return min(min(box[2], whole[2]) - max(box[0], whole[0]), min(box[3], whole[3]) - max(box[1], whole[1]))
