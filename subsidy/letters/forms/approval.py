"""审批单: one for each firm, and one for the batch with the list that it approves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from subsidy.letters import fonts
from subsidy.letters.wording import strings

from . import setting, table

OUTCOMES = ("granted", "reserved", "refused", "referred", "noted")
TOGETHER = 20  # firms, or pages of the list, laid out together
# the list: points of a page for rows, and below the heading of its first page; ems of the columns that may break
PAGE, NAME, TITLE, DISTRICT = 712, 15.0, 12.1, 3.4
PART = 40  # points of a part's heading

Value = int | bool | str | None  # fen, yes or no, a text


class Voucher(NamedTuple):
    """Somebody who vouched for evidence, or may have: who, when (ISO 8601), and from which file it was taken in."""

    actor: str
    at: str
    source: str


class Condition(NamedTuple):
    """A condition of the firm itself: its name, what is wanted, and what was found (None: nobody checked)."""

    label: str
    wanted: bool
    found: bool | None


class Claim(NamedTuple):
    """One line of a decision with the claim behind it.

    `outcome` is one of OUTCOMES; `facts` what was claimed: label and value; `parts` the same for each order or trainee;
    `readings`: question, choice in force and why. `place` is where the claim stands in the office's file; `vouched`:
    whether the office vouches for its evidence, None where an earlier run decided it.
    """

    title: str
    clause: str
    outcome: str
    amount: int
    facts: Sequence[tuple[str, Value]]
    parts: Sequence[Sequence[tuple[str, Value]]]
    grounds: Sequence[str]
    workings: Sequence[str]
    readings: Sequence[tuple[str, str, str]]
    vouched: bool | None
    vouchers: Sequence[Voucher]
    place: str


class Approval(NamedTuple):
    """What a run decided on one firm, for those who sign; `at` is when, `received` when the firm handed in."""

    case: str
    run: str
    year: int
    at: str
    received: str
    firm: Mapping[str, str]  # uscc, name, district, account_name, bank, tail
    conditions: Sequence[Condition]
    claims: Sequence[Claim]
    rank: int | None
    policy: Mapping[str, Any]
    office: Mapping[str, Any]

    def sum(self, outcome: str) -> int:
        """What the lines of an outcome come to, in fen."""
        return sum(claim.amount for claim in self.claims if claim.outcome == outcome)


class Listed(NamedTuple):
    """One line of the batch's list."""

    uscc: str
    name: str
    district: str
    clause: str
    title: str
    outcome: str
    amount: int


class Batch(NamedTuple):
    """What a run decided, for those who sign: `before` and `appropriation` in fen; `digest` of the decisions.

    `vouched`: how many lines each person vouched for ('' where several may have); `unchecked`: firms with a
    condition that nobody checked; `readings` as of claims; `letters`: how many of each kind.
    """

    run: str
    year: int
    at: str
    actor: str
    policy: Mapping[str, Any]
    office: Mapping[str, Any]
    appropriation: int
    before: int
    lines: Sequence[Listed]
    clauses: Sequence[str]
    readings: Sequence[tuple[str, str, str]]
    vouched: Mapping[str, int]
    unchecked: int
    letters: Mapping[str, int]
    order: str
    digest: str

    @property
    def firms(self) -> int:
        """How many firms the run decided on."""
        return len({line.uscc for line in self.lines})

    def sums(self, field: str, names: Iterable[str]) -> list[tuple[str, dict[str, tuple[int, int, int]]]]:
        """For each name of a field (clause or district), by outcome: firms, lines, fen; the total stands last."""
        found = [(name, _sums(line for line in self.lines if getattr(line, field) == name)) for name in names]
        return [*found, ("", _sums(self.lines))]


def _sums(lines: Iterable[Listed]) -> dict[str, tuple[int, int, int]]:
    firms: dict[str, set[str]] = {outcome: set() for outcome in OUTCOMES}
    counts, amounts = dict.fromkeys(OUTCOMES, 0), dict.fromkeys(OUTCOMES, 0)
    for line in lines:
        firms[line.outcome].add(line.uscc)
        counts[line.outcome] += 1
        amounts[line.outcome] += line.amount
    return {outcome: (len(firms[outcome]), counts[outcome], amounts[outcome]) for outcome in OUTCOMES}


def approval(made: Approval) -> bytes:
    """One firm's 审批单; GlyphError where a character has no face."""
    return _firms([made])


def approvals(found: Iterable[Approval]) -> Iterator[bytes]:
    """The 审批单 of many firms, some to a document; each begins a page and counts its own."""
    waiting: list[Approval] = []
    for made in found:
        waiting.append(made)
        if len(waiting) == TOGETHER:
            yield _firms(waiting)
            waiting = []
    if waiting:
        yield _firms(waiting)


def missing(made: Approval) -> list[str]:
    """The characters of a 审批单 that no face has."""
    return fonts.without_glyph(strings(made))


def _firms(found: Sequence[Approval]) -> bytes:
    for made in found:
        if bad := missing(made):
            raise fonts.GlyphError(made.firm["name"], made.firm["uscc"], bad)
    totals, tight, tried = [1] * len(found), [False] * len(found), [False] * len(found)
    while True:
        html = setting.fill("approval.html", approvals=list(zip(found, totals, tight, strict=True)))
        document = setting.laid_out(html)
        starts = sorted(n for n, page in enumerate(document.pages) for name in page.anchors if name.startswith("firm-"))
        counted = [end - start for start, end in zip(starts, [*starts[1:], len(document.pages)], strict=True)]
        if counted == totals:
            return setting.written(document)
        for i, count in enumerate(counted):
            if count != totals[i]:  # set smaller where that saves the second page, and only there
                tight[i], tried[i] = not tried[i], True
                totals[i] = 1 if tight[i] else count


def batch(made: Batch) -> Iterator[bytes]:
    """The batch's 审批单, its list behind it, in parts to be joined; page X of Y goes through."""
    if fonts.without_glyph(strings(made)):
        made = made._replace(lines=[line._replace(name=setting.legible(line.name)) for line in made.lines])
    parts = table.chunks(_list_pages(made.lines), TOGETHER)
    behind = sum(len(pages) for _, pages in parts[1:])
    total = behind + 2
    while True:
        document = setting.laid_out(_batch_html(made, parts[0][1], 1, total))
        if len(document.pages) + behind == total:
            break
        total = len(document.pages) + behind
    yield setting.written(document)
    start = len(document.pages) + 1
    for _, pages in parts[1:]:
        document = setting.laid_out(_batch_html(made, pages, start, total))
        if len(document.pages) != len(pages):
            raise setting.FormError(f"清单第 {start} 页起的页数与预计不符")
        yield setting.written(document)
        start += len(pages)


def _batch_html(made: Batch, pages: Sequence[Any], start: int, total: int) -> str:
    districts = sorted({line.district for line in made.lines})
    sums = {"clauses": made.sums("clause", made.clauses), "districts": made.sums("district", districts)}
    return setting.fill("batch.html", batch=made, pages=pages, start=start, total=total, first=start == 1, **sums)


class Row(NamedTuple):
    """A line of the list where it stands: its number in its part, its height, the part's sum behind its last."""

    line: Listed
    number: int
    height: int
    total: int | None


def _list_pages(lines: Sequence[Listed]) -> list[list[tuple[str, list[Row]]]]:
    """The list as pages of parts: an outcome and its rows."""
    rows: list[Row] = []
    room: list[int] = []
    for outcome in OUTCOMES:
        mine = [line for line in lines if line.outcome == outcome]
        for number, line in enumerate(mine, 1):
            height = table.height([(line.name, NAME), (line.title, TITLE), (line.district, DISTRICT)])
            total = sum(line.amount for line in mine) if number == len(mine) else None
            rows.append(Row(line, number, height, total))
            room.append(height + (PART if number == 1 else 0) + (0 if total is None else table.height([])))
    pages = table.pack(rows, room, PAGE, PAGE - PART)
    return [[(name, list(part)) for name, part in groupby(page, lambda row: row.line.outcome)] for page in pages]
