"""Vouching for a claim, and taking it back: the one home of both, whoever changes what was vouched for.

What is said of a claim is bound to the SHA-256 of its facts. Whoever changes the facts, the firm's record or what was
found takes back what rests on it: the claim is no longer ready, and the reason stays on record.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from subsidy.store import Database, checks, intake
from subsidy.store.checks import CHECKED, IMPORTED, REVIEWED, VOIDED

BY_STAFF = (CHECKED, REVIEWED)  # said at the desk; an import is vouched for by who hands it in
# of a firm's record: what a claim's checks, its award or its payment rest on
RESTED_ON = ("name", "district", "account_name", "bank", "bank_code", "account", "conditions")


def digest(facts: str, seen: str = "") -> str:
    """What is said of these facts is bound to; `seen` is what else was looked at: files, what the machine found."""
    return hashlib.sha256((f"{facts}\0{seen}" if seen else facts).encode()).hexdigest()


def void(
    db: Database,
    claims: Iterable[int],
    reason: str,
    actor: str,
    at: str,
    acts: Iterable[str] = (IMPORTED, CHECKED, REVIEWED),
) -> list[int]:
    """Takes back what was vouched for by these acts, unless it is decided; the claims that it was taken back from.

    Call it before the facts change: what is taken back is what was said of the old ones.
    """
    wanted, found = set(acts), []
    for row in filter(None, (checks.claim(db, one) for one in claims)):
        # ready without a word of who vouches: from before there was a record of it
        said = row["act"] or (IMPORTED if row["accepted"] else "")
        if row["decided"] or row["withdrawn"] or said not in wanted:
            continue
        found.append(row["id"])
        checks.add_vouchings(db, [(row["id"], VOIDED, reason, digest(row["facts"]), at, actor)])
        detail = {"claim": row["id"], "before": said, "after": VOIDED, "reason": reason}
        intake.note(db, at, actor, "void", f"application:{row['application']}", detail)
    checks.set_accepted(db, found, False)
    return found


def change(db: Database, claim: intake.Row, facts: str, place: str, actor: str, at: str) -> None:
    """Other facts for a claim that is not decided; whoever hands them in may vouch for them anew."""
    void(db, [claim["id"]], "申报内容已更正", actor, at)
    intake.change_claim(db, claim["id"], facts, place, False)
    detail = {"claim": claim["id"], "before": claim["facts"], "after": facts}
    intake.note(db, at, actor, "change_claim", f"application:{claim['application']}", detail)


def firm_changed(db: Database, policy: str, before: intake.Row, after: intake.Row, actor: str, at: str) -> None:
    """Takes back what staff said of a firm's open claims, where something changed that it rests on."""
    if any(before[name] != after[name] for name in RESTED_ON):
        claims = [row["id"] for row in checks.open_claims(db, policy, after["uscc"])]
        void(db, claims, "企业登记信息已变动", actor, at, BY_STAFF)


def reopened(db: Database, before: intake.Row, after: int) -> None:
    """Carries what was said of a refused claim over to its next version.

    An import is vouched for again as it was. What staff checked has to be reviewed anew: one person alone cannot make
    a refused claim payable by changing a condition.
    """
    checks.copy_found(db, before["id"], after)
    said = checks.vouchings(db, before["id"])
    if said and said[-1]["act"] == IMPORTED:
        _repeat(db, said[-1:], after)


def again(db: Database, before: intake.Row, after: int, reason: str, actor: str, at: str, accepted: bool) -> None:
    """Carries what was said of a decided claim over to the version that is open in its place.

    With `accepted` it is vouched for as it was; else it is checked again first, for the reason.
    """
    checks.copy_found(db, before["id"], after)
    if accepted:
        _repeat(db, checks.vouchings(db, before["id"]), after)
    else:
        checks.add_vouchings(db, [(after, VOIDED, reason, digest(before["facts"]), at, actor)])


def _repeat(db: Database, said: Iterable[intake.Row], claim: int) -> None:
    """Says of a claim what was said of another, by whom and when; it is ready then."""
    values = [{**one, "claim": claim} for one in said]
    checks.add_vouchings(db, [tuple(one[name] for name in checks.VOUCHINGS) for one in values])
    checks.set_accepted(db, [claim], True)


def imported(claim: int, facts: str, source: str, actor: str, at: str) -> tuple[Any, ...]:
    """That who handed a claim in vouches for it, as `checks.add_vouchings` takes it."""
    return claim, IMPORTED, source, digest(facts), at, actor
