"""The appropriations as those who decide on them see them: what is granted, paid, owed, left, and who changed it."""

from typing import Any, NamedTuple

from subsidy.policy import Policy
from subsidy.store import Database, awards, payments
from subsidy.store import proposals as table


class Change(NamedTuple):
    """An amount that was set, in fen; `proposal` is None where the operator set it alone, on the machine."""

    at: str
    actor: str
    before: int | None
    after: int
    proposal: int | None
    proposed_by: str
    reason: str


class Year(NamedTuple):
    """A year's appropriation in fen, None where it is not set yet.

    Of what is `granted`, `paid` went out; what was paid and taken back is `due` back. `waiting` is the reserve list.
    """

    year: int
    amount: int | None
    granted: int
    paid: int
    due: int
    waiting: int
    changes: tuple[Change, ...]

    @property
    def committed(self) -> int:
        """What is granted and not paid yet."""
        return self.granted - self.paid

    @property
    def left(self) -> int:
        """What can still be granted."""
        return (self.amount or 0) - self.granted

    @property
    def lacking(self) -> int:
        """What would have to be added for all that waits."""
        return max(0, self.waiting - self.left)


def years(db: Database, policy: Policy) -> list[Year]:
    """Every year that has an appropriation or a run under a policy, the latest first."""
    return [_year(db, policy, year) for year in table.years(db, policy.id)]


def _year(db: Database, policy: Policy, year: int) -> Year:
    paid, due = payments.sums(db, policy.id, year)
    return Year(
        year,
        awards.appropriation(db, policy.id, year),
        awards.spent(db, policy.id, year),
        paid,
        due,
        payments.waiting(db, policy.id, year),
        tuple(_change(row) for row in table.changes(db, f"{policy.id}/{year}")),
    )


def _change(row: dict[str, Any]) -> Change:
    detail = row["detail"]
    said = (detail.get("proposal"), detail.get("proposed_by", ""), detail.get("reason", ""))
    return Change(row["at"], row["actor"], detail["before"], detail["after"], *said)
