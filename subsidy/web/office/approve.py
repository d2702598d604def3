"""What is decided of a run as a whole or of one firm in it: approval by somebody else, and a firm taken out of it."""

import datetime
from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from subsidy.desk import approval
from subsidy.desk.bureau import people
from subsidy.desk.bureau.runs import batch, jobs
from subsidy.store import batches
from subsidy.store import runs as table
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import runs
from subsidy.web.office.common import pages, tried

Problems = list[tuple[str, str]]


@pages.get("/runs/<run>/approve")
@access.staff("approve")
def approve(run: str) -> Any:
    """What is approved, as it stands, and the form."""
    return _approve(run, datetime.date.today().isoformat(), [])


@pages.post("/runs/<run>/approve")
@access.staff("approve")
def approve_run(run: str) -> Any:
    """Approves a run as it was seen, as a job."""
    runs.known(run)
    date, digest = request.form.get("date", ""), request.form.get("digest", "")
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return _approve(run, date, [("date", f"成文日期填的是“{date}”，应为年、月、日，如 2022-03-10")], 400)
    _apart(run)
    asked = {"digest": digest, "date": date}
    return runs.led(jobs.start(db(), "approve", run, asked, access.person(), runs.source()))


def _apart(run: str) -> None:
    """As the desk will: told at once, and no job of theirs is in the way of who may."""
    people.apart(access.person(), batches.prepared_by(db(), run), f"批次 {run} 的签批")


def _approve(run: str, date: str, problems: Problems, code: int = 200) -> Any:
    found = runs.known(run)
    bar = ""
    try:
        _apart(run)
    except people.SamePersonError as error:
        bar = str(error)
    if not bar and not found.approvable:
        bar = "公示尚未期满，期满后才能签批" if not found.over else "没有待签批的决定"
    due = sum(found.due.get(one, 0) for one in found.approvable)
    seen = approval.digest(db(), run)
    prepared = sorted(batches.prepared_by(db(), run))
    said = {"batch": found, "bar": bar, "due": due, "seen": seen, "date": date, "problems": problems}
    return runs.page("approve", code, prepared=prepared, unprinted=_unprinted(run), **said)


def _unprinted(run: str) -> jobs.Job | None:
    """The last approval of a run, where it left decisions of which a letter cannot be printed."""
    last = jobs.about(db(), run).get("approve")
    return last if last and last.result.get("missing") else None


@pages.get("/runs/<run>/exclude/<uscc>")
@access.staff("run")
def exclude(run: str, uscc: str) -> Any:
    """Asks why a firm leaves a run."""
    return _exclude(run, uscc)


@pages.post("/runs/<run>/exclude/<uscc>")
@access.staff("run")
def exclude_firm(run: str, uscc: str) -> Any:
    """Takes a firm out of a run, with the reason."""
    reason, accepted = request.form.get("reason", ""), request.form.get("accepted") == "1"
    runs.known(run)
    if len("".join(reason.split())) < batch.SHORTEST:
        return _exclude(run, uscc, reason, [("reason", f"请写明理由，至少 {batch.SHORTEST} 个字")], 400)

    def leave() -> None:
        batch.exclude(db(), run, uscc, reason, access.person(), accepted)

    answer: Response = tried(leave, runs.there("run", run=run), f"已将 {uscc} 移出批次 {run}")
    return answer


def _exclude(run: str, uscc: str, reason: str = "", problems: Problems | None = None, code: int = 200) -> Any:
    found = runs.known(run)
    row = table.decision_on(db(), run, uscc) or abort(404)
    firm = runs.firm(row)
    approved = row["id"] in found.approved
    said = {"batch": found, "firm": firm, "approved": approved, "reason": reason, "problems": problems or []}
    return runs.page("exclude", code, **said)
