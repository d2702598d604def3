"""Tokens with which programs act for an account: made and revoked by an administrator, kept as their digest.

A token can do what its scopes name and the account may do itself, whichever is less, and nothing that a second person
has to confirm. It ends with its day, with its account, or when it is revoked.
"""

import datetime
import hashlib
import re
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from subsidy import store
from subsidy.desk.bureau.people import OF_FIRM, SCOPES, Person, require
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm import accounts
from subsidy.desk.firm.accounts import Account
from subsidy.model import identity
from subsidy.store import Database, intake
from subsidy.store import accounts as account_rows
from subsidy.store import tokens as rows
from subsidy.store.intake import Row
from subsidy.store.staff import STAFF

PREFIX = "subsidy_"  # so that a token is known for one where it does not belong
SHAPE = re.compile(rf"{PREFIX}[0-9A-Za-z_-]{{43}}")
LONGEST_DAYS, LONGEST_NAME = 366, 60
LARGEST = 2**31  # numbers in addresses; beyond, the database has none


class Token(NamedTuple):
    """A token without its secret; `expires` is the last day it is good for, `used` the last day it was used."""

    id: int
    login: str
    name: str
    scopes: tuple[str, ...]
    expires: str
    revoked: str | None
    used: str | None
    at: str
    actor: str

    @property
    def state(self) -> str:
        """How it stands, in Chinese."""
        if self.revoked:
            return "已撤销"
        return "已过期" if self.expires < datetime.date.today().isoformat() else "有效"


class TokenError(DeskError):
    """What is wrong with a field of a new token: login, name, scopes or days."""

    def __init__(self, message: str, field: str) -> None:
        self.field = field
        super().__init__(message)


class Holder(NamedTuple):
    """Who a token acts for, what it may do at most, and which token it is."""

    account: Account
    scopes: frozenset[str]
    token: int


def days(typed: str) -> int:
    """How many days somebody typed; 0, which no token is good for, where that is no number."""
    plain = identity(typed)
    return int(plain) if plain.isdecimal() and plain.isascii() and len(plain) < 6 else 0


def add(db: Database, login: str, name: str, scopes: Iterable[str], days: int, by: Person | str) -> tuple[int, str]:
    """A new token for an account, good for so many days; its id and its secret, which is told this once.

    `by` is an administrator, or the name of the operator at the machine itself.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise TokenError(f"用途填的是“{name[:LONGEST_NAME]}”，应为 1 至 {LONGEST_NAME} 个字", "name")
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenError(f"有效期填的是 {days} 天，应为 1 至 {LONGEST_DAYS} 天", "days")
    with store.write(db):
        actor, found = _actor(by), _in_use(db, login)
        wanted = _scopes(scopes, found)
        secret, at = PREFIX + secrets.token_urlsafe(32), now()
        expires = (datetime.date.today() + datetime.timedelta(days=days)).isoformat()
        made = rows.add(db, found["id"], name, _digest(secret), " ".join(wanted), expires, at, actor)
        detail = {"token": made, "name": name, "scopes": wanted, "expires": expires}
        intake.note(db, at, actor, "token_add", found["login"], detail)
    return made, secret


def revoke(db: Database, token: int, by: Person | str) -> Token:
    """Revokes a token at once and for good; one that was revoked already stays so."""
    with store.write(db):
        return _revoke(db, token, _actor(by))


def revoke_own(db: Database, token: int, account: Account) -> Token:
    """Revokes a token that acts for an account, by whoever is logged in there; another's is as none."""
    with store.write(db):
        return _revoke(db, token, account.login, account.id)


def everything(db: Database, by: Person | str, login: str = "") -> list[Token]:
    """Every token, or those of a login, latest first."""
    _actor(by)
    account = _account(db, login)["id"] if login else None
    return [_token(row) for row in rows.everything(db, account)]


def own(db: Database, account: Account) -> list[Token]:
    """The tokens that act for an account, latest first: whoever it is may know."""
    return [_token(row) for row in rows.everything(db, account.id)]


def holder(db: Database, secret: str) -> Holder | None:
    """Whom a token acts for; None where it is unknown, over, revoked, or its account out of use."""
    if not SHAPE.fullmatch(secret):
        return None
    found = rows.by_digest(db, _digest(secret))
    if found is None or _token(found).state != "有效":
        return None
    account = accounts.account(db, found["account"])
    return Holder(account, frozenset(found["scopes"].split()), found["id"]) if account else None


def used(db: Database, token: int) -> None:
    """That a token was used today."""
    rows.use(db, token, datetime.date.today().isoformat())


def person(held: Holder) -> Person:
    """The person for whom a token of staff acts, with its scopes."""
    account = held.account
    return Person(account.login, account.name, account.roles, held.scopes)


def one(db: Database, token: int, by: Person | str) -> Token:
    """A token; DeskError where there is none such."""
    _actor(by)
    return _token(_found(db, token))


def own_one(db: Database, token: int, account: Account) -> Token:
    """A token that acts for an account; DeskError where it has none such."""
    return _token(_found(db, token, account.id))


def _found(db: Database, token: int, account: int | None = None) -> Row:
    found = rows.by_id(db, token) if token <= LARGEST else None
    if found is None or account not in (None, found["account"]):
        raise DeskError(f"没有令牌 {token}")
    return found


def _revoke(db: Database, token: int, actor: str, account: int | None = None) -> Token:
    found, at = _found(db, token, account), now()
    if rows.revoke(db, token, at):
        intake.note(db, at, actor, "token_revoke", found["login"], {"token": token, "name": found["name"]})
        found["revoked"] = at
    return _token(found)


def _account(db: Database, login: str) -> Row:
    code = identity(login)
    found: Row | None = account_rows.by_login(db, code) or account_rows.by_login(db, code.lower())
    if found is None:
        raise TokenError(f"没有账户 {login[:LONGEST_NAME]}", "login")
    return found


def _in_use(db: Database, login: str) -> Row:
    found = _account(db, login)
    if found["disabled"]:
        raise TokenError(f"账户 {found['login']} 已停用，应先恢复", "login")
    return found


def _scopes(asked: Iterable[str], account: Row) -> list[str]:
    wanted = set(asked)
    possible = [name for name in SCOPES if (name in OF_FIRM) == (account["role"] != STAFF)]
    strange = sorted(wanted - set(possible))
    if strange:
        raise TokenError(f"这一账户的令牌没有权限 {'、'.join(strange)}，可用：{'、'.join(possible)}", "scopes")
    if not wanted:
        raise TokenError(f"没有选权限，至少要有一个，可用：{'、'.join(possible)}", "scopes")
    return [name for name in possible if name in wanted]


def _actor(by: Person | str) -> str:
    if isinstance(by, str):
        return by
    require(by, "tokens")
    return by.login


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(row: Row) -> Token:
    known = {name: row[name] for name in Token._fields if name != "scopes"}
    return Token(**known, scopes=tuple(row["scopes"].split()))
