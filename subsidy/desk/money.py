"""The appropriation, and awards taken back."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from schemas.fields import masked
from subsidy import store
from subsidy.desk.common import DeskError, now
from subsidy.desk.run import find
from subsidy.money import cents
from subsidy.policy import Policy
from subsidy.store import Database, awards
from subsidy.store.intake import Row, note


class RefusedError(DeskError):
    """Refused by a rule of the budget or the ledger."""


def budget(db: Database, policy: Policy, year: int) -> tuple[int | None, int]:
    """The year's appropriation (None: not set) and what of it is granted, in fen."""
    return awards.appropriation(db, policy.id, year), awards.spent(db, policy.id, year)


def set_budget(db: Database, policy: Policy, year: int, amount: int, actor: str = "office") -> None:
    """Sets the year's appropriation, in fen, on the operator's word alone; RefusedError below what is granted."""
    with store.write(db):
        change_budget(db, policy.id, year, amount, actor, {})


def covers_grants(db: Database, policy_id: str, year: int, amount: int) -> None:
    """RefusedError for an appropriation below what is granted of it already."""
    spent = awards.spent(db, policy_id, year)
    if amount < spent:
        raise RefusedError(
            f"{year} 年已兑现 {cents(spent)} 元，预算不能改为 {cents(amount)} 元，应不低于 {cents(spent)} 元"
        )


def change_budget(db: Database, policy_id: str, year: int, amount: int, actor: str, detail: Mapping[str, Any]) -> None:
    """As `set_budget`, within the caller's write transaction; `detail` goes into the audit trail too."""
    before = awards.appropriation(db, policy_id, year)
    covers_grants(db, policy_id, year, amount)
    if before == amount:
        return
    at = now()
    awards.set_appropriation(db, policy_id, year, amount, actor, at)
    note(db, at, actor, "set_budget", f"{policy_id}/{year}", {**detail, "before": before, "after": amount})


class Reversed(NamedTuple):
    """What a reversal took back, in fen: in all, and of that what had money."""

    amount: int
    paid: int


def reversible(db: Database, run_id: str, uscc: str, item: str | None = None) -> list[Row]:
    """A firm's awards of a run that stand, all or those of one item; RunError for an unknown run."""
    find(db, run_id)
    return [w for w in awards.run_awards(db, run_id, uscc) if item in (None, w["item"]) and not w["reversed_at"]]


def reverse(db: Database, run_id: str, uscc: str, item: str | None, reason: str, actor: str = "office") -> Reversed:
    """Takes back a firm's awards of a run (all, or those of one item) by new entries. DeskError if there are none.

    On the caller's word alone: people propose it, and another answers (desk.bureau.money.proposals).
    """
    with store.write(db):
        found = reversible(db, run_id, uscc, item)
        if not found:
            raise DeskError(f"批次 {run_id} 中 {uscc} 没有可更正（追回）的{item or ''}奖励")
        return take_back(db, found, run_id, reason, actor)


def take_back(
    db: Database, found: Sequence[Row], run_id: str, reason: str, actor: str, detail: Mapping[str, Any] | None = None
) -> Reversed:
    """Takes awards back by new entries, within the caller's write transaction; `detail` goes into the trail too."""
    at, reason = now(), masked(reason)  # letters say it, and the ledger does not forget
    for award in found:
        amount = award["amount"] if award["granted"] else 0
        spent = awards.spent(db, award["policy"], award["year"]) - amount
        row = (award["policy"], award["year"], "reversal", award["id"], amount, spent, run_id, reason, actor, at)
        awards.append(db, "ledger", awards.LEDGER, [row])
        told = {**(detail or {}), "amount": award["amount"], "reason": reason}
        note(db, at, actor, "reverse", f"award:{award['id']}", told)
    return Reversed(sum(w["amount"] for w in found), sum(w["amount"] for w in found if w["granted"]))
