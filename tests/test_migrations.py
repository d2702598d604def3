"""A filled database of each earlier schema is brought up to date: nothing lost or changed, and work goes on.

`tests/schemas/NAME.sql` is a small year as the program kept it when `NAME` was its last migration.
"""

import datetime
import json
import sqlite3
from contextlib import closing

import pytest

from subsidy import desk, store
from subsidy.config import ROOT
from subsidy.desk.backup import backup, restore
from subsidy.desk.firm import evidence
from subsidy.money import fen
from subsidy.store import chain, intake, sealed, snapshot
from subsidy.store.schema import TABLES
from tests import applicant, build, filled
from tests.safekeeping import everything, places, run, tree

SCHEMAS = ROOT / "tests" / "schemas"
EARLIER = [name for name in snapshot.known() if (SCHEMAS / f"{name}.sql").exists()]
DATE = datetime.date(2022, 6, 1)


@pytest.fixture(params=EARLIER)
def old(request, tmp_path):
    """An office's folder with a database of an earlier schema, and the files that it names."""
    folder = tmp_path / "instance"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "subsidy.db")) as conn:
        conn.executescript((SCHEMAS / f"{request.param}.sql").read_text(encoding="utf-8"))
        files = conn.execute("SELECT digest FROM files").fetchall() if "files" in names(conn) else []
    for (digest,) in files:
        path = folder / "files" / digest[:2] / digest
        path.parent.mkdir(parents=True)
        path.write_bytes(applicant.PDF)
    return folder


def names(conn):
    return [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def told(db, columns):
    """Every row with its number, as the program reads it, by the columns that its table had."""
    return {
        name: [
            tuple(row.values()) for row in intake.rows(db, f"SELECT rowid AS number, {', '.join(known)} FROM {name}")
        ]
        for name, known in columns.items()
    }


def kept(path):
    """What a database of any schema holds: by table its columns, and every row."""
    with snapshot.raw(path) as db:
        columns = {name: [c.name for c in db[name].columns] for name in db.table_names() if not name.startswith("_")}
        return columns, told(db, columns)


def said(decision):
    """What a decision grants or refuses, in all its words."""
    lines = [(line["outcome"], line["amount"], line["reasons"], line["workings"]) for line in decision["lines"]]
    return decision["firm"], decision["total"], lines


def moved_up(folder):
    assert store.create(folder / "subsidy.db")


def test_every_earlier_schema_has_its_filled_database():
    """What came after the last dump came in one piece: no office ever had a database in between."""
    assert snapshot.known()[: len(EARLIER)] == EARLIER
    assert sorted(EARLIER) == sorted(path.stem for path in SCHEMAS.iterdir())
    assert EARLIER[-1] == "doors"


def test_nothing_is_lost_or_changed_and_all_of_it_is_guarded(old):
    columns, before = kept(old / "subsidy.db")
    assert {"claims", "decisions", "ledger", "audit"} <= {name for name, rows in before.items() if rows}
    done = run(old, "init")
    assert done.returncode == 0, done.stderr
    with store.connect(old / "subsidy.db") as db:
        assert set(db.table_names()) == {*TABLES, "_sqlite_migrations"}
        assert told(db, columns) == before
        in_order = "WHERE id NOT IN (SELECT decision FROM exclusions) ORDER BY run, uscc"
        bodies = [json.loads(body) for (body,) in db.execute(f"SELECT body FROM decisions {in_order}")]
        runs = [row["id"] for row in db.query("SELECT id FROM runs ORDER BY id")]
        assert [said(one) for name in runs for one in desk.decisions(db, name)] == [said(one) for one in bodies]
        assert chain.head(db)
    done = run(old, "check", "--files")
    assert done.returncode == 0, done.stderr
    after = everything(old / "subsidy.db")
    assert not store.create(old / "subsidy.db")
    assert everything(old / "subsidy.db") == after


def test_identity_numbers_lie_open_no_more(old):
    open_ = (old / "subsidy.db").read_bytes()
    assert filled.PERSON_ID.encode() in open_
    moved_up(old)
    for path in old.glob("subsidy.db*"):
        assert filled.PERSON_ID.encode() not in path.read_bytes()
    with store.connect(old / "subsidy.db") as db:
        assert sealed.strange(db) == []
        told = [row["facts"] for row in intake.rows(db, "SELECT facts FROM claims WHERE item = 'training_refund'")]
    assert filled.PERSON_ID in told[0]


def test_work_goes_on(old, law):
    moved_up(old)
    path = old / "subsidy.db"
    with store.connect(path) as db:
        runs = [row["id"] for row in db.query("SELECT id FROM runs ORDER BY number")]
        spent, most = desk.budget(db, law, 2022)[1], len(list(db.query("SELECT 1 FROM letters")))
        build.hand_in(db, law, {code: [build.project(50, "另一示例项目")] for code in build.FIRMS})
        desk.set_budget(db, law, 2022, fen(5_000_000))
        made, plan = desk.run(db, law, 2022, "示例经办")
        assert plan.granted >= fen(50 * len(build.FIRMS))
        again, nothing = desk.run(db, law, 2022, "示例经办")
        assert (nothing.granted, desk.budget(db, law, 2022)[1]) == (0, spent + plan.granted)
        issued = [letter for name in (*runs, made, again) for letter in build.issue(db, name, DATE).letters]
        assert len(issued) >= len(build.FIRMS)
        assert len(list(db.query("SELECT 1 FROM letters"))) == most + len(issued)
        build.take_back(db, made, build.FIRMS[0], "企业来函放弃本项奖励")
        assert desk.check(db) == []


def test_a_backup_of_an_earlier_schema_is_brought_back_and_brought_up_to_date(old, tmp_path):
    columns, before = kept(old / "subsidy.db")
    backup(places(old), tmp_path / "backup.zip")
    assert kept(old / "subsidy.db") == (columns, before)
    other = places(tmp_path / "other")
    assert restore(other, tmp_path / "backup.zip").notes == []
    with store.connect(other.database) as db:
        assert told(db, columns) == before
        assert (desk.check(db), evidence.damaged(db, other.files)) == ([], [])
    assert tree(other.files) == tree(old / "files")
    assert other.keys.is_dir()
