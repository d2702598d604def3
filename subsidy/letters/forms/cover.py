"""The cover sheet of a print run: what it is, what is in it, and where each letter stands."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from subsidy.letters.press.sheet import Sheet
from subsidy.letters.wording import KINDS

from . import setting, table

TOGETHER = 14  # pages of the index laid out together, about 400 letters
MONEY = ("grant", "reserve", "reversal")  # the kinds of letters that speak of an amount
DISTRICTS = 20  # so many stand on the first page; it always stays one
PAGE, NAME, NUMBER = 712, 16.0, 12.8  # points of a page for rows; ems of the columns that may break


class Entry(NamedTuple):
    """One letter of a run: `number` '' for a 送签稿, `total` in fen, `page` of the run on which it begins."""

    number: str
    firm: str
    uscc: str
    district: str
    kind: str
    total: int
    page: int
    pages: int


class Info(NamedTuple):
    """What a print run is: `order` says how it is sorted, `mark` what a reprint says of itself.

    Its letters are dated from `date` to `last`; all alike without it.
    """

    run: str
    year: int
    date: datetime.date
    policy: Mapping[str, Any]
    office: Mapping[str, Any]
    order: str
    mark: str = ""
    last: datetime.date | None = None

    @property
    def dates(self) -> str:
        """The dates of the letters, as official papers write them; what two have in common is said once."""
        first, last = (setting.day(one.isoformat()) for one in (self.date, self.last or self.date))
        if first == last:
            return first
        return f"{first}至{last.removeprefix(f'{self.date.year}年')}"


def cover_pages(entries: Sequence[Entry]) -> int:
    """How many pages the cover takes, known before it is set: the letters behind it are counted from there."""
    return 1 + len(_index(entries))


def cover(entries: Sequence[Entry], info: Info, start: int = 1) -> Iterator[Sheet]:
    """The cover as sheets of several pages; `start` is the page on which it begins."""
    expected = cover_pages(entries)
    for html in cover_html(entries, info, start):
        sheet = setting.sheet(html)
        expected -= len(sheet.pages)
        yield sheet
    if expected:
        raise setting.FormError(f"合印封面的页数与预计相差 {-expected} 页")


def cover_html(entries: Sequence[Entry], info: Info, start: int = 1) -> Iterator[str]:
    """The cover as HTML documents: the first begins with the summary, all carry a part of the index."""
    entries = [entry._replace(firm=setting.legible(entry.firm)) for entry in entries]
    pages = _index(entries)
    said = {"info": info, "total": len(pages) + 1, "count": len(entries), **_summary(entries)}
    yield setting.fill("cover.html", **said, first=True, start=start, pages=pages[:TOGETHER])
    for before, part in table.chunks(pages[TOGETHER:], TOGETHER):
        yield setting.fill("cover.html", **said, first=False, start=start + 1 + TOGETHER + before, pages=part)


def _index(entries: Sequence[Entry]) -> list[list[tuple[int, Entry, int]]]:
    """The entries on pages, each with its place and height."""
    heights = [table.height([(entry.firm, NAME), (entry.number, NUMBER)]) for entry in entries]
    rows = [(number, entry, tall) for number, (entry, tall) in enumerate(zip(entries, heights, strict=True), 1)]
    return table.pack(rows, heights, PAGE)


def _summary(entries: Sequence[Entry]) -> dict[str, Any]:
    numbered = sorted((entry.number for entry in entries if entry.number), key=_serial)
    districts = sorted({entry.district for entry in entries}, key=table.by_district)
    shown = districts if len(districts) <= DISTRICTS else []
    return {
        "numbered": numbered,
        "sheets": sum(entry.pages for entry in entries),
        "firms": len({entry.uscc for entry in entries}),
        "kinds": [(kind, _sums(e for e in entries if e.kind == kind)) for kind in KINDS],
        "districts": [(name, _sums(e for e in entries if e.district == name)) for name in shown],
    }


class Sums(NamedTuple):
    """Counts, and fen by kind: what is awarded, what waits and what was taken back are never added to one another."""

    letters: int
    firms: int
    pages: int
    fen: Mapping[str, int]


def _sums(entries: Iterable[Entry]) -> Sums:
    found = list(entries)
    fen = {kind: sum(entry.total for entry in found if entry.kind == kind) for kind in MONEY}
    return Sums(len(found), len({entry.uscc for entry in found}), sum(entry.pages for entry in found), fen)


def _serial(number: str) -> int:
    """The number within its year: 12 of 嘉经信软〔2022〕12号."""
    found = re.search(r"(\d+)号?$", number)
    return int(found[1]) if found else 0
