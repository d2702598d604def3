"""A backup taken while the site runs, and that it brings back the same decisions, letters, files and chain."""

import io
import json
import multiprocessing
import shutil
import stat
import zipfile

import pytest

from subsidy import desk, store
from subsidy.desk.backup import BackupError, Places, backup, restore
from subsidy.desk.backup import make as making
from subsidy.desk.firm import evidence
from subsidy.money import fen
from subsidy.store import chain
from tests import applicant, filled
from tests.safekeeping import everything, places, run, tree


@pytest.fixture(scope="module")
def year(tmp_path_factory, law):
    return filled.year(tmp_path_factory.mktemp("office") / "instance", law)


@pytest.fixture
def office(year, tmp_path):
    """A copy of the office's folder."""
    shutil.copytree(year.folder, tmp_path / "instance")
    return tmp_path / "instance"


@pytest.fixture
def elsewhere(office, tmp_path):
    """Another machine, with nothing but the keys."""
    shutil.copytree(office / "keys", tmp_path / "other" / "keys")
    return tmp_path / "other"


def written(folder, run_id, out):
    done = run(folder, "letters", run_id, "--out", out)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_a_backup_brings_back_the_same_decisions_letters_and_chain(office, elsewhere, tmp_path, year):
    letters = written(office, year.run, tmp_path / "letters")
    before = everything(office / "subsidy.db")
    made = run(office, "backup", tmp_path / "backup.zip")
    assert (made.returncode, made.stdout) == (0, f"{tmp_path / 'backup.zip'}\n"), made.stderr
    decisions = run(office, "decisions", year.run).stdout
    done = run(elsewhere, "restore", tmp_path / "backup.zip")
    assert done.returncode == 0, done.stderr
    assert everything(elsewhere / "subsidy.db") == before
    assert tree(elsewhere / "files") == tree(office / "files") != {}
    assert run(elsewhere, "decisions", year.run).stdout == decisions != ""
    assert written(elsewhere, year.run, tmp_path / "again") == letters != {}
    head = made.stderr.split("链首 ")[1].split()[0]
    checked = run(elsewhere, "check", "--files", "--head", head)
    assert (checked.returncode, "链首相符" in checked.stderr) == (0, True), checked.stderr


def test_what_is_there_is_kept_beside_what_is_brought_back(office, tmp_path, law):
    here = places(office)
    backup(here, tmp_path / "backup.zip")
    before = everything(here.database)
    with store.connect(here.database) as db:
        desk.set_budget(db, law, 2023, fen(7))
    changed = everything(here.database)
    done = restore(here, tmp_path / "backup.zip")
    assert everything(here.database) == before != changed
    assert everything(done.aside) == changed
    assert stat.S_IMODE(here.database.stat().st_mode) == 0o600
    with store.connect(here.database) as db:
        desk.set_budget(db, law, 2023, fen(8))
        assert (desk.check(db), db.journal_mode) == ([], "wal")


def write_on(path, law, until):
    """Raises an appropriation again and again."""
    with store.connect(path) as db:
        amount = 0
        while not until.is_set():
            amount += 1
            desk.set_budget(db, law, 2030, fen(amount))


def test_backups_are_taken_while_writing_goes_on(office, elsewhere, tmp_path, law):
    here, context = places(office), multiprocessing.get_context("spawn")
    until = context.Event()
    writer = context.Process(target=write_on, args=(here.database, law, until))
    writer.start()
    try:
        while not len(heads := written_since(here)):
            assert writer.is_alive()
        made = [backup(here, tmp_path / f"{number}.zip") for number in range(5)]
    finally:
        until.set()
        writer.join()
    assert writer.exitcode == 0
    with store.connect(here.database) as db:
        known = [chain.moment(db, one.head) for one in made]
        assert desk.check(db) == []
    assert None not in known
    assert len({one.head for one in made} | set(heads)) > 2
    for one in made:
        assert (one.found, restore(places(elsewhere), one.path).head) == ([], one.head)
        with store.connect(elsewhere / "subsidy.db") as db:
            assert (desk.check(db), chain.head(db)) == ([], one.head)


def written_since(here):
    with store.connect(here.database) as db:
        return db.execute("SELECT amount FROM budgets WHERE year = 2030").fetchall()


def test_files_that_lack_are_told_and_the_rest_is_backed_up(office, elsewhere, tmp_path, law, year):
    here = places(office)
    with store.connect(here.database) as db:
        code, other = filled.D, io.BytesIO(applicant.PDF + b"%other\n")
        applicant.save(db, law, code, tier=applicant.TIER)
        gone = evidence.add(db, here.files, law, 2022, code, "revenue_tier", "audit", "x.pdf", other, code)
    evidence.path(here.files, gone.digest).write_bytes(applicant.PDF + b"%tampe\n")
    done = run(office, "backup", tmp_path / "a.zip")
    assert (done.returncode, f"文件 {gone.digest} 的内容被改动或损坏" in done.stderr) == (1, True), done.stderr
    evidence.path(here.files, gone.digest).unlink()
    done = run(office, "check", "--files")
    assert (done.returncode, f"缺少文件 {gone.digest}" in done.stderr) == (1, True), done.stderr
    brought = restore(places(elsewhere), tmp_path / "a.zip")
    assert brought.notes == [f"证明材料：文件 {gone.digest} 的内容被改动或损坏"]
    assert set(tree(elsewhere / "files")) == set(tree(office / "files"))


def test_a_backup_holds_no_key_and_only_its_owner_reads_it(office, tmp_path):
    made = backup(places(office), tmp_path / "backup.zip")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    with zipfile.ZipFile(made.path) as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
    secrets = [line for path in (office / "keys").iterdir() if path.suffix == ".key" for line in lines(path)]
    assert secrets
    assert not [one for one in secrets if one in held]
    assert manifest["keys"]["office.pub"]
    assert manifest["head"] == made.head
    assert not [path for path in tmp_path.rglob("*") if "part" in path.name or path.name.startswith(".backup")]


def lines(path):
    """What is secret in a key's file: each of its long words."""
    return [word for word in path.read_bytes().split() if len(word) > 30]


def test_a_backup_is_never_written_over_another(office, tmp_path):
    (tmp_path / "a.zip").write_text("示例")
    done = run(office, "backup", tmp_path / "a.zip")
    assert (done.returncode, "已经有" in done.stderr) == (3, True)
    assert (tmp_path / "a.zip").read_text() == "示例"
    done = run(office, "backup", tmp_path / "none" / "a.zip")
    assert (done.returncode, "没有文件夹" in done.stderr) == (3, True)
    (tmp_path / "kept").mkdir()
    assert backup(places(office), tmp_path / "kept").path.parent == tmp_path / "kept"


def test_when_the_last_backup_was_made_is_known(office, tmp_path):
    here = places(office)
    assert making.last(here) is None
    made = backup(here, tmp_path / "a.zip")
    known = making.last(here)
    assert known
    assert (known["head"], known["sound"]) == (made.head, True)
    (office / making.LAST).write_text("{")
    assert making.last(here) is None


def test_without_a_database_there_is_nothing_to_back_up(tmp_path):
    here = Places(tmp_path / "x.db", tmp_path / "files", tmp_path / "keys", tmp_path / "cache")
    with pytest.raises(store.StoreError, match="没有数据库"):
        backup(here, tmp_path / "a.zip")
    (tmp_path / "x.db").write_bytes(b"not a database" * 100)
    with pytest.raises(store.StoreError, match="不是数据库文件"):
        backup(here, tmp_path / "a.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["x.db"]
    with pytest.raises(BackupError, match="打不开"):
        restore(here, tmp_path / "a.zip")
