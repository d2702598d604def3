"""Who vouched for a claim's evidence, as far as the audit trail says.

Every claim comes by an intake, and an intake says how many it added: that tells which one brought which claim. Later
intakes may have vouched for what was only submitted; they say how many, not which.
"""

from collections.abc import Sequence
from typing import Any

from subsidy.letters.forms import Voucher
from subsidy.store import Database, evidence


class Vouchers:
    """The intakes before a run."""

    def __init__(self, db: Database, run_id: str) -> None:
        trail = evidence.before_run(db, run_id)
        self.intakes = [row for row in trail if row["act"] == "take_in"]
        self.changed = {row["detail"]["claim"]: row["id"] for row in trail if row["act"] == "change_claim"}
        self.added = _added(self.intakes)

    def of(self, versions: Sequence[int]) -> tuple[Voucher, ...]:
        """Who may have vouched for the last of a claim's versions: one where the trail is certain."""
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
