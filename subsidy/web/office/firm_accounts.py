"""The accounts of firms: looked up by code or name, codes handed out once, taken out of use and put back."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from subsidy.desk.bureau import firm_accounts as desk
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.common import DeskError
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.language import said
from subsidy.web.office.common import pages, tried
from subsidy.web.office.shown import moment

LONGEST = 100
REFUSED = 422


@pages.get("/firm-accounts")
@access.staff("firm_accounts")
def firm_accounts() -> Any:
    """The firms looked for, and what can be done for each."""
    return _list()


@pages.post("/firm-accounts/<uscc>/code")
@access.staff("firm_accounts")
def firm_code(uscc: str) -> Any:
    """A one-time code, on this answer and nowhere else."""
    try:
        found, kind, code = desk.hand_out(db(), uscc, access.person())
    except NotAllowedError:
        raise
    except DeskError as error:
        return _list(said(error.args[0])), REFUSED
    return render_template("web/office/firm_accounts_code.html", firm=found, kind=kind, code=code, desk=desk)


@pages.post("/firm-accounts/<uscc>/disable")
@access.staff("firm_accounts")
def disable_firm(uscc: str) -> Response:
    """Takes an account out of use, or puts it back."""
    off = request.form.get("undo") != "1"
    done = "账户已停用，企业的登录已退出" if off else "账户已恢复"
    back = url_for("office.firm_accounts", text=uscc)
    return tried(lambda: desk.disable(db(), uscc, access.person(), off), back, done)


def _list(wrong: str = "") -> str:
    text, after = request.args.get("text", "")[:LONGEST], request.args.get("after", "")[:LONGEST]
    found = desk.search(db(), text, access.person(), after)
    words = {"text": text, "after": after, "wrong": wrong, "moment": moment, "desk": desk}
    return render_template("web/office/firm_accounts.html", found=found, **words)
