"""Mail labels: A4, three across and eight down, each 70 x 37 mm."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from subsidy.letters import fonts
from subsidy.letters.press.sheet import Sheet

from . import setting, table

SHEET = 24  # labels of a sheet
TOGETHER = 20  # sheets laid out together
# sizes of the name by class of the style sheet: ems of a line of 60 mm, and the lines there is room for
SIZES = ((13.6, 3), (17.9, 4), (22.6, 5), (28.3, 8))


class Label(NamedTuple):
    """Where a letter goes: the firm, its place as letters say it, whom it is for ('' where nobody is named)."""

    uscc: str
    name: str
    place: str
    contact: str

    @property
    def size(self) -> int:
        """The largest size at which the name has room."""
        fits = (i for i, (ems, most) in enumerate(SIZES) if table.lines(self.name, ems) <= most)
        return next(fits, len(SIZES) - 1)

    @property
    def across(self) -> float:
        """The width in ems at which the lines of the name are of one length."""
        most = SIZES[self.size][0]
        return min(most, math.ceil(table.width(self.name) / table.lines(self.name, most)) + 1)


def labels(found: Sequence[Label]) -> Iterator[Sheet]:
    """Sheets of labels in the order given, some pages to each; GlyphError where a character has no face."""
    for label in found:
        if bad := missing(label):
            raise fonts.GlyphError(label.name, label.uscc, bad)
    sheets = [found[start : start + SHEET] for start in range(0, len(found), SHEET)]
    for _, part in table.chunks(sheets, TOGETHER):
        yield setting.sheet(setting.fill("labels.html", sheets=part))


def missing(label: Label) -> list[str]:
    """The characters of a label that no face has."""
    return fonts.without_glyph(label)
