"""One claim: the law's own words beside the firm's facts, the checklist, and what a person finds where rules do not."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from subsidy import money
from subsidy.desk.bureau.cases.claimed import Claimed, claimed
from subsidy.desk.bureau.claims import checks, findings
from subsidy.desk.common import DeskError
from subsidy.kinds import Item, LadderItem, TierItem
from subsidy.model import GRANTED
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.language import said
from subsidy.web.office import shown
from subsidy.web.office.common import law, pages

UNDONE = 422
GROUPS = {checks.AUTO: "自动核查", checks.EVIDENCE: "证明材料", checks.CONDITION: "申报主体条件"}
CHANGED = "申报内容在您打开这一页以后有改动，没有保存；请按下面现在的内容重新核查"
SEPARATORS = str.maketrans("、，；;\n", ",,,,,")


@pages.get("/claims/<int:claim>")
@access.staff("read_cases")
def claim(claim: int) -> Any:
    """The checklist of a claim."""
    return _page(claimed(db(), law(), claim, access.person()))


@pages.post("/claims/<int:claim>/checks")
@access.staff("check")
def record_checks(claim: int) -> Any:
    """Writes down what was found; with `finish` the claim then waits for its review."""
    found = claimed(db(), law(), claim, access.person())
    try:
        _same(found)
        checks.record(db(), law(), claim, _results(found), access.person())
        if "finish" in request.form:
            checks.finish(db(), law(), claim, access.person())
    except DeskError as error:
        return _refused(claim, error, "checks")
    if "finish" not in request.form:
        flash("核查结果已保存。")
        return _back(claim, "checks")
    flash(f"“{found.name}”核查完毕，等待复核。")
    if found.others:
        return redirect(url_for("office.claim", claim=found.others[0]), 303)
    return redirect(url_for("office.case", application=found.application["id"]), 303)


@pages.post("/claims/<int:claim>/finding")
@access.staff("check")
def set_finding(claim: int) -> Any:
    """Writes down what a person finds on a claim, or takes it back."""
    found, form = claimed(db(), law(), claim, access.person()), request.form
    try:
        _same(found)
        if "take_back" in form:
            findings.take_back(db(), law(), claim, form.get("reason", ""), access.person())
        else:
            _find(found, form)
    except DeskError as error:
        return _refused(claim, error, "reason")
    flash("核定意见已撤销。" if "take_back" in form else "核定意见已登记，核查完毕并经复核后生效。")
    return _back(claim, "finding")


def _find(found: Claimed, form: Mapping[str, str]) -> None:
    outcome, amount, body = form.get("outcome", ""), 0, {}
    if outcome == GRANTED:
        try:
            amount = money.fen(form.get("amount", ""))
        except money.MoneyError as error:
            raise DeskError(f"核定金额：{error}") from None
        body = _body(law().items[found.claim["item"]], form)
    findings.find(db(), law(), found.claim["id"], outcome, amount, form.get("reason", ""), access.person(), body)


def _body(item: Item, form: Mapping[str, str]) -> dict[str, Any]:
    """What an award is for, where a person has to say so: a tier, the levels newly passed."""
    if isinstance(item, TierItem) and form.get("tier", "").isdigit():
        return {"tier": int(form["tier"])}
    if isinstance(item, LadderItem) and form.get("levels", "").strip():
        levels = form["levels"].translate(SEPARATORS).split(",")
        return {"levels": [level.strip() for level in levels if level.strip()]}
    return {}


def _same(found: Claimed) -> None:
    """DeskError where the facts are no longer those that the page showed."""
    if request.form.get("facts") != found.digest:
        raise DeskError(CHANGED)


def _results(found: Claimed) -> dict[str, tuple[str, str]]:
    """What was chosen and noted, by the check's name; with `adopt` what the machine suggests where nothing was."""
    form, results = request.form, {}
    for check in found.checks:
        chosen, note = form.get(f"result.{check.name}"), form.get(f"note.{check.name}", "")
        adopted = "adopt" in form and check.group == checks.AUTO and not chosen and not check.answered
        if adopted and check.suggested in ("pass", "na"):
            chosen = check.suggested
        if check.group != checks.CONDITION and chosen is not None:
            results[check.name] = (chosen, note)
    return results


def _refused(claim: int, error: DeskError, field: str) -> Any:
    """The page as it stands now, with what was typed and why nothing was done."""
    return _page(claimed(db(), law(), claim, access.person()), [(field, said(error.args[0]))], UNDONE)


def _back(claim: int, anchor: str) -> Response:
    return redirect(url_for("office.claim", claim=claim, _anchor=anchor), 303)


def _page(found: Claimed, problems: Sequence[tuple[str, str]] = (), code: int = 200) -> Any:
    item = law().items.get(found.claim["item"])
    groups = [(title, [c for c in found.checks if c.group == name]) for name, title in GROUPS.items()]
    return shown.page(
        "claim",
        code,
        found=found,
        groups=[group for group in groups if group[1]],
        undecided=found.state not in (checks.DECIDED, checks.WITHDRAWN),
        tiers=_tiers(item, found),
        levels=isinstance(item, LadderItem),
        may=access.may,
        problems=problems,
        typed=request.form if problems else {},
        results=checks.RESULTS,
        outcomes=findings.OUTCOMES,
        longest=checks.LONGEST_NOTE,
    )


def _tiers(item: Item | None, found: Claimed) -> list[tuple[int, str]]:
    """The tiers among which a person may have to choose."""
    if not isinstance(item, TierItem) or not found.referred:
        return []
    return [(t.reach, f"{money.wan(t.reach)} 万元档，奖励 {money.wan(t.award)} 万元") for t in item.tiers]
