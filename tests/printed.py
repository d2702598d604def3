"""What a PDF says, read back."""

import io
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
