"""主动兑付: a published list is looked through, what firms may have is chosen and offered; nothing is kept before."""

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, send_file, url_for
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from schemas.frozen import claim_facts
from subsidy import config
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.entitled import book
from subsidy.desk.bureau.entitled import find as desk
from subsidy.desk.bureau.entitled import offers as acts
from subsidy.desk.bureau.entitled.find import Entitlement, Result
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.common import DeskError
from subsidy.money import figures
from subsidy.store import offers as table
from subsidy.web import access, session
from subsidy.web.database import db
from subsidy.web.office import shown
from subsidy.web.office.common import law, pages, tried
from subsidy.web.office.runs import asked_year
from subsidy.workbook import entitled as workbook
from subsidy.workbook import grid, listed
from subsidy.workbook.grid import WorkbookError
from subsidy.workbook.listed import Listed
from subsidy.workbook.recognised import Recognised

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST, MOST_TOLD, REFUSED = 300, 100, 400  # rows on a page that can be chosen; that are only told
TAGS = {desk.ENTITLED: "done", desk.ASKED: "wait", desk.PERSON: "mind", desk.BARRED: "bad"}


@pages.get("/entitled")
@access.staff("entitled")
def entitled() -> Any:
    """Where a list is handed in, and what was offered in a year."""
    return _page()


@pages.post("/entitled")
@access.staff("entitled")
def look_through() -> Any:
    """A list looked through: who may have what, to be chosen; or all of it as a workbook."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(problems=[("file", "没有选择文件，请选择名单的工作簿（.xlsx）")]), REFUSED
    data = sent.stream.read(grid.LARGEST + 1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list.xlsx"
            path.write_bytes(data)
            read = listed.read(path, law(), Path(sent.filename).name[:80])
    except WorkbookError as error:
        return _page(problems=[("file", str(error).removeprefix("list.xlsx："))]), REFUSED
    found = desk.find(db(), law(), asked_year(), read.rows, access.person())
    found = found._replace(refusals=[*read.refusals, *found.refusals], notes=[*read.notes, *found.notes])
    if request.form.get("book"):
        return _book(found)
    return _page(found=found, rows=read.rows)


@pages.post("/entitled/offers")
@access.staff("entitled")
def make_offers() -> Response:
    """Offers what was chosen, as far as nothing stands against it by now."""
    year = asked_year()
    back = url_for("office.entitled", year=year)
    chosen = [_opened(text) for text in request.form.getlist("row")[:MOST]]
    if not chosen:
        flash("没有选择要推送的企业，什么也没有推送", "bad")
        return redirect(back, 303)
    try:
        made = acts.offer(db(), law(), year, chosen, access.person())
    except NotAllowedError:
        raise
    except DeskError as error:
        flash(str(error), "bad")
        return redirect(back, 303)
    left = f"；{len(made.left)} 项核对以后已有变动，没有推送" if made.left else ""
    none = len({one.uscc for one in made.made if not one.account})
    told = f"；其中 {none} 家企业没有账户，请发注册码" if none else ""
    flash(f"已推送 {len(made.made)} 项，{len({one.uscc for one in made.made})} 家企业{left}{told}")
    return redirect(back, 303)


@pages.post("/entitled/offers/<int:offer>/take-back")
@access.staff("entitled")
def take_offer_back(offer: int) -> Response:
    """Takes an offer back that no firm has answered."""
    reason, back = request.form.get("reason", "")[:200], url_for("office.entitled", year=asked_year())
    return tried(lambda: acts.take_back(db(), law(), offer, reason, access.person()), back, f"已撤回第 {offer} 号推送")


@pages.get("/entitled/template.xlsx")
@access.staff("entitled")
def list_template() -> Any:
    """An empty workbook for a list."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        workbook.template(path, law())
        data = path.read_bytes()
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name="名单模板.xlsx")


def _page(problems: Sequence[tuple[str, str]] = (), found: Result | None = None, rows: Sequence[Listed] = ()) -> str:
    year = asked_year()
    by_place = {row.place: row for row in rows}
    return render_template(
        "web/office/entitled.html",
        year=year,
        years=sorted({year, access.open_year(), *table.years(db(), law().id)}, reverse=True),
        problems=list(problems),
        found=found,
        choices=[(_sealed(one, by_place[one.place]), one) for one in found.entitled[:MOST]] if found else [],
        offered=acts.listing(db(), law(), year, access.person()) if found is None else [],
        names=staff.names(db()),
        states=desk.STATES,
        tags=TAGS,
        most=MOST,
        most_told=MOST_TOLD,
        figures=figures,
        money=shown.money,
        moment=shown.moment,
        may=access.may,
        megabytes=grid.LARGEST // 1024**2,
        issuer=config.office().get("issuer", ""),
    )


def _book(found: Result) -> Response:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        book.write(path, law(), found)
        data = path.read_bytes()
    name = f"主动兑付核对结果（{found.year}）.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


def _sealed(one: Entitlement, row: Listed) -> str:
    """A row that can be chosen, as the form carries it: nobody writes another one."""
    return _serializer().dumps([one.place, one.uscc, row.number, row.day, one.item, one.facts, one.source])


def _opened(text: str) -> Listed:
    try:
        place, uscc, number, day, item, facts, source = _serializer().loads(text)
        claim = Recognised(item, claim_facts(law().items[item], facts))
    except (BadData, ValueError, KeyError):  # nobody's, or of a policy that was changed since
        abort(400)
    return Listed(place, uscc, "", number, day, (claim,), source)


def _serializer() -> URLSafeSerializer:
    session.prepare(current_app)
    secret: Any = current_app.secret_key
    return URLSafeSerializer(secret, salt="entitled")
