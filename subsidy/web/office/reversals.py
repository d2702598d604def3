"""更正（追回）: proposed by who handles cases, answered by who approves; done and told by letter when agreed to."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from subsidy.desk.bureau.money import proposals as desk
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.common import DeskError
from subsidy.store import runs
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import pages
from subsidy.web.office.proposals import REFUSED, Again, answered, withdrawn, words


@pages.get("/reversals", endpoint="reversals")
@access.staff("read_runs")
def all_of_them() -> Any:
    """What waits for an answer, and what was answered."""
    return _page()


@pages.post("/reversals/<int:proposal>/answer")
@access.staff("answer_reversal")
def answer_reversal(proposal: int) -> Any:
    """Answers another's proposal; agreed to, the awards are taken back and the letter is numbered."""
    return answered(proposal, url_for("office.reversals"), _page)


@pages.post("/reversals/<int:proposal>/withdraw")
@access.staff("propose_reversal")
def withdraw_reversal(proposal: int) -> Any:
    """Takes one's own proposal back."""
    return withdrawn(proposal, url_for("office.reversals"))


@pages.get("/runs/<run>/reverse", endpoint="reverse")
@access.staff("propose_reversal")
def ask(run: str) -> Any:
    """What a run gave a firm (`uscc`), and the form to propose that it be taken back."""
    return _form(run, request.args.get("uscc", ""))


@pages.post("/runs/<run>/reverse")
@access.staff("propose_reversal")
def propose_reversal(run: str) -> Any:
    """Proposes to take back what was chosen."""
    uscc, item, reason = (request.form.get(name, "") for name in ("uscc", "item", "reason"))
    try:
        desk.propose_reversal(db(), _known(run), uscc, item or None, reason, access.person())
    except NotAllowedError:
        raise
    except DeskError as error:
        return _form(run, uscc, Again([("reason", str(error))], {"item": item, "reason": reason})), REFUSED
    flash("已提请，待签批人答复；答复以前不拨付")
    return redirect(url_for("office.reversals"), 303)


def _known(run: str) -> str:
    return str((runs.run(db(), run) or abort(404))["id"])


def _form(run: str, uscc: str, again: Again | None = None) -> Any:
    again, uscc = again or Again([], {}), uscc.strip().upper()
    found, told = [], ""
    if runs.decision_on(db(), _known(run), uscc) is None:
        told = f"批次 {run} 中没有 {uscc}" if uscc else ""
    else:
        try:
            found = desk.reversible(db(), run, uscc)
            told = "" if found else "没有可更正（追回）的奖励：没有兑现，或已全部撤销"
            if uscc in (waiting := desk.being_reversed(db(), run)) and not again.problems:
                found, told = [], f"第 {waiting[uscc]} 号提请尚未答复，同一企业不能再提"
        except DeskError as error:
            told = str(error)
    return render_template(
        "web/office/reversals_propose.html",
        run=run,
        uscc=uscc,
        found=found,
        told=told,
        items=dict.fromkeys((award["item"], award["title"]) for award in found),
        problems=again.problems,
        typed=again.typed,
        **words(),
    )


def _page(again: Again | None = None) -> str:
    again = again or Again([], {})
    return render_template(
        "web/office/reversals.html",
        waiting=desk.waiting(db(), desk.REVERSAL),
        answered=desk.answered(db(), desk.REVERSAL),
        problems=again.problems,
        typed=again.typed,
        **words(),
    )
