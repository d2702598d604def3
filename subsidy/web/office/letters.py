"""The letters of a run: one looked at, all printed, the lists and 审批单; what takes long is a job."""

import io
import tempfile
from pathlib import Path
from typing import Any

from flask import abort, current_app, flash, redirect, send_file

from subsidy import config, workbook
from subsidy.desk.bureau.runs import files, jobs
from subsidy.desk.common import DeskError
from subsidy.desk.papers import PrintError
from subsidy.desk.plan import RunError
from subsidy.web import access
from subsidy.web.apply import printer
from subsidy.web.database import db
from subsidy.web.office import runs
from subsidy.web.office.common import pages
from subsidy.web.office.preview import XLSX

REPLAY = "replay"
PRINTS = ("letters", "singles", "approval")  # kinds of jobs that make a file of a run


@pages.get("/runs/<run>/letters/<name>")
@access.staff("read_runs")
def run_letter(run: str, name: str) -> Any:
    """A letter of a run: its own file where it was issued, else the 送签稿."""
    try:
        found = files.paper(db(), run, name, config.office(), access.person()) or abort(404)
    except RunError:
        abort(404)
    try:
        files.readable(db(), found, access.person())
    except DeskError as error:
        flash(str(error), "bad")
        return redirect(runs.there("run", run=run), 303)
    try:
        data = printer.letter(db(), found, access.person().login)
    except PrintError as error:
        current_app.logger.error("%s: %s", name, error)
        flash(str(error), "bad")
        return redirect(runs.there("run", run=run), 303)
    shown = name if found.key else f"送签稿-{name}"
    return send_file(io.BytesIO(data), "application/pdf", download_name=shown)


@pages.get("/runs/<run>/lists.xlsx")
@access.staff("read_runs")
def run_lists(run: str) -> Any:
    """The lists of a run as a workbook: for the finance office, for 公示, the reserve list, what was not granted."""
    try:
        book = files.book(db(), run, access.person())
    except RunError:
        abort(404)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.xlsx"
        workbook.export(path, book)
        data = path.read_bytes()
    return send_file(io.BytesIO(data), XLSX, as_attachment=True, download_name=f"批次清单-{run}.xlsx")


@pages.post("/runs/<run>/print/<kind>")
@access.staff("print")
def run_print(run: str, kind: str) -> Any:
    """Prints all letters of a run, or its 审批单, as a job."""
    if kind not in PRINTS:
        abort(404)
    runs.known(run)
    return runs.led(jobs.start(db(), kind, run, {}, access.person(), runs.source()))


@pages.post("/runs/<run>/replay")
@access.staff("replay")
def run_replay(run: str) -> Any:
    """Works a past run out again, as a job; its page says whether it is the same."""
    runs.known(run)
    return runs.led(jobs.start(db(), REPLAY, run, {}, access.person(), runs.source()))
