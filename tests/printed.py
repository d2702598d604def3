"""What a PDF says, read back."""

import io
import re
import subprocess

import pikepdf


def told(pdf):
    """The text of a PDF in the order it is set, without spaces and breaks, page by page."""
    text = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return ["".join(page.split()) for page in text.split("\f")[:-1]]


def plain(text):
    return "".join(text.split())


def pages(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as found:
        return len(found.pages)


def elements(found):
    """Every element of a tree of tags."""
    for element in found:
        if isinstance(element, pikepdf.Dictionary):
            yield element
            yield from elements(element.get("/K", ()))


def words(pdf):
    """The words of a PDF with their boxes (left, top, right, bottom, in points), page by page."""
    found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    box = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<')
    return [[(*map(float, place), word) for *place, word in box.findall(page)] for page in found.split("<page ")[1:]]


def whole_amounts(pdf, sheets, amount):
    """How often an amount stands in the PDF: never broken, nor across a rule of the sheets that it was made from."""
    laid = [page for sheet in sheets for page in sheet.pages]
    count = 0
    for page, found in zip(laid, words(pdf), strict=True):
        upright = [(r.x * 0.75, r.y * 0.75, (r.y + r.height) * 0.75) for r in page.rects if r.width < 3 < r.height]
        for left, top, right, bottom, word in found:
            if amount in word:
                count += 1
                assert not [at for at, up, down in upright if left < at < right and up < (top + bottom) / 2 < down]
    return count
