"""A letter's own HTML as a list of plain blocks, so that every contender prints the very same text.

A block has a style and a text, a table has widths, heads and rows; classes of the style sheet that are not known here
come out as small print, so that a changed template loses nothing.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import html as parser

WIDTH = 156.0  # mm between the margins
STYLES = {
    "issuer": "issuer",
    "reference": "right",
    "draft": "right",
    "mark": "right",
    "check": "code",
    "to": "to",
    "sign": "sign",
}
BLOCKS = {"p", "h1", "h2", "h3", "div", "table", "section", "header", "footer", "address", "ul", "ol", "li", "dl"}
BREAKS = BLOCKS | {"br"}
COLUMNS = {"number": 11.0, "title": 33.0, "clause": 19.0, "amount": 28.0, "outcome": 24.0}
ALIGN = {"number": "center", "clause": "center", "outcome": "center", "amount": "right"}
# as in letter.css: body and pitch, table and pitch, in points
SIZES = ((15.79, 28.99, 12, 16), (15, 26.5, 10.5, 14), (14, 24, 10.5, 14), (12, 20.5, 10.5, 14), (12, 16.8, 9, 11.5))

Block = dict[str, Any]


def sheets(source: str) -> list[dict[str, Any]]:
    """Of each letter in the HTML its sizes and blocks, in reading order."""
    return [_sheet(article) for article in parser.document_fromstring(source).iter("article")]


def text(sheet: dict[str, Any]) -> str:
    """Every character that the sheet prints, without white space."""
    found = []
    for block in sheet["blocks"]:
        if block["style"] == "table":
            found += [cell["text"] for row in (block["heads"], *block["rows"]) for cell in row]
        else:
            found.append(block["text"])
    return "".join("".join(found).split())


def _sheet(article: Any) -> dict[str, Any]:
    size = re.search(r"\bsize-(\d)", article.get("class") or "")
    body, pitch, small, close = SIZES[int(size[1]) if size else 0]
    return {"body": body, "pitch": pitch, "small": small, "close": close, "blocks": list(_blocks(article, "body"))}


def _blocks(element: Any, style: str) -> Iterator[Block]:
    """The blocks within an element; text that stands beside blocks is a block too."""
    if _said(element.text):
        yield {"style": style, "text": _said(element.text)}
    for child in element:
        if child.tag == "table":
            yield _table(child)
        elif any(inner.tag in BLOCKS for inner in child.iterdescendants()):
            yield from _blocks(child, _style(child, style))
        elif _text(child):
            yield {"style": _style(child, style), "text": _text(child)}
        if _said(child.tail):
            yield {"style": style, "text": _said(child.tail)}


def _style(element: Any, outer: str) -> str:
    if element.tag == "h1":
        return "title"
    for name in (element.get("class") or "").split():
        if name in STYLES:
            return STYLES[name]
    return "small" if element.tag != "p" else outer


def _table(table: Any) -> Block:
    rows = [[_cell(cell) for cell in row] for row in table.iter("tr")]
    known = [COLUMNS.get(cell["column"]) for cell in rows[0]]
    open_columns = known.count(None) or 1
    rest = (WIDTH - sum(width or 0 for width in known)) / open_columns
    return {"style": "table", "widths": [width or rest for width in known], "heads": rows[0], "rows": rows[1:]}


def _cell(cell: Any) -> dict[str, Any]:
    column = next((name for name in (cell.get("class") or "").split() if name in COLUMNS), "")
    align = "center" if cell.tag == "th" else ALIGN.get(column, "left")
    return {"text": _text(cell), "column": column, "align": align, "span": int(cell.get("colspan") or 1)}


def _text(element: Any) -> str:
    """The text of an element, a line for each block in it and after each line break."""
    parts = [element.text or ""]
    for child in element.iterdescendants():
        parts += ["\v" if child.tag in BREAKS else "", child.text or "", child.tail or ""]
    return "\n".join(filter(None, map(_said, "".join(parts).split("\v"))))


def _said(found: str | None) -> str:
    return " ".join((found or "").split())
