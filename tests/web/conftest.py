"""The office and its site."""

import pytest
from flask import Flask

from subsidy.desk.bureau.runs import jobs
from tests import forked, fresh
from tests.web.office import build


@pytest.fixture(autouse=True)
def quick_jobs(monkeypatch):
    """Jobs have processes of their own, forked from one that has read the program; tests/test_jobs.py has real ones."""
    monkeypatch.setattr(jobs, "_process", forked.job)


@pytest.fixture(scope="session")
def world(law, tmp_path_factory):
    return build(tmp_path_factory.mktemp("office"), law)


@pytest.fixture
def settings(world, monkeypatch):
    """The office's database and keys are named to this process and to those it starts."""
    for name, value in world.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def app(settings) -> Flask:
    return fresh.app()


@pytest.fixture
def client(app):
    return app.test_client()
