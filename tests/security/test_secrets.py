"""What the service writes is read by the service alone, however generous the machine is."""

import os
import stat
import subprocess
import sys

import pytest

from subsidy import config, store
from subsidy.cli import serve

YEAR = """
import os, sys, pathlib
os.umask(0)
from subsidy import policy, store
from tests import filled, fresh
fresh.database = store.create  # as the command makes it
filled.year(pathlib.Path(sys.argv[1]), policy.load("jiaxing-2022-10"))
"""
OF_THE_TEST = {"拨付清单.xlsx", "回执.xlsx"}  # what the test itself writes there


def open_to_others(folder):
    """What others of the machine could read, by path within the folder."""
    found = []
    for path in [folder, *folder.rglob("*")]:
        if stat.S_IMODE(path.lstat().st_mode) & 0o077 and path.name not in OF_THE_TEST:
            found.append(str(path.relative_to(folder)))
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A year at an office whose processes let everybody read everything."""
    folder = tmp_path_factory.mktemp("secrets") / "office"
    subprocess.run([sys.executable, "-c", YEAR, str(folder)], cwd=config.ROOT, check=True)
    return folder


def test_database_keys_and_files_of_a_year_are_the_services_alone(office):
    names = {path.name for path in office.iterdir()}
    assert {"subsidy.db", "keys", "files"} <= names
    assert {path.name for path in (office / "keys").iterdir()} >= {"office.key"}
    public = {f"keys/{name}" for name in ("office.pub",)}
    assert set(open_to_others(office)) - public == set()


def test_what_sqlite_writes_beside_it_is_too(office):
    with store.connect(office / "subsidy.db") as db, store.write(db):
        db.execute("UPDATE accounts SET name = name WHERE id = 1")
        beside = [path for path in office.iterdir() if path.name.startswith("subsidy.db-")]
        assert beside
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in beside)


def test_serving_says_when_others_can_read_the_database(office, monkeypatch):
    monkeypatch.setenv(config.DATABASE, str(office / "subsidy.db"))
    monkeypatch.delenv(config.KEYS, raising=False)
    assert serve._missing() == []
    os.chmod(office / "subsidy.db", 0o640)
    [told] = serve._missing()
    assert "chmod 600" in told
    os.chmod(office / "subsidy.db", 0o600)
