"""A bureau's year asked by programs: its people with tokens, and everything that a list gives, part after part."""

from subsidy import config, create_app
from tests import filled


def app(made, monkeypatch):
    """The site and the API on a filled office."""
    for name, value in filled.environment(made.folder).items():
        monkeypatch.setenv(name, value)
    assert config.database() == made.folder / "subsidy.db"
    return create_app()


def all_of(who, path, limit=2, **asked):
    """Every item of a list, asked for in parts; no item comes twice, and each part but the last is full."""
    found, query = [], {**asked, "limit": limit}
    while True:
        told = who.get(path, query_string=query).json
        assert len(told["items"]) <= limit
        found += told["items"]
        if told["next"] is None:
            return found
        assert len(told["items"]) == limit
        query["after"] = told["next"]
