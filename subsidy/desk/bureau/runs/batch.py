"""Where a run stands between being made and being paid, and what leaves it again before it is approved."""

import datetime
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from subsidy import store
from subsidy.desk import money, vouching
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.bureau.runs import publish
from subsidy.desk.common import DeskError, now
from subsidy.desk.run import find
from subsidy.store import Database, batches, intake, runs
from subsidy.store.intake import Row

MADE, PUBLISHED, OPEN, APPROVED, PAID = "made", "published", "open", "approved", "paid"
EMPTY, NOTHING = "empty", "nothing"
STAGES = {
    MADE: "待公示",
    PUBLISHED: "公示中",
    OPEN: "待签批",
    APPROVED: "待拨付",
    PAID: "已办结",
    EMPTY: "已全部移出",
    NOTHING: "没有决定",
}
SHORTEST, LONGEST = 5, 2_000  # characters of a reason


class Batch(NamedTuple):
    """A run's standing. Sets hold ids of decisions: `kept` did not leave it, `held` wait for an objection's answer,
    `upheld` were objected to rightly, `approved`, `paid`; `due` is what each grants with money now, in fen.

    `approvable` are those that can be approved now; `over`: nobody can object any more, as far as days go. `behind`
    wait for an earlier run's decision on the same application; the firms of `barred` fail a condition by now.
    """

    run: Row
    stage: str
    publication: Row | None
    over: bool
    kept: frozenset[int]
    held: frozenset[int]
    upheld: frozenset[int]
    approved: frozenset[int]
    paid: frozenset[int]
    due: Mapping[int, int]
    approvable: frozenset[int]
    behind: frozenset[int]
    barred: frozenset[int]

    @property
    def title(self) -> str:
        """The stage in Chinese."""
        return STAGES[self.stage]


def standing(db: Database, run_id: str, office: Mapping[str, Any], today: datetime.date | None = None) -> Batch:
    """Where a run stands today; RunError if it is unknown."""
    run = find(db, run_id)
    kept, held = batches.kept(db, run_id), batches.held(db, run_id)
    upheld = set(batches.upheld(db, run_id)) & kept
    approved, paid, due = batches.approved(db, run_id), batches.paid(db, run_id), batches.due(db, run_id)
    published = batches.publication(db, run_id)
    over = _over(db, run_id, published, office, today or datetime.date.today())
    behind, barred = batches.behind(db, run_id), _barred(db, run, due)
    approvable = kept - held - upheld - approved - behind - barred if over else set()
    stage = _stage(published, over, kept, approved, paid, due)
    if not kept and not batches.excluded(db, run_id):
        stage = NOTHING
    return Batch(
        run,
        stage,
        published,
        over,
        frozenset(kept),
        frozenset(held),
        frozenset(upheld),
        frozenset(approved),
        frozenset(paid),
        due,
        frozenset(approvable),
        frozenset(behind - approved),
        frozenset((barred & kept) - approved),
    )


def _barred(db: Database, run: Row, due: Mapping[int, int]) -> set[int]:
    """The decisions that grant money to a firm of which the register says by now that it fails a condition."""
    wanted = {one["id"]: one["wanted"] for one in json.loads(run["policy_source"]).get("conditions", ())}
    return {
        decision
        for decision, known in batches.conditions(db, run["id"])
        if decision in due and any(wanted.get(name, value) != value for name, value in json.loads(known).items())
    }


def _over(db: Database, run_id: str, published: Row | None, office: Mapping[str, Any], today: datetime.date) -> bool:
    """Whether the days of the notice are over; where nothing is to be published there are none."""
    if published is None:
        return not publish.needed(db, run_id, office)
    return datetime.date.fromisoformat(published["ends"]) < today


def _stage(
    published: Row | None, over: bool, kept: set[int], approved: set[int], paid: set[int], due: Mapping[int, int]
) -> str:
    if not kept:
        return EMPTY
    if kept <= approved:
        return PAID if set(due) <= paid else APPROVED
    if over:
        return OPEN
    return PUBLISHED if published else MADE


def exclude(db: Database, run_id: str, uscc: str, reason: str, person: Person, accepted: bool = False) -> None:
    """Takes a firm out of a run before its approval: its awards are reversed, its claims open again.

    With `accepted` they are ready for the next run as they are; else they are checked again first. DeskError where the
    run has no decision on the firm, or it is approved: then only a reversal takes it back.
    """
    require(person, "run")
    with store.write(db):
        leave(db, run_id, uscc, reason, person.login, accepted)


def leave(db: Database, run_id: str, uscc: str, reason: str, actor: str, accepted: bool = False) -> None:
    """As `exclude`, within the caller's write transaction and on the caller's word that the person may."""
    reason = " ".join(reason.split())
    if not SHORTEST <= len(reason) <= LONGEST:
        raise DeskError(f"移出批次要写明理由，{SHORTEST} 至 {LONGEST} 个字")
    find(db, run_id)
    row = runs.decision_on(db, run_id, uscc)
    if row is None:
        raise DeskError(f"批次 {run_id} 中没有 {uscc}，或已经移出")
    if row["id"] in batches.approved(db, run_id):
        raise DeskError(f"批次 {run_id} 对 {uscc} 的决定已经签批，不能移出；确有错误的，应提出更正（追回）")
    for one in batches.undecided(db, row["application"]):  # what rests on one another leaves together
        more = "" if one["id"] == row["id"] else f"（随批次 {run_id} 移出）"
        _leave(db, one["id"], one["run"], uscc, reason + more, actor, accepted)


def leave_later(db: Database, application: int, uscc: str, reason: str, actor: str) -> None:
    """Takes a firm out of every run that is not approved, ready for the next one; as after a reversal."""
    for one in batches.undecided(db, application):
        _leave(db, one["id"], one["run"], uscc, reason, actor, True)


def _leave(db: Database, decision: int, run_id: str, uscc: str, reason: str, actor: str, accepted: bool) -> None:
    at, found = now(), batches.live_awards(db, decision)
    if any(award["told"] for award in found):
        raise DeskError(
            f"批次 {run_id} 为 {uscc} 安排的资金中，有以前批次已签批列入储备的奖励，移出即等于撤销；"
            "应对以前的批次提出更正（追回）"
        )
    own = {*runs.own_claims(db, decision).values(), *(award["claim"] for award in found)}
    claims = [claim for claim in batches.claims(db, decision) if claim["id"] in own]
    taken = money.take_back(db, found, run_id, reason, actor)
    batches.add_exclusion(db, decision, reason, at, actor)
    opened = [_open_again(db, claim, reason, actor, at, accepted) for claim in claims]
    detail = {"uscc": uscc, "decision": decision, "reason": reason, "reversed": taken.paid, "claims": opened}
    intake.note(db, at, actor, "exclude", run_id, detail)


def _open_again(db: Database, claim: Row, reason: str, actor: str, at: str, accepted: bool) -> int:
    """The claim as it is open again: a new version of one that was decided, with all that was checked of it."""
    if not claim["final"]:
        if not accepted:
            vouching.void(db, [claim["id"]], reason, actor, at)
        return int(claim["id"])
    values = (claim["application"], claim["item"], claim["key"], claim["version"] + 1, claim["facts"], claim["place"])
    opened = intake.add_claim(db, *values, False)
    vouching.again(db, claim, opened, reason, actor, at, accepted)
    return opened
