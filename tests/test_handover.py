"""A print run handed over once: what was logged and got no name is found by the next print, what was not is removed."""

import datetime
import fcntl
import hashlib
import io

import pikepdf
import pytest

from subsidy import desk
from subsidy.desk import handover, papers, printrun
from subsidy.desk.papers import PrintError
from subsidy.money import fen
from tests.build import codes, hand_in, issue, project

DAY = datetime.date(2022, 3, 10)
FIRMS = codes(3)


@pytest.fixture
def run(db, law):
    """Three firms' letters, numbered."""
    hand_in(db, law, {code: [project(100)] for code in FIRMS})
    desk.set_budget(db, law, 2022, fen(1_000))
    made, _ = desk.run(db, law, 2022)
    issue(db, made, DAY)
    return made


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def write(db, run, cache, tmp_path):
    """Prints the run into one file, which is given back."""

    def make(**more):
        path = tmp_path / "out" / "all.pdf"
        assert list(printrun.write(db, papers.papers(db, run, {}), path, cache=cache, **more)) == []
        return path

    return make


def interrupted(path, kind="district-duplex"):
    """The file as a process leaves it that was killed after it logged the print and before it gave the name."""
    data = path.read_bytes()
    path.rename(path.with_name(f".{kind}.{hashlib.sha256(data).hexdigest()[:32]}{handover.WAITING}"))
    return data


def prints(db):
    return sorted(row["copy"] for row in db["prints"].rows)


def there(path):
    return sorted(file.name for file in path.parent.iterdir())


def test_what_was_logged_is_handed_over_and_not_printed_again(db, write):
    path = write()
    data = interrupted(path)
    assert write().read_bytes() == data
    assert there(path) == ["all.pdf"]
    assert prints(db) == [1, 1, 1]
    assert write().read_bytes() != data, "printed once more it says so"
    assert prints(db) == [1, 1, 1, 2, 2, 2]


def test_what_was_not_logged_is_removed(db, write):
    path = write()
    path.with_name(".district-duplex.0123.print").write_bytes(b"never logged")
    write()
    assert there(path) == ["all.pdf"]
    assert prints(db) == [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize("other", [{"order": "firm"}, {"duplex": False}])
def test_a_print_that_was_asked_for_otherwise_is_another(db, write, other):
    data = interrupted(write())
    path = write(**other)
    assert path.read_bytes() != data
    assert prints(db) == [1, 1, 1, 2, 2, 2]
    assert write().read_bytes() == data, "the first one still waits"
    assert there(path) == ["all.pdf"]


def test_a_print_of_fewer_letters_is_not_handed_over_for_all(db, law, run, write):
    data = interrupted(write())
    desk.reverse(db, run, FIRMS[0], None, "核实后撤销奖励")
    issue(db, run, DAY)
    path = write()
    assert path.read_bytes() != data
    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        assert len(pdf.pages) > 3
    assert prints(db) == [1, 1, 1, 1, 2, 2, 2]


def test_what_another_process_is_about_to_log_is_left_to_it(db, write):
    path = write()
    busy = path.with_name(".district-duplex.4567.print")
    busy.write_bytes(b"about to be logged")
    with busy.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write()
    assert there(path) == [busy.name, "all.pdf"]


def test_who_comes_second_leaves_no_file(db, run, tmp_path):
    partial, path = tmp_path / "one.part", tmp_path / "one.pdf"
    partial.write_bytes(b"made while somebody else printed")
    made = papers.copies(db, [paper.key for paper in papers.papers(db, run, {})])
    papers.printed(db, made, "office", run, "0" * 64)
    with pytest.raises(PrintError, match="补打次数已变"):
        handover.hand_over(db, partial, path, run, "district-duplex", made, "office")
    assert [file for file in tmp_path.iterdir() if file.suffix in (".part", ".pdf", ".print")] == []


def test_the_trail_says_who_printed_which_file(db, run, write):
    digest = hashlib.sha256(write().read_bytes()).hexdigest()
    (entry,) = [row for row in db["audit"].rows if row["act"] == "print"]
    assert (entry["subject"], digest in entry["detail"]) == (run, True)
