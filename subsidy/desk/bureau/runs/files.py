"""One letter of a run, looked at alone: as it was issued, or as 送签稿."""

from collections.abc import Mapping
from typing import Any

from subsidy.desk import papers
from subsidy.desk.drafts import REVERSAL, Drafts, opened
from subsidy.desk.papers import Paper
from subsidy.desk.run import find
from subsidy.store import Database, runs
from subsidy.store import letters as table


def paper(db: Database, run_id: str, name: str, office: Mapping[str, Any]) -> Paper | None:
    """The letter whose file has this name; None where the run calls for no such letter. RunError if it is unknown."""
    run = find(db, run_id)
    uscc = name.partition("-")[0]
    row = runs.decision_on(db, run_id, uscc)
    if row is None:
        return None
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
