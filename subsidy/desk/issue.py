"""Issuing a run's letters: each gets the next 文号 of its year, once, and is kept as it was said."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, NamedTuple

from subsidy import letters, store
from subsidy.desk.common import DeskError, Progress, now, quiet
from subsidy.desk.drafts import KINDS, REVERSAL, Draft, Drafts, kept, restored
from subsidy.desk.papers import name
from subsidy.desk.run import find
from subsidy.letters import award
from subsidy.letters.forms import by_district
from subsidy.store import Database, intake, runs
from subsidy.store import letters as table

ATTEMPTS = 3


class DateError(DeskError):
    """A date that letters must not bear; says what was found and what is wanted."""


class Numbered(NamedTuple):
    """A letter that was issued: its 文号, the name of its file, its firm."""

    number: str
    name: str
    firm: str


class Issued(NamedTuple):
    """What was issued, in the order of the numbers, and what could not be printed and so has no number."""

    letters: list[Numbered]
    left: list[str]


class _Wanted(NamedTuple):
    """A letter to be numbered, in its order: by kind, district (see `by_district`), firm."""

    kind: int
    district: tuple[bool, str]
    uscc: str
    decision: int


class _Survey(NamedTuple):
    """What is to be numbered in one state of the store, and what cannot be printed, with its decision."""

    mark: int
    wanted: list[_Wanted]
    left: list[tuple[int, str]]


def issue(
    db: Database,
    run_id: str,
    date: datetime.date,
    actor: str = "office",
    office: Mapping[str, Any] | None = None,
    progress: Progress = quiet,
    *,
    covers: Set[int],
    sign: Callable[[Set[int]], Set[int]] | None = None,
) -> Issued:
    """Numbers every letter of the decisions that are or become approved and is not issued yet, in one transaction.

    `covers` are those decisions' ids; `sign` approves them, first in the write transaction, but for the ones it is
    given, of which a letter cannot be printed, and says which are approved then (desk.bureau.runs.approve).
    DateError where the year's last number bears a later date. Whether each letter can be printed is seen before the
    lock is taken; if anything changed meanwhile it is seen again. RunError for an unknown run.
    """
    drafts = Drafts(db, find(db, run_id), letters.office(**(office or {})))
    for attempt in range(ATTEMPTS + 1):
        found = None
        if attempt < ATTEMPTS:
            with store.read(db):
                found = _survey(drafts, covers, progress)
        with store.write(db):
            if found is None:
                found = _survey(drafts, covers, progress)
            if intake.mark(db) == found.mark:
                signed = sign({decision for decision, _ in found.left}) if sign else covers
                found = found._replace(wanted=[wanted for wanted in found.wanted if wanted.decision in signed])
                return _number(drafts, found, date, actor, progress)
    raise DeskError(f"批次 {run_id} 的告知书未能编号，请重试")


def check_date(db: Database, run_id: str, date: datetime.date, today: datetime.date) -> None:
    """DateError where letters cannot bear a date: nobody had decided yet, or the day has not come."""
    decided = datetime.datetime.fromisoformat(find(db, run_id)["at"]).date()
    wanted = f"应为 {decided}（批次 {run_id} 的审核日期）至 {today}（今天）之间的一天"
    if date < decided:
        raise DateError(f"成文日期 {date} 早于审核日期；{wanted}")
    if date > today:
        raise DateError(f"成文日期 {date} 还没有到；{wanted}")


def _follows(db: Database, date: datetime.date) -> None:
    """Numbers follow dates: whoever finds a letter by its number finds it by its date."""
    last = table.last(db, date.year)
    if last is None:
        return
    letter = restored(last)
    if date < letter.date:
        raise DateError(f"成文日期 {date} 早于已编到的 {letter.number}；应为它的成文日期 {letter.date} 或以后")


def _survey(drafts: Drafts, covers: Set[int], progress: Progress) -> _Survey:
    mark, wanted, left = intake.mark(drafts.db), [], []
    issued = table.kinds_issued(drafts.db, drafts.run)
    for made in progress(_unissued(drafts, issued, covers), 0, "核对告知书"):
        problem = _problem(made)
        if problem:
            left.append((made.decision, problem))
        else:
            letter = made.letter
            uscc = letter.decision["firm"]["uscc"]
            wanted.append(_Wanted(KINDS.index(letter.kind), by_district(letter.district), uscc, made.decision))
    return _Survey(mark, sorted(wanted), left)


def _unissued(drafts: Drafts, issued: set[tuple[int, str]], covers: Set[int]) -> Iterator[Draft]:
    for row in runs.decisions(drafts.db, drafts.run):
        for made in drafts.of(row) if row["id"] in covers else ():
            if (made.decision, made.letter.kind) not in issued:
                yield made
    yield from (made for made in drafts.reversals() if made.decision in covers)


def _problem(made: Draft) -> str:
    """Why a letter cannot be printed; '' where it can."""
    firm = made.letter.decision["firm"]
    try:
        bad = letters.missing(made.letter)
    except ValueError as error:
        return str(error)
    return str(letters.GlyphError(firm["name"], firm["uscc"], bad)) if bad else ""


def _number(drafts: Drafts, found: _Survey, date: datetime.date, actor: str, progress: Progress) -> Issued:
    """Gives the numbers, within the write transaction."""
    at, done = now(), []
    if found.wanted:
        _follows(drafts.db, date)
    number = table.next_number(drafts.db, date.year)
    for wanted in progress(found.wanted, len(found.wanted), "编号"):
        made = _draft(drafts, wanted)
        text = f"{drafts.office['number_prefix']}〔{date.year}〕{number}号"
        done.append(_keep(drafts, made, text, number, date, actor, at))
        number += 1
    if done:
        detail = {"from": done[0].number, "to": done[-1].number, "letters": len(done), "left": len(found.left)}
        intake.note(drafts.db, at, actor, "issue", drafts.run, detail)
    return Issued(done, [problem for _, problem in found.left])


def _draft(drafts: Drafts, wanted: _Wanted) -> Draft:
    kind = KINDS[wanted.kind]
    if kind == REVERSAL:
        found = drafts.reversal(wanted.uscc)
    else:
        row = runs.decision(drafts.db, wanted.decision)
        found = next((made for made in drafts.of(row) if made.letter.kind == kind), None)
    if found is None:
        raise LookupError(f"{drafts.run} {wanted.uscc} {kind}")
    return found


def _keep(drafts: Drafts, made: Draft, text: str, number: int, date: datetime.date, actor: str, at: str) -> Numbered:
    letter = made.letter._replace(number=text, date=date)
    firm = letter.decision["firm"]
    which = 1
    if letter.kind == REVERSAL:
        which += table.count(drafts.db, made.decision, REVERSAL)
    row = {
        "year": date.year,
        "number": number,
        "run": drafts.run,
        "decision": made.decision,
        "kind": letter.kind,
        "uscc": firm["uscc"],
        "code": award.code(letter),
        "body": kept(letter),
        "at": at,
        "actor": actor,
    }
    table.add(drafts.db, row, made.claims)
    return Numbered(text, name(firm["uscc"], letter.kind, which), firm["name"])
