"""拨付 of a run: what is to be paid, the list for the finance office and back, what firms have to return."""

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from marshmallow import ValidationError

from schemas.days import Day
from subsidy import money
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.money import owed
from subsidy.desk.bureau.money import payments as desk
from subsidy.desk.bureau.money.owed import Payable
from subsidy.desk.bureau.money.payments import RejectedError
from subsidy.desk.bureau.money.proposals import being_reversed
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.common import DeskError
from subsidy.intake import Refusal
from subsidy.store import payments, runs
from subsidy.store.intake import Row
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import shown
from subsidy.web.office.common import pages
from subsidy.workbook import grid
from subsidy.workbook import payments as sheet
from subsidy.workbook.grid import WorkbookError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_REFUSALS, PAGE, REFUSED = 50, 100, 400
DUE = "due"
TAGS = {owed.OPEN: "open", owed.FAILED: "mind", owed.HELD: "wait", owed.PAID: "done"}


@pages.get("/runs/<run>/payments", endpoint="payments")
@access.staff("read_runs")
def of_run(run: str) -> Any:
    """Sums, the list of firms, and what the finance office can do."""
    return _page(run)


@pages.get("/runs/<run>/payments.xlsx")
@access.staff("read_runs")
def payment_list(run: str) -> Any:
    """The payment list as a workbook; back to the page where there is nothing to pay."""
    _known(run)
    try:
        book = desk.book(db(), run)
    except DeskError as error:
        flash(str(error), "bad")
        return redirect(url_for("office.payments", run=run), 303)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        sheet.write(path, book)
        data = path.read_bytes()
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=f"拨付清单（{run}）.xlsx")


@pages.post("/runs/<run>/payments")
@access.staff("pay")
def confirm_payments(run: str) -> Any:
    """Reads the list back, all or nothing; what is wrong with it is told row by row."""
    _known(run)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(run, problems=[("file", "没有选择文件，请选择填好结果的拨付清单")]), REFUSED
    data = sent.stream.read(grid.LARGEST + 1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list.xlsx"
            path.write_bytes(data)
            done = desk.confirm(db(), run, path, access.person(), sent.filename[:100])
    except RejectedError as error:
        return _page(run, refusals=error.refusals), REFUSED
    except WorkbookError as error:
        told = f"{error}；应上传本页下载的拨付清单"
        return _page(run, problems=[("file", told)]), REFUSED
    flash(done.told)
    for note in done.notes[:MOST_REFUSALS]:
        flash(note, "bad")
    return redirect(url_for("office.payments", run=run), 303)


@pages.post("/runs/<run>/payments/<int:decision>/recovered")
@access.staff("pay")
def recovered(run: str, decision: int) -> Any:
    """Records what a firm returned."""
    if payments.run_of(db(), decision) != run:
        abort(404)
    typed = {name: request.form.get(name, "") for name in ("amount", "day", "voucher")}
    try:
        amount, day = money.fen(typed["amount"]), Day().deserialize(typed["day"])
        one = desk.recovered(db(), decision, amount, day, typed["voucher"], access.person())
    except NotAllowedError:
        raise
    except (money.MoneyError, ValidationError, DeskError) as error:
        field = {money.MoneyError: "amount", ValidationError: "day"}.get(type(error), "amount")
        told = error.messages[0] if isinstance(error, ValidationError) else str(error)
        return _page(run, problems=[(f"{field}-{decision}", str(told))], typed={"decision": decision, **typed}), REFUSED
    left = f"，尚余 {money.figures(one.due)} 元" if one.due else "，已全部收回"
    flash(f"已登记{one.firm}退款 {money.figures(amount)} 元{left}")
    return redirect(url_for("office.payments", run=run), 303)


def _known(run: str) -> Row:
    return runs.run(db(), run) or abort(404)


def _page(
    run: str,
    problems: Sequence[tuple[str, str]] = (),
    refusals: Sequence[Refusal] = (),
    typed: dict[str, Any] | None = None,
) -> str:
    row, found = _known(run), desk.payable(db(), run)
    state = request.args.get("state", "")
    chosen = [one for one in found if _is(one, state)]
    last = max(1, -(-len(chosen) // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    return render_template(
        "web/office/payments.html",
        run=row,
        found=found,
        sums=_sums(found),
        states=owed.STATES,
        tags=TAGS,
        state=state,
        rows=chosen[(page - 1) * PAGE : page * PAGE],
        page=page,
        last=last,
        owing=[one for one in found if one.due],
        unready=payments.unready(db(), run),
        proposed=being_reversed(db(), run),
        barred=access.person().login in desk.hands(db(), run),
        problems=list(problems),
        refusals=refusals,
        most_refusals=MOST_REFUSALS,
        typed=typed or {},
        names=staff.names(db()),
        may=access.may,
        figures=money.figures,
        money=shown.money,
        moment=shown.moment,
        megabytes=grid.LARGEST // 1024**2,
    )


def _is(one: Payable, state: str) -> bool:
    return bool(one.due) if state == DUE else state in ("", one.state)


def _sums(found: Sequence[Payable]) -> list[tuple[str, str, int, int]]:
    """For each state its name, how many firms, and how much, in fen."""
    made = []
    for state, name in owed.STATES.items():
        those = [one for one in found if one.state == state]
        made.append((state, name, len(those), sum(one.paid or one.amount for one in those)))
    due = [one.due for one in found if one.due]
    return [*made, (DUE, "待追回", len(due), sum(due))]
