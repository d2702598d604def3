"""Staff at the site: accounts made as an administrator makes them, and people logged in.

who = staffed.staff(site.folder, "jing", "handler")          # a Visitor, logged in
staffed.post(who, "/office/cases/1/comment", text="请看附件")  # a form with its token
"""

from pathlib import Path

from subsidy import create_app, store
from subsidy.desk.bureau import staff as accounts_of_staff
from subsidy.desk.bureau.people import ROLES, Person
from subsidy.desk.firm import accounts
from subsidy.store import staff as table
from tests.web.visitor import HERE, PASSWORD, Visitor


def person(db, login, *roles, name=""):
    """An account of staff with its first password set; the person behind it. One that is there stays as it is."""
    wanted = roles or ("handler",)
    if login not in table.names(db):
        code = accounts_of_staff.add(db, login, name or _name(login, wanted), wanted, "示例管理")
        accounts.reset(db, login, code, PASSWORD)
    found = next(one for one in table.everybody(db) if one["login"] == login)
    return Person(login, found["name"], found["roles"])


def staff(folder: Path, login, *roles, app=None, name=""):
    """Somebody of the staff, logged in at the site that stands on a folder's database."""
    with store.connect(folder / "subsidy.db") as db:
        person(db, login, *roles, name=name)
    found = Visitor(app or create_app())
    assert found.log_in(login).status_code == 303
    return found


def post(who, path, page="/password", **fields):
    """A form sent to `path` with the token of any page; the answer itself, not where it leads."""
    return who.client.post(path, data={"csrf_token": who.token(page), **fields}, headers=HERE)


def _name(login, roles):
    return f"示例{ROLES[roles[0]]}{login}"
