"""What staff look at of a run: its letters by name, one alone, as it was issued or as 送签稿, and its lists."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from subsidy.desk import lists, papers
from subsidy.desk.bureau.people import NotAllowedError, Person, require, sees_unapproved
from subsidy.desk.common import DeskError
from subsidy.desk.drafts import REVERSAL, Drafts, kinds, opened
from subsidy.desk.papers import Paper
from subsidy.desk.run import find
from subsidy.store import Database, batches, runs
from subsidy.store import letters as table
from subsidy.store.intake import Row
from subsidy.workbook.export import Book


class Named(NamedTuple):
    """A letter that a run calls for; `number` and `date` are None while it is a 送签稿."""

    name: str
    uscc: str
    firm: str
    kind: str
    number: str | None
    date: str | None


def listed(db: Database, run_id: str, person: Person, after: str = "") -> Iterator[Named]:
    """The letters of a run by firm's code, those on what was taken back last; RunError if the run is unknown.

    `after`: only those of firms whose code comes after. For who only pays, those of what is approved.
    """
    require(person, "read_runs")
    find(db, run_id)
    seen = None if sees_unapproved(person) else batches.approved(db, run_id)
    told = [row for row in table.reversals(db, run_id) if row["uscc"] > after]
    open_ = {award["uscc"] for award in table.taken_back(db, run_id)}
    for row in runs.decisions(db, run_id, after):
        if seen is not None and row["id"] not in seen:
            continue
        uscc, decision = row["uscc"], json.loads(row["body"])
        firm = decision["firm"]["name"]
        issued = {known["kind"]: known for known in table.of_decision(db, row["id"])}
        for kind in kinds(decision, json.loads(row["unfunded"])):
            yield Named(papers.name(uscc, kind), uscc, firm, kind, *_numbered(issued.get(kind)))
        mine = [known for known in told if known["uscc"] == uscc]
        for which, known in enumerate([*mine, *([None] if uscc in open_ else [])], 1):
            yield Named(papers.name(uscc, REVERSAL, which), uscc, firm, REVERSAL, *_numbered(known))


def _numbered(row: Row | None) -> tuple[str | None, str | None]:
    letter = opened(row["body"])[0] if row else None
    return (letter.number, letter.date.isoformat()) if letter else (None, None)


def readable(db: Database, found: Paper, person: Person) -> None:
    """DeskError where this person may not make the file of a letter: who may not print sees what was made before."""
    require(person, "read_runs")
    if found.key and not person.may("print") and not table.digest(db, found.key):
        raise DeskError("这封告知书的文件尚未生成，由经办、复核或签批人员印制以后可以查看")


def book(db: Database, run_id: str, person: Person) -> Book:
    """The lists of a run; for who only pays, of what is approved. NotAllowedError where that is nothing."""
    if sees_unapproved(person):
        return lists.book(db, run_id)
    find(db, run_id)
    approved = batches.approved(db, run_id)
    if not approved:
        raise NotAllowedError(f"批次 {run_id} 尚未签批，{person.name}在签批以后才能查看名单")
    return lists.book(db, run_id, approved)


def paper(db: Database, run_id: str, name: str, office: Mapping[str, Any], person: Person) -> Paper | None:
    """The letter whose file has this name; None where the run calls for no such letter. RunError if it is unknown.

    NotAllowedError for who only pays, as long as its decision is not approved.
    """
    run = find(db, run_id)
    uscc = name.partition("-")[0]
    row = runs.decision_on(db, run_id, uscc)
    if row is None:
        return None
    if not sees_unapproved(person) and row["id"] not in batches.approved(db, run_id):
        raise NotAllowedError(f"批次 {run_id} 对 {uscc} 的决定尚未签批，{person.name}在签批以后才能查看告知书")
    told = [known for known in table.reversals(db, run_id) if known["uscc"] == uscc]
    issued = [(known, 1) for known in table.of_decision(db, row["id"])]
    issued += [(known, which) for which, known in enumerate(told, 1)]
    for known, which in issued:
        if papers.name(uscc, known["kind"], which) == name:
            letter, look = opened(known["body"])
            return Paper(letter, name, known["id"], look)
    drafts = Drafts(db, run, office)
    for made in drafts.of(row):
        if papers.name(uscc, made.letter.kind) == name:
            return Paper(made.letter, name)
    back = drafts.reversal(uscc)
    if back and papers.name(uscc, REVERSAL, len(told) + 1) == name:
        return Paper(back.letter, name)
    return None
