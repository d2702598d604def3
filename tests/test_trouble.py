"""Disk full, locked, read-only, damaged: told in words, nothing lost, and once the trouble is over it is done."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest

from subsidy import create_app, desk, store
from subsidy.desk.backup import backup, restore
from subsidy.desk.bureau import tokens
from subsidy.desk.firm import evidence
from subsidy.money import fen
from subsidy.store import StoreError, trouble
from tests import applicant, build, filled
from tests.safekeeping import everything, places, run
from tests.web.visitor import Visitor

A, B, C, D = build.FIRMS
MOUNT = shutil.which("mount")
SIZE = 32 * 1024 * 1024
INTAKE = {"case": "Z-001", "policy": "jiaxing-2022-10", "year": 2022, "history": []}


@pytest.fixture(scope="module")
def year(tmp_path_factory, law):
    """A filled office with an application that waits for its run, and a run whose payments wait."""
    made = filled.year(tmp_path_factory.mktemp("office") / "instance", law)
    with store.connect(made.folder / "subsidy.db") as db:
        build.hand_in(db, law, {C: [build.project(60, "另一示例项目")]})
    backup(places(made.folder), made.folder.parent / "backup.zip")
    return made


@pytest.fixture
def disk(tmp_path):
    """A small file system of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    made = [MOUNT or "mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place]
    if subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("no small file system can be mounted here: needs root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def office(disk, year):
    shutil.copytree(year.folder, disk / "instance")
    return disk / "instance"


@contextmanager
def full(disk, left=0):
    """All of a disk taken but so many bytes."""
    with (disk / "ballast").open("wb", buffering=0) as file:
        free = shutil.disk_usage(disk).free - left
        os.posix_fallocate(file.fileno(), 0, max(free, 1))
    try:
        yield
    finally:
        (disk / "ballast").unlink()


@contextmanager
def read_only(disk):
    """A disk that only can be read."""
    subprocess.run([MOUNT, "-o", "remount,ro", disk], check=True)
    try:
        yield
    finally:
        subprocess.run([MOUNT, "-o", "remount,rw", disk], check=True)


def intake(folder):
    """A thousand firms in a file: more than fits into what a full disk has left."""
    path = folder.parent.parent / "intake.jsonl"
    firm = {"conditions": build.GOOD, "name": "示例软件有限公司"}
    claims = [{"item": "major_project", "project": "示例项目" * 20, "approved": "100"}]
    with path.open("w", encoding="utf-8") as out:
        for number, code in enumerate(build.codes(1000)):
            case = {**INTAKE, "case": f"Z-{number}", "firm": {**firm, "uscc": code}, "claims": claims}
            out.write(json.dumps(case, ensure_ascii=False) + "\n")
    return path


ACTS = {
    "import": lambda folder: ("import", "--accepted", intake(folder)),
    "run": lambda folder: ("run", "2022"),
    "budget": lambda folder: ("budget", "set", "2023", "5000"),
    "backup": lambda folder: ("backup", folder / "backup.zip"),
    "restore": lambda folder: ("restore", folder.parent.parent / "backup.zip"),
    "letters": lambda folder: ("letters", "2022-001", "--out", folder / "letters"),
}
CASES = [*((name, 0) for name in ACTS), ("import", 70_000), ("run", 8192), ("backup", 70_000)]


@pytest.mark.parametrize(("act", "left"), CASES)
def test_where_the_disk_is_full_nothing_is_lost_and_it_is_done_later(disk, office, year, tmp_path, act, left):
    shutil.copy(year.folder.parent / "backup.zip", tmp_path / "backup.zip")
    before, asked = everything(office / "subsidy.db"), ACTS[act](office)
    with full(disk, left):
        done = run(office, *asked)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert "磁盘" in done.stderr, done.stderr
    assert everything(office / "subsidy.db") == before
    assert not [*office.glob("*.zip"), *office.glob(".backup*"), *office.glob(".restore*"), *office.glob("*.part")]
    sound(office)
    again = run(office, *asked)
    assert again.returncode == 0, again.stderr
    sound(office)


def sound(folder):
    with store.connect(folder / "subsidy.db") as db:
        assert (desk.check(db), evidence.damaged(db, folder / "files")) == ([], [])


@pytest.mark.parametrize("act", ["run", "backup", "restore"])
def test_where_the_disk_can_only_be_read_it_is_told(disk, office, year, tmp_path, act):
    shutil.copy(year.folder.parent / "backup.zip", tmp_path / "backup.zip")
    asked = ACTS[act](office)
    before = everything(office / "subsidy.db")
    with read_only(disk):
        done = run(office, *asked)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert "只能读" in done.stderr, done.stderr
    assert everything(office / "subsidy.db") == before
    again = run(office, *asked)
    assert again.returncode == 0, again.stderr


@contextmanager
def locked(path):
    """Another process writes, and does not end."""
    held = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN IMMEDIATE')"
    script = f"{held}; print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            process.stdin.close()
            process.wait()


@pytest.fixture
def copied(year, tmp_path, monkeypatch):
    """The office on a disk with room, and a service that waits a moment only."""
    shutil.copytree(year.folder, tmp_path / "instance")
    for name, value in filled.environment(tmp_path / "instance").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(store, "BUSY_MS", 200)
    return tmp_path / "instance"


def people(folder, law):
    """What people do with a connection, by name."""
    other = applicant.PDF + b"%another file\n"
    given = (law, 2022, D, "revenue_tier", "audit", "x.pdf")
    return {
        "run": lambda db: desk.run(db, law, 2022, "示例经办"),
        "appropriation": lambda db: desk.set_budget(db, law, 2023, fen(5)),
        "evidence": lambda db: evidence.add(db, folder / "files", *given, io.BytesIO(other), D),
    }


NAMES = ("run", "appropriation", "evidence")


@pytest.mark.parametrize("name", NAMES)
def test_while_another_process_writes_who_waits_too_long_is_told(copied, law, year, name):
    path = copied / "subsidy.db"
    with store.connect(path) as db:
        applicant.save(db, law, D, tier=applicant.TIER)
    before = everything(path)
    act = people(copied, law)[name]
    with locked(path), pytest.raises(StoreError, match="一直占用着数据库"), store.connect(path) as db:
        act(db)
    assert everything(path) == before
    with store.connect(path) as db:
        act(db)
        assert desk.check(db) == []


def test_a_firm_whose_submission_meets_a_locked_database_sends_it_again_once(copied, law):
    code, path = build.codes(1)[0], copied / "subsidy.db"
    with store.connect(path) as db:
        applicant.save(db, law, code, firm=applicant.DETAILS, tier=applicant.TIER)
        applicant.bring(db, copied / "files", law, code)
    before = everything(path)
    with locked(path), pytest.raises(StoreError, match="一直占用"), store.connect(path) as db:
        applicant.send(db, law, code, token="once")
    assert everything(path) == before
    with store.connect(path) as db:
        first = applicant.send(db, law, code, token="once")
        assert applicant.send(db, law, code, token="once", versions={}).number == first.number == 1
        assert desk.check(db) == []


def sent(site, path, **fields):
    """A form sent with the token of the login page."""
    return site.client.post(path, data=fields, headers={"Origin": "http://localhost"})


def test_a_program_is_503_while_the_database_is_locked(copied, year):
    with store.connect(copied / "subsidy.db") as db:
        token = tokens.add(db, A, "示例程序", ["apply"], 30, year.people["guan"])[1]
    site, known = Visitor(create_app()), {"Authorization": f"Bearer {token}", "Idempotency-Key": "once-and-only-once"}
    before = everything(copied / "subsidy.db")
    with locked(copied / "subsidy.db"):
        told = site.client.post("/api/v1/applications", json={"year": 2023}, headers=known)
    assert (told.status_code, told.json["error"]["code"]) == (503, "unavailable")
    assert everything(copied / "subsidy.db") == before
    assert site.client.post("/api/v1/applications", json={"year": 2023}, headers=known).status_code == 201


def test_a_page_is_503_while_the_database_is_locked(copied, caplog):
    site = Visitor(create_app())
    form = {"csrf_token": site.token("/login"), "login": "jing", "password": "不对的密码不对的密码"}
    before = everything(copied / "subsidy.db")
    with locked(copied / "subsidy.db"):
        told = sent(site, "/login", **form)
    assert (told.status_code, "没有保存" in told.text, "subsidy.db" in told.text) == (503, True, False)
    assert any("一直占用着数据库" in record.getMessage() for record in caplog.records)
    assert everything(copied / "subsidy.db") == before
    assert sent(site, "/login", **form).status_code == 400


@pytest.fixture
def firm(copied):
    """A firm at the site, with a token of a program of its own."""
    site = Visitor(create_app())
    assert site.log_in(A, build.PASSWORD).status_code == 303
    return site


def damaged(path, harm):
    if harm == "garbage":
        path.write_bytes(b"x" * 100_000)
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 200_000)
    else:
        with closing(sqlite3.connect(path)) as conn:
            for kind, name in conn.execute("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"):
                conn.execute(f"DROP {kind} {name}")
            conn.execute("ALTER TABLE ledger RENAME COLUMN spent TO other")
            conn.execute("ALTER TABLE events RENAME COLUMN uscc TO other")
            conn.commit()


@pytest.mark.parametrize(
    ("harm", "words"), [("garbage", "不是数据库文件"), ("cut", "已损坏"), ("column", "表的结构与程序不符")]
)
def test_a_damaged_database_is_told_with_what_to_do(copied, firm, year, caplog, harm, words):
    damaged(copied / "subsidy.db", harm)
    done = run(copied, "budget", "show", "2022")
    assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (3, True, False), done.stderr
    assert firm.get("/year/2022/status").status_code == 503
    assert any(words in record.getMessage() for record in caplog.records)
    restore(places(copied), year.folder.parent / "backup.zip")
    sound(copied)


def test_a_file_that_does_not_fit_is_not_taken_and_leaves_nothing(disk, office, law, monkeypatch):
    for name, value in filled.environment(office).items():
        monkeypatch.setenv(name, value)
    big = applicant.PDF + os.urandom(3_000_000)
    with store.connect(office / "subsidy.db") as db:
        applicant.save(db, law, D, tier=applicant.TIER)
        given = (office / "files", law, 2022, D, "revenue_tier", "audit", "x.pdf")
        before = sorted((office / "files").rglob("*")), everything(office / "subsidy.db")
        with full(disk, 1_000_000), pytest.raises(OSError, match="No space") as told:
            evidence.add(db, *given, io.BytesIO(big), D)
        assert "磁盘已满" in str(trouble.seen(told.value, office / "subsidy.db"))
        assert (sorted((office / "files").rglob("*")), everything(office / "subsidy.db")) == before
        evidence.add(db, *given, io.BytesIO(big), D)
        assert (desk.check(db), evidence.damaged(db, office / "files")) == ([], [])


def test_what_the_database_refuses_by_its_rules_is_no_trouble_of_the_disk(db):
    with pytest.raises(sqlite3.IntegrityError) as refusal:
        db.execute(
            "INSERT INTO ledger (policy, year, kind, award, amount, spent, reason, actor, at) "
            "VALUES ('x', 2022, 'grant', 1, 1, 5, '', '', '')"
        )
    with pytest.raises(sqlite3.IntegrityError):
        trouble.seen(refusal.value, None)
    with pytest.raises(KeyError):
        trouble.seen(KeyError(), None)
