"""How a database is, for who watches: told of real folders and files that may not be written."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from subsidy import store
from subsidy.store import standing

NOBODY = 65534


@contextmanager
def without_rights():
    """Whoever runs the tests, nobody in here may write what is marked as not to be written."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(mine)


@pytest.fixture
def path():
    """A database in a folder that everybody may reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    store.create(folder / "subsidy.db")
    yield folder / "subsidy.db"
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize(("folder", "file"), [(0o555, 0o444), (0o555, 0o666), (0o777, 0o444)])
def test_a_folder_or_file_that_may_not_be_written_is_told(path, folder, file):
    path.chmod(file)
    path.parent.chmod(folder)
    with without_rights():
        assert standing.standing(path).database == "read_only"


def test_what_may_not_even_be_read_is_not_well(path):
    path.chmod(0)
    path.parent.chmod(0o555)
    with without_rights():
        assert standing.standing(path) == ("read_only", "unknown")


def test_a_database_at_rest_and_one_in_use_are_well(path):
    assert standing.standing(path) == ("ok", "ok")
    with store.connect(path) as db, store.write(db):
        assert standing.standing(path) == ("ok", "ok")
    assert standing.standing(path) == ("ok", "ok")


def test_asking_makes_no_database(tmp_path):
    assert standing.standing(tmp_path / "subsidy.db") == ("missing", "unknown")
    assert list(tmp_path.iterdir()) == []
