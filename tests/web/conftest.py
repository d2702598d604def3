"""The office and its site."""

import pytest
from flask import Flask

from subsidy import create_app
from tests.web.office import build


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
    return create_app()


@pytest.fixture
def client(app):
    return app.test_client()
