"""The accounts of firms in the hands of staff: looked up, codes handed out, taken out of use."""

import datetime
from typing import NamedTuple

from subsidy.desk.bureau.people import Person, require
from subsidy.desk.common import DeskError
from subsidy.desk.firm import accounts
from subsidy.model import identity
from subsidy.store import Database
from subsidy.store import firm_accounts as table
from subsidy.store.intake import Row

SIZE = 50
NONE, USED, OFF = "尚未注册", "使用中", "已停用"
CODES = {accounts.ACTIVATE: "注册码", accounts.RESET: "重置码"}


class FirmAccount(NamedTuple):
    """A firm and its account: `open_code` names a code handed out and not used yet, until when `expires`."""

    uscc: str
    name: str
    state: str
    created: str
    open_code: str
    expires: str

    @property
    def next_code(self) -> str:
        """What kind of code can be handed out now; '' for none."""
        return {NONE: accounts.ACTIVATE, USED: accounts.RESET}.get(self.state, "")


class Listing(NamedTuple):
    """One page of firms; `next`: the code that the next page goes on after, '' at the end."""

    firms: list[FirmAccount]
    next: str


def search(db: Database, text: str, person: Person, after: str = "") -> Listing:
    """The firms whose code or name has this in it, by code."""
    require(person, "firm_accounts")
    found = table.search(db, identity(text), SIZE + 1, after)
    more = found[SIZE - 1]["uscc"] if len(found) > SIZE else ""
    return Listing([_firm(row) for row in found[:SIZE]], more)


def one(db: Database, uscc: str, person: Person) -> FirmAccount:
    """A firm that the store knows; DeskError for any other."""
    require(person, "firm_accounts")
    found = table.one(db, identity(uscc))
    if found is None:
        raise DeskError("没有这家企业的记录")
    return _firm(found)


def hand_out(db: Database, uscc: str, person: Person) -> tuple[FirmAccount, str, str]:
    """A one-time code for a firm: to register with where it has no account, else to set a new password.

    The firm, what the code is called, and the code, to be told once; earlier ones of the kind are void.
    """
    found = one(db, uscc, person)
    purpose = found.next_code
    if not purpose:
        raise DeskError("账户已停用，应先恢复")
    return found, CODES[purpose], accounts.hand_out(db, found.uscc, purpose, person.login)


def disable(db: Database, uscc: str, person: Person, disabled: bool = True) -> None:
    """Takes a firm's account out of use, or puts it back."""
    found = one(db, uscc, person)
    accounts.disable(db, found.uscc, person.login, disabled)


def _firm(row: Row) -> FirmAccount:
    state = NONE if row["account"] is None else OFF if row["disabled"] else USED
    expires = row["expires"] or ""
    good = bool(expires) and datetime.datetime.fromisoformat(expires) > datetime.datetime.now().astimezone()
    usable = good and row["purpose"] == {NONE: accounts.ACTIVATE, USED: accounts.RESET}.get(state)
    told = (CODES[row["purpose"]], expires) if usable else ("", "")
    return FirmAccount(row["uscc"], row["name"], state, row["created"] or "", *told)
