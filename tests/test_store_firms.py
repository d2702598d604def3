"""The store of the firms' side: the database itself refuses what must never happen."""

import sqlite3

import pytest

from subsidy import desk, store
from subsidy.desk.commit import StaleError, commit
from subsidy.money import fen
from subsidy.store import accounts, applying, intake
from subsidy.store.schema import migrations
from tests.build import FIRMS, hand_in, project
from tests.firmyear import apply

A, _, C, D = FIRMS


@pytest.fixture
def filled(db, law):
    hand_in(db, law, {A: [project(500)]})
    desk.set_budget(db, law, 2022, fen(300_000))
    desk.run(db, law, 2022)
    apply(db, law, D)
    accounts.add(db, "X", accounts.FIRM, "X", "", "", "")
    accounts.add_code(db, "X", "reset", "digest", "", "", "")
    accounts.use_code(db, 1, "")
    return db


ACCOUNT = "(login, role, uscc, name, password, changed, created) VALUES ('{}', '{}', {}, '', '', '', '')"
SENT = "INSERT INTO submissions SELECT NULL, uscc, policy, year, {}, '{}', body, digest, at, actor FROM submissions"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE drafts SET body = '{}'", "not the next"),
        ("UPDATE drafts SET version = version + 2", "not the next"),
        ("UPDATE drafts SET version = version + 1, uscc = 'X'", "not the next"),
        ("DELETE FROM drafts", "never removed"),
        ("INSERT OR REPLACE INTO drafts SELECT * FROM drafts", "there is one already"),
        ("INSERT INTO drafts SELECT NULL, uscc, policy, 2023, section, body, 2, at FROM drafts", "one already"),
        ("UPDATE evidence SET digest = 'x'", "never changed"),
        ("UPDATE evidence SET name = 'x', removed = ''", "never changed"),
        ("DELETE FROM evidence", "never removed"),
        ("INSERT OR REPLACE INTO evidence SELECT * FROM evidence", "there already"),
        ("INSERT INTO evidence SELECT NULL, uscc, policy, year, section, '', '', 'x', '', '', '', NULL FROM evidence",
         "FOREIGN KEY"),
        (SENT.format(3, "new"), "not the next"),
        (SENT.format(2, "token"), "there already"),
        ("INSERT INTO events SELECT -1, uscc, policy, year, kind, body, at, actor FROM events", "after all others"),
        ("INSERT INTO claim_withdrawals SELECT final, '', '' FROM lines WHERE final IS NOT NULL", "is decided"),
        ("UPDATE claims SET accepted = 1 WHERE id IN (SELECT claim FROM claim_withdrawals)", "is not changed"),
        ("INSERT INTO lines SELECT NULL, 1, claim, 9, 'granted', 0, claim FROM claim_withdrawals", "was withdrawn"),
        ("INSERT INTO accounts " + ACCOUNT.format("Y", "firm", "NULL"), "CHECK"),
        ("INSERT INTO accounts " + ACCOUNT.format("Y", "clerk", "'Y'"), "CHECK"),
        ("INSERT OR REPLACE INTO accounts " + ACCOUNT.format("X", "firm", "'X'"), "there is one already"),
        ("UPDATE accounts SET uscc = 'Y'", "stays whose it is"),
        ("UPDATE accounts SET role = 'clerk', uscc = NULL", "stays whose it is"),
        ("DELETE FROM accounts", "never removed"),
        ("UPDATE codes SET used = NULL", "used once"),
        ("UPDATE codes SET expires = '9999'", "used once"),
    ],
)  # fmt: skip
def test_the_firms_side_keeps_its_rules_whoever_asks(filled, sql, told):
    with pytest.raises(sqlite3.IntegrityError, match=told):
        filled.execute(sql)


def test_evidence_of_one_firm_is_not_sent_by_another(filled, law):
    with store.write(filled), pytest.raises(sqlite3.IntegrityError, match="of another application"):
        applying.add_submission(filled, law.id, 2022, A, "other", {}, [1], "", "")


def test_a_withdrawn_claim_is_ready_for_no_run(filled, law):
    hand_in(filled, law, {C: [project(7, "新项目"), project(8, "撤回的项目")]})
    ids = [row["id"] for row in intake.ready(filled, law.id, 2022)]
    assert len(ids) == 2
    with store.write(filled):
        applying.withdraw_claims(filled, ids[1:], "", C)
    assert [row["id"] for row in intake.ready(filled, law.id, 2022)] == ids[:1]
    assert [row["id"] for row in applying.open_claims(filled, law.id, 2022, C)] == ids[:1]


def test_a_claim_withdrawn_while_a_run_is_planned_is_not_decided(filled, law):
    hand_in(filled, law, {C: [project(7, "新项目")]})
    made = desk.plan(filled, law, 2022)
    with store.write(filled):
        applying.withdraw_claims(filled, [intake.ready(filled, law.id, 2022)[0]["id"]], "", C)
    with pytest.raises(sqlite3.IntegrityError, match="was withdrawn"), store.write(filled):
        commit(filled, made, "staff")
    with store.write(filled):
        intake.note(filled, "", C, "withdraw", C, {})
    with pytest.raises(StaleError), store.write(filled):
        commit(filled, made, "staff")


def test_a_database_made_before_the_firms_side_is_brought_up_to_date(tmp_path, law):
    path = tmp_path / "old.db"
    conn = sqlite3.connect(path, isolation_level=None)
    migrations.apply(store.Database(conn), stop_before="applying")
    conn.close()
    assert store.create(path) is True
    with store.connect(path) as db:
        apply(db, law, D)
        assert desk.check(db) == []
