"""审批单: one for each firm, and one for the batch with the list that it approves."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from subsidy.letters import fonts
from subsidy.letters.press.pdfa import About
from subsidy.letters.press.sheet import Sheet
from subsidy.letters.wording import strings

from . import setting, table

OUTCOMES = ("granted", "reserved", "refused", "referred", "noted")
TOGETHER = 8  # pages of the list laid out together
SHOWN = 12  # orders or trainees of a claim that are listed
# the list: points of a page for rows, and below the heading of its first page; ems of the columns that may break
PAGE, NAME, TITLE, DISTRICT = 712, 14.6, 12.1, 3.4
PART = 40  # points of a part's heading
# a firm's form, in points: the page, its heading; a table of parts, its rows; how wide cells are
FULL, HEADS, PARTS, PART_ROW, WIDE, HALF = 735, 60, 30, 16, 411, 170
SUM = "人民币" + "壹" * 20  # as long as a sum in words may well be

Value = int | bool | str | None  # fen, yes or no, a text


class Size(NamedTuple):
    """How a form is set, in points: an em, a line, what a row has beside lines, the gap between tables, the boxes."""

    em: float
    line: float
    padding: float
    gap: float
    signatures: float


LOOSE, TIGHT = Size(10.5, 15.5, 5, 8.5, 219), Size(9.5, 13, 3.4, 5.7, 195)


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

    `head` is that of the chain when the run was made. `vouched`: how many lines each person vouched for ('' where
    several may have); `unchecked`: firms with a condition that nobody checked; `readings` as of claims; `letters`: how
    many of each kind.
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
    head: str = ""

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


def approval(made: Approval) -> Sheet:
    """One firm's 审批单, laid out once; GlyphError where a character has no face."""
    if bad := missing(made):
        raise fonts.GlyphError(made.firm["name"], made.firm["uscc"], bad)
    return setting.sheet(setting.fill("approval.html", form=made, tight=_tight(made), shown=SHOWN))


def about(made: "Approval | Batch") -> About:
    """What a file of 审批单 says of itself."""
    name = made.firm["name"] if isinstance(made, Approval) else f"批次 {made.run} "
    return About(f"{name}审批单", made.office["issuer"], datetime.date.fromisoformat(made.at[:10]))


def missing(made: Approval) -> list[str]:
    """The characters of a 审批单 that no face has."""
    return fonts.without_glyph(strings(made))


def _tight(made: Approval) -> bool:
    """Whether the form takes one page when set smaller, and only then; reckoned, as laying it out twice takes long."""
    return _height(made, TIGHT) <= FULL < _height(made, LOOSE)


def _height(made: Approval, size: Size) -> float:
    """The height of a form in points, about."""

    def row(*texts: str, across: float = WIDE) -> float:
        lines = sum(table.lines(text, across / size.em) for text in texts)
        return max(lines, 1) * size.line + size.padding

    conditions = "".join(f"{one.label}：查得“否”，不符合；" for one in made.conditions)
    law = "".join(str(made.policy[name]) for name in ("title", "number", "section"))
    height = HEADS + size.signatures + row(made.firm["name"]) + 2 * row("") + row(made.firm["bank"], across=HALF)
    height += row(law) + row(conditions) + sum(row(SUM) for outcome in ("granted", "reserved") if made.sum(outcome))
    for claim in made.claims:
        said = "".join(f"{label}：{what}；" for label, what in claim.facts)
        readings = [f"{'：'.join(one)}{'理' * 3}" for one in claim.readings]
        vouched = "".join(f"{by.actor}{by.source}{'年' * 20}" for by in claim.vouchers) + claim.place
        height += size.gap + row("") + row(said) + row("；".join(claim.grounds)) + row(vouched)
        height += row(*claim.workings) if claim.workings else 0
        height += row(*readings) if readings else 0
        height += PARTS + PART_ROW * min(len(claim.parts), SHOWN) if claim.parts else 0
    return height


def batch(made: Batch) -> Iterator[Sheet]:
    """The batch's 审批单, its list behind it, as sheets of several pages; page X of Y goes through."""
    if fonts.without_glyph(strings(made)):
        made = made._replace(lines=[line._replace(name=setting.legible(line.name)) for line in made.lines])
    pages = _list_pages(made.lines)
    total = len(pages) + 2
    while True:
        front = setting.sheet(_batch_html(made, [], 1, total))
        if len(front.pages) + len(pages) == total:
            break
        total = len(front.pages) + len(pages)
    yield front
    start = len(front.pages) + 1
    for before, part in table.chunks(pages, TOGETHER):
        sheet = setting.sheet(_batch_html(made, part, start + before, total, first=not before))
        if len(sheet.pages) != len(part):
            raise setting.FormError(f"清单第 {start + before} 页起的页数与预计不符")
        yield sheet


def _batch_html(made: Batch, pages: Sequence[Any], start: int, total: int, first: bool = False) -> str:
    said: dict[str, Any] = {}
    if not pages:
        districts = sorted({line.district for line in made.lines}, key=table.by_district)
        said = {"clauses": made.sums("clause", made.clauses), "districts": made.sums("district", districts)}
    return setting.fill("batch.html", batch=made, pages=pages, start=start, total=total, first=first, **said)


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
