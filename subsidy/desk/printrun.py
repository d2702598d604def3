"""A print run: a cover with its index, and every letter on a fresh sheet, sorted as asked, in one file."""

import datetime
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from subsidy.desk import papers
from subsidy.desk.common import Progress, quiet
from subsidy.desk.drafts import REFUSAL
from subsidy.desk.handover import hand_over, left_over
from subsidy.desk.papers import Paper
from subsidy.desk.whole import beside
from subsidy.letters import Letter, LetterError, Press, PrintRun, forms, office
from subsidy.money import of_yuan
from subsidy.store import Database

ORDERS = {
    "district": "按区县，同一区县内按企业代码",
    "firm": "按企业代码",
    "number": "按文号",
}
OTHER = "未填区县"


class Spooled(NamedTuple):
    """A letter waiting on disk: what it is sorted by, and where it lies."""

    district: str
    uscc: str
    kind: str
    year: int
    serial: int
    place: int
    key: int | None


def write(
    db: Database,
    found: Iterable[Paper],
    path: Path,
    known: Iterable[str] = (),
    order: str = "district",
    duplex: bool = True,
    actor: str = "office",
    progress: Progress = quiet,
    cache: Path | None = None,
) -> Iterator[tuple[str, str]]:
    """Writes one PDF of all letters and logs the print of those issued; name and reason of each that had to stay out.

    Letters in `known` stay out unsaid. The file is written whole or not at all, and not without a letter.
    """
    with beside(path) as partial:
        with tempfile.TemporaryFile() as spool, partial.open("wb") as out:
            stale: dict[str, str] = {}
            counts: dict[int, int] = {}
            waiting, first = _spool(_unchanged(db, found, counts, stale), frozenset(known), spool)
            yield from stale.items()
            if first is None:
                return
            counts = {one.key: counts[one.key] for one in waiting if one.key}
            kind = f"{order}-{'duplex' if duplex else 'simplex'}"
            if left_over(db, path, first.run, kind, counts.keys()):
                return
            run = _Run(PrintRun(out, Press(cache=cache), *_about(first), duplex), spool, counts)
            rows = progress(sorted(waiting, key=_sorter(order)), len(waiting), "合印")
            yield from run.print(rows, order == "district")
            if not run.entries:
                return
            run.close(_info(first, order, counts, run.dates))
        hand_over(db, partial, path, first.run, kind, {key: counts[key] for key in run.printed}, actor)


def _unchanged(db: Database, found: Iterable[Paper], counts: dict[int, int], stale: dict[str, str]) -> Iterator[Paper]:
    """The letters that would look as they did when printed before, and which print this is; why not the others."""
    for paper in found:
        why = ""
        if paper.key:
            counts |= papers.copies(db, [paper.key])
            why = papers.changed(db, paper, counts[paper.key])
        if why:
            stale[paper.name] = why
        else:
            yield paper


def _spool(found: Iterable[Paper], known: frozenset[str], spool: IO[bytes]) -> tuple[list[Spooled], Letter | None]:
    waiting: list[Spooled] = []
    first = None
    for paper in found:
        if paper.name in known:
            continue
        letter = paper.letter
        first = first or letter
        year, serial = _serial(letter.number)
        place = spool.tell()
        pickle.dump((letter, paper.name), spool, pickle.HIGHEST_PROTOCOL)
        uscc = letter.decision["firm"]["uscc"]
        waiting.append(Spooled(letter.district or "", uscc, letter.kind, year, serial, place, paper.key))
    return waiting, first


def _sorter(order: str) -> Callable[[Spooled], Any]:
    keys: dict[str, Callable[[Spooled], Any]] = {
        "district": lambda one: (forms.by_district(one.district), one.uscc, one.place),
        "firm": lambda one: (one.uscc, one.place),
        "number": lambda one: (one.serial == 0, one.year, one.serial, one.place),
    }
    return keys[order]


def _serial(number: str) -> tuple[int, int]:
    """Year and number of 〔2022〕12号; zeros for a 送签稿."""
    digits = "".join(c if c.isdecimal() else " " for c in number[number.find("〔") :]).split()
    return (int(digits[0]), int(digits[1])) if len(digits) == 2 else (0, 0)


def _info(first: Letter, order: str, counts: dict[int, int], dates: set[datetime.date]) -> forms.Info:
    most = max(counts.values(), default=1)
    known = {**first.policy, "city": first.policy.get("city", "")}
    year = int(first.decision["year"])
    mark = papers.mark(most)
    about = known, office(**first.office), ORDERS[order], mark
    return forms.Info(first.run, year, min(dates), *about, max(dates))


def _about(first: Letter) -> tuple[str, str, datetime.date]:
    """What the file says of itself: title, author, date."""
    return f"软件产业扶持资金告知书（批次 {first.run}）", office(**first.office)["issuer"], first.date


class _Run:
    """Letters going into the file, and what the cover will say of them."""

    def __init__(self, run: PrintRun, spool: IO[bytes], counts: dict[int, int]) -> None:
        self.run, self.spool, self.counts = run, spool, counts
        self.entries: list[forms.Entry] = []
        self.printed: list[int] = []
        self.dates: set[datetime.date] = set()

    def print(self, waiting: Iterable[Spooled], districts: bool) -> Iterator[tuple[str, str]]:
        """Prints letter after letter, under a bookmark for each district; those that could not be, and why."""
        district = None
        for one in waiting:
            self.spool.seek(one.place)
            letter, name = pickle.load(self.spool)
            if one.key:
                letter = letter._replace(mark=papers.mark(self.counts[one.key]))
            marks = [(_bookmark(letter), int(districts))]
            if districts and one.district != district:
                marks.insert(0, (one.district or OTHER, 0))
            try:
                before, pages = self.run.add(letter, marks)
            except (LetterError, ValueError) as error:
                yield name, str(error)
                continue
            district = one.district
            self.dates.add(letter.date)
            firm = letter.decision["firm"]
            total = 0 if letter.kind == REFUSAL else of_yuan(letter.decision["total"])
            where = letter.number, firm["name"], firm["uscc"], one.district, letter.kind
            self.entries.append(forms.Entry(*where, total, before + 1, pages))
            if one.key:
                self.printed.append(one.key)

    def close(self, info: forms.Info) -> None:
        """Puts the cover in front: how long it is says where each letter begins."""
        front = forms.cover_pages(self.entries)
        front += self.run.duplex and front % 2
        entries = [entry._replace(page=entry.page + front) for entry in self.entries]
        self.run.close(forms.cover(entries, info), "封面和目录")


def _bookmark(letter: Letter) -> str:
    number = f"{letter.number} " if letter.number else ""
    return f"{number}{letter.decision['firm']['name']}"
