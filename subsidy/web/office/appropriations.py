"""预算 of every year: how much is granted, paid, left; who changed it; proposed by one person, answered by another."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from subsidy import money
from subsidy.desk.bureau.money import appropriations as desk
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.common import DeskError
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import law, pages
from subsidy.web.office.proposals import REFUSED, Again, answered, withdrawn, words

YEARS = range(2000, 2100)


@pages.get("/appropriations", endpoint="appropriations")
@access.staff("read_appropriations")
def every_year() -> Any:
    """Every year, what waits for an answer, and the form to propose."""
    return _page()


@pages.post("/appropriations")
@access.staff("propose_appropriation")
def propose_appropriation() -> Any:
    """Proposes another amount for a year."""
    typed = {name: request.form.get(name, "") for name in ("year", "amount", "why")}
    year = int(typed["year"]) if typed["year"].isdecimal() else 0
    if year not in YEARS:
        return _page(Again([("year", f"年度填的是“{typed['year']}”，应为四位年份，如 2022")], typed)), REFUSED
    try:
        amount = money.fen(typed["amount"], money.WAN)
        made = proposals.propose_appropriation(db(), law(), year, amount, typed["why"], access.person())
    except NotAllowedError:
        raise
    except money.MoneyError as error:
        return _page(Again([("amount", str(error))], typed)), REFUSED
    except DeskError as error:
        field = "why" if str(error).startswith("理由") else "amount"
        return _page(Again([(field, str(error))], typed)), REFUSED
    flash(f"已提请，待另一人答复：{proposals.one(db(), made).title}")
    return redirect(url_for("office.appropriations"), 303)


@pages.post("/appropriations/<int:proposal>/answer")
@access.staff("answer_appropriation")
def answer_appropriation(proposal: int) -> Any:
    """Answers another's proposal; agreed to, the appropriation changes."""
    return answered(proposal, url_for("office.appropriations"), _page)


@pages.post("/appropriations/<int:proposal>/withdraw")
@access.staff("propose_appropriation")
def withdraw_appropriation(proposal: int) -> Any:
    """Takes one's own proposal back."""
    return withdrawn(proposal, url_for("office.appropriations"))


def _page(again: Again | None = None) -> str:
    again = again or Again([], {})
    return render_template(
        "web/office/appropriations.html",
        years=desk.years(db(), law()),
        waiting=proposals.waiting(db(), proposals.APPROPRIATION),
        answered=proposals.answered(db(), proposals.APPROPRIATION),
        this_year=access.open_year(),
        problems=again.problems,
        typed=again.typed,
        wan=money.wan,
        **words(),
    )
