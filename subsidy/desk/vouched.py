"""Who vouched for a claim's evidence: who handed it in so, or who checked it and who reviewed it.

Of claims from before there was a record of it, the audit trail says as much as it knows. Every claim comes by an
intake, and an intake says how many it added: that tells which one brought which claim. Later intakes may have vouched
for what was only submitted; they say how many, not which.
"""

from collections.abc import Sequence
from typing import Any

from subsidy.letters.forms import Voucher
from subsidy.store import Database, checks, evidence, runs, staff
from subsidy.store.intake import Row

WORDS = {checks.CHECKED: "核查", checks.REVIEWED: "复核"}


class Vouchers:
    """Who vouched for the claims of a run, up to when it was made."""

    def __init__(self, db: Database, run_id: str) -> None:
        self.db, self.names = db, staff.names(db)
        self.at = str((runs.run(db, run_id) or {})["at"])
        trail = evidence.before_run(db, run_id)
        self.intakes = [row for row in trail if row["act"] == "take_in"]
        self.changed = {row["detail"]["claim"]: row["id"] for row in trail if row["act"] == "change_claim"}
        self.added = _added(self.intakes)

    def of(self, versions: Sequence[int]) -> tuple[Voucher, ...]:
        """Who vouched for the last of a claim's versions; several where an old trail is not certain."""
        said = checks.vouched_before(self.db, versions[-1:], self.at)
        return self._said(said) if said else self._trail(versions)

    def _said(self, said: Sequence[Row]) -> tuple[Voucher, ...]:
        """As it is on record: whatever was said last and stands."""
        stands: list[Row] = []
        for row in said:
            stands = [] if row["act"] == checks.VOIDED else [*stands, row] if row["act"] == checks.REVIEWED else [row]
        if not stands:
            return ()
        last = stands[-1]
        if last["act"] == checks.IMPORTED:
            return (Voucher(self._name(last), last["at"], last["reason"]),)
        who = "、".join(f"{self._name(row)}（{WORDS[row['act']]}）" for row in stands)
        return (Voucher(who, last["at"], "受理系统"),)

    def _name(self, row: Row) -> str:
        return self.names.get(row["actor"], str(row["actor"]))

    def _trail(self, versions: Sequence[int]) -> tuple[Voucher, ...]:
        """Who may have vouched: one where the trail is certain."""
        left = list(versions)
        brought, reopened = self._brought(left.pop())
        while reopened and left:  # reopened by the program, as it was vouched for before
            brought, reopened = self._brought(left.pop())
        if brought is None:
            return ()
        later = [row for row in self.intakes[brought + 1 :] if row["detail"]["accepted"]]
        found = [self.intakes[brought], *later]
        return tuple(dict.fromkeys(Voucher(row["actor"], row["at"], row["subject"]) for row in found))

    def _brought(self, claim: int) -> tuple[int | None, bool]:
        """Which intake brought the claim as it stands, and whether by reopening an earlier version."""
        if claim in self.changed:
            after = self.changed[claim]
            return next((i for i, row in enumerate(self.intakes) if row["id"] > after), None), False
        for i, (reopened, last) in enumerate(self.added):
            if claim <= last:
                return i, claim <= reopened
        return None, False


def _added(intakes: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """The last claim that each intake reopened, and the last that it added: ids have no gaps, rows stay."""
    found, last = [], 0
    for row in intakes:
        reopened = last + row["detail"]["reopened"]
        last = reopened + row["detail"]["claims"]
        found.append((reopened, last))
    return found
