"""What staff look at of a run: one letter alone, as it was issued or as 送签稿, and its lists."""

from collections.abc import Mapping
from typing import Any

from subsidy.desk import lists, papers
from subsidy.desk.bureau.people import NotAllowedError, Person, sees_unapproved
from subsidy.desk.drafts import REVERSAL, Drafts, opened
from subsidy.desk.papers import Paper
from subsidy.desk.run import find
from subsidy.store import Database, batches, runs
from subsidy.store import letters as table
from subsidy.workbook.export import Book


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
