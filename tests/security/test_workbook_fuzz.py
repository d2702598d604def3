"""Workbooks spoilt in thousands of ways, at each door: every row is taken, or refused with its place, in words."""

import random

import pytest

from subsidy import desk, workbook
from subsidy.desk.bureau.money import payments as paying
from subsidy.desk.bureau.money.payments import RejectedError
from subsidy.desk.firm import sheet
from subsidy.desk.firm.sheet import SheetError
from subsidy.money import fen
from subsidy.store import check
from subsidy.workbook import payments
from subsidy.workbook.grid import WorkbookError
from tests import messy, payer
from tests.much import much
from tests.security import nasty
from tests.test_sheet import CELLS, HEADINGS, ORDERS, YEAR, A, book

FILES, SEEDS = much(100, 400), range(5)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """The parts of an office's workbook."""
    path = tmp_path_factory.mktemp("fuzz") / "intake.xlsx"
    messy.write(path)
    return nasty.unpacked(path.read_bytes())


def spoilt(seed, parts, path, count=FILES):
    """So many spoilt workbooks, each put where a door reads it."""
    rng = random.Random(seed)
    for _ in range(count):
        path.write_bytes(nasty.workbook(rng, parts))
        yield path


def read(reader, refused):
    """What a reader makes of a file, and why it is refused whole; nothing else may happen."""
    try:
        return reader(), ""
    except refused as error:
        return None, str(error)


def told(refusals):
    """Refusals that say where and what, in words that can be written anywhere."""
    for refusal in refusals:
        assert refusal.place.strip()
        assert len(refusal.message) > 3
        assert str(refusal).encode()
    return bool(refusals)


@pytest.fixture(scope="module")
def before(law, parts, tmp_path_factory):
    """How much is refused of the workbook as it was."""
    path = tmp_path_factory.mktemp("sound") / "in.xlsx"
    path.write_bytes(nasty.packed(parts))
    return len(workbook.read(path, law).refusals)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_intake_workbook_is_read_or_refused_with_places(law, parts, before, tmp_path, seed):
    outcomes = {"none": 0, "some": 0, "all": 0}
    for path in spoilt(seed, parts, tmp_path / "in.xlsx"):
        found, why = read(lambda path=path: workbook.read(path, law), WorkbookError)
        if found is None:
            assert "in.xlsx：" in why
            outcomes["none"] += 1
            continue
        told(found.refusals)
        assert all(note.strip() for note in found.notes)
        outcomes["some" if len(found.refusals) > before else "all"] += 1
    assert all(outcomes.values()), outcomes


@pytest.mark.parametrize("seed", SEEDS)
def test_a_firms_sheet_is_read_or_refused_with_places(law, tmp_path, seed):
    sound = nasty.unpacked(book(HEADINGS.split("\t"), *[[f"HT-{n}", *CELLS[1:]] for n in range(6)], merged=["B2:B4"]))
    outcomes = {"none": 0, "some": 0, "all": 0}
    for path in spoilt(f"sheet{seed}", sound, tmp_path / "in.xlsx"):
        found, why = read(lambda path=path: sheet.rows(law, ORDERS, path.read_bytes(), A, YEAR), SheetError)
        if found is None:
            assert why.encode()
            outcomes["none"] += 1
            continue
        for problem in (*found.problems, *found.notes):
            assert problem.message.strip()
            assert problem.row >= 0
            assert f"{problem.column}{problem.message}".encode()
        outcomes["some" if found.problems else "all"] += 1
    assert all(outcomes.values()), outcomes


@pytest.fixture
def listed(db, law, tmp_path):
    """A run and its payment list, filled in."""
    run = payer.made(db, law)
    path = payer.written(db, run, tmp_path / "list.xlsx")
    return run, nasty.unpacked(payer.filled(path, **{payer.A: payer.paid(), payer.B: payer.back()}).read_bytes())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_payment_list_is_read_or_refused_with_places(listed, tmp_path, seed):
    outcomes = {"none": 0, "some": 0, "all": 0}
    for path in spoilt(f"payments{seed}", listed[1], tmp_path / "in.xlsx"):
        found, why = read(lambda path=path: payments.read(path), WorkbookError)
        if found is None:
            assert "in.xlsx：" in why
            outcomes["none"] += 1
            continue
        outcomes["some" if told(found.refusals) else "all"] += 1
    assert all(outcomes.values()), outcomes


def test_what_a_spoilt_payment_list_says_is_booked_whole_or_not_at_all(db, listed, tmp_path):
    run, sound = listed
    booked = rejected = 0
    for path in spoilt("booked", sound, tmp_path / "in.xlsx", 200):
        before = db.execute("SELECT count(*) FROM payments").fetchone()
        done, why = read(lambda path=path: paying.confirm(db, run, path, payer.FINANCE), (WorkbookError, RejectedError))
        booked, rejected = booked + (done is not None), rejected + (done is None)
        if done is None:
            assert why.encode()
            assert db.execute("SELECT count(*) FROM payments").fetchone() == before
    assert min(booked, rejected) > 10
    owed = "SELECT count(*), sum(amount) FROM payments WHERE kind = 'paid'"
    assert db.execute(owed).fetchone()[0] <= 2
    assert not check.check(db)


def test_what_is_accepted_goes_all_the_way_through_the_desk(db, law, parts, tmp_path):
    taken = 0
    for path in spoilt("desk", parts, tmp_path / "in.xlsx", 200):
        found, _ = read(lambda path=path: workbook.read(path, law), WorkbookError)
        if found is not None:
            told(desk.take_in(db, law, found, accepted=True).refusals)
            taken += 1
    for (year,) in db.execute("SELECT DISTINCT year FROM applications").fetchall():
        desk.set_budget(db, law, year, fen(10**8))
        desk.run(db, law, year)
    assert taken > 80
    assert db.execute("SELECT count(*) FROM claims").fetchone()[0] > 5
    assert not check.check(db)
