"""What `check` says of money that moved past the people who have to agree, and what it only calls unfinished."""

import shutil

import pytest

from subsidy import desk, store
from tests import build, filled
from tests.safekeeping import run

D = build.FIRMS[3]
PAID = """INSERT INTO payments (kind, decision, amount, day, voucher, note, source, at, actor)
          SELECT '{kind}', decision, amount, day, voucher || '2', note, source, at, actor FROM payments
          WHERE kind = 'paid' LIMIT 1"""
# a corrected version of a claim that has an award, decided and awarded besides
VERSION = """
    INSERT INTO claims (id, application, item, key, version, facts, place, accepted)
    SELECT 900, application, item, key, version + 1, facts, place, 0 FROM claims WHERE id = {claim};
    INSERT INTO lines (id, decision, claim, position, outcome, amount, final)
    SELECT 900, decision, 900, 90, outcome, amount, 900 FROM lines WHERE claim = {claim};
    INSERT INTO awards (id, line, source, policy, uscc, item, year, amount, facts, application, at)
    SELECT 900, 900, NULL, policy, uscc, item, year, amount, facts, application, at FROM awards
    WHERE line = (SELECT id FROM lines WHERE claim = {claim})
"""


@pytest.fixture(scope="module")
def year(tmp_path_factory, law):
    return filled.year(tmp_path_factory.mktemp("check") / "instance", law)


@pytest.fixture
def office(year, tmp_path):
    shutil.copytree(year.folder, tmp_path / "instance")
    return tmp_path / "instance"


@pytest.fixture
def db(office):
    with store.connect(office / "subsidy.db") as found:
        yield found


def unguarded(db):
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")


def said(db):
    """What is found, but for the guards that were taken away and the rows that nobody vouches for in the chain."""
    return [line for line in desk.check(db) if not line.startswith(("防护：", "链：", "决定："))]


def test_what_one_person_took_back_alone_is_told(db, year):
    assert desk.check(db) == []
    desk.reverse(db, year.run, D, None, "一人所为")
    (line,) = desk.check(db)
    assert line.startswith(f"账目：奖励的撤销没有经提请和同意：{year.run} {D}")


def test_what_was_proposed_and_agreed_is_not(db, year):
    reversed_ = db.execute("SELECT count(*) FROM ledger WHERE kind = 'reversal'").fetchone()[0]
    assert (reversed_, desk.check(db)) == (2, [])  # one firm left its run, of the other it was proposed
    unguarded(db)
    db.execute("DELETE FROM exclusions")
    assert any("没有经提请和同意" in line for line in said(db))


def test_two_payments_of_one_decision_are_told(db):
    unguarded(db)
    db.execute(PAID.format(kind="paid"))
    assert any("账目：同一决定拨付了两次" in line for line in said(db))


def test_more_recovered_than_paid_is_told(db):
    unguarded(db)
    for _ in range(2):
        db.execute(PAID.format(kind="recovered"))
    assert any("账目：追回的金额多于拨付的金额" in line for line in said(db))


def test_awards_of_two_versions_of_a_claim_are_told(db):
    unguarded(db)
    sql = """
        SELECT l.claim FROM lines AS l JOIN awards AS w ON w.line = l.id
        WHERE w.uscc = ? AND NOT EXISTS (SELECT 1 FROM ledger WHERE award = w.id AND kind = 'reversal')
    """
    (claim,) = db.execute(sql, [D]).fetchone()
    db.conn.executescript(VERSION.format(claim=claim))
    assert any(line.startswith(f"账目：同一项申报的两个版本都有奖励：{D} major_project") for line in said(db))


def test_a_letter_that_is_not_replaced_yet_waits_and_is_no_fault(office, db):
    assert any("还没有代之以更正（追回）决定书" in line for line in desk.unfinished(db))
    done = run(office, "check")
    assert (done.returncode, "待办：奖励已撤销" in done.stderr) == (0, True), done.stderr
