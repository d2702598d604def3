"""A decision becomes a letter: wording, then one HTML, then one PDF.

Read wording (what a letter says), paper (how it is set and printed), fonts (with which faces).
"""

from .fonts import GlyphError, missing
from .paper import html, templates_digest
from .press import LetterError, Press, PrintRun, merged, pdf
from .wording import KINDS, Letter, office

__all__ = [
    "KINDS",
    "GlyphError",
    "Letter",
    "LetterError",
    "Press",
    "PrintRun",
    "html",
    "merged",
    "missing",
    "office",
    "pdf",
    "templates_digest",
]
