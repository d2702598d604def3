"""A backup that is damaged, forged or does not fit is refused, nothing changed; killed, it is the old or the new."""

import contextlib
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from subsidy import desk, store
from subsidy.desk import backup as backups
from subsidy.desk.backup import BackupError, archive, backup, restore
from subsidy.desk.backup.archive import Manifest, Part, Writer
from subsidy.letters import keys
from subsidy.money import fen
from subsidy.store import StoreError, snapshot
from tests import filled
from tests.much import much
from tests.safekeeping import everything, places, run, tree


@pytest.fixture(scope="module")
def kept(tmp_path_factory, law):
    """An office, and a backup of how it was before its appropriation of another year."""
    folder = tmp_path_factory.mktemp("office")
    filled.year(folder / "instance", law)
    backup(places(folder / "instance"), folder / "backup.zip")
    with store.connect(folder / "instance" / "subsidy.db") as db:
        desk.set_budget(db, law, 2023, fen(7))
    return folder


@pytest.fixture
def office(kept, tmp_path):
    shutil.copytree(kept / "instance", tmp_path / "instance")
    return tmp_path / "instance"


def refused(office, path, why="", anyway=True):
    """What is said of a backup that is not brought back; nothing is changed."""
    before = tree(office.parent)
    with pytest.raises((BackupError, StoreError)) as told:
        restore(places(office), path, anyway)
    assert why in str(told.value)
    assert tree(office.parent) == before
    return str(told.value)


def test_any_byte_that_is_changed_is_noticed(kept, office, tmp_path):
    sound, chance = (kept / "backup.zip").read_bytes(), random.Random(6)
    path = tmp_path / "damaged.zip"
    for place in [0, 1, len(sound) - 1, len(sound) - 64, *chance.sample(range(len(sound)), 60)]:
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1 << chance.randrange(8)]) + sound[place + 1 :])
        refused(office, path)
    for length in (0, 1, 63, 64, 86, *chance.sample(range(len(sound)), 20)):
        path.write_bytes(sound[:length])
        refused(office, path)
    for more in (sound + b"x", b"x" + sound, sound[:5000] + sound[5001:], sound + sound):
        path.write_bytes(more)
        refused(office, path)


def test_a_damaged_backup_ends_with_3_and_words(kept, office, tmp_path):
    (tmp_path / "x.zip").write_bytes((kept / "backup.zip").read_bytes()[:-1000])
    before = everything(office / "subsidy.db")
    done = run(office, "restore", tmp_path / "x.zip")
    assert (done.returncode, "没有改动任何内容" in done.stderr) == (3, True), done.stderr
    assert everything(office / "subsidy.db") == before


def forged(kept, path, parts=None, add=(), **manifest):
    """A backup with a valid seal, with other parts, other entries, or another manifest than the true one."""
    with zipfile.ZipFile(kept / "backup.zip") as true:
        told = json.loads(true.read("manifest.json"))
        held = {name: true.read(name) for name in true.namelist() if name != "manifest.json"}
    held |= parts or {}
    with path.open("w+b") as file:
        writer = Writer(file)
        for name, data in held.items():
            if data is not None:
                writer.add(name, io.BytesIO(data), packed=True)
        for entry, data in add:
            writer.zip.writestr(entry, data)
        known = manifest.pop("parts_told", {})
        writer.parts |= {name: Part(*part) for name, part in known.items()}
        writer.close(Manifest(**{**told, **manifest}))
    return path


def entry(name, mode=0o100600):
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    return made


BOMB = b"\0" * 50_000_000
PDF = b"%PDF-1.7 other"
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"add": [(entry("../../outside"), b"x")]}, "内容与清单不符"),
        ({"parts": {"../../outside": b"x"}}, "不是备份里该有的内容"),
        ({"parts": {"/tmp/outside": b"x"}}, "不是备份里该有的内容"),
        ({"parts": {"files/../keys/office.key": b"x"}}, "不是备份里该有的内容"),
        ({"parts": {f"files/{DIGEST[:2]}/{DIGEST}": b"x"}}, "不是备份里该有的内容"),
        ({"parts": {f"files/00/{DIGEST}": PDF}}, "不是备份里该有的内容"),
        ({"parts": {"office.toml": b"x"}}, "不是备份里该有的内容"),
        ({"add": [(entry("link", 0o120777), b"/etc/passwd")], "parts_told": {"link": (11, "")}}, "不是普通文件"),
        ({"add": [(entry("subsidy.db"), b"x")]}, "重名"),
        ({"parts_told": {"subsidy.db": (5, "0" * 64)}}, "大小或摘要不符"),
        ({"parts": {"subsidy.db": BOMB}, "parts_told": {"subsidy.db": (100, "0" * 64)}}, "大小或摘要不符"),
        ({"parts_told": {f"files/{DIGEST[:2]}/{DIGEST}": (14, DIGEST)}}, "内容与清单不符"),
        ({"parts": {"subsidy.db": None}}, "内容与清单不符"),
        ({"parts": {"subsidy.db": b"not a database" * 1000}}, "不是数据库文件"),
        ({"head": "0" * 64}, "与清单所说的不符"),
        ({"counts": {}}, "与清单所说的不符"),
        ({"migrations": ["tables", "of_tomorrow"]}, "较新的版本"),
        ({"format": 2}, "格式"),
        ({"parts": {"subsidy.db": b""}, "parts_told": {"subsidy.db": (10**15, "0" * 64)}}, ""),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_forged_backup_is_refused_and_leads_nowhere_else(kept, office, tmp_path, made, why):
    refused(office, forged(kept, tmp_path / "forged.zip", **made), why)
    assert not Path("/tmp/outside").exists()


def test_what_is_no_backup_is_refused(office, tmp_path):
    for name, data in {"a.zip": b"", "b.zip": b"x" * 1000, "c.zip": archive.MARK + b"0" * 64}.items():
        (tmp_path / name).write_bytes(data)
        refused(office, tmp_path / name)
    sealed = archive.MARK
    (tmp_path / "d.zip").write_bytes(sealed + hashlib.sha256(sealed).hexdigest().encode())
    refused(office, tmp_path / "d.zip", "不是备份文件")


def test_a_backup_without_a_file_that_its_database_names_is_refused(kept, office, tmp_path):
    name = next(iter(tree(office / "files"))).split("/")[-1]
    refused(office, forged(kept, tmp_path / "x.zip", parts={archive.place(name): None}), "缺少证明材料")


def test_a_database_that_was_touched_before_it_was_put_into_a_backup_is_told(kept, office, tmp_path):
    path = tmp_path / "touched.db"
    shutil.copy(kept / "instance" / "subsidy.db", path)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
        facts = snapshot.facts(store.Database(conn))
        conn.execute("DROP TRIGGER budgets_no_update")
        conn.execute("UPDATE budgets SET amount = amount + 1 WHERE id = 1")
        conn.commit()
    known = {name: getattr(facts, name) for name in facts._fields}
    made = forged(kept, tmp_path / "x.zip", parts={"subsidy.db": path.read_bytes()}, **known)
    assert "budgets 第 1 行被改动" in refused(office, made, anyway=False)
    assert any("budgets 第 1 行被改动" in note for note in restore(places(office), made, anyway=True).notes)


def test_without_its_keys_a_backup_is_brought_back_only_on_purpose(kept, office):
    shutil.rmtree(office / "keys")
    assert "不在这里" in refused(office, kept / "backup.zip", anyway=False)
    keys.create(office / "keys")
    assert "不是同一把" in refused(office, kept / "backup.zip", anyway=False)
    done = run(office, "restore", kept / "backup.zip", "--anyway")
    assert (done.returncode, "不是同一把" in done.stderr) == (0, True), done.stderr


def test_while_somebody_uses_the_database_nothing_is_replaced(kept, office, monkeypatch):
    monkeypatch.setattr(snapshot, "BUSY_S", 0.2)
    with store.connect(office / "subsidy.db") as db:
        db.execute("SELECT count(*) FROM claims").fetchone()
        refused(office, kept / "backup.zip", "正被网站、任务或别的命令使用")
    restore(places(office), kept / "backup.zip")
    with store.connect(office / "subsidy.db") as db:
        assert (desk.check(db), db.journal_mode) == ([], "wal")


def test_who_waits_to_write_meanwhile_is_told_and_writes_into_nothing_old(kept, office, law):
    told, here, ready = [], office / "subsidy.db", threading.Event()

    def write():
        with contextlib.suppress(StoreError), store.connect(here) as db:
            ready.set()
            try:
                desk.set_budget(db, law, 2024, fen(9))
            except Exception as error:
                told.append(error)
                raise

    shutil.copy(here, office / "new.db")
    with snapshot.alone(here):
        waiting = threading.Thread(target=write)
        waiting.start()
        assert not ready.wait(1)  # even to look at the schema has to wait
        snapshot.replace(here, office / "new.db", office / "aside.db")
    waiting.join()
    for path in (here, office / "aside.db"):
        with closing(sqlite3.connect(path)) as conn:
            assert conn.execute("SELECT count(*) FROM budgets WHERE year = 2024").fetchone() == (0,)
    assert "刚被备份替换" in store.trouble.words(here, told[0])


@pytest.mark.parametrize("harm", ["garbage", "cut", "gone", "empty"])
def test_a_database_that_is_lost_is_brought_back_and_what_is_left_of_it_kept(kept, office, harm):
    path = office / "subsidy.db"
    left = {"garbage": b"x" * 10_000, "cut": path.read_bytes()[:5000], "empty": b"", "gone": None}[harm]
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    (office / "subsidy.db-wal").write_bytes(b"of the database that is lost")
    done = restore(places(office), kept / "backup.zip")
    with store.connect(path) as db:
        assert desk.check(db) == []
    if left:
        assert done.aside.read_bytes() == left


def steps(act, most=None):
    """Does something in a child that is killed at its nth line in the modules of backups; how many lines there were."""
    seen, modules = 0, (backups.__path__[0], snapshot.__file__)

    def count(frame, event, _):
        nonlocal seen
        if not frame.f_code.co_filename.startswith(modules):
            return None
        seen += event == "line"
        if seen == most:
            os.kill(os.getpid(), signal.SIGKILL)
        return count

    sys.settrace(count)
    try:
        act()
    finally:
        sys.settrace(None)
    return seen


def test_killed_at_any_step_it_is_the_old_or_the_new_and_again_finishes_it(kept, tmp_path):
    def fresh(name):
        shutil.copytree(kept / "instance", tmp_path / name / "instance")
        shutil.rmtree(tmp_path / name / "instance" / "files")
        return places(tmp_path / name / "instance")

    first = fresh("whole")
    old = everything(first.database)
    lines = steps(lambda: restore(first, kept / "backup.zip"))
    new, met = everything(first.database), set()
    for most in range(1, lines, max(lines // much(16, 200), 1)):
        here = fresh(str(most))
        child = os.fork()
        if not child:
            steps(lambda here=here: restore(here, kept / "backup.zip"), most)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        found = everything(here.database)
        assert found in (old, new)
        met.add(found == new)
        restore(here, kept / "backup.zip")
        assert everything(here.database) == new
        assert tree(here.files) == tree(first.files)
        assert not list(here.database.parent.glob(".restore-*"))
        shutil.rmtree(tmp_path / str(most))
    assert met == {False, True}
