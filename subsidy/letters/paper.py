"""From letters to HTML to PDF: one at a time, or a whole print run in chunks."""

import io
import logging
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import jinja2
import pikepdf
from markupsafe import Markup, escape
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.urls import FatalURLFetchingError

from . import fonts
from .wording import TEMPLATES, Letter, context, strings

CLAUSE = re.compile(r"[一二三四五六七八九十]+\([一二三四五六七八九十]+\)\d*")
CHUNK = 50  # letters laid out together: one document of a thousand holds more than a gigabyte

# Body sizes from 三号 down to a tight 小四, as classes of the style sheet: characters a line, points from line to line.
SIZES = ((28, 28.99), (29, 26.5), (31, 24.0), (36, 20.5), (36, 16.8))
FLOWING = 3  # the size of a letter that does not fit on one page at any size
HEIGHT = 645.0  # points of a page by the rough measure of _height

_rendering = threading.Lock()


class LetterError(RuntimeError):
    """A letter could not be printed faithfully; says why, in Chinese."""


def filename(letter: Letter) -> str:
    """The name of a letter's file: code of the firm and kind."""
    return f"{letter.decision['firm']['uscc']}-{letter.kind}.pdf"


def html(letters: Sequence[Letter]) -> str:
    """The letters as one HTML document, without its style sheet; ValueError or GlyphError as `pdf`."""
    pages = [_checked(letter) for letter in letters]
    return _fill(pages, [_guess(page) for page in pages])


def pdf(letters: Sequence[Letter]) -> bytes:
    """One PDF, each letter from a new page; GlyphError, ValueError (sums) or LetterError, never a wrong print."""
    pages = [_checked(letter) for letter in letters]
    with _rendering, _faithful():
        return bytes(_fit(pages).write_pdf())


def merged(letters: Sequence[Letter], progress: Callable[[int], object] | None = None, chunk: int = CHUNK) -> bytes:
    """A print run: laid out in chunks and joined, so that memory stays flat; progress is told how many more."""
    for letter in letters:
        _checked(letter)
    whole = pikepdf.Pdf.new()
    with whole:
        for start in range(0, len(letters), chunk):
            part = letters[start : start + chunk]
            with pikepdf.Pdf.open(io.BytesIO(pdf(part))) as printed:
                whole.pages.extend(printed.pages)
            if progress:
                progress(len(part))
        out = io.BytesIO()
        whole.save(out, deterministic_id=True)
    return out.getvalue()


def _checked(letter: Letter) -> dict[str, Any]:
    page = context(letter)
    bad = fonts.without_glyph(strings(page))
    if bad:
        firm = letter.decision["firm"]
        raise fonts.GlyphError(firm["name"], firm["uscc"], bad)
    return page


@cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["clauses"] = _clauses
    return templates


def _clauses(text: str) -> Markup:
    """The text with every clause, such as 四(三), kept on one line."""
    return Markup(CLAUSE.sub(r'<span class="whole">\g<0></span>', str(escape(text))))


def _fill(pages: Sequence[dict[str, Any]], sizes: Sequence[int]) -> str:
    letters = [{**page, "size": size} for page, size in zip(pages, sizes, strict=True)]
    return _templates().get_template("letters.html").render(letters=letters)


def _fit(pages: Sequence[dict[str, Any]]) -> Document:
    """Laid out with the largest body size that keeps each letter on one page, or flowing where none does."""
    sizes = [_guess(page) for page in pages]
    final: set[int] = set()
    while True:
        document = _layout(pages, sizes)
        over = {i for i in _too_long(document, len(pages)) if i not in final}
        if not over:
            return document
        for i in over:
            if sizes[i] + 1 < len(SIZES):
                sizes[i] += 1
            else:
                sizes[i] = FLOWING
                final.add(i)


def _layout(pages: Sequence[dict[str, Any]], sizes: Sequence[int]) -> Document:
    configuration, css = fonts.style(any(fonts.needs_rarest(strings(page)) for page in pages))
    source = HTML(string=_fill(pages, sizes), base_url=TEMPLATES.as_uri() + "/", url_fetcher=fonts.OwnFiles())
    return source.render(stylesheets=[css], font_config=configuration)


def _too_long(document: Document, count: int) -> Iterator[int]:
    starts = {name: number for number, page in enumerate(document.pages) for name in page.anchors}
    firsts = [starts[f"letter-{i}"] for i in range(count)] + [len(document.pages)]
    return (i for i in range(count) if firsts[i + 1] - firsts[i] > 1)


def _guess(page: dict[str, Any]) -> int:
    """The size to try first, from the length of the texts; the layout has the last word."""
    for size, (across, pitch) in enumerate(SIZES):
        if _height(page, across, pitch) <= HEIGHT:
            return size
    return len(SIZES) - 1


def _height(page: dict[str, Any], across: int, pitch: float) -> float:
    prose = sum(map(len, (*page["firm"].values(), page["policy"]["title"], page["reason"])))
    prose += 200 if page["kind"] == "refusal" else 260
    prose += 40 * (len(page["pending"]) + len(page["noted"]))
    cells = sum(max(-(-len(row["basis"]) // (across // 2)), -(-len(row["title"]) // 8)) for row in page["rows"])
    return (prose / across + 10) * pitch + (cells + len(page["rows"])) * pitch * 0.6


@contextmanager
def _faithful() -> Iterator[None]:
    """Turns into LetterError what WeasyPrint only warns of: a glyph missing, a face not loaded, a file refused."""
    warnings = _Warnings()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(warnings)
    try:
        yield
    except FatalURLFetchingError as error:
        raise LetterError(f"告知书引用了不允许的文件：{error}") from error
    finally:
        logger.removeHandler(warnings)
    if warnings.told:
        raise LetterError(f"告知书不能如实印出：{'；'.join(warnings.told)}")


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the warnings of its own thread."""
        if record.thread == self.thread:
            self.told.append(record.getMessage())
