"""The benchmarks measure what they say: the same totals, the program's own run, the same letters."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pikepdf
import pytest
from lxml import html

from bench.common import ROOT
from bench.ledger import build as ledger
from bench.ledger import worker as applicants
from bench.letters import check, peers, prepare, scale, sheet, world
from bench.letters import worker as printer
from bench.load import run as load
from bench.load import world as deadline
from bench.rules import firms, ours, plain
from bench.run import build, worker
from subsidy import store
from subsidy.store.check import check as whole


@pytest.mark.parametrize("kind", ["ours", "ours_told", "ours_json"])
@pytest.mark.parametrize("busy", [False, True])
def test_every_way_of_deciding_comes_to_the_plain_total(kind, busy):
    prepare, decide = ours.load(kind)
    for firm in firms.make(60, busy=busy):
        assert decide(prepare(firm)) == plain.total(firm)


def test_the_run_that_is_timed_is_a_real_one(tmp_path):
    path = tmp_path / "bench.db"
    build.build(path, 24)
    found = worker.in_steps(path, tmp_path)
    assert found["decisions"] == 24
    assert found["rows"] > 24
    assert 0 < found["reserve"] < 24


@pytest.mark.parametrize("where", [ledger.SPREAD, ledger.SAME])
def test_the_ledger_is_one_of_real_runs_and_the_applications_are_decided(tmp_path, where):
    path = tmp_path / "subsidy.db"
    assert 40 <= ledger.build(path, 40, where) < 80
    found = applicants.measure(path, 4, where)
    assert all(found[step] > 0 for step in ("type", "submit", "preview", "run"))
    with store.connect(path) as db:
        assert db.execute("SELECT count(*) FROM submissions").fetchone() == (4,)
        assert db.execute("SELECT count(*) FROM decisions WHERE run = '2022-001'").fetchone()[0] >= 4
        years = {year for (year,) in db.execute("SELECT DISTINCT year FROM ledger")}
        assert years == {2022} if where == ledger.SAME else len(years) > 2
        assert whole(db) == []


def test_firms_of_deadline_day_really_send_and_what_is_lost_is_found(tmp_path):
    found = load.ours(tmp_path, firms=2, batch=6)
    assert found["wrong"] == []
    assert {kind: count for kind, (count, _, _) in found["kinds"].items() if kind in ("login", "submit", "check")} == {
        "login": 4,
        "submit": 2,
        "check": 2,
    }
    brought = found["brought"]
    assert all(brought)
    assert deadline.lost(tmp_path, 2, 6, "2022-001", brought) == []
    assert deadline.lost(tmp_path, 2, 6, "2022-001", [one + 1 for one in brought])
    assert deadline.lost(tmp_path, 2, 7, "2022-001", brought) == ["2022-001: 6 decisions of 7"]
    assert len(deadline.lost(tmp_path, 3, 6, "2022-001", [*brought, 0])) == 1
    next((tmp_path / "files").rglob("*/*")).unlink()
    assert deadline.lost(tmp_path, 2, 6, "2022-001", brought)


@pytest.mark.parametrize(("kind", "rows"), [(load.BARE, 0), (load.INSERT, 12)])
def test_the_servers_beside_it_do_what_they_say(tmp_path, kind, rows):
    found = load.plain(tmp_path, kind, clients=3, each=4)
    assert (found["wrong"], found["requests"]) == ([], 12)
    with closing(sqlite3.connect(tmp_path / "bare.db")) as db:
        assert db.execute("SELECT count(*) FROM bare").fetchone() == (rows,)


LETTERS = 3


@pytest.fixture(scope="module")
def printing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("letters")
    return folder, prepare.prepare(folder, LETTERS)


def test_the_sheet_of_a_letter_says_all_that_its_html_says(printing):
    for one in printing[1]:
        (article,) = html.document_fromstring(one["html"]).iter("article")
        assert sheet.text(one) == "".join(article.text_content().split())


@pytest.mark.parametrize("name", ["plain", "typst", "reportlab", "ours"])
def test_every_contender_prints_the_same_text(printing, tmp_path, name):
    folder, sheets = printing
    python = peers.python() if name.split("_")[0] in peers.MODULES else sys.executable
    if not peers.has(python, name):
        pytest.skip("its library is not installed")
    for mode in ("single", "merged"):
        command = [python, "-m", "bench.letters.worker", name, mode, folder, tmp_path / mode]
        found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=True).stdout)
        assert found["kb"] > 1
    checked = check.check(sheets, tmp_path / "single", tmp_path / "merged")
    assert not checked["bad"]
    if name in ("plain", "ours"):
        assert checked["pages"] == LETTERS
    if name in ("plain", "typst"):
        with pikepdf.Pdf.open(tmp_path / "single" / "0.pdf") as pdf:
            assert pdf.attachments["award.json"].get_file().read_bytes().decode() == sheets[0]["award"]
            assert pdf.open_metadata()["pdfaid:part"] == "3"


def test_a_letter_that_says_less_or_more_is_found(printing, tmp_path):
    folder, sheets = printing
    contender, given = printer.load("plain_bare", folder)
    contender.single(given[:1], tmp_path)
    said = sheet.text(sheets[0])
    assert check.differences(said, tmp_path / "0.pdf") == (0, 0)
    assert check.differences(said.replace("元", "圆"), tmp_path / "0.pdf") == (said.count("元"), said.count("元"))


def test_the_letters_of_the_large_print_are_those_of_the_run(printing, tmp_path):
    database = printing[0] / "letters.db"
    found = scale.work(database, "2022-001", 3, "merged", tmp_path)
    wanted = [letter.number for letter in world.letters(database, "2022-001")][:3]
    assert found["letters"] == len(set(wanted)) == 3
    with pikepdf.Pdf.open(tmp_path / "merged.pdf") as pdf:
        assert len(pdf.pages) >= 3
