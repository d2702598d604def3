"""Accounts of firms: who may register, what a code is good for, how slow guessing is."""

import datetime
import json
import threading

import pytest
from argon2 import PasswordHasher, extract_parameters

from subsidy import desk, store
from subsidy.desk.firm import accounts
from subsidy.desk.firm.accounts import ACTIVATE, MOST, MOST_OF_SOURCE, RESET, AccountError, ThrottledError
from tests.build import FIRMS, hand_in, project

A, B, _, _ = FIRMS
NAME, PASSWORD, OTHER = "示例软件有限公司", "correct horse", "battery staple"


@pytest.fixture
def firm(db):
    return accounts.register(db, A, NAME, PASSWORD)


def told(error) -> tuple[str, str]:
    return error.value.field, str(error.value)


def audit(db):
    return [(row["act"], row["subject"], row["actor"]) for row in db.query("SELECT * FROM audit ORDER BY id")]


def age(db, minutes):
    """Puts the attempts so far as many minutes into the past."""
    db.execute("UPDATE attempts SET at = at - ?", [minutes * 60])


def fail(db, count, login=A, source="", password="wrong password"):
    for _ in range(count):
        with pytest.raises(AccountError):
            accounts.login(db, login, password, source)


def test_a_firm_registers_and_logs_in_as_it_types_its_code(db, firm):
    assert (firm.login, firm.uscc, firm.role, firm.name) == (A, A, "firm", NAME)
    for typed in (A, f" {A.lower()} ", A.replace("91", "９１")):
        assert accounts.login(db, typed, PASSWORD, "10.0.0.1") == firm
    assert accounts.account(db, firm.id) == accounts.of_firm(db, A) == firm
    assert audit(db) == [("account_register", A, A)]


def test_the_password_is_kept_as_an_argon2_hash_only(db, firm):
    held = db.execute("SELECT password FROM accounts").fetchone()[0]
    assert held.startswith("$argon2id$")
    assert PASSWORD not in "\n".join(db.conn.iterdump())


def test_each_guess_at_a_stolen_hash_costs_what_owasp_asks_for():
    assert accounts.HASHING["time_cost"] >= 2
    assert accounts.HASHING["memory_cost"] >= 19 * 1024
    hashed = PasswordHasher(**accounts.HASHING).hash(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("typed", ["lock ｗord １２", "lock word 12"])
def test_a_password_fits_from_every_keyboard(db, typed):
    accounts.register(db, A, NAME, "lock word １２")
    assert accounts.login(db, A, typed)


@pytest.mark.parametrize(
    ("uscc", "name", "password", "field", "message"),
    [
        ("91330402MA2AB123XX", NAME, PASSWORD, "uscc", "校验位不符"),
        ("", NAME, PASSWORD, "uscc", "应为 18 位"),
        (A, "  ", PASSWORD, "name", "没有填"),
        (A, NAME, "short pas", "password", "至少 10 个字符"),
        (A, NAME, "x" * 201, "password", "至多 200 个字符"),
        (A, NAME, A.lower(), "password", "不能与登录名相同"),
    ],
)
def test_what_is_no_account_is_told_with_its_field(db, uscc, name, password, field, message):
    with pytest.raises(AccountError, match=message) as error:
        accounts.register(db, uscc, name, password)
    assert error.value.field == field
    assert audit(db) == []


def test_an_account_there_is_cannot_be_registered_over(db, firm):
    code = "0" * 12
    for given in (None, code):
        with pytest.raises(AccountError, match="已经有账户"):
            accounts.register(db, A, "别人", OTHER, given)
    assert accounts.login(db, A, PASSWORD).name == NAME


def test_a_firm_that_the_store_knows_needs_the_code_that_staff_hand_out(db, law):
    hand_in(db, law, {A: [project(500)]})
    code, others = accounts.hand_out(db, A, ACTIVATE, "staff"), accounts.hand_out(db, B, ACTIVATE, "staff")
    for wrong in (None, "", "0000-0000-0000", others):
        with pytest.raises(AccountError) as error:
            accounts.register(db, A, NAME, PASSWORD, wrong)
        assert told(error) == ("code", accounts.BAD_CODE[ACTIVATE])
    assert accounts.register(db, A, NAME, PASSWORD, code.lower().replace("-", " "))
    assert ("account_code", A, "staff") in audit(db)
    assert desk.check(db) == []


def test_a_code_that_is_given_must_be_good_even_where_none_is_needed(db):
    with pytest.raises(AccountError):
        accounts.register(db, A, NAME, PASSWORD, "0000-0000-0000")


def test_a_code_is_twelve_letters_kept_as_a_digest(db):
    code = accounts.hand_out(db, A, ACTIVATE, "staff")
    assert len(code) == 14
    dump = "\n".join(db.conn.iterdump())
    assert code not in dump
    assert code.replace("-", "") not in dump


def test_a_reset_code_sets_the_password_once(db, firm):
    fail(db, MOST)
    code = accounts.hand_out(db, A, RESET, "staff")
    with pytest.raises(ThrottledError):
        accounts.reset(db, A, code, OTHER)
    age(db, 16)
    again = accounts.reset(db, A, code, OTHER)
    assert again.id == firm.id
    assert accounts.login(db, A, OTHER)
    with pytest.raises(AccountError, match="密码不对"):
        accounts.login(db, A, PASSWORD)
    with pytest.raises(AccountError, match="已用过"):
        accounts.reset(db, A, code, PASSWORD)


def expire(db):
    db.execute("UPDATE codes SET expires = '2020-01-01T00:00:00+08:00'")


def hand_out_anew(db):
    accounts.hand_out(db, A, RESET, "staff")


def take_for_another_purpose(db):
    db.execute("DROP TRIGGER codes_used_once")
    db.execute("UPDATE codes SET purpose = 'activate'")


def take_for_another_firm(db):
    db.execute("DROP TRIGGER codes_used_once")
    db.execute("UPDATE codes SET login = ?", [B])


@pytest.mark.parametrize("spoil", [expire, hand_out_anew, take_for_another_purpose, take_for_another_firm])
def test_a_code_is_good_for_its_firm_and_purpose_for_a_week_and_the_last_only(db, firm, spoil):
    code = accounts.hand_out(db, A, RESET, "staff")
    spoil(db)
    with pytest.raises(AccountError) as error:
        accounts.reset(db, A, code, OTHER)
    assert told(error) == ("", accounts.BAD_CODE[RESET])
    assert accounts.login(db, A, PASSWORD)


def test_a_code_is_good_for_seven_days(db, firm):
    accounts.hand_out(db, A, RESET, "staff")
    row = next(db.query("SELECT at, expires FROM codes"))
    at, expires = (datetime.datetime.fromisoformat(row[name]) for name in ("at", "expires"))
    assert abs(expires - at - datetime.timedelta(days=7)) <= datetime.timedelta(seconds=1)


@pytest.mark.parametrize(("purpose", "message"), [(ACTIVATE, "应发重置码"), (RESET, "应发注册码")])
def test_staff_hand_out_the_code_that_fits(db, firm, purpose, message):
    with pytest.raises(AccountError, match=message):
        accounts.hand_out(db, A if purpose == ACTIVATE else B, purpose, "staff")


def test_wrong_logins_and_wrong_passwords_sound_alike_and_cost_alike(db, firm):
    accounts._nobodys.cache_clear()
    said = set()
    for login, password in ((A, OTHER), (B, PASSWORD), ("nobody", PASSWORD), ("", "")):
        with pytest.raises(AccountError) as error:
            accounts.login(db, login, password)
        said.add(told(error))
    assert said == {("", "统一社会信用代码、登录名或密码不对")}
    assert accounts._nobodys.cache_info().hits == 2, "a login that is none is checked against a password all the same"
    held = db.execute("SELECT password FROM accounts").fetchone()[0]
    assert extract_parameters(accounts._nobodys()) == extract_parameters(held)


def test_after_five_failures_even_the_right_password_waits(db, firm):
    fail(db, MOST)
    with pytest.raises(ThrottledError, match="请在 15 分钟后再试") as error:
        accounts.login(db, A, PASSWORD)
    assert 14 * 60 < error.value.seconds <= 15 * 60
    age(db, 10)
    with pytest.raises(ThrottledError, match="请在 5 分钟后再试"):
        accounts.login(db, A, PASSWORD)
    age(db, 5)
    assert accounts.login(db, A, PASSWORD)


def test_a_good_login_forgets_the_failures_before_it(db, firm):
    for _ in range(3):
        fail(db, MOST - 1)
        accounts.login(db, A, PASSWORD)


def test_failures_of_one_firm_do_not_keep_another_out(db, firm):
    other = accounts.register(db, B, NAME, PASSWORD)
    fail(db, MOST, A, "10.0.0.1")
    assert accounts.login(db, B, PASSWORD, "10.0.0.1") == other


def test_one_place_on_the_network_tries_only_so_many_logins(db, firm):
    with store.write(db):
        for _ in range(MOST_OF_SOURCE - 1):
            accounts.table.add_attempts(db, ["source:10.0.0.1"], int(accounts.time.time()), 0)
    fail(db, 1, "nobody", "10.0.0.1")
    with pytest.raises(ThrottledError):
        accounts.login(db, A, PASSWORD, "10.0.0.1")
    assert accounts.login(db, A, PASSWORD, "10.0.0.2")


def test_many_guesses_at_once_do_not_slip_through(database):
    with store.connect(database) as db:
        accounts.register(db, A, NAME, PASSWORD)
    outcomes = []

    def guess():
        with store.connect(database) as mine:
            try:
                accounts.login(mine, A, "wrong password")
            except AccountError as error:
                outcomes.append(type(error))

    threads = [threading.Thread(target=guess) for _ in range(MOST + 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(AccountError) == MOST
    assert outcomes.count(ThrottledError) == 4


def test_the_password_is_changed_by_who_knows_it(db, firm):
    with pytest.raises(AccountError, match="原密码不对"):
        accounts.change_password(db, firm.id, OTHER, OTHER)
    with pytest.raises(AccountError, match="至少"):
        accounts.change_password(db, firm.id, PASSWORD, "short")
    accounts.change_password(db, firm.id, PASSWORD, OTHER)
    assert accounts.login(db, A, OTHER)
    assert audit(db)[-1] == ("account_password", A, A)


def test_an_account_out_of_use_lets_nobody_in_until_it_is_put_back(db, firm):
    code = accounts.hand_out(db, A, RESET, "staff")
    accounts.disable(db, A, "staff")
    assert accounts.account(db, firm.id) is None
    with pytest.raises(AccountError, match="停用"):
        accounts.login(db, A, PASSWORD)
    with pytest.raises(AccountError, match="密码不对"):
        accounts.login(db, A, OTHER)
    with pytest.raises(AccountError, match="重置码不对"):
        accounts.reset(db, A, code, OTHER)
    with pytest.raises(AccountError, match="先恢复"):
        accounts.hand_out(db, A, RESET, "staff")
    accounts.disable(db, A, "staff", disabled=False)
    assert accounts.login(db, A, PASSWORD) == firm


def test_hashes_of_older_settings_are_made_anew(db, firm):
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    db.execute("UPDATE accounts SET password = ?", [weak])
    again = accounts.login(db, A, PASSWORD)
    assert again.changed == firm.changed
    assert db.execute("SELECT password FROM accounts").fetchone()[0] != weak
    assert accounts.login(db, A, PASSWORD)


def test_staff_hand_codes_out_and_take_accounts_out_of_use_by_command(command, db):
    made = command("account", "add", A)
    assert (made.exit_code, len(made.stdout.strip())) == (0, 14)
    accounts.register(db, A, NAME, PASSWORD, made.stdout.strip())
    code = command("account", "reset", A).stdout.strip()
    assert accounts.reset(db, A, code, OTHER)
    assert command("account", "disable", A).exit_code == 0
    with pytest.raises(AccountError, match="停用"):
        accounts.login(db, A, OTHER)
    assert command("account", "disable", "--undo", A).exit_code == 0
    assert accounts.login(db, A, OTHER)
    wrong = command("account", "reset", B)
    assert (wrong.exit_code, wrong.stdout) == (3, "")
    assert "还没有账户" in wrong.stderr
    codes = [json.loads(row["detail"]) for row in db.query("SELECT detail FROM audit WHERE act = 'account_code'")]
    assert [code["purpose"] for code in codes] == [ACTIVATE, RESET]
