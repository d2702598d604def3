"""What somebody does to the database past the program is told by `check`, and hides nothing else that was done."""

import datetime
import sqlite3
from contextlib import closing

import pytest

from subsidy import desk, store
from subsidy.money import fen
from tests.build import FIRMS, hand_in, issue, project, revenue
from tests.payer import ACCOUNT

A, B, C, D = FIRMS


@pytest.fixture(scope="module")
def kept(tmp_path_factory, law):
    """An office of which one run is decided and a claim waits for the next."""
    path = tmp_path_factory.mktemp("touched") / "subsidy.db"
    store.create(path)
    with store.connect(path) as db:
        hand_in(db, law, {A: [revenue(20_000_000, 10_000_000)], B: [project(500)]}, details=ACCOUNT)
        desk.set_budget(db, law, 2022, fen(300_000))
        run, _ = desk.run(db, law, 2022)
        issue(db, run, datetime.date(2022, 3, 10))
        hand_in(db, law, {C: [project(400)]})
    return path


@pytest.fixture
def found(kept, tmp_path):
    """What `check` finds after a stranger, who lifts the guards and lays them again, did something."""

    def after(*harm):
        path = tmp_path / "subsidy.db"
        with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(path, isolation_level=None)) as db:
            source.backup(db)
            laid = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in laid:
                db.execute(f"DROP TRIGGER {name}")
            for statement in harm:
                db.execute(statement)
            for _, sql in laid:
                db.execute(sql)
        with store.connect(path) as db:
            return desk.check(db)

    return after


def test_without_harm_nothing_is_found(found):
    assert found() == []


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("CREATE TRIGGER mine AFTER INSERT ON payments BEGIN SELECT 1; END", "触发器 mine 不是本程序所设"),
        ("CREATE VIEW mine AS SELECT 1", "视图 mine 不是本程序所设"),
        ("DROP INDEX ledger_run", "索引 ledger_run 缺失"),
        ("CREATE UNIQUE INDEX mine ON runs (policy)", "索引 mine 不是本程序所设"),
        ("ALTER TABLE claims ADD COLUMN more TEXT", "表 claims 被改动"),
        ("CREATE TABLE mine (id INTEGER)", "表：多出 mine"),
    ],
)
def test_what_was_laid_beside_or_taken_from_what_the_program_laid_is_named(found, harm, told):
    assert any(told in line for line in found(harm))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE claims SET facts = replace(facts, '0', '9') WHERE id = 3", "第 3 项（major_project）的内容与"),
        ("UPDATE claims SET facts = replace(facts, '0', '9') WHERE id = 1", "第 1 项（revenue_tier）的内容与"),
        (f"UPDATE firms SET account = '1' WHERE uscc = '{B}'", f"{B} 的 account 与操作记录不符"),
        (f"UPDATE firms SET conditions = '{{}}' WHERE uscc = '{C}'", f"{C} 的 conditions 与操作记录不符"),
        ("INSERT INTO vouchings SELECT NULL, claim, 'voided', '', facts, at, actor FROM vouchings", "没有人认可"),
    ],
)
def test_what_a_run_or_a_payment_would_rest_on_is_what_somebody_vouched_for(found, harm, told):
    assert any(told in line for line in found(harm))


@pytest.mark.parametrize("name", ["comments", "checks", "vouchings", "objections", "files"])
def test_a_row_with_a_number_that_the_program_never_gives_is_named(found, name):
    rows = {
        "comments": "(-7, 1, '', '', '')",
        "checks": "(-7, 1, '', 'pass', '', '', '', '')",
        "vouchings": "(-7, 1, 'reviewed', '', '', '', '')",
        "objections": "(-7, 1, '', '', '', '', '', '')",
        "files": "('x', 'pdf', 1, '')",
    }
    move = ["UPDATE files SET rowid = -7"] if name == "files" else []
    assert f"链：{name} 第 -7 行不是本程序写入的" in found(f"INSERT INTO {name} VALUES {rows[name]}", *move)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE decisions SET body = 'x' WHERE id = 1", "decisions 第 1 行被改动"),
        ("UPDATE decisions SET body = '[]' WHERE id = 1", "decisions 第 1 行被改动"),
        ("UPDATE decisions SET unfunded = 'x' WHERE id = 1", "decisions 第 1 行被改动"),
        ("UPDATE letters SET body = 'x' WHERE id = 1", "letters 第 1 行被改动"),
        ("UPDATE audit SET detail = 'x' WHERE id = 1", "audit 第 1 行被改动"),
        ("UPDATE firms SET conditions = 'x'", "企业的登记"),
        ("UPDATE chain SET columns = 'id); DROP TABLE runs; --' WHERE id = 1", "核对不了"),
        ("UPDATE chain SET last = 1000000000000000, content = '' WHERE id = (SELECT max(id) FROM chain)", "被改动"),
    ],
)
def test_what_cannot_be_read_any_more_hides_nothing(found, harm, told):
    names = found(harm, "UPDATE ledger SET amount = amount + 1 WHERE id = 1")
    assert any(told in line for line in names)
    assert "链：ledger 第 1 行被改动" in names
