"""An empty database and an application, made once and used again: making them anew takes longer than most tests."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask

from subsidy import config, create_app, store


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "subsidy.db"
        store.create(path)
        assert [one.name for one in path.parent.iterdir()] == [path.name], "all of it is in the one file"
        return path.read_bytes()


def database(path: Path) -> Path:
    """An empty database at a path, as `subsidy init` leaves it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_empty())
    path.chmod(0o600)
    return path


@cache
def _app(more: Callable[[Flask], object]) -> tuple[Flask, dict]:
    made = create_app()
    more(made)
    return made, dict(made.config)


def app(more: Callable[[Flask], object] = bool) -> Flask:
    """An application on the database and keys that are named now, as `create_app` makes it, and with `more` in it.

    One for all tests: what changes one, or counts what it did, makes its own.
    """
    made, known = _app(more)
    made.config.clear()
    made.config.update(known, DATABASE=str(config.database()), KEYS=str(config.keys()), SECRET_KEY=None)
    return made
