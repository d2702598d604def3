"""An application with an empty database."""

import pytest

from tests.api import caller


@pytest.fixture
def app(tmp_path, monkeypatch):
    return caller.site(tmp_path, monkeypatch)


@pytest.fixture
def database_of(app, tmp_path):
    return tmp_path / "subsidy.db"
