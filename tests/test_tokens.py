"""Tokens of programs: kept as digests, good until their day, never for more than scopes and roles both allow."""

import datetime
import sqlite3
import string

import pytest

from subsidy.desk.bureau import staff, tokens
from subsidy.desk.bureau.people import ACTS, OF_FIRM, ROLES, SCOPES, NotAllowedError, require
from subsidy.desk.common import DeskError
from subsidy.desk.firm import accounts
from tests.build import FIRMS, PASSWORD
from tests.checking import trail
from tests.web.staffed import person

A, B, *_ = FIRMS
OF_STAFF = [scope for scope in SCOPES if scope not in OF_FIRM]
# what a second person confirms, whatever the table of scopes says
SECOND = ("review", "approve", "answer", "pay", "answer_reversal", "answer_appropriation", "staff", "tokens", "check")


@pytest.fixture
def boss(db):
    return person(db, "guan", "admin")


@pytest.fixture
def jing(db):
    person(db, "jing", "handler")
    return accounts.login(db, "jing", PASSWORD)


@pytest.fixture
def firm(db):
    return accounts.register(db, A, "示例甲软件有限公司", PASSWORD)


def made(db, boss, login="jing", scopes=("run", "read_runs"), days=30, name="示例对账程序"):
    return tokens.add(db, login, name, scopes, days, boss)


def test_a_token_acts_for_its_account_within_its_scopes(db, boss, jing):
    number, secret = made(db, boss)
    held = tokens.holder(db, secret)
    assert (held.account, held.scopes, held.token) == (jing, {"run", "read_runs"}, number)
    program = tokens.person(held)
    assert (program.login, program.roles) == ("jing", {"handler"})
    assert {act for act in ACTS if program.may(act)} == {"run", "read_runs"}
    with pytest.raises(NotAllowedError, match="令牌的权限中没有 check"):
        require(program, "check")


@pytest.mark.parametrize("role", ROLES)
def test_a_token_with_every_scope_does_nothing_that_its_account_may_not(db, boss, role):
    person(db, "ta", role)
    _, secret = made(db, boss, "ta", OF_STAFF)
    program = tokens.person(tokens.holder(db, secret))
    assert {act for act in ACTS if program.may(act)} == {act for act in OF_STAFF if role in ACTS[act]}
    for act in ACTS:
        if act not in OF_STAFF or role not in ACTS[act]:
            with pytest.raises(NotAllowedError):
                require(program, act)


def test_no_scope_is_for_what_a_second_person_confirms():
    assert not set(SECOND) & set(SCOPES)
    assert set(SCOPES) - set(OF_FIRM) <= set(ACTS)


def test_roles_that_were_taken_are_gone_from_the_token(db, boss, jing):
    _, secret = made(db, boss)
    staff.set_roles(db, "jing", ["reviewer"], boss)
    assert not tokens.person(tokens.holder(db, secret)).may("run")


def test_the_secret_is_kept_nowhere_and_the_trail_says_what_for(db, boss, jing, database):
    number, secret = made(db, boss)
    [(actor, detail)] = trail(db, "token_add")
    assert (actor, detail["token"], detail["scopes"]) == ("guan", number, ["read_runs", "run"])
    assert len(secret) == len("subsidy_") + 43
    tokens.holder(db, secret)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = database.read_bytes()
    assert secret.encode() not in whole
    assert secret.removeprefix("subsidy_").encode() not in whole


def test_two_tokens_are_never_alike(db, boss, jing):
    secrets = {made(db, boss)[1] for _ in range(20)}
    assert len(secrets) == 20
    assert all(tokens.SHAPE.fullmatch(secret) for secret in secrets)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda secret: "",
        lambda secret: secret[:-1],
        lambda secret: secret + "A",
        lambda secret: f" {secret}",
        lambda secret: f"{secret}\n",
        lambda secret: secret.removeprefix("subsidy_"),
        lambda secret: secret.upper(),
        lambda secret: secret[:-1] + next(c for c in string.ascii_letters if c != secret[-1]),
        lambda secret: "subsidy_" + "A" * 43,
        lambda secret: "subsidy_" + "\x00" * 43,
        lambda secret: "subsidy_" + "令" * 43,
    ],
)
def test_what_is_not_the_secret_to_the_letter_is_nobody(db, boss, jing, wrong):
    _, secret = made(db, boss)
    assert tokens.holder(db, wrong(secret)) is None
    assert tokens.holder(db, secret)


def test_the_digest_is_no_secret(db, boss, jing):
    made(db, boss)
    digest = db.execute("SELECT digest FROM tokens").fetchone()[0]
    assert tokens.holder(db, digest) is tokens.holder(db, f"subsidy_{digest[:43]}") is None


def test_a_token_is_good_through_its_last_day_and_not_a_day_longer(db, boss, jing, monkeypatch):
    _, secret = made(db, boss, days=3)
    today = datetime.date.today()

    class Later(datetime.date):
        days = 0

        @classmethod
        def today(cls):
            return today + datetime.timedelta(days=cls.days)

    monkeypatch.setattr(tokens.datetime, "date", Later)
    Later.days = 3
    assert tokens.holder(db, secret)
    assert tokens.own(db, jing)[0].state == "有效"
    Later.days = 4
    assert tokens.holder(db, secret) is None
    assert tokens.own(db, jing)[0].state == "已过期"


def test_revoked_is_over_at_once_and_for_good(db, boss, jing):
    number, secret = made(db, boss)
    _, other = made(db, boss)
    assert tokens.revoke(db, number, boss).state == "已撤销"
    assert tokens.holder(db, secret) is None
    assert tokens.holder(db, other)
    first = tokens.revoke(db, number, boss).revoked
    assert first == tokens.own(db, jing)[-1].revoked
    assert len(trail(db, "token_revoke")) == 1
    for sql in (
        "UPDATE tokens SET revoked = NULL",
        "UPDATE tokens SET expires = '2999-01-01'",
        "UPDATE tokens SET scopes = 'run read_cases read_trail'",
        "UPDATE tokens SET account = 1",
        "DELETE FROM tokens",
        "INSERT OR REPLACE INTO tokens SELECT id, account, name, digest, scopes, '2999-01-01', NULL, used, at, actor "
        "FROM tokens WHERE revoked IS NOT NULL",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="tokens"):
            db.execute(sql)


def test_a_token_ends_with_its_account_and_comes_back_with_it(db, boss, jing):
    _, secret = made(db, boss)
    staff.disable(db, "jing", boss)
    assert tokens.holder(db, secret) is None
    with pytest.raises(tokens.TokenError, match="已停用") as told:
        made(db, boss)
    assert told.value.field == "login"
    staff.disable(db, "jing", boss, disabled=False)
    assert tokens.holder(db, secret)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"login": "nobody"}, "login", "没有账户 nobody"),
        ({"login": ""}, "login", "没有账户"),
        ({"login": B}, "login", "没有账户"),
        ({"name": " "}, "name", "应为 1 至 60 个字"),
        ({"name": "示" * 61}, "name", "应为 1 至 60 个字"),
        ({"days": 0}, "days", "应为 1 至 366 天"),
        ({"days": -1}, "days", "应为 1 至 366 天"),
        ({"days": 367}, "days", "应为 1 至 366 天"),
        ({"scopes": []}, "scopes", "至少要有一个"),
        ({"scopes": ["approve"]}, "scopes", "没有权限 approve"),
        ({"scopes": ["run", "pay"]}, "scopes", "没有权限 pay"),
        ({"scopes": ["apply"]}, "scopes", "没有权限 apply"),
        ({"scopes": ["run read_trail"]}, "scopes", "没有权限"),
        ({"login": A, "scopes": ["run"]}, "scopes", "可用：read_apply、apply"),
    ],
)
def test_a_token_that_cannot_be_is_refused_and_leaves_nothing(db, boss, jing, firm, given, field, words):
    before = db.execute("SELECT count(*) FROM audit").fetchone()
    with pytest.raises(tokens.TokenError, match=words) as told:
        made(db, boss, **given)
    assert told.value.field == field
    assert tokens.everything(db, boss) == []
    assert db.execute("SELECT count(*) FROM audit").fetchone() == before


@pytest.mark.parametrize("written", [A, A.lower(), f" {A[:6]} {A[6:]}"])
def test_a_firms_token_is_found_by_its_code_however_it_is_written(db, boss, firm, written):
    _, secret = made(db, boss, written, ["apply"])
    held = tokens.holder(db, secret)
    assert (held.account.uscc, held.scopes) == (A, {"apply"})
    assert not any(tokens.person(held).may(act) for act in ACTS)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_an_administrator_makes_sees_and_revokes_them(db, boss, jing, role):
    number, secret = made(db, boss)
    other = person(db, "bie", role)
    for act in (
        lambda: made(db, other),
        lambda: tokens.revoke(db, number, other),
        lambda: tokens.everything(db, other),
        lambda: tokens.one(db, number, other),
    ):
        with pytest.raises(NotAllowedError, match="应由管理员办理"):
            act()
    assert tokens.holder(db, secret)


def test_a_program_makes_no_tokens_though_it_acts_for_an_administrator(db, boss, jing):
    _, secret = made(db, boss, "guan", ["propose_appropriation"])
    program = tokens.person(tokens.holder(db, secret))
    with pytest.raises(NotAllowedError, match="令牌的权限中没有 tokens"):
        made(db, program)
    with pytest.raises(NotAllowedError):
        tokens.revoke(db, 1, program)


def test_whose_account_it_is_sees_and_revokes_their_own_and_no_other(db, boss, jing, firm):
    mine, secret = made(db, boss)
    theirs, other = made(db, boss, A, ["read_apply"])
    assert [one.id for one in tokens.own(db, jing)] == [mine]
    for act in (tokens.revoke_own, lambda db, token, account: tokens.own_one(db, token, account)):
        for number in (theirs, 99, 2**70):
            with pytest.raises(DeskError, match=f"没有令牌 {number}"):
                act(db, number, jing)
    assert tokens.holder(db, other)
    assert tokens.revoke_own(db, mine, jing).state == "已撤销"
    assert tokens.holder(db, secret) is None
    assert trail(db, "token_revoke") == [("jing", {"token": mine, "name": "示例对账程序"})]


def test_used_is_written_once_a_day(db, boss, jing):
    number, _ = made(db, boss)
    assert tokens.own(db, jing)[0].used is None
    tokens.used(db, number)
    today = datetime.date.today().isoformat()
    assert tokens.own(db, jing)[0].used == today
    before = db.execute("SELECT total_changes()").fetchone()
    tokens.used(db, number)
    assert db.execute("SELECT total_changes()").fetchone() == before


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("90", 90),
        (" ９０ ", 90),
        ("", 0),
        ("九十", 0),
        ("1e2", 0),
        ("-1", 0),
        ("9.5", 0),
        ("9" * 99, 0),
        ("²", 2),
        ("٩", 0),
    ],
)
def test_days_as_they_are_typed(typed, wanted):
    assert tokens.days(typed) == wanted


def test_the_commands(command, db, jing, firm):
    given = command("token", "add", "JING", "--name", "示例对账", "--scope", "run", "--scope", "read_runs", "--days", 7)
    assert (given.exit_code, len(given.stdout.splitlines())) == (0, 1)
    secret = given.stdout.strip()
    assert secret not in given.stderr
    assert tokens.holder(db, secret).scopes == {"run", "read_runs"}
    assert command("token", "add", A, "--name", "示例填报", "--scope", "apply").exit_code == 0
    ends = (datetime.date.today() + datetime.timedelta(days=7)).isoformat()
    mine = f"1\tjing\t示例对账\tread_runs run\t{ends}\t\t有效"
    assert command("token", "list").stdout.splitlines()[1:] == [mine]
    assert command("token", "list", "jing").stdout.splitlines() == [mine]
    assert command("token", "revoke", 1).exit_code == 0
    assert tokens.holder(db, secret) is None
    assert command("token", "list", "jing").stdout.endswith("\t已撤销\n")
    for refused in (("revoke", 9), ("list", "nobody"), ("add", "jing", "--name", "示例", "--scope", "approve")):
        answer = command("token", *refused)
        assert (answer.exit_code, answer.stdout) == (3, "")
        assert answer.stderr.strip()
    assert command("token", "add", "jing", "--name", "示例").exit_code == 2
