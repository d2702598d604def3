"""What a run would do, shown before it is started; and the run started from exactly that, or not at all.

The digest of a preview is over everything that the run would decide, and nothing that changes by itself. Starting
binds to it: the list that somebody looked at is the list that is committed. What the preview showed is kept in the
cache under its digest, so that who starts from an outdated one is told what has changed.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from subsidy import store
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.bureau.runs import kept, listed
from subsidy.desk.bureau.runs.listed import Firm, Sums
from subsidy.desk.commit import StaleError
from subsidy.desk.common import DeskError, Progress, quiet
from subsidy.desk.plan import Entry, Plan, plan
from subsidy.desk.run import run
from subsidy.policy import Policy
from subsidy.store import Database, jobs, runs, staff

__all__ = ["Preview", "StaleError", "StartedError", "bound", "digest", "firms", "preview", "start"]


class StartedError(StaleError):
    """The run was started from this very preview already: its id."""

    def __init__(self, message: str, run_id: str) -> None:
        self.run = run_id
        super().__init__(message)


class Preview(NamedTuple):
    """What a run would decide, its digest, its sums, and the year's runs that were there before."""

    plan: Plan
    digest: str
    sums: Sums
    earlier: tuple[str, ...]

    @property
    def left(self) -> int:
        """What stays of the appropriation after the run, in fen."""
        return self.plan.appropriation - self.plan.spent - self.plan.granted


def preview(
    db: Database, policy: Policy, year: int, person: Person, progress: Progress = quiet, cache: Path | None = None
) -> Preview:
    """The plan of a run with its digest and sums; RunError without an appropriation.

    What it shows is kept under its digest in the folder `cache`.
    """
    require(person, "read_runs")
    with store.read(db):
        made = plan(db, policy, year, progress)
        earlier = _earlier(db, made)
    found = _digest(made, earlier)
    _keep(made, found, earlier, cache)
    return Preview(made, found, Sums(policy_clauses(policy), firms(made)), earlier)


def policy_clauses(policy: Policy) -> list[str]:
    """The clauses of a policy in its order."""
    return list(dict.fromkeys(item.clause for item in policy.items.values()))


def firms(made: Plan, first: int = 0, last: int | None = None) -> Iterator[Firm]:
    """The firms of a plan as lists show them, by code, or some of them."""
    for entry in made.entries[first:last]:
        yield listed.firm(entry.uscc, entry.application, entry.body, entry.unfunded, entry.rank)


def digest(db: Database, made: Plan, cache: Path | None = None) -> str:
    """The digest of a plan; what it decides is kept under it in the folder `cache`."""
    earlier = _earlier(db, made)
    found = _digest(made, earlier)
    _keep(made, found, earlier, cache)
    return found


def _keep(made: Plan, found: str, earlier: tuple[str, ...], cache: Path | None) -> None:
    if cache is not None:
        kept.save(cache, found, kept.of(made, earlier))


def start(
    db: Database,
    policy: Policy,
    year: int,
    seen: str,
    person: Person,
    progress: Progress = quiet,
    cache: Path | None = None,
) -> str:
    """Starts the run that was previewed, `seen` being its digest; the run's id.

    StaleError where it would decide anything else now: says what has changed, and nothing is started. StartedError
    where somebody started it already.
    """
    require(person, "run")
    check = bound(db, seen, cache)

    def bind(made: Plan) -> str:
        found = check(made)
        if not made.entries:
            raise DeskError(f"{year} 年没有可以核算的申报，没有启动")
        list(progress((), 0, "记账"))
        return found

    return run(db, policy, year, person.login, progress, bind, standing=True)[0]


def bound(db: Database, seen: str, cache: Path | None = None) -> Callable[[Plan], str]:
    """Lets only the plan with this digest pass: for desk.run."""

    def check(made: Plan) -> str:
        earlier = _earlier(db, made)
        found = _digest(made, earlier)
        if found == seen:
            return found
        if before := jobs.run_of(db, seen):
            who = staff.names(db).get(before["actor"], before["actor"])
            text = f"这份清单已由{who}启动，批次 {before['subject']}；没有再次启动"
            raise StartedError(text, before["subject"])
        what = kept.changes(kept.load(cache, seen), kept.of(made, earlier))
        raise StaleError(f"清单在预览以后有变动，没有启动。{what}。请重新预览，核对后再启动")

    return check


def _earlier(db: Database, made: Plan) -> tuple[str, ...]:
    """The runs of the plan's policy and year: with one more of them, the same list would be another run."""
    return tuple(row["id"] for row in runs.runs(db) if row["policy"] == made.policy.id and row["year"] == made.year)


def _digest(made: Plan, earlier: tuple[str, ...]) -> str:
    found = hashlib.sha256()
    head = (made.policy.id, made.policy.digest, made.year, made.appropriation, made.spent, earlier)
    for said in (head, *map(_said, made.entries)):
        found.update(json.dumps(said, ensure_ascii=False).encode() + b"\n")
    return found.hexdigest()


def _said(entry: Entry) -> list[Any]:
    """Everything that the run would write of a firm."""
    units = [(unit.decision, unit.positions, unit.amount, unit.funded, unit.rank) for unit in entry.units]
    text = hashlib.sha256(entry.body).hexdigest()
    return [entry.uscc, entry.application, entry.claims, entry.barred, units, text]
