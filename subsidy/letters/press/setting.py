"""Letters set on pages: as large as one page allows, put together where everything is known, else by WeasyPrint."""

from collections.abc import Callable
from pathlib import Path

from weasyprint import CSS, HTML

from .. import fonts
from ..wording import TEMPLATES
from .blocks import read
from .faithful import faithful
from .memory import Memory
from .record import Laid, record
from .sheet import Sheet
from .stencil import TooTallError

BASE = TEMPLATES.as_uri() + "/"
ROLL = "@page { size: 210mm 4000mm }"  # long enough for what takes several pages


class LetterError(RuntimeError):
    """A letter could not be printed faithfully; says why, in Chinese."""


class Setter:
    """Sets letters; what it learns from one helps with the next. `laid` counts the letters that WeasyPrint laid out."""

    def __init__(self, folder: Path | None = None) -> None:
        self.memory = Memory(folder)
        self.stencils = self.memory.stencils
        self.laid = 0

    def set(self, made: Callable[[int], str], sizes: range, flowing: int) -> tuple[Sheet, str]:
        """A letter's sheet and HTML, which `made` gives for each size: the first of `sizes` that fits one page.

        On several pages at the size `flowing` where none does. LetterError where it cannot be printed faithfully.
        """
        for size in sizes:
            html = made(size)
            sheet = self._sheet(html, several=False)
            if sheet:
                return sheet, html
        html = made(flowing)
        sheet = self._sheet(html, several=True)
        if sheet is None:
            raise LetterError("告知书排不进页面")
        return sheet, html

    def _sheet(self, html: str, several: bool) -> Sheet | None:
        """The sheet of a letter; None where it needs more than the one page it may have."""
        form = read(html)
        try:
            sheet = self.stencils.compose(form, several)
        except TooTallError:
            return None
        if sheet is None:
            self.laid += 1
            pages = _pages(html)
            # Learnt on a roll of paper, the next letter so long need not be laid out to know that it is too long.
            roll = _pages(html, ROLL) if len(pages) > 1 else pages
            sheet = self.stencils.learn(pages, roll[0], form)
        return sheet if several or len(sheet.pages) == 1 else None


def _pages(html: str, more: str = "") -> list[Laid]:
    configuration, css = fonts.style(fonts.needs_rarest(html.split()))
    sheets = [css, CSS(string=more, font_config=configuration)] if more else [css]
    source = HTML(string=html, base_url=BASE, url_fetcher=fonts.OwnFiles())
    with faithful(LetterError, "告知书"):
        return record(source.render(stylesheets=sheets, font_config=configuration), source)
