"""The public page: whether a letter is genuine, by its 查验码 or by its file. Nothing is kept of either."""

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request
from werkzeug.datastructures import FileStorage

from subsidy import money, store
from subsidy.desk import law
from subsidy.desk.standing import ISSUED, REPLACED, REVERSED, UNKNOWN, Standing, standing
from subsidy.desk.verdict import verdict
from subsidy.letters import award, keys
from subsidy.letters.verify import KINDS
from subsidy.letters.verify.opening import MAX_FILE
from subsidy.web import chamber, language, typed
from subsidy.web.access import public, tokenless

MAX_UPLOAD = MAX_FILE + 100_000  # and what a form sends around the file
MOST = 50  # findings that are told one by one
OTHER_NUMBER = "other"

pages = Blueprint("verify", __name__)


@pages.get("/verify")
@public
def by_code() -> Any:
    """The forms; with `code`, as the QR code of a letter has it, what the register says of that letter."""
    if "code" not in request.args:
        return _page()
    asked = typed.read(request.args["code"], request.args.get("number", ""))
    if asked.problem:
        return _page(asked=asked, problem=asked.problem), 400
    with store.connect(Path(current_app.config["DATABASE"])) as db:
        found = standing(db, asked.code)
    other = found.number and asked.number and not typed.same_number(found.number, asked.number)
    return _page("code", asked=asked, found=found, status=OTHER_NUMBER if other else found.status)


@pages.post("/verify")
@public
@tokenless
def by_file() -> Any:
    """What the file shows, and what the register knows of it: the answer of `subsidy verify`."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(problem="file"), 400
    return _looked_at(sent)


def _looked_at(sent: FileStorage) -> str:
    key = keys.public(Path(current_app.config["KEYS"]) / keys.PUBLIC)
    with store.connect(Path(current_app.config["DATABASE"])) as db:
        data = sent.read()
        laws = [version.source for version in law.versions(db)]
        report = chamber.examine(data, key, (sent.filename or "")[: typed.LONGEST], laws=laws)
        made = verdict(report, hashlib.sha256(data).hexdigest(), db)
    report = made.report
    return _page(
        "file",
        status=made.status,
        report=report,
        found=made.standing or Standing(UNKNOWN),
        grave=[str(each) for each in report.findings if each.grave],
        remarks=[str(each) for each in report.findings if not each.grave],
        date=datetime.date.fromisoformat(report.date) if report.date else None,
        total=money.of_yuan(report.total) if report.total else 0,
    )


def _page(by: str = "", problem: str = "", **said: Any) -> str:
    """The page: an answer where something was asked, and the forms."""
    return render_template(
        "web/verify.html",
        by=by,
        problem=problem,
        now=datetime.datetime.now().astimezone(),
        megabytes=MAX_FILE // 1_000_000,
        most=MOST,
        **NAMES,
        **said,
    )


NAMES: dict[str, str | dict[str, str] | Callable[..., str]] = {
    "ISSUED": ISSUED,
    "REPLACED": REPLACED,
    "REVERSED": REVERSED,
    "UNKNOWN": UNKNOWN,
    "KINDS": KINDS,
    "yuan": money.cents,
    "shown": award.shown,
    "day": language.day,
}
