"""The runs of a year; and what all pages about runs say alike."""

import json
from typing import Any

from flask import abort, current_app, redirect, request, url_for

from subsidy import config, letters
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.runs import batch, jobs, listed
from subsidy.desk.bureau.runs.batch import Batch
from subsidy.desk.bureau.runs.listed import OUTCOMES, Firm
from subsidy.desk.plan import RunError
from subsidy.model import GRANTED, NOTED, REFERRED, REFUSED
from subsidy.money import figures, wan
from subsidy.store import runlist
from subsidy.store.intake import Row
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import shown
from subsidy.web.office.common import law, pages

FIRST_YEAR = 2000
PAGE = 100  # firms on a page
STAGE_TAGS = {
    batch.MADE: "mind",
    batch.PUBLISHED: "open",
    batch.OPEN: "mind",
    batch.APPROVED: "open",
    batch.PAID: "done",
    batch.EMPTY: "wait",
    batch.NOTHING: "wait",
}
OUTCOME_TAGS = {GRANTED: "done", "reserved": "mind", REFUSED: "bad", REFERRED: "mind", NOTED: "wait"}
JOB_TAGS = {"waiting": "open", "running": "open", "done": "done", "failed": "bad", "lost": "bad"}


@pages.get("/runs")
@access.staff("read_runs")
def runs() -> Any:
    """The runs of a year, latest first, and the way to the next."""
    year = asked_year()
    known = office()
    found = runlist.of_year(db(), law().id, year)
    standings = {row["id"]: batch.standing(db(), row["id"], known) for row in found}
    years = sorted({year, *runlist.years(db(), law().id)}, reverse=True)
    starting = jobs.about(db(), subject(year)).get("run")
    return page("runs", year=year, years=years, found=found, standings=standings, starting=starting)


def asked_year() -> int:
    """The year that the address names, else the one that is open."""
    year = request.values.get("year", type=int) or access.open_year()
    if not FIRST_YEAR <= year <= access.this_year() + 1:
        abort(404)
    return year


def subject(year: int) -> str:
    """What the job is about that starts a run of a year: there is one at a time."""
    return f"{law().id} {year}"


def office() -> dict[str, Any]:
    """The office's settings."""
    return letters.office(**config.office())


def source() -> str:
    """From where somebody asks, for the audit trail of a job."""
    return request.remote_addr or ""


def page(template: str, code: int = 200, **more: Any) -> tuple[str, int]:
    """A page with the words of all pages about runs."""
    return shown.page(template, code, **words(), **more)


def words() -> dict[str, Any]:
    """What these pages say amounts, people, outcomes and states with, and who may do what."""
    return {
        "wan": wan,
        "figures": figures,
        "may": access.may,
        "names": staff.names(db()),
        "outcomes": OUTCOMES,
        "outcome_tags": OUTCOME_TAGS,
        "stage_kinds": STAGE_TAGS,
        "job_states": jobs.STATES,
        "job_tags": JOB_TAGS,
        "there": there,
    }


def known(run: str) -> Batch:
    """A run's standing; one that is not there is no page."""
    try:
        return batch.standing(db(), run, office())
    except RunError:
        abort(404)


def firm(row: Row) -> Firm:
    """A decision of a run as lists show it."""
    return listed.firm(row["uscc"], row["application"], row["body"], json.loads(row["unfunded"]), row["rank"])


def there(endpoint: str, **where: Any) -> str:
    """The address of another page of the desk; '' where there is none."""
    known_page = f"office.{endpoint}" in current_app.view_functions
    return url_for(f"office.{endpoint}", **where) if known_page else ""


def slices(count: int) -> tuple[int, int, int]:
    """Which page of a list is asked for, from 1, how many there are, and where its first firm stands."""
    last = max(1, -(-count // PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    return number, last, (number - 1) * PAGE


def led(job: int) -> Any:
    """To the page of a job that was just asked."""
    return redirect(url_for("office.job", job=job), 303)
