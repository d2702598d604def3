"""How a letter gets on paper: its HTML set by WeasyPrint or from what it showed, and written as PDF/A-3a.

Read letterpress (a letter, a print run), setting (by WeasyPrint or what it taught), stencil (what it taught), pdfa.
"""

from .letterpress import Press, PrintRun, merged, pdf
from .setting import LetterError

__all__ = ["LetterError", "Press", "PrintRun", "merged", "pdf"]
