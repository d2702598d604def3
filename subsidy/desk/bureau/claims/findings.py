"""What a person finds on a claim that the rules leave open, or whose evidence does not hold: once reviewed, decided so.

The law still bounds it: never more than the clause gives, never what was granted already, and out of the same money.
"""

from collections.abc import Mapping
from typing import Any

from schemas.fields import masked
from schemas.frozen import claim_facts
from subsidy import store
from subsidy.assessment import assess
from subsidy.desk import vouching
from subsidy.desk.bureau.claims import checks
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.common import DeskError, now
from subsidy.desk.plan import make_case
from subsidy.model import GRANTED, REFERRED, REFUSED, Claim, Facts
from subsidy.money import figures
from subsidy.policy import Policy
from subsidy.store import Database, awards, intake
from subsidy.store import checks as table
from subsidy.store.intake import Row

SHORTEST = 10  # characters of a reason
OUTCOMES = {GRANTED: "予以支持", REFUSED: "不予支持"}


def find(
    db: Database,
    policy: Policy,
    claim: int,
    outcome: str,
    amount: int,
    reason: str,
    person: Person,
    body: Mapping[str, Any] | None = None,
) -> None:
    """Finds on a claim: granted with an amount in fen and what it is for (`body`, see `Item.found`), or refused.

    Refused may be any open claim; granted only what the rules leave to a person. It counts once another reviewed it.
    """
    require(person, "check")
    told, said = masked(" ".join(reason.split())).rstrip("。；，"), dict(body or {})  # letters say it
    if outcome not in OUTCOMES:
        raise DeskError(f"核定结果填的是“{outcome}”，应为{'、'.join(OUTCOMES.values())}之一")
    if len(told) < SHORTEST:
        raise DeskError(f"核定理由有 {len(told)} 个字，应不少于 {SHORTEST} 个，写明依据的材料和规定")
    with store.write(db):
        row = checks.undecided(db, policy, claim)
        if outcome == GRANTED:
            _grantable(db, policy, row, amount, said)
        elif amount or said:
            raise DeskError("不予支持的，核定金额应为 0 元")
        _write(db, row, outcome, amount, told, said, person)


def take_back(db: Database, policy: Policy, claim: int, reason: str, person: Person) -> None:
    """Takes the finding on a claim back."""
    require(person, "check")
    told = " ".join(reason.split())
    if not told:
        raise DeskError("没有写明撤销核定的理由")
    with store.write(db):
        row = checks.undecided(db, policy, claim)
        if checks.finding(db, row) is None:
            raise DeskError("这一事项没有核定意见，不用撤销")
        _write(db, row, "", 0, told, {}, person)


def latest(db: Database, claim: int) -> Row | None:
    """The finding on a claim as its facts stand, its body read; None where there is none or it was taken back."""
    row = table.claim(db, claim)
    return checks.finding(db, row) if row else None


def most(policy: Policy, claim: Row, body: Mapping[str, Any] | None = None) -> int | None:
    """The largest amount in fen that a person may grant on a claim's row; None where the law bounds none."""
    item = policy.items[claim["item"]]
    try:
        return item.most(_facts(policy, claim), body or {})
    except LookupError as error:
        raise DeskError(str(error.args[0])) from None


def referred(db: Database, policy: Policy, claim: Row) -> bool:
    """Whether the rules leave a claim to a person: a run said so, or would say so now."""
    if claim["outcome"] == REFERRED:
        return True
    firm, given = intake.firm(db, claim["uscc"]), awards.history(db, policy.id, claim["uscc"])
    if firm is None:
        return False
    said = (Claim(claim["item"], _facts(policy, claim)),)
    past = given.get(claim["uscc"], [])
    case = make_case(claim["case_id"], policy, claim["year"], firm, said, past, claim["application"])
    return bool(assess(policy, case).lines[0].outcome == REFERRED)


def _grantable(db: Database, policy: Policy, row: Row, amount: int, body: Mapping[str, Any]) -> None:
    """DeskError where this cannot be granted by a person."""
    item = policy.items[row["item"]]
    if not referred(db, policy, row):
        raise DeskError(f"“{item.title}”由规则核算，不能人工核定金额；证明材料不成立的，可以核定不予支持")
    limit = most(policy, row, body)
    if amount <= 0:
        raise DeskError("核定予以支持的，金额应大于 0 元")
    if limit is not None and amount > limit:
        raise DeskError(f"核定金额 {figures(amount)} 元，{item.clause} 至多 {figures(limit)} 元")
    grant = item.found(_facts(policy, row), body)
    past = [p for _, p in awards.history(db, policy.id, row["uscc"]).get(row["uscc"], []) if p.item == item.id]
    again = item.given(grant, row["year"], past)
    if again:
        raise DeskError(f"同一内容已于 {again.year} 年奖励 {figures(again.amount)} 元，不能重复奖励")


def _write(
    db: Database, row: Row, outcome: str, amount: int, reason: str, body: dict[str, Any], person: Person
) -> None:
    at, before = now(), checks.finding(db, row)
    made = {"claim": row["id"], "outcome": outcome, "amount": amount, "body": body, "reason": reason}
    table.add_finding(db, {**made, "facts": vouching.digest(row["facts"]), "at": at, "actor": person.login})
    kept = ("outcome", "amount", "body", "reason")
    detail = {"claim": row["id"], "before": before and {name: before[name] for name in kept}, "after": made}
    intake.note(db, at, person.login, "finding", checks.subject_of(row), detail)
    vouching.void(db, [row["id"]], "人工核定意见有变动", person.login, at)


def _facts(policy: Policy, row: Row) -> Facts:
    return claim_facts(policy.items[row["item"]], row["facts"])
