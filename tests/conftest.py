"""The law, an empty desk, and a workbook as people leave it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from subsidy import config, policy, store
from subsidy.cli import group
from tests import messy


@pytest.fixture(scope="session")
def law():
    return policy.load("jiaxing-2022-10")


@pytest.fixture
def database(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "subsidy.db"
    monkeypatch.setenv(config.DATABASE, str(path))
    store.create(path)
    return path


@pytest.fixture
def db(database):
    with store.connect(database) as found:
        yield found


@pytest.fixture(scope="session")
def workbook_path(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("intake") / "applications.xlsx"
    messy.write(path)
    return path


@pytest.fixture
def command(database):
    """Runs a command of the desk; what it wrote and how it ended."""

    def run(*args: object):
        return CliRunner().invoke(group, [str(arg) for arg in args])

    return run
