"""The batch committed, and what it decided."""

import json
from collections.abc import Callable, Collection, Iterator
from typing import Any

from subsidy import store
from subsidy.desk import law
from subsidy.desk.body import public
from subsidy.desk.commit import StaleError, commit
from subsidy.desk.common import Progress, quiet
from subsidy.desk.plan import Plan, RunError, plan
from subsidy.policy import Policy
from subsidy.store import Database, runs
from subsidy.store.intake import Row

ATTEMPTS = 3


def unbound(made: Plan) -> str:
    """Takes any plan."""
    return ""


def run(
    db: Database,
    policy: Policy,
    year: int,
    actor: str = "office",
    progress: Progress = quiet,
    bound: Callable[[Plan], str] = unbound,
    standing: bool = False,
) -> tuple[str, Plan]:
    """Decides and commits, in one write transaction; the run's id. Run again, it grants nothing twice.

    Assessing happens before the lock is taken; if anything changed meanwhile it is done again, at last under the lock.
    `bound` is asked of each plan before it is committed: it gives the plan's digest, or refuses it by an error.
    `standing`: only while the policy is the one in force, which is asked again under the lock (LawChangedError).
    """
    for _ in range(ATTEMPTS):
        made = plan(db, policy, year, progress)
        digest = bound(made)
        try:
            with store.write(db):
                if standing:
                    law.still(db, policy)
                return commit(db, made, actor, digest), made
        except StaleError:
            continue
    with store.write(db):
        if standing:
            law.still(db, policy)
        made = plan(db, policy, year, progress)
        return commit(db, made, actor, bound(made)), made


def decisions(db: Database, run_id: str, after: str = "") -> Iterator[dict[str, Any]]:
    """The decisions of a run by firm's code, each and each line saying whether it is funded; RunError if unknown.

    `after`: only those on firms whose code comes after.
    """
    find(db, run_id)
    for row in runs.decisions(db, run_id, after):
        yield told(row["body"], json.loads(row["unfunded"]))


def decision(db: Database, run_id: str, uscc: str) -> dict[str, Any] | None:
    """A run's decision on a firm, as `decisions`; None where it has none. RunError if the run is unknown."""
    find(db, run_id)
    row = runs.decision_on(db, run_id, uscc)
    return told(row["body"], json.loads(row["unfunded"])) if row else None


def told(body: str | bytes, unfunded: Collection[int]) -> dict[str, Any]:
    """A decision, of a run or of a plan, as it is given out; `unfunded` are the positions of the lines that wait."""
    found = public(json.loads(body))
    for position, line in enumerate(found["lines"]):
        line["funded"] = position not in unfunded
    return {**found, "funded": not unfunded}


def find(db: Database, run_id: str) -> Row:
    """A run by its id; RunError with those there are."""
    found = runs.run(db, run_id)
    if found is None:
        known = "、".join(row["id"] for row in runs.runs(db)) or "无"
        raise RunError(f"没有批次 {run_id}，已有批次：{known}")
    return found
