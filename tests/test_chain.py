"""The chain: what is changed, removed, slipped in or moved behind the program's back is found, and named."""

import datetime

import pytest

from subsidy import desk, store
from subsidy.desk import approval, papers
from subsidy.money import fen
from subsidy.store import chain
from subsidy.store.schema import APPEND_ONLY
from tests.build import FIRMS, hand_in, issue, project, revenue
from tests.bureauyear import happened
from tests.firmyear import apply

A, B, C, D = FIRMS


@pytest.fixture(scope="module")
def filled(tmp_path_factory, law):
    """A database in which every table that is chained has rows."""
    path = tmp_path_factory.mktemp("chain") / "subsidy.db"
    store.create(path)
    with store.connect(path) as db:
        hand_in(db, law, {A: [revenue(20_000_000, 10_000_000)], B: [project(500)]})
        hand_in(db, law, {C: [project(99_501)]}, history=[(B, ("major_project", 2021, fen(1), {"project": "旧"}))])
        desk.set_budget(db, law, 2022, fen(300_000))
        run, _ = desk.run(db, law, 2022)
        issue(db, run, datetime.date(2022, 3, 10))
        papers.printed(db, {1: 1, 2: 1}, "示例经办", run, "")
        apply(db, law, D)
        hand_in(db, law, {C: [revenue(1, 1)]})
        again, _ = desk.run(db, law, 2022)
        happened(db, run, db.execute("SELECT max(id) FROM decisions WHERE run = ?", [again]).fetchone()[0])
        staff = db.execute("SELECT id FROM accounts WHERE role = 'staff'").fetchone()[0]
        with store.write(db):
            row = {"account": staff, "role": "handler", "given": 1, "at": "", "actor": "示例"}
            db.table("staff_roles").insert(row)
    return path


@pytest.fixture
def db(filled):
    """The database, as it is again after the test; without the guards that a stranger would take away first."""
    with store.connect(filled) as found:
        found.conn.execute("PRAGMA foreign_keys = OFF")
        found.conn.execute("BEGIN")
        for (name,) in found.conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            found.conn.execute(f"DROP TRIGGER {name}")
        for (name,) in found.conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            found.conn.execute(f"DROP VIEW {name}")
        assert chain.verify(found) == []
        yield found
        found.conn.rollback()


def open_to_all(db, name):
    """The same rows in a table that refuses nothing; how many there are."""
    db.conn.execute(f"CREATE TABLE other AS SELECT * FROM {name} ORDER BY rowid")
    db.conn.execute(f"DROP TABLE {name}")
    db.conn.execute(f"ALTER TABLE other RENAME TO {name}")
    assert chain.verify(db) == []
    return db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]


def test_everything_that_only_grows_is_chained():
    assert set(chain.CHAINED) | {"chain", "claim_withdrawals"} == set(APPEND_ONLY)


@pytest.mark.parametrize("name", chain.CHAINED)
def test_a_row_that_is_changed_is_named(db, name):
    open_to_all(db, name)
    key = db[name].columns[-1].name
    db.conn.execute(f"UPDATE {name} SET [{key}] = '另写的' WHERE rowid = 1")
    assert chain.verify(db) == [f"链：{name} 第 1 行被改动"]


@pytest.mark.parametrize("name", chain.CHAINED)
def test_a_row_that_is_removed_is_named(db, name):
    open_to_all(db, name)
    db.conn.execute(f"DELETE FROM {name} WHERE rowid = 1")
    assert chain.verify(db)[0] == f"链：{name} 第 1 行被删除"


@pytest.mark.parametrize("name", chain.CHAINED)
def test_a_row_that_is_slipped_in_is_named_then_and_after_the_program_wrote_again(db, name):
    last = open_to_all(db, name)
    db.conn.execute(f"INSERT INTO {name} SELECT * FROM {name} WHERE rowid = 1")
    told = [f"链：{name} 第 {last + 1} 至 {last + 1} 行不是本程序写入的"]
    assert chain.verify(db) == told
    chain.extend(db, "", own=False)
    db.conn.execute("INSERT INTO audit SELECT max(id) + 1, at, actor, act, subject, detail, source FROM audit")
    chain.extend(db, "")
    assert chain.verify(db) == told


@pytest.mark.parametrize("name", chain.CHAINED)
def test_rows_that_change_places_are_named(db, name):
    last = open_to_all(db, name)
    if last == 1:
        pytest.skip("one row has no other place")
    db.conn.execute(f"UPDATE {name} SET rowid = -1 WHERE rowid = 1")
    db.conn.execute(f"UPDATE {name} SET rowid = 1 WHERE rowid = {last}")
    db.conn.execute(f"UPDATE {name} SET rowid = {last} WHERE rowid = -1")
    assert chain.verify(db) == [f"链：{name} 第 {row} 行被改动" for row in (1, last)]


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE chain SET own = 0 WHERE id = 2",
        "UPDATE chain SET content = 'x' WHERE id = 2",
        "UPDATE chain SET head = 'x' WHERE id = 2",
        "UPDATE chain SET at = 'x' WHERE id = 2",
        "DELETE FROM chain WHERE id = 2",
    ],
)
def test_a_link_that_is_touched_is_told(db, harm):
    db.conn.execute(harm)
    assert any("第 2 环" in line for line in chain.verify(db))


def test_what_was_rolled_back_is_in_no_link(tmp_path):
    store.create(tmp_path / "x.db")
    with store.connect(tmp_path / "x.db") as db:
        before = chain.head(db)
        with pytest.raises(ZeroDivisionError), store.write(db):
            1 // db.table("files").insert({"digest": "x", "type": "pdf", "size": 1, "at": ""}).count_where("0")
        assert chain.head(db) == before == ""
        with store.write(db):
            db.table("files").insert({"digest": "x", "type": "pdf", "size": 1, "at": ""})
        assert (len(chain.head(db)), chain.verify(db)) == (64, [])


def test_the_head_on_the_sheet_for_sign_off_is_found_again(command, database, law):
    with store.connect(database) as mine:
        hand_in(mine, law, {A: [project(500)]})
        desk.set_budget(mine, law, 2022, fen(500))
        run, _ = desk.run(mine, law, 2022)
        head = approval.Papers(mine, run, {}).batch().head
        assert head == chain.head(mine)
        issue(mine, run, datetime.date(2022, 3, 10))
    done = command("check", "--head", head)
    assert (done.exit_code, "链首相符" in done.stderr) == (0, True), done.stderr
    done = command("check", "--head", "0" * 64)
    assert (done.exit_code, "没有所写的链首" in done.stderr) == (1, True)
