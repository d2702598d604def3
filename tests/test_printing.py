"""Letters into a folder: each file whole or not at all, stopped and gone on, none twice, none that differs."""

import datetime
import hashlib
import itertools
import multiprocessing
import os
import signal

import pytest

from subsidy import config, desk, fanout, store
from subsidy.desk import papers, printing
from subsidy.desk.papers import PrintError
from subsidy.letters import keys, seal
from subsidy.money import fen
from tests.build import codes, hand_in, issue, project

DAY = datetime.date(2022, 3, 10)
OFFICE = {"number_prefix": "示例信"}
RARE = "\U0003134a"


@pytest.fixture
def office_keys(database):
    keys.create(config.keys())
    return config.keys()


@pytest.fixture
def issued(db, law):
    """A run of so many firms, issued; its id."""

    def make(count, names=None, numbered=True):
        claims = {code: [project(100 + i)] for i, code in enumerate(codes(count))}
        hand_in(db, law, claims, names=names or {})
        desk.set_budget(db, law, 2022, fen(10_000_000))
        run, _ = desk.run(db, law, 2022)
        if numbered:
            issue(db, run, DAY, office=OFFICE)
        return run

    return make


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """What a process learns of setting letters serves all these tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def printed(db, office_keys, cache):
    """Prints a run into a folder; what became of each letter."""

    def make(run, out, folder=office_keys, draft=False, **more):
        return list(printing.files(db, papers.papers(db, run, OFFICE, draft), out, folder, cache=cache, **more))

    return make


def held(out):
    """What a folder holds: by name, the bytes; but for the list."""
    return {path.name: path.read_bytes() for path in out.iterdir() if path.name != printing.LIST}


def test_each_letter_is_a_sealed_file_whose_digest_is_kept(printed, db, issued, office_keys, tmp_path):
    run, out = issued(3), tmp_path / "letters"
    made = printed(run, out)
    assert [(one.already, one.problem) for one in made] == [(False, "")] * 3
    files = held(out)
    assert sorted(files) == sorted(one.name for one in made)
    key = keys.public(office_keys / "office.pub")
    assert all(seal.file_holds(data, key) for data in files.values())
    kept = {row["digest"] for row in db["prints"].rows}
    assert kept == {hashlib.sha256(data).hexdigest() for data in files.values()}


def test_what_is_printed_already_is_not_printed_again(printed, db, issued, office_keys, tmp_path):
    run, out = issued(3), tmp_path / "letters"
    printed(run, out)
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    assert [one.already for one in printed(run, out)] == [True] * 3
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == before
    first = min(path for path in before if path.suffix == ".pdf")
    whole = first.read_bytes()
    for spoil in (first.unlink, lambda: first.write_bytes(whole[:-1])):
        spoil()
        assert sorted(one.already for one in printed(run, out)) == [False, True, True]
        assert first.read_bytes() == whole
    assert db["prints"].count == 3


def test_a_print_stopped_goes_on_where_it_stopped(printed, db, issued, office_keys, cache, tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "CHUNK", 2)
    run, out = issued(7), tmp_path / "letters"
    found = printing.files(db, papers.papers(db, run, OFFICE), out, office_keys, cache=cache)
    some = list(itertools.islice(found, 3))
    found.close()
    (out / f"{some[0].name}.part").write_bytes(b"%PDF")
    there = {name for name in held(out) if name.endswith(".pdf")}
    assert len(there) == 4
    made = printed(run, out)
    assert {one.name for one in made if one.already} == there
    assert sorted(held(out)) == sorted(one.name for one in made)
    printed(run, tmp_path / "fresh")
    assert held(out) == held(tmp_path / "fresh")


def test_two_prints_do_not_meet_in_one_folder(printed, db, issued, office_keys, cache, tmp_path):
    run, out = issued(3), tmp_path / "letters"
    slow = printing.files(db, papers.papers(db, run, OFFICE), out, office_keys, cache=cache)
    first = next(slow)
    with pytest.raises(PrintError, match="另一次印制正在写入"):
        printed(run, out)
    assert sorted(held(out)) == sorted(one.name for one in (first, *slow))
    assert [one.already for one in printed(run, out)] == [True] * 3


def _killed(database, run, out, folder, cache):
    printing.CHUNK = 2
    with store.connect(database) as db:
        for number, _ in enumerate(printing.files(db, papers.papers(db, run, OFFICE), out, folder, cache=cache), 1):
            if number == 3:
                os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_killed_leaves_whole_files_and_another_goes_on(
    printed, database, issued, office_keys, cache, tmp_path
):
    run, out = issued(5), tmp_path / "letters"
    process = multiprocessing.get_context("spawn").Process(
        target=_killed, args=(database, run, out, office_keys, cache)
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    key = keys.public(office_keys / "office.pub")
    left = {name: data for name, data in held(out).items() if name.endswith(".pdf")}
    assert len(left) == 4
    assert all(seal.file_holds(data, key) for data in left.values())
    with (out / printing.LIST).open("a", encoding="utf-8") as lines:
        lines.write('["9133')
    made = printed(run, out)
    assert [one.already for one in made] == [one.name in left for one in made]
    printed(run, tmp_path / "fresh")
    assert held(out) == held(tmp_path / "fresh")


def test_two_processes_print_the_same_bytes_in_the_same_order(printed, db, issued, office_keys, tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "CHUNK", 2)
    run = issued(6)
    with fanout.executor(2) as workers:
        assert printed(run, tmp_path / "two", workers=workers) == printed(run, tmp_path / "one")
    assert held(tmp_path / "one") == held(tmp_path / "two")


def test_a_file_that_differs_from_the_first_is_told_and_the_one_there_stays(printed, db, issued, office_keys, tmp_path):
    run, out = issued(2), tmp_path / "letters"
    printed(run, out)
    before, kept = held(out), {row["digest"] for row in db["prints"].rows}
    other = tmp_path / "other"
    keys.create(other)
    made = printed(run, out, other)
    assert all("与首次印制的文件不同" in one.problem for one in made)
    assert held(out) == before
    assert all(one.problem for one in printed(run, tmp_path / "empty", other))
    assert held(tmp_path / "empty") == {}
    assert {row["digest"] for row in db["prints"].rows} == kept


def test_a_draft_changed_since_is_printed_anew_and_only_it(printed, db, law, issued, office_keys, tmp_path):
    run, out = issued(3, numbered=False), tmp_path / "drafts"
    printed(run, out)
    before = held(out)
    changed = codes(3)[1]
    hand_in(db, law, {}, firms=[changed], details={"contact": "示例新人"}, names={changed: "示例软件有限公司"})
    for again in (False, True):
        made = printed(run, out)
        assert [one.already for one in made] == [again or changed not in one.name for one in made]
    assert {name for name, data in held(out).items() if before[name] != data} == {f"{changed}-grant.pdf"}
    assert db["prints"].count == 0
    issue(db, run, DAY, office=OFFICE)
    assert [one.already for one in printed(run, out)] == [False] * 3
    assert [one.already for one in printed(run, tmp_path / "new", draft=True)] == [False] * 3
    assert db["prints"].count == 3


def test_a_letter_that_cannot_be_printed_stays_out_alone(printed, db, issued, office_keys, tmp_path):
    bad = codes(3)[1]
    run, out = issued(3, {bad: f"示例{RARE}软件有限公司"}), tmp_path / "letters"
    for _ in range(2):
        made = printed(run, out)
        assert [bool(one.problem) for one in made] == [bad in one.name for one in made]
        assert [f"U+{ord(RARE):X}" in one.problem for one in made] == [bad in one.name for one in made]
        assert sorted(held(out)) == sorted(one.name for one in made if not one.problem)
