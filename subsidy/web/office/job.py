"""A job: how far it is, what came of it, its file; and starting it again where it was interrupted."""

from typing import Any

from flask import abort, flash, jsonify, render_template, send_from_directory

from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.bureau.runs import jobs
from subsidy.desk.bureau.runs.jobs import KINDS, Job
from subsidy.desk.common import DeskError
from subsidy.store.jobs import DONE
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import runs
from subsidy.web.office.common import pages

GONE = "文件已清理，请重新生成"


@pages.get("/jobs/<int:job>")
@access.staff("read_runs")
def job(job: int) -> Any:
    """How far a job is, and what came of it."""
    return _page(_found(job))


@pages.get("/jobs/<int:job>/now")
@access.staff("read_runs")
@access.quiet
def job_now(job: int) -> Any:
    """The same for the page's script: the words, whether it is over, and where it leads then."""
    found = _found(job)
    told = render_template("web/office/job_now.html", job=found, **runs.words())
    return jsonify(html=told, label=found.label, over=found.over, next=_next(found))


@pages.post("/jobs/<int:job>/again")
@access.staff("read_runs")
def job_again(job: int) -> Any:
    """Asks an interrupted job again, or one that failed; the desk knows who may."""
    _found(job)
    try:
        return runs.led(jobs.again(db(), job, access.person(), runs.source()))
    except NotAllowedError:
        raise
    except DeskError as error:
        flash(str(error), "bad")
        return runs.led(job)


@pages.get("/jobs/<int:job>/file")
@access.staff("print")
def job_file(job: int) -> Any:
    """What a job has printed, as long as it is kept."""
    found, folder = _found(job), jobs.folder(db()).absolute()
    if found.state != DONE or "file" not in found.result:
        abort(404)
    if not (folder / found.result["file"]).exists():
        flash(GONE, "bad")
        return _page(found, 404)
    name = found.result["name"]
    return send_from_directory(folder, found.result["file"], as_attachment=True, download_name=name)


def _found(job: int) -> Job:
    try:
        return jobs.job(db(), job)
    except DeskError:
        abort(404)


def _page(found: Job, code: int = 200) -> Any:
    newer = jobs.follower(db(), found)
    again = found.again and not newer and access.may(KINDS[found.kind].act)
    return runs.page("job", code, job=found, next=_next(found), newer=newer, again=again)


def _next(found: Job) -> str:
    """Where the page leads by itself: to the run that was started or approved, unless there is something to read."""
    result = found.result
    read = "file" in result or result.get("told") or result.get("missing")
    if found.state != DONE or read or "run" not in result:
        return ""
    return runs.there("run", run=result["run"])
