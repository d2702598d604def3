"""An application with an empty database."""

import pytest

from subsidy.desk.bureau.runs import jobs
from tests import forked
from tests.api import caller


@pytest.fixture(autouse=True)
def quick_jobs(monkeypatch):
    """Jobs have processes of their own, forked from one that has read the program; tests/test_jobs.py has real ones."""
    monkeypatch.setattr(jobs, "_process", forked.job)


@pytest.fixture
def app(tmp_path, monkeypatch):
    return caller.site(tmp_path, monkeypatch)


@pytest.fixture
def database_of(app, tmp_path):
    return tmp_path / "subsidy.db"
