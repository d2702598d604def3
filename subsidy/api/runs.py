"""Runs: listed, looked at, previewed, started; and how far the job is that starts one."""

from typing import Any

from flask import abort, g, request, url_for

from schemas.api.jobs import JobSchema
from schemas.api.runs import (
    OfYear,
    PagedOfYear,
    PreviewSchema,
    ReplaySchema,
    RunDecisionSchema,
    RunDetailSchema,
    RunsAsked,
    RunSchema,
    StartSchema,
)
from subsidy.api.errors import RefusedError
from subsidy.api.resource import Part, Resource, part
from subsidy.desk.bureau.runs import jobs, replay
from subsidy.desk.bureau.runs.batch import Batch
from subsidy.desk.bureau.runs.jobs import Job
from subsidy.desk.bureau.runs.listed import Sum, Sums
from subsidy.desk.run import told
from subsidy.store import batches, runlist
from subsidy.store import runs as table
from subsidy.store.intake import Row
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import preview as pages
from subsidy.web.office import runs as shown
from subsidy.web.office.common import law
from subsidy.web.office.shown import LARGEST

resource = Resource("runs", "批次")
MOST_REPLAYED = 2000  # decisions; a request is answered within seconds
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "清单摘要"}}


@resource.get("/runs")
@access.staff("read_runs")
@resource.listed(RunSchema, RunsAsked)
def runs(asked: dict[str, Any]) -> Part:
    """批次，最近的在前"""
    found = part(runlist.of_year(db(), law().id, asked["year"]), asked, key=lambda row: str(row["id"]))
    return Part([_run(row, shown.known(row["id"])) for row in found.items], found.next)


@resource.get("/runs/<run>")
@access.staff("read_runs")
@resource.response(200, RunDetailSchema)
def run(run: str) -> Any:
    """一个批次今天的状态和合计"""
    found = shown.known(run)
    (row,) = [one for one in runlist.of_year(db(), law().id, found.run["year"]) if one["id"] == run] or abort(404)
    firms = map(shown.firm, table.decisions(db(), run))
    more = {name: len(getattr(found, name)) for name in ("held", "upheld", "barred", "approvable", "approved", "paid")}
    return {
        **_run(row, found),
        **more,
        "policy": found.run["policy"],
        "policy_digest": found.run["policy_digest"],
        "publication": found.publication,
        "excluded": batches.excluded(db(), run),
        "sums": sums(Sums((item.clause for item in law().items.values()), firms)),
    }


@resource.get("/runs/preview")
@access.staff("read_runs")
@resource.failing(409)
@resource.arguments(OfYear, location="query")
@resource.response(200, PreviewSchema, headers=ETAG)
def preview(asked: dict[str, Any]) -> Any:
    """现在启动会怎样：合计和清单摘要；只看，不启动

    没有设定年度预算的为 409。清单逐家见 /runs/preview/decisions。
    """
    found = pages.current(asked["year"])
    plan = found.plan
    said = {
        "year": plan.year,
        "policy": plan.policy.id,
        "policy_digest": plan.policy.digest,
        "digest": found.digest,
        "appropriation": plan.appropriation,
        "spent": plan.spent,
        "granted": plan.granted,
        "reserved": plan.reserved,
        "left": found.left,
        "firms": len(plan.entries),
        "unchecked": found.sums.unchecked,
        "earlier": found.earlier,
        "sums": sums(found.sums),
    }
    return said, 200, {"ETag": f'"{found.digest}"'}


@resource.get("/runs/preview/decisions")
@access.staff("read_runs")
@resource.failing(409)
@resource.listed(RunDecisionSchema, PagedOfYear, "PreviewDecision")
def previewed(asked: dict[str, Any]) -> Part:
    """预览的清单：按企业代码，每家一个决定，形式与批次的决定相同"""
    found = part(pages.current(asked["year"]).plan.entries, asked, key=lambda entry: str(entry.uscc))
    return Part([told(entry.body, entry.unfunded) for entry in found.items], found.next)


@resource.get("/runs/<run>/replay")
@access.staff("read_cases")
@resource.failing(409)
@resource.response(200, ReplaySchema)
def replayed(run: str) -> Any:
    """复算一个批次：按当时的政策版本和决定所附的事实重算，一致或列出不同；只看，不改动

    至多 2000 家；更多的在网站的批次页面或用命令 subsidy replay 复算。
    """
    found = shown.known(run)
    if table.count_made(db(), run) > MOST_REPLAYED:
        raise RefusedError(409, f"这一批次超过 {MOST_REPLAYED} 家，请在批次页面或用 subsidy replay {run} 复算")
    made = replay.asked(db(), found.run["id"], access.person())
    return {**made._asdict(), "identical": made.identical, "differences": [one._asdict() for one in made.differences]}


@resource.post("/runs")
@access.staff("run")
@resource.once
@resource.taking(StartSchema)
@resource.response(202, JobSchema, headers={"Location": {"schema": {"type": "string"}, "description": "任务的地址"}})
def start(asked: dict[str, Any]) -> Any:
    """启动预览过的批次：在后台办理，进度见所给的任务

    只启动摘要所指的清单：预览以后有变动的，任务未完成，说明变动，什么也没有启动。一个年度一时只启动一个批次。
    """
    subject = shown.subject(asked["year"])
    made = jobs.job(db(), jobs.start(db(), "run", subject, asked, access.person(), _source()))
    if made.asked["digest"] != asked["digest"]:
        raise RefusedError(409, f"{asked['year']} 年另一份清单正在启动（任务 {made.id}），请待其结束后重新预览")
    return _job(made), 202, {"Location": url_for("api_runs.job", job=made.id)}


@resource.get("/jobs/<int:job>")
@access.staff("read_runs")
@resource.response(200, JobSchema)
def job(job: int) -> Any:
    """一项后台办理的进度和结果"""
    try:
        return _job(jobs.job(db(), job if job < LARGEST else 0))
    except jobs.DeskError:
        abort(404)


def _run(row: Row, found: Batch) -> dict[str, Any]:
    return {**row, "stage": found.stage, "title": found.title}


def sums(found: Sums) -> dict[str, Any]:
    """Sums as they are told."""
    return {
        "whole": _sum(found.whole),
        "clauses": list(map(_sum, found.clauses)),
        "districts": list(map(_sum, found.districts)),
    }


def _sum(one: Sum) -> dict[str, Any]:
    counts = {name: len(getattr(one, name)) for name in ("firms", "funded", "waiting")}
    return {**{name: getattr(one, name) for name in ("name", "granted", "reserved", "refused", "referred")}, **counts}


def _job(found: Job) -> dict[str, Any]:
    result = found.result
    more = {"title": found.title, "over": found.over, "run": result.get("run"), "told": result.get("told", "")}
    return {**found._asdict(), **more}


def _source() -> str:
    """From where a program asks, as the trail has it of everything that it does."""
    return f"令牌 {g.holder.token} {request.remote_addr or ''}".strip()
