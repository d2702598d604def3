"""A run before it is started: the list, the sums, what to mind; and the button that starts exactly that."""

import io
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from flask import abort, current_app, request, send_file

from subsidy.desk.bureau import people, queue
from subsidy.desk.bureau.runs import jobs
from subsidy.desk.bureau.runs import preview as bureau
from subsidy.desk.bureau.runs.listed import OUTCOMES, RESERVED, Sum
from subsidy.desk.bureau.runs.preview import Preview
from subsidy.desk.plan import RunError
from subsidy.model import GRANTED
from subsidy.money import figures
from subsidy.store import awards, intake
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import runs
from subsidy.web.office.common import law, pages
from subsidy.web.office.queue import clock
from subsidy.workbook import preview as workbook

DIGEST = 64  # characters
NOT_IN = ("to_check", "to_review", "returned")  # stages of applications that no run decides yet
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_one_at_a_time = threading.Lock()
_last: dict[tuple[Any, ...], Preview] = {}  # the one looked at last: its pages are turned without assessing anew


@pages.get("/runs/new")
@access.staff("read_runs")
def preview() -> Any:
    """What a run of the year would decide now."""
    year = runs.asked_year()
    said: dict[str, Any] = {
        "year": year,
        "starting": jobs.about(db(), runs.subject(year)).get("run"),
        "found": None,
        "problem": "",
    }
    if awards.appropriation(db(), law().id, year) is None:
        return runs.page("preview", **said)
    try:
        found = current(year)
    except RunError as error:
        return runs.page("preview", **said | {"problem": str(error)})
    number, last, first = runs.slices(len(found.plan.entries))
    more = {
        "found": found,
        "firms": list(bureau.firms(found.plan, first, first + runs.PAGE)),
        "conditions": {condition.id: condition.label for condition in law().conditions},
        "aside": _aside(year),
        "number": number,
        "last": last,
    }
    return runs.page("preview", **said | more)


def _aside(year: int) -> dict[str, int]:
    """The applications of the year that are not in the run yet, by the name of their stage, for who reads cases."""
    if not access.may("read_cases"):
        return {}
    found = dict.fromkeys(NOT_IN, 0)
    for row in queue.tally(db(), law(), queue.Asked(year), access.person(), clock()):
        if row["stage"] in found:
            found[row["stage"]] += row["count"]
    return {queue.STAGES[stage]: count for stage, count in found.items() if count}


@pages.post("/runs/new")
@access.staff("run")
def start_run() -> Any:
    """Starts the run that was looked at, as a job."""
    year, digest = runs.asked_year(), request.form.get("digest", "")
    if len(digest) != DIGEST or not digest.isalnum():
        abort(400)
    asked = {"year": year, "digest": digest}
    return runs.led(jobs.start(db(), "run", runs.subject(year), asked, access.person(), runs.source()))


@pages.get("/runs/new.xlsx")
@access.staff("read_runs")
def preview_book() -> Any:
    """The whole list, every line of it, as a workbook."""
    year = runs.asked_year()
    try:
        found = current(year)
    except RunError:
        abort(404)
    title, plan, out = f"{year} 年度批次预览", found.plan, io.BytesIO()
    note = (
        f"尚未启动，仅供核对；依据 {plan.policy.number} {plan.policy.section}；"
        f"年度预算 {figures(plan.appropriation)} 元，本批以前已兑现 {figures(plan.spent)} 元。清单摘要 {found.digest}"
    )
    sums = found.sums
    workbook.preview(out, title, note, _lines(found), _sums(sums.clauses), _sums(sums.districts))
    out.seek(0)
    name = f"批次预览-{year}-{found.digest[:8]}.xlsx"
    return send_file(out, XLSX, as_attachment=True, download_name=name)


def current(year: int) -> Preview:
    """The preview of now, for pages and programs; taken over from the last request where nothing has changed since."""
    people.require(access.person(), "read_runs")
    path = Path(current_app.config["DATABASE"])
    with _one_at_a_time:
        key = (path, law().digest, year, intake.mark(db()))
        if key not in _last:
            _last.clear()
            _last[key] = bureau.preview(db(), law(), year, access.person(), cache=path.parent / "cache")
        return _last[key]


def _lines(found: Preview) -> Iterator[workbook.Line]:
    for firm in bureau.firms(found.plan):
        for line in firm.lines:
            yield workbook.Line(
                firm.name,
                firm.uscc,
                firm.district,
                line.title,
                line.clause,
                OUTCOMES[line.outcome],
                firm.rank if line.outcome == RESERVED else None,
                line.amount if line.outcome == GRANTED else 0,
                line.amount if line.outcome == RESERVED else 0,
                "；".join(line.reasons),
            )


def _sums(found: Iterable[Sum]) -> Iterator[workbook.Sum]:
    for one in found:
        amounts = (len(one.funded), one.granted, len(one.waiting), one.reserved)
        yield workbook.Sum(one.name, len(one.firms), *amounts, one.refused, one.referred)
