"""A run: where it stands, what happens next and who does it, its sums and its decisions."""

import json
from typing import Any, NamedTuple

from flask import request

from subsidy.desk.bureau.people import sees_unapproved
from subsidy.desk.bureau.runs import batch, jobs
from subsidy.desk.bureau.runs.batch import Batch
from subsidy.desk.bureau.runs.listed import RESERVED, Firm, Sums
from subsidy.desk.drafts import kinds
from subsidy.desk.papers import name
from subsidy.letters.verify.report import KINDS
from subsidy.model import GRANTED, REFERRED, REFUSED, identity
from subsidy.store import batches
from subsidy.store import runs as table
from subsidy.store.intake import Row
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import runs
from subsidy.web.office.common import pages
from subsidy.web.office.shown import moment

# what a list can be narrowed to
CHOICES = {
    "": "全部",
    GRANTED: "兑现",
    RESERVED: "列入储备",
    REFUSED: "不予兑现",
    REFERRED: "转人工核定",
    "held": "有异议",
    "unchecked": "条件尚未核实",
}


class Decided(NamedTuple):
    """A firm in a run: its lines, what became of the decision since, its letters by name and title."""

    firm: Firm
    state: tuple[str, str]
    letters: list[tuple[str, str]]
    leaves: bool


class Step(NamedTuple):
    """What is to be done with a run: by whom, what, and where; `main` where this person can do it now."""

    who: str
    what: str
    link: str = ""
    button: str = ""
    main: bool = False


@pages.get("/runs/<run>")
@access.staff("read_runs")
def run(run: str) -> Any:
    """A run as it stands today."""
    found = runs.known(run)
    asked = {"q": request.args.get("q", "").strip(), "show": request.args.get("show", "")}
    policy = json.loads(found.run["policy_source"])
    sums = Sums(item["clause"] for item in policy["items"])
    matched = _matched(found, sums, **asked)
    number, last, first = runs.slices(len(matched))
    return runs.page(
        "run",
        batch=found,
        policy=policy,
        sums=sums,
        decided=[_decided(found, *one) for one in matched[first : first + runs.PAGE]],
        matched=len(matched),
        number=number,
        last=last,
        choices=CHOICES,
        asked=asked,
        steps=_steps(found),
        done=_done(found),
        excluded=batches.excluded(db(), run),
        jobs=jobs.about(db(), run),
        listed=bool(found.approved) or sees_unapproved(access.person()),
    )


def _matched(found: Batch, sums: Sums, q: str, show: str) -> list[tuple[Row, Firm]]:
    """The decisions that are looked for; the sums are of all."""
    wanted, matched = identity(q), []
    for row in table.decisions(db(), found.run["id"]):
        firm = runs.firm(row)
        sums.add(firm)
        if wanted and wanted not in firm.uscc and q not in firm.name:
            continue
        if _shown(found, row, firm, show):
            matched.append(({"id": row["id"], "unfunded": row["unfunded"]}, firm))
    return matched


def _shown(found: Batch, row: Row, firm: Firm, show: str) -> bool:
    if show == "held":
        return row["id"] in found.held | found.upheld
    if show == "unchecked":
        return bool(firm.to_check)
    return show not in CHOICES or not show or firm.has(show)


def _decided(found: Batch, row: Row, firm: Firm) -> Decided:
    decision = {"lines": [{"outcome": GRANTED if line.outcome == RESERVED else line.outcome} for line in firm.lines]}
    approved = row["id"] in found.approved
    called = kinds(decision, json.loads(row["unfunded"])) if approved or sees_unapproved(access.person()) else []
    letters = [(name(firm.uscc, kind), KINDS[kind]) for kind in called]
    leaves = access.may("run") and not approved
    return Decided(firm, _state(found, row["id"]), letters, leaves)


def _state(found: Batch, decision: int) -> tuple[str, str]:
    """Where one decision stands, in words and as the kind of a tag."""
    if decision in found.upheld:
        return "异议成立，待移出", "bad"
    if decision in found.held:
        return "有异议待答复，暂缓", "bad"
    if decision in found.barred:
        return "条件已不符合，待移出", "bad"
    if decision in found.paid:
        return "已拨付", "done"
    if decision in found.approved:
        return ("待拨付", "open") if decision in found.due else ("已签批", "done")
    if decision in found.approvable:
        return "待签批", "mind"
    return ("公示中", "open") if found.publication else ("待公示", "wait")


def _steps(found: Batch) -> list[Step]:
    """What is to be done now, in its order."""
    run_id, published, steps = found.run["id"], found.publication, []
    if found.held or found.upheld:
        text = f"有异议的暂缓签批：待答复 {len(found.held)} 家，异议成立、应移出批次 {len(found.upheld)} 家"
        steps.append(_step("复核", text, "objections", "查看异议", "answer", run_id))
    if found.stage == batch.MADE:
        steps.append(_step("经办", "发布公示，期满后才能签批", "notice", "去公示", "publish", run_id))
    if found.stage == batch.PUBLISHED and published:
        text = f"公示至{moment(published['ends'])}，其间受理异议；期满后由没有参与办理的签批人签批"
        steps.append(_step("经办、复核", text, "notice", "查看公示", "publish", run_id))
    if found.barred:
        text = f"{len(found.barred)} 家的申报条件核算以后查得不符合，不能签批，应移出批次"
        steps.append(Step("经办", text))
    if found.over and found.behind:
        text = f"{len(found.behind)} 家在以前的批次中另有尚未签批的决定，应先签批以前的批次"
        steps.append(Step("签批", text))
    if found.approvable:
        text = f"{len(found.approvable)} 家待签批，由没有参与办理的人签批，签批时编定文号"
        steps.append(_step("签批", text, "approve", "核对并签批", "approve", run_id))
    if due := set(found.due) & (found.approved - found.paid):
        amount = runs.wan(sum(found.due[one] for one in due))
        text = f"{len(due)} 家待拨付 {amount} 万元，由没有参与办理和签批的财务人员确认"
        steps.append(_step("财务", text, "payments", "去拨付", "pay", run_id))
    return steps


def _step(who: str, what: str, endpoint: str, button: str, act: str, run_id: str) -> Step:
    link = runs.there(endpoint, run=run_id) if access.may(act) or endpoint != "approve" else ""
    return Step(who, what, link, button, access.may(act))


def _done(found: Batch) -> list[tuple[str, str, str, str]]:
    """What was done so far: what, by whom, when, and more of it."""
    run_id, published = found.run["id"], found.publication
    done = [("核算", found.run["actor"], found.run["at"], "")]
    if published:
        until = f"{moment(published['starts'])}至{moment(published['ends'])}，{published['days']} 个工作日"
        done.append(("公示", published["actor"], published["at"], until))
    for one in batches.approvals(db(), run_id):
        done.append(("签批", one["actor"], one["at"], f"{one['decisions']} 家"))
    return done
