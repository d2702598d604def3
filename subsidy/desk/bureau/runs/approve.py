"""A run approved: signed by somebody who prepared nothing of it, over the list that was seen; its letters numbered.

Approval and numbers are one write transaction: there is no approved decision without its letters, and no numbered
letter that nobody approved.
"""

import datetime
from collections.abc import Mapping, Set
from typing import Any

from subsidy import letters
from subsidy.desk import approval
from subsidy.desk.bureau.people import Person, apart, require
from subsidy.desk.bureau.runs import batch
from subsidy.desk.bureau.runs.batch import Batch
from subsidy.desk.common import DeskError, Progress, now, quiet
from subsidy.desk.issue import Issued, check_date, issue
from subsidy.store import Database, batches, intake


class StaleError(DeskError):
    """The list is not the one that was seen."""


def approve(
    db: Database,
    run_id: str,
    seen: str,
    date: datetime.date,
    person: Person,
    office: Mapping[str, Any],
    progress: Progress = quiet,
    today: datetime.date | None = None,
) -> Issued:
    """Approves what of a run can be approved and numbers its letters with a date; what was numbered, and what not.

    `seen` is the digest of the run's decisions (desk.approval.digest) as the person saw them. A decision of which a
    letter cannot be printed is not approved: its firm leaves the run, or waits until it can. Approved again, only what
    was left so or held before is added. DeskError while the notice runs, where nothing is left to approve, or from
    somebody who prepared any of it; StaleError where the list changed.
    """
    require(person, "approve")
    known, today = letters.office(**office), today or datetime.date.today()
    check_date(db, run_id, date, today)
    found = _ready(db, run_id, seen, known, person, today)
    _after_notice(found, date)

    def sign(unprintable: Set[int]) -> set[int]:
        again = _ready(db, run_id, seen, known, person, today)
        if wanted := again.approvable - unprintable:
            at = now()
            batches.add_approval(db, run_id, seen, wanted, at, person.login)
            left = len(again.approvable) - len(wanted)
            detail = {"digest": seen, "decisions": len(wanted), "held": len(again.held), "left": left}
            intake.note(db, at, person.login, "approve", run_id, detail)
        return batches.approved(db, run_id)

    covers = found.approvable | found.approved
    return issue(db, run_id, date, person.login, office, progress, covers=covers, sign=sign)


def _ready(
    db: Database, run_id: str, seen: str, office: Mapping[str, Any], person: Person, today: datetime.date
) -> Batch:
    """The run's standing, where this person may approve it now as it was seen."""
    found = batch.standing(db, run_id, office, today)
    apart(person, batches.prepared_by(db, run_id), f"批次 {run_id} 的签批")
    if approval.digest(db, run_id) != seen:
        raise StaleError(f"批次 {run_id} 的名单在您看过以后有变动，没有签批；请重新核对后再签批")
    if not found.over:
        if found.publication is None:
            raise DeskError(f"批次 {run_id} 尚未公示，不能签批；应先公示 {office['publication_days']} 个工作日")
        raise DeskError(f"批次 {run_id} 公示至 {found.publication['ends']}，期满以后才能签批")
    if not found.approvable and not found.approved:
        held = f"；有异议待答复的 {len(found.held)} 家" if found.held else ""
        raise DeskError(f"批次 {run_id} 没有可以签批的决定{held}")
    return found


def _after_notice(found: Batch, date: datetime.date) -> None:
    if found.publication and date <= datetime.date.fromisoformat(found.publication["ends"]):
        raise DeskError(f"成文日期 {date} 早于公示期满；公示至 {found.publication['ends']}，应为其后的一天")


def number_reversals(
    db: Database, run_id: str, date: datetime.date, person: Person, office: Mapping[str, Any]
) -> Issued:
    """Numbers the letters on what was taken back of a run, each approved with its reversal by this person."""
    require(person, "answer_reversal")
    check_date(db, run_id, date, datetime.date.today())
    return issue(db, run_id, date, person.login, office, covers=frozenset(batches.approved(db, run_id)))
