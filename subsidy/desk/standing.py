"""What became of a letter: whether it was issued, and whether a later one replaced it or took back what it gave."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from subsidy.desk.drafts import GRANT, REFUSAL, RESERVE, restored
from subsidy.letters import Letter, award
from subsidy.money import of_yuan
from subsidy.store import Database
from subsidy.store import letters as table
from subsidy.store.intake import Row

ISSUED, REPLACED, REVERSED, UNKNOWN = "issued", "replaced", "reversed", "unknown"


class Standing(NamedTuple):
    """An issued letter and what became of it; without a number where none was issued.

    `total` is what it grants, reserves or takes back, in fen. `by` are the 文号 of the letters that replaced it or tell
    of the reversal (none yet, perhaps), `since` when; `partly`: only a part of its awards was taken back.
    `digest` is the SHA-256 of its own file when it was first made, '' where it was not yet.
    """

    status: str
    number: str = ""
    kind: str = ""
    date: datetime.date | None = None
    run: str = ""
    uscc: str = ""
    firm: str = ""
    total: int = 0
    by: tuple[str, ...] = ()
    since: datetime.date | None = None
    partly: bool = False
    digest: str = ""


def standing(db: Database, code: str) -> Standing:
    """The standing of the letter with a 查验码, as anybody may type it."""
    return _standing(db, table.by_code(db, award.typed(code)))


def standing_of_draft(db: Database, run: str, uscc: str, kind: str) -> Standing:
    """The standing of the letter issued in place of a 送签稿: the last of its kind to the firm on the run."""
    return _standing(db, table.of_firm(db, run, uscc, kind))


def _standing(db: Database, row: Row | None) -> Standing:
    if row is None:
        return Standing(UNKNOWN)
    letter = restored(row["body"])
    firm = letter.decision["firm"]
    total = 0 if letter.kind == REFUSAL else of_yuan(letter.decision["total"])
    digest = table.digest(db, row["id"])
    found = Standing(
        ISSUED, letter.number, letter.kind, letter.date, letter.run, firm["uscc"], firm["name"], total, digest=digest
    )
    back = table.reversed_since(db, row["id"]) if letter.kind in (GRANT, RESERVE) else []
    if back:
        since = datetime.datetime.fromisoformat(back[0]["at"]).date()
        by = _numbers(restored(taken["letter"]) for taken in back if taken["letter"])
        granted = [line for line in letter.decision["lines"] if of_yuan(line["amount"])]
        return found._replace(status=REVERSED, by=by, since=since, partly=len(back) < len(granted))
    later = [restored(body) for body in table.replaced_by(db, row["id"])]
    if later:
        return found._replace(status=REPLACED, by=_numbers(later), since=later[0].date)
    return found


def _numbers(letters: Iterable[Letter]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(letter.number for letter in letters))
