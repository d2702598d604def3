"""Check and submit: everything that would be sent, every problem at once, the declaration, and sending it once.

The page carries a token and the versions that it shows: a double click, a refresh or the back button send the token
again, which sends nothing again; what was changed meanwhile has other versions, and is shown before it is sent.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from subsidy.desk.firm import evidence, submit
from subsidy.desk.firm.drafts import RETURNED, SUBMITTED, standing
from subsidy.desk.firm.evidence import Evidence
from subsidy.desk.firm.review import Preview, SectionProblem
from subsidy.desk.firm.submit import ALREADY, CHANGED, SubmitError
from subsidy.web import access
from subsidy.web.apply import estimate
from subsidy.web.apply.common import mend, pages
from subsidy.web.apply.place import actor, of
from subsidy.web.apply.sent import latest
from subsidy.web.database import db
from subsidy.web.forms.words import told

VERSION = "version."
DECLARED = "declared"
LONGEST_TOKEN = 64
CONFLICT, UNREADY = 409, 422


class Trouble(NamedTuple):
    """Something to be mended before it can be sent: where that is done, and what it is."""

    link: str
    text: str


@pages.get("/year/<int:year>/check")
@access.firm
def check(year: int) -> Any:
    """Everything as it would be sent; what was sent already is shown as that."""
    found = submit.preview(db(), *of(year))
    if found.submitted:
        return redirect(_receipt(year, latest(year)))
    return _page(year, found, _troubles(year, found.problems))


@pages.post("/year/<int:year>/check")
@access.firm
def send(year: int) -> Any:
    """Sends it: once, however often it is asked for."""
    token = request.form.get("token", "")[:LONGEST_TOKEN]
    if not request.form.get(DECLARED):
        return _not_declared(year)
    try:
        made = submit.submit(db(), *of(year), token, _versions(), actor())
    except SubmitError as error:
        return _refused(year, error)
    if standing(db(), *of(year)).kind != SUBMITTED:
        # the token of a page from before it was returned or withdrawn: what was changed since is not sent
        flash(
            _("这一页此前已经提交过（第 %(number)s 次），此后的改动还没有提交。请重新检查后提交。", number=made.number)
        )
        return redirect(url_for("apply.check", year=year), 303)
    return redirect(_receipt(year, made.number), 303)


def _not_declared(year: int) -> Any:
    found = submit.preview(db(), *of(year))
    if found.submitted:
        return redirect(_receipt(year, latest(year)), 303)
    trouble = Trouble(f"#{DECLARED}", _("请阅读承诺，并在前面打勾"))
    return _page(year, found, [*_troubles(year, found.problems), trouble], UNREADY)


def _refused(year: int, error: SubmitError) -> Any:
    """Why nothing was sent, on the page as it stands now."""
    if error.code == ALREADY:
        flash(_("本年度的申报已经提交，这一次没有再提交。"))
        return redirect(_receipt(year, latest(year)), 303)
    found = submit.preview(db(), *of(year))
    troubles = _troubles(year, {**dict.fromkeys(found.problems), **dict.fromkeys(error.problems)})
    if error.code == CHANGED:
        reason = _("没有提交：核对以后内容又有改动（可能在另一个窗口）。下面是现在的内容，请重新检查后提交。")
        return _page(year, found, [Trouble("#answers", reason), *troubles], CONFLICT)
    return _page(year, found, troubles, UNREADY)


def _page(year: int, found: Preview, troubles: list[Trouble], code: int = 200) -> Any:
    """The page; its token is a new one each time."""
    stands = standing(db(), *of(year))
    return render_template(
        "web/apply/check.html",
        year=year,
        **estimate.context(found.estimate, ""),
        preview=found,
        problems=troubles,
        pieces=_pieces(evidence.list_(db(), *of(year))),
        again=stands.kind == RETURNED,
        to_mend=stands.to_mend,
        token=secrets.token_urlsafe(24),
        undeclared=next((one.text for one in troubles if one.link == f"#{DECLARED}"), ""),
    ), code


def _troubles(year: int, problems: Iterable[SectionProblem]) -> list[Trouble]:
    """Every problem with the field that it stands at; what concerns no section leads to the task list."""
    return [
        Trouble(
            mend(year, problem.section, problem.path) if problem.section else url_for("apply.tasks", year=year),
            _("：").join(filter(None, (told(problem.label), told(problem.message)))),
        )
        for problem in problems
    ]


def _pieces(found: Iterable[Evidence]) -> dict[tuple[str, str], list[Evidence]]:
    """The files by section and requirement."""
    pieces: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for piece in found:
        pieces[piece.section, piece.requirement].append(piece)
    return pieces


def _versions() -> dict[str, int]:
    """The versions that the page showed; what is no number is none that a draft has."""
    return {
        name.removeprefix(VERSION): int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
        for name, value in request.form.items()
        if name.startswith(VERSION)
    }


def _receipt(year: int, number: int) -> str:
    return url_for("apply.sent", year=year, number=number)
