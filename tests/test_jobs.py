"""Work in a process of its own: it goes on without whoever asked, ends once, and is known when it was interrupted."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from subsidy import desk, store
from subsidy.config import ROOT
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.bureau.runs import jobs, preview, runner
from subsidy.desk.common import DeskError
from subsidy.letters import keys
from subsidy.money import fen
from subsidy.store import jobs as rows
from subsidy.store import runs
from tests.build import FIRMS, codes, hand_in, project
from tests.web import staffed

PATIENCE = 60  # seconds; a job here takes well under ten


@pytest.fixture
def office(db, law, database):
    keys.create(database.parent / "keys")
    hand_in(db, law, {FIRMS[0]: [project(600)], FIRMS[1]: [project(700)]})
    desk.set_budget(db, law, 2022, fen(5_000))
    return db


@pytest.fixture
def jing(office):
    return staffed.person(office, "jing", "handler")


@pytest.fixture
def asked(office, law, jing):
    return {"year": 2022, "digest": preview.preview(office, law, 2022, jing).digest}


def ended(db, job_id):
    """The job when it is over."""
    until = time.monotonic() + PATIENCE
    while not (found := jobs.job(db, job_id)).over:
        assert time.monotonic() < until, found
        time.sleep(0.05)
    return found


def waiting(db, asked, person, kind="run", subject="2022"):
    """A job whose process was not started."""
    with store.write(db):
        return rows.add(db, kind, subject, json.dumps(asked), "2022-03-10T09:00:00+08:00", person.login)


def test_a_run_is_started_in_a_process_of_its_own(office, jing, asked):
    made = jobs.start(office, "run", "2022", asked, jing, "192.0.2.7")
    done = ended(office, made)
    assert (done.state, done.result) == ("done", {"run": "2022-001"})
    assert (done.done, done.total) != (0, 0) or done.label
    row = runs.run(office, "2022-001")
    assert row["actor"] == "jing"
    trail = office.execute("SELECT actor, source FROM audit WHERE act = 'run'").fetchall()
    assert trail == [("jing", "192.0.2.7")]


def test_the_job_goes_on_when_the_server_that_began_it_is_killed(office, jing, asked, database):
    script = (
        "import os, signal\n"
        "from subsidy import config, store\n"
        "from subsidy.desk.bureau import staff\nfrom subsidy.desk.bureau.runs import jobs\n"
        "from subsidy.desk.bureau.people import Person\n"
        "with store.connect(config.database()) as db:\n"
        "    jing = Person('jing', '', frozenset({'handler'}))\n"
        f"    print(jobs.start(db, 'run', '2022', {asked!r}, jing), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    server = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert server.returncode == -signal.SIGKILL, server.stderr
    assert ended(office, int(server.stdout)).result == {"run": "2022-001"}


def test_a_killed_runner_is_seen_at_once_and_started_again_gives_one_run(office, law, jing):
    hand_in(office, law, {code: [project(1)] for code in codes(1500)})
    asked = {"year": 2022, "digest": preview.preview(office, law, 2022, jing).digest}
    made = jobs.start(office, "run", "2022", asked, jing)
    until = time.monotonic() + PATIENCE
    while jobs.job(office, made).label != "审核":
        assert time.monotonic() < until
        time.sleep(0.01)
    with store.write(office):  # nobody else commits now: the runner is killed with all its work before it
        os.kill(jobs.job(office, made).result["process"], signal.SIGKILL)
        while (found := jobs.job(office, made)).state == "running":
            assert time.monotonic() < until
            time.sleep(0.01)
    assert found.state == jobs.LOST
    assert runs.runs(office) == []
    second = jobs.again(office, made, jing)
    assert ended(office, second).result == {"run": "2022-001"}
    assert jobs.job(office, made).result == {"told": jobs.INTERRUPTED}
    assert [row["id"] for row in runs.runs(office)] == ["2022-001"]


def test_a_run_that_was_committed_before_its_job_died_is_found_again(office, law, jing, asked):
    preview.start(office, law, 2022, asked["digest"], jing)
    found = runner.execute(office, waiting(office, asked, jing))
    assert (found.state, found.result["run"]) == ("done", "2022-001")
    assert "已由示例经办jing启动" in found.result["told"]
    assert len(runs.runs(office)) == 1


def test_who_asks_meanwhile_is_led_to_the_same_job(office, jing, asked):
    yi = staffed.person(office, "yi", "handler")
    made = jobs.start(office, "run", "2022", asked, jing)
    assert jobs.start(office, "run", "2022", {**asked, "digest": "0"}, yi) == made
    ended(office, made)
    assert jobs.start(office, "run", "2022", asked, yi) > made


def test_a_job_is_claimed_once(office, jing, asked):
    made = waiting(office, asked, jing)
    assert runner.execute(office, made).state == "done"
    with pytest.raises(DeskError, match="已经结束"):
        runner.execute(office, made)
    assert not rows.claim(office, made, 1, "2022-03-10T09:00:00+08:00")


def test_a_stale_preview_ends_the_job_with_what_changed(office, law, jing, asked):
    desk.set_budget(office, law, 2022, fen(6_000))
    found = runner.execute(office, waiting(office, asked, jing))
    assert found.state == "failed"
    assert "没有启动" in found.result["told"]
    assert runs.runs(office) == []


def test_the_roles_are_asked_again_when_the_job_is_done(office, jing, asked):
    made = waiting(office, asked, jing)
    staff.set_roles(office, "jing", ["reviewer"], "示例管理")
    found = runner.execute(office, made)
    assert found.state == "failed"
    assert "应由经办办理" in found.result["told"]
    made = waiting(office, asked, jing)
    staff.set_roles(office, "jing", ["handler"], "示例管理")
    staff.disable(office, "jing", "示例管理")
    assert "已停用" in runner.execute(office, made).result["told"]
    assert runs.runs(office) == []


@pytest.mark.parametrize("kind", jobs.KINDS)
def test_only_who_may_do_it_starts_a_job(office, kind):
    guan = staffed.person(office, "guan", "admin")
    with pytest.raises(NotAllowedError):
        jobs.start(office, kind, "2022-001", {}, guan)
    assert jobs.about(office, "2022-001") == {}


def test_what_nobody_foresaw_is_told_with_the_number_of_the_job(office, jing, capsys):
    found = runner.execute(office, waiting(office, {}, jing))
    assert found.result == {"told": f"内部错误，请把任务编号 {found.id} 告知系统管理员"}
    assert "KeyError" in capsys.readouterr().err


def test_a_job_that_nobody_took_up_is_interrupted(office, jing, asked):
    made = waiting(office, asked, jing)
    assert jobs.job(office, made).state == jobs.LOST
    assert jobs.start(office, "run", "2022", asked, jing) > made


def test_progress_neither_waits_for_who_writes_nor_holds_them_up(office, jing, asked, database):
    made = waiting(office, asked, jing)
    rows.claim(office, made, os.getpid(), "2022-03-10T09:00:00+08:00")
    with store.connect(database) as own:
        beats = runner.Beats(own, made)
        with store.write(office):
            assert list(beats([1, 2], 2, "审核")) == [1, 2]
        assert rows.job(office, made)["label"] == ""
        assert list(beats([1, 2], 2, "审核")) == [1, 2]
    told = rows.job(office, made)
    assert (told["label"], told["done"], told["total"]) == ("审核", 2, 2)


def test_the_files_of_a_run_are_made_for_who_may_print(office, law, jing):
    run_id, _ = desk.run(office, law, 2022)
    for kind, name in (("letters", "告知书合印-2022-001.pdf"), ("singles", "告知书-2022-001.zip")):
        found = runner.execute(office, waiting(office, {}, jing, kind, run_id))
        assert (found.state, found.result.get("name"), found.result.get("count")) == ("done", name, 2), found
        assert (jobs.folder(office) / found.result["file"]).read_bytes()[:2] in (b"%P", b"PK")


def test_the_command_does_a_job_that_waits(office, jing, asked, command):
    made = waiting(office, asked, jing)
    done = command("job", made)
    assert (done.exit_code, done.stdout) == (0, "")
    assert command("job", made).exit_code == 3
    assert command("job", 99).exit_code == 3
