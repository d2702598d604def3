"""The QR code of a letter: what it says, and how it is drawn."""

from collections.abc import Sequence
from typing import NamedTuple

import segno

from .writer import number

SIDE = 20 / 25.4 * 96  # 20 mm in CSS pixels, the quiet zone of four modules included
QUIET = 4
MASK = 2  # any of the eight is valid; trying them all takes most of the time


class Code(NamedTuple):
    """A code's modules, row by row, dark ones true, and what it says for who cannot see it."""

    modules: Sequence[Sequence[int]]
    alt: str


def code(said: str, alt: str) -> Code:
    """The code of a text, with a quarter of it to spare for stains and folds."""
    return Code(
        [list(row) for row in segno.make(said, error="q", mask=MASK, boost_error=False, micro=False).matrix], alt
    )


def modules(qr: Sequence[Sequence[int]], x: float, y: float) -> str:
    """A QR code as filled rectangles, one for each run of dark modules, in a square of SIDE with its quiet zone."""
    side = SIDE / (len(qr) + 2 * QUIET)
    said = []
    for row, cells in enumerate(qr):
        column = 0
        while column < len(cells):
            end = column
            while end < len(cells) and cells[end]:
                end += 1
            if end > column:
                left, top = x + (column + QUIET) * side, y + (row + QUIET) * side
                said.append(f"{number(left)} {number(top)} {number((end - column) * side)} {number(side)} re")
            column = end + 1
    return "\n".join([*said, "f"])
