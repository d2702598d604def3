"""The appropriation, and awards taken back."""

from typing import NamedTuple

from subsidy import store
from subsidy.desk.common import DeskError, now
from subsidy.desk.run import find
from subsidy.money import cents
from subsidy.policy import Policy
from subsidy.store import Database, awards
from subsidy.store.intake import note


class RefusedError(DeskError):
    """Refused by a rule of the budget or the ledger."""


def budget(db: Database, policy: Policy, year: int) -> tuple[int | None, int]:
    """The year's appropriation (None: not set) and what of it is granted, in fen."""
    return awards.appropriation(db, policy.id, year), awards.spent(db, policy.id, year)


def set_budget(db: Database, policy: Policy, year: int, amount: int, actor: str = "office") -> None:
    """Sets the year's appropriation, in fen; RefusedError below what is granted already."""
    with store.write(db):
        before, spent = budget(db, policy, year)
        if amount < spent:
            raise RefusedError(
                f"{year} 年已兑现 {cents(spent)} 元，预算不能改为 {cents(amount)} 元，应不低于 {cents(spent)} 元"
            )
        if before == amount:
            return
        at = now()
        awards.set_appropriation(db, policy.id, year, amount, actor, at)
        note(db, at, actor, "set_budget", f"{policy.id}/{year}", {"before": before, "after": amount})


class Reversed(NamedTuple):
    """What a reversal took back, in fen: in all, and of that what had money."""

    amount: int
    paid: int


def reverse(db: Database, run_id: str, uscc: str, item: str | None, reason: str, actor: str = "office") -> Reversed:
    """Takes back a firm's awards of a run (all, or those of one item) by new entries. DeskError if there are none."""
    with store.write(db):
        find(db, run_id)
        found = [w for w in awards.run_awards(db, run_id, uscc) if item in (None, w["item"]) and not w["reversed_at"]]
        if not found:
            raise DeskError(f"批次 {run_id} 中 {uscc} 没有可更正（追回）的{item or ''}奖励")
        at = now()
        for award in found:
            amount = award["amount"] if award["granted"] else 0
            spent = awards.spent(db, award["policy"], award["year"]) - amount
            row = (award["policy"], award["year"], "reversal", award["id"], amount, spent, run_id, reason, actor, at)
            awards.append(db, "ledger", awards.LEDGER, [row])
            note(db, at, actor, "reverse", f"award:{award['id']}", {"amount": award["amount"], "reason": reason})
        return Reversed(sum(w["amount"] for w in found), sum(w["amount"] for w in found if w["granted"]))
