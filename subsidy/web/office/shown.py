"""How the staff's pages of an application say things: moments, amounts, outcomes, states; and what has no page."""

import datetime
import re
from typing import Any

from flask import abort, render_template

from subsidy.desk.bureau.cases.clauses import BACK, FUNDED, WAITING, Decided, NoCaseError
from subsidy.letters.verify.report import KINDS
from subsidy.model import GRANTED, NOTED, REFERRED, REFUSED
from subsidy.money import WAN, figures, wan
from subsidy.web.office.common import pages

_NAMED = re.compile(r"(申报第 \d{1,9} 号)")  # as the checks name what they found elsewhere
LARGEST = 2**31  # numbers in addresses; beyond, the database has none
OUTCOMES = {
    GRANTED: ("予以兑现", "done"),
    REFUSED: ("不予兑现", "bad"),
    REFERRED: ("转人工核定", "mind"),
    NOTED: ("登记，不发放资金", "wait"),
}
PLACES = {FUNDED: ("已列入兑现", "done"), WAITING: ("列入储备", "mind"), BACK: ("已追回", "bad")}
STATES = {
    "open": ("待核查", "mind"),
    "checked": ("待复核", "open"),
    "ready": ("待编入批次", "done"),
    "decided": ("已作出决定", "wait"),
    "withdrawn": ("企业已撤回", "wait"),
}
STAGE_TAGS = {"to_check": "mind", "to_review": "open", "ready": "done", "returned": "mind"}


@pages.url_value_preprocessor
def there_can_be_one(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Numbers that nothing has are no pages."""
    if any(isinstance(value, int) and value > LARGEST for value in (values or {}).values()):
        abort(404)


@pages.app_errorhandler(NoCaseError)
def no_case(error: NoCaseError) -> tuple[str, int]:
    """There is no such application or claim."""
    return render_template("web/error.html", code=404, reason=""), 404


def page(template: str, code: int = 200, **more: Any) -> tuple[str, int]:
    """A page, with the words that all of these share."""
    words = {"moment": moment, "linked": linked, "money": money, "outcome": outcome, "states": STATES, "kinds": KINDS}
    return render_template(f"web/office/{template}.html", **words, stage_tags=STAGE_TAGS, **more), code


def moment(at: str | datetime.date) -> str:
    """A day, or a moment to the minute, in ISO 8601, as people read it."""
    text = at if isinstance(at, str) else at.isoformat()
    day = datetime.date.fromisoformat(text[:10])
    said = f"{day.year}年{day.month}月{day.day}日"
    return said if len(text) == len("2022-03-10") else f"{said} {text[11:16]}"


def money(fen: int) -> str:
    """An amount in 元 and, where that is shorter to read, in 万元."""
    return f"{figures(fen)} 元（{wan(fen)} 万元）" if fen >= WAN else f"{figures(fen)} 元"


def linked(text: str) -> list[tuple[str, int]]:
    """A sentence in pieces, each with the application that it names, or 0."""
    return [(piece, int(piece[4:-2]) if _NAMED.fullmatch(piece) else 0) for piece in _NAMED.split(text) if piece]


def outcome(found: Decided) -> tuple[str, str]:
    """What became of a claim, in words and as the kind of a tag: where the money is, else what was decided."""
    return PLACES.get(found.place) or OUTCOMES[found.outcome]
