"""Accounts: those of firms, registered; those of staff, made for them; reset with a code, slow to guess at.

What is said of a wrong login, password or code is one sentence, and costs the same time, whichever of them was wrong.
"""

import datetime
import hashlib
import secrets
import time
import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from marshmallow import ValidationError

from schemas.fields import Text, Uscc
from schemas.words import Words, say
from subsidy import codes, store
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm.passwords import easy
from subsidy.model import identity
from subsidy.store import Database, intake, staff
from subsidy.store import accounts as table
from subsidy.store.intake import Row

ACTIVATE, RESET = "activate", "reset"
SHORTEST, LONGEST = 10, 200  # characters of a password
VALID = datetime.timedelta(days=7)  # how long a one-time code is good for
WINDOW = 15 * 60  # seconds that failures are remembered
MOST, MOST_OF_LOGIN, MOST_OF_SOURCE = 5, 30, 30  # failures at a login from one place, from all, and of one place
BAD_CODE = {
    RESET: "统一社会信用代码、登录名或重置码不对，或重置码已过期、已用过",
    ACTIVATE: "这家企业已有记录，注册须填受理单位发放的注册码；没有填、不对、已过期或已用过",
}
# OWASP's figures for argon2id: a small server checks many at once, and each takes 19 MiB and one thread
HASHING: dict[str, Any] = {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}
_HASHER = PasswordHasher(**HASHING)


class Account(NamedTuple):
    """Who is logged in; `changed`: since when the password is this one, so that older sessions end.

    `roles` are those of staff (desk.bureau.people), none for a firm, whose code is `uscc`.
    """

    id: int
    login: str
    role: str
    uscc: str
    name: str
    changed: str
    roles: frozenset[str] = frozenset()


class AccountError(DeskError):
    """What is wrong, and with which field of the form: uscc, name, password, code, or '' for all together."""

    def __init__(self, message: Words, field: str = "") -> None:
        self.message, self.field = message, field
        super().__init__(message)


class ThrottledError(AccountError):
    """Too many failures: how many seconds to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(say("失败次数过多，请在 {minutes} 分钟后再试", minutes=str(-(-seconds // 60))))


def register(db: Database, uscc: str, name: str, password: str, code: str | None = None, source: str = "") -> Account:
    """A firm's account. One that the store already knows needs the code that staff hand out."""
    uscc = _field(Uscc(required=True), uscc, "uscc")
    name = _field(Text(required=True), name, "name")
    hashed = _hashed(password, uscc)
    tried = _try(db, uscc, source)
    with store.write(db):
        at = now()
        if table.by_login(db, uscc):
            raise AccountError(say("这家企业已经有账户，请直接登录；忘记密码的，请向受理单位领取重置码"), "uscc")
        if code or intake.firm(db, uscc):
            _use(db, uscc, ACTIVATE, code or "", at)
        made = table.add(db, uscc, table.FIRM, uscc, name, hashed, at)
        table.forget(db, tried, _key(uscc))
        intake.note(db, at, uscc, "account_register", uscc, {"name": name, "code": bool(code)})
    return _account(db, table.by_id(db, made))


def login(db: Database, login: str, password: str, source: str = "") -> Account:
    """Who logs in; ThrottledError after too many failures from the same login or source."""
    login = _login(db, login)
    tried = _try(db, login, source)
    found = table.by_login(db, login)
    good = _fits(found["password"] if found else _nobodys(), password)
    if not found or not good:
        raise AccountError(say("统一社会信用代码、登录名或密码不对"))
    if found["disabled"]:
        raise AccountError(say("账户已停用，请与受理单位联系"))
    with store.write(db):
        table.forget(db, tried, _key(login))
        if _HASHER.check_needs_rehash(found["password"]):
            table.set_password(db, found["id"], _HASHER.hash(_plain(password)))
    return _account(db, found)


def account(db: Database, account_id: int) -> Account | None:
    """An account by its id; None where there is none, or it was taken out of use."""
    found = table.by_id(db, account_id)
    return _account(db, found) if found and not found["disabled"] else None


def end_session(db: Database, session: str, longest: int) -> None:
    """Ends a session for good: no copy of its cookie opens anything. It would live `longest` seconds."""
    at = int(time.time())
    with store.write(db):
        table.end_session(db, _digest(session), at, at - longest)


def in_session(db: Database, account_id: int, session: str) -> Account | None:
    """An account by its id; None, too, where it was taken out of use, or the session was ended."""
    found = table.in_session(db, account_id, _digest(session))
    return _account(db, found) if found and not found["disabled"] else None


def of_firm(db: Database, uscc: str) -> Account | None:
    """The account of a firm, also one that was taken out of use."""
    found = table.by_login(db, uscc)
    return _account(db, found) if found else None


def hand_out(db: Database, uscc: str, purpose: str, actor: str) -> str:
    """A one-time code for a firm, to be told once; those handed out before for the same purpose are void."""
    uscc = _field(Uscc(required=True), uscc, "uscc")
    with store.write(db):
        found = table.by_login(db, uscc)
        if purpose == ACTIVATE and found:
            raise AccountError(say("这家企业已经有账户，应发重置码"), "uscc")
        if purpose == RESET and not found:
            raise AccountError(say("这家企业还没有账户，应发注册码"), "uscc")
        if purpose == RESET and found and found["disabled"]:
            raise AccountError(say("账户已停用，应先恢复"), "uscc")
        return one_time_code(db, uscc, purpose, actor)


def one_time_code(db: Database, login: str, purpose: str, actor: str) -> str:
    """A one-time code for a login, kept as its digest; within the caller's write transaction."""
    code, at = codes.fresh(), datetime.datetime.now().astimezone()
    expires = (at + VALID).isoformat(timespec="seconds")
    table.add_code(db, login, purpose, _digest(code), expires, now(), actor)
    intake.note(db, now(), actor, "account_code", login, {"purpose": purpose, "expires": expires})
    return codes.shown(code)


def nobodys_password() -> str:
    """The hash of a password that nobody knows: an account that waits for its first one."""
    return _HASHER.hash(secrets.token_urlsafe(32))


def reset(db: Database, uscc: str, code: str, password: str, source: str = "") -> Account:
    """A new password by the code that staff handed out."""
    uscc = _login(db, uscc)
    hashed = _hashed(password, uscc)
    tried = _try(db, uscc, source)
    with store.write(db):
        at = now()
        found = table.by_login(db, uscc)
        _use(db, uscc, RESET, code if found and not found["disabled"] else "", at)
        assert found is not None
        table.set_password(db, found["id"], hashed, at)
        table.forget(db, tried, _key(uscc))
        intake.note(db, at, uscc, "account_reset", uscc, {})
    return _account(db, table.by_id(db, found["id"]))


def change_password(db: Database, account_id: int, old: str, new: str, source: str = "") -> Account:
    """Another password, by whoever knows the one there is."""
    found = table.by_id(db, account_id)
    if found is None:
        raise AccountError(say("没有这个账户"))
    hashed = _hashed(new, found["login"])
    tried = _try(db, found["login"], source)
    if not _fits(found["password"], old):
        raise AccountError(say("原密码不对"), "old")
    with store.write(db):
        at = now()
        table.set_password(db, account_id, hashed, at)
        table.forget(db, tried, _key(found["login"]))
        intake.note(db, at, found["login"], "account_password", found["login"], {})
    return _account(db, table.by_id(db, account_id))


def disable(db: Database, uscc: str, actor: str, disabled: bool = True) -> None:
    """Takes a firm's account out of use, or puts it back."""
    uscc = _field(Uscc(required=True), uscc, "uscc")
    with store.write(db):
        found = table.by_login(db, uscc)
        if not found:
            raise AccountError(say("这家企业还没有账户"), "uscc")
        set_disabled(db, found, actor, disabled)


def set_disabled(db: Database, found: Row, actor: str, disabled: bool) -> None:
    """Takes the account of a row out of use, or puts it back; within the caller's write transaction."""
    if bool(found["disabled"]) != disabled:
        table.disable(db, found["id"], now() if disabled else None)
        intake.note(db, now(), actor, "account_disable" if disabled else "account_enable", found["login"], {})


def _login(db: Database, typed: str) -> str:
    """A login as it is kept: a firm's code in capitals, a name of staff in small letters."""
    code = identity(typed[:LONGEST])
    small = code.lower()
    return small if not table.by_login(db, code) and table.by_login(db, small) else code


def _field(rule: Any, value: str, field: str) -> str:
    try:
        return str(rule.deserialize(value[:LONGEST]))
    except ValidationError as error:
        raise AccountError(say("{message}", message=str(error.messages[0])), field) from None


def _plain(password: str) -> str:
    """A password as it is hashed: two keyboards may spell one character in two ways."""
    return unicodedata.normalize("NFKC", password[: LONGEST + 1])


def _hashed(password: str, login: str) -> str:
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise AccountError(say("密码至少 {least} 个字符", least=str(SHORTEST)), "password")
    if len(plain) > LONGEST:
        raise AccountError(say("密码至多 {most} 个字符", most=str(LONGEST)), "password")
    if identity(plain) == identity(login):
        raise AccountError(say("密码不能与登录名相同"), "password")
    if easy(plain, login):
        raise AccountError(say("这个密码太常见或有规律，容易被猜到，请换一个，如一句只有自己知道的话"), "password")
    return _HASHER.hash(plain)


def _fits(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, _plain(password))
    except Argon2Error:
        return False


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """One for every login that does not exist: it costs as much as one that does."""
    return nobodys_password()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _use(db: Database, uscc: str, purpose: str, code: str, at: str) -> None:
    """Uses a one-time code up; AccountError, the same whatever was wrong, where it is not good."""
    typed = codes.typed(unicodedata.normalize("NFKC", code[:LONGEST]))
    found = table.unused_code(db, uscc, purpose, _digest(typed))
    if not found or datetime.datetime.fromisoformat(found["expires"]) <= datetime.datetime.now().astimezone():
        raise AccountError(say(BAD_CODE[purpose]), "" if purpose == RESET else "code")
    table.use_code(db, found["id"], at)


def _key(login: str) -> str:
    return f"login:{login}"


def _try(db: Database, login: str, source: str) -> list[int]:
    """Counts an attempt before it is made, so that many at once do not slip through; ThrottledError if too many.

    Who fails at one place is kept out there: nobody is locked out of an account from elsewhere, but by very many.
    """
    keys = [(f"{_key(login)} {source}", MOST), (_key(login), MOST_OF_LOGIN)]
    if source:
        keys.append((f"source:{source}", MOST_OF_SOURCE))
    moment = int(time.time())
    with store.write(db):
        for key, most in keys:
            found = table.attempts(db, key, moment - WINDOW)
            if len(found) >= most:
                raise ThrottledError(max(1, found[-most] + WINDOW - moment))
        return table.add_attempts(db, [key for key, _ in keys], moment, moment - WINDOW)


def _account(db: Database, row: Row | None) -> Account:
    assert row is not None
    roles = staff.roles(db, row["id"]) if row["role"] == staff.STAFF else frozenset()
    return Account(row["id"], row["login"], row["role"], row["uscc"] or "", row["name"], row["changed"], roles)
