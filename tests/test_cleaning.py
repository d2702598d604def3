"""The cache is cleaned of what is old, and of nothing that somebody works with or would not get again."""

import os
import time

import pytest

from subsidy import config, desk, store
from subsidy.desk.bureau.runs import jobs, preview
from subsidy.desk.cleaning import DAY, clean
from subsidy.letters import keys
from subsidy.money import fen
from subsidy.store import jobs as rows
from tests.build import FIRMS, hand_in, project
from tests.test_jobs import ended
from tests.web import staffed

OLD = 40 * DAY


@pytest.fixture
def cache(database):
    return config.cache()


def laid(cache, name, age=OLD, text="x" * 10):
    """A file of the cache that was last touched so many seconds ago."""
    path = cache / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (time.time() - age,) * 2)
    os.utime(path.parent, (time.time() - age,) * 2)
    return path


def left(cache):
    return {str(path.relative_to(cache)) for path in cache.rglob("*") if path.is_file()}


def row(db, state, subject="2022"):
    """A job in a state, as its row has it."""
    with store.write(db):
        made = rows.add(db, "run", subject, "{}", "2022-03-10T09:00:00+08:00", "x")
        db.execute("UPDATE jobs SET state = ? WHERE id = ?", [state, made])
    return made


def test_what_is_old_goes_and_what_is_new_or_cannot_be_made_again_stays(db, cache):
    over = row(db, "done")
    old = [f"jobs/{over}.log", f"jobs/{over}.pdf", f"previews/{'a' * 64}.json", "prints/2022-1/.printed.jsonl"]
    new = ["jobs/77.log", f"previews/{'b' * 64}.json", "prints/2022-2/a.pdf"]
    kept = ["receipts/2022-x.pdf", "notices/2022-1.pdf", "letters.json"]
    for name in old + kept:
        laid(cache, name)
    for name in new:
        laid(cache, name, age=29 * DAY)
    laid(cache, "prints/2022-2/b.pdf")  # an old letter of a run of which another was printed lately
    assert clean(db, cache) == (len(old), 10 * len(old))
    assert left(cache) == {*new, *kept, "prints/2022-2/b.pdf"}
    assert not (cache / "prints" / "2022-1").exists()
    assert clean(db, cache) == (0, 0)


def test_what_only_points_elsewhere_is_left_alone(db, cache, tmp_path):
    other = laid(tmp_path, "other/kept.txt")
    (cache / "prints").mkdir(parents=True)
    (cache / "prints" / "2022-1").symlink_to(other.parent)
    clean(db, cache, 1)
    assert other.exists()


def test_a_job_that_runs_keeps_its_files_however_old_and_one_that_died_does_not(db, cache):
    running, died = row(db, "running", "2022-1"), row(db, "running", "2022-2")
    with jobs.held(db, running):
        for name in (f"jobs/{running}.log", f"jobs/{running}.pdf", "prints/2022-1/a.pdf"):
            laid(cache, name)
        for name in (f"jobs/{died}.log", "prints/2022-2/a.pdf"):
            laid(cache, name)
        clean(db, cache)
        assert left(cache) == {f"jobs/{running}.log", f"jobs/{running}.pdf", "prints/2022-1/a.pdf"}
        assert jobs.job(db, running).state == "running"
    assert jobs.job(db, died).state == "lost"


def test_work_goes_on_after_everything_was_cleaned(db, law, database, cache):
    keys.create(database.parent / "keys")
    hand_in(db, law, {FIRMS[0]: [project(600)], FIRMS[1]: [project(700)]})
    desk.set_budget(db, law, 2022, fen(5_000))
    jing = staffed.person(db, "jing", "handler")
    asked = {"year": 2022, "digest": preview.preview(db, law, 2022, jing, cache=cache).digest}
    assert any(cache.rglob("*.json"))
    for path in cache.rglob("*"):
        os.utime(path, (time.time() - OLD,) * 2)
    assert clean(db, cache).files >= 1
    made = jobs.start(db, "run", "2022", asked, jing)
    done = ended(db, made)
    assert (done.state, bool(done.result["run"])) == ("done", True)
    for path in cache.rglob("*"):
        os.utime(path, (time.time() - OLD,) * 2)
    clean(db, cache)
    assert not (cache / "jobs" / f"{made}.log").exists()
    assert jobs.job(db, made).state == "done"


def test_the_command_says_what_it_removed(command, cache):
    laid(cache, "jobs/1.log")
    done = command("clean", "--days", "39")
    assert (done.exit_code, done.stderr, done.stdout) == (0, "已清理 1 个文件，共 10 字节\n", "")
    assert command("clean").stderr == "已清理 0 个文件，共 0 字节\n"
    assert command("clean", "--days", "0").exit_code == 2
