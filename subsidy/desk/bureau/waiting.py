"""What waits for somebody of the staff: by their roles, and only what they may take on themselves."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from subsidy.desk.bureau import queue
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import Person
from subsidy.desk.bureau.queue import Asked, Clock
from subsidy.desk.bureau.runs import batch
from subsidy.policy import Policy
from subsidy.store import Database, batches, runlist
from subsidy.store.queue import WORKED_ON

RUNS = {batch.MADE: ("publish", "待公示"), batch.OPEN: ("approve", "待签批"), batch.APPROVED: ("pay", "待拨付确认")}
PROPOSALS = {
    proposals.APPROPRIATION: "预算提请待答复",
    proposals.POLICY: "政策提请待答复",
    proposals.REVERSAL: "更正（追回）提请待答复",
}


class Waiting(NamedTuple):
    """Something that waits: `what` names it, `run` says of which run; how many (`number`), and overdue (`late`)."""

    what: str
    title: str
    number: int
    late: int = 0
    run: str = ""


def waiting(
    db: Database,
    policy: Policy,
    year: int,
    person: Person,
    office: Mapping[str, Any],
    today: datetime.date | None = None,
) -> list[Waiting]:
    """All that waits for a person now: applications of a year, runs of it and the year before, proposals."""
    today = today or datetime.date.today()
    found = [*_cases(db, policy, year, person, Clock(office, today)), *_runs(db, policy, year, person, office, today)]
    return [one for one in [*found, *_proposals(db, person)] if one.number]


def _cases(db: Database, policy: Policy, year: int, person: Person, clock: Clock) -> Iterator[Waiting]:
    if not person.may("read_cases"):
        return
    rows = queue.tally(db, policy, Asked(year), person, clock)

    def of(what: str, title: str, *stages: str, **wanted: Any) -> Waiting:
        chosen = [row for row in rows if row["stage"] in stages and all(row[key] == wanted[key] for key in wanted)]
        return Waiting(what, title, sum(row["count"] for row in chosen), queue.late_of(chosen))

    if person.may("assign"):
        yield of("mine", "分派给我的申报", *WORKED_ON, whose="mine")
    if person.may("check"):
        yield of("to_check", "待核查的申报", "to_check")
        yield of("referred", "待人工核定的申报", "to_check", referred=1)
    if person.may("review"):
        yield of("to_review", "待复核的申报", "to_review")
    if person.may("run"):
        yield of("ready", "待编入批次的申报", "ready")


def _runs(
    db: Database, policy: Policy, year: int, person: Person, office: Mapping[str, Any], today: datetime.date
) -> Iterator[Waiting]:
    """The runs whose next step is this person's: not of those who had a hand in the steps before."""
    if not any(person.may(act) for act in ("publish", "approve", "pay", "answer")):
        return
    for row in [*runlist.of_year(db, policy.id, year), *runlist.of_year(db, policy.id, year - 1)]:
        run = row["id"]
        found = batch.standing(db, run, office, today)
        act, title = RUNS.get(found.stage, ("", ""))
        if act and person.may(act) and not _had_a_hand(db, run, act, person):
            yield Waiting(act, f"批次 {run} {title}", 1, run=run)
        if person.may("answer"):
            yield Waiting("objections", f"批次 {run} 有异议待答复", len(found.held), run=run)


def _had_a_hand(db: Database, run: str, act: str, person: Person) -> bool:
    before = batches.prepared_by(db, run) if act in ("approve", "pay") else set()
    return person.login in before | (batches.signed_by(db, run) if act == "pay" else set())


def _proposals(db: Database, person: Person) -> Iterator[Waiting]:
    for kind, title in PROPOSALS.items():
        if person.may(proposals.ANSWER[kind]):
            others = [one for one in proposals.waiting(db, kind) if one.actor != person.login]
            yield Waiting(kind, title, len(others))
