"""A letter on paper: its HTML from the templates, in the largest of the sizes at which it fits on one page."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import weasyprint

from . import fonts
from .wording import TEMPLATES, Letter, context, strings

# Body sizes from 三号 down to a tight 小四, as classes of the style sheet: characters a line, points from line to line.
SIZES = ((28, 28.99), (29, 26.5), (31, 23.0), (36, 18.0), (36, 16.5))
FLOWING = 3  # the size of a letter that does not fit on one page at any size
HEIGHT = 480.0  # points of a page by the rough measure of _height


def checked(letter: Letter) -> dict[str, Any]:
    """What a letter prints, every character of which some face has; GlyphError, or ValueError where sums are wrong."""
    page = context(letter)
    bad = fonts.without_glyph(strings(page))
    if bad:
        firm = letter.decision["firm"]
        raise fonts.GlyphError(firm["name"], firm["uscc"], bad)
    return page


def html(letters: Sequence[Letter]) -> str:
    """The letters as one HTML document, without its style sheet; GlyphError or ValueError as `checked`."""
    pages = [checked(letter) for letter in letters]
    return fill(pages, [guess(page) for page in pages])


def fill(pages: Sequence[dict[str, Any]], sizes: Sequence[int]) -> str:
    """The HTML of what letters print, each in a size."""
    letters = [{**page, "size": size} for page, size in zip(pages, sizes, strict=True)]
    return _templates().get_template("letters.html").render(letters=letters)


def guess(page: dict[str, Any]) -> int:
    """The size to try first, from the length of the texts; the layout has the last word."""
    for size, (across, pitch) in enumerate(SIZES):
        if _height(page, across, pitch) <= HEIGHT:
            return size
    return len(SIZES) - 1


@cache
def templates_digest() -> str:
    """What a letter looks like depends on these: templates, faces and the version of WeasyPrint, as one digest."""
    found = hashlib.sha256(f"WeasyPrint {weasyprint.__version__}".encode())
    for path in sorted(TEMPLATES.iterdir()):
        found.update(path.name.encode() + path.read_bytes())
    for family, path in fonts.faces().items():
        found.update(f"{family} {path.stat().st_size}".encode())
    return found.hexdigest()


def environment(folder: Path, **more: Any) -> jinja2.Environment:
    """The templates of a folder, filled in as all that is printed: what is not there is an error, never a gap."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **more,
    )


@cache
def _templates() -> jinja2.Environment:
    return environment(TEMPLATES, auto_reload=False)


def _height(page: dict[str, Any], across: int, pitch: float) -> float:
    prose = sum(map(len, (*page["firm"].values(), page["policy"]["title"], page["reason"])))
    prose += 200 if page["kind"] == "refusal" else 260
    prose += 40 * (len(page["pending"]) + len(page["noted"]))
    cells = sum(max(-(-len(row["basis"]) // (across // 2)), -(-len(row["title"]) // 8)) for row in page["rows"])
    return (prose / across + 10) * pitch + (cells + len(page["rows"])) * pitch * 0.6
