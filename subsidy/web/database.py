"""The database of a request: one connection, opened when a view first asks for it, closed after the answer."""

from contextlib import ExitStack
from pathlib import Path

from flask import Flask, current_app, g

from subsidy import store
from subsidy.store import Database


def db() -> Database:
    """This request's connection; StoreError, which has a page of its own, where the database is not ready."""
    if "database" not in g:
        with ExitStack() as opened:
            g.database = opened.enter_context(store.connect(Path(current_app.config["DATABASE"])))
            g.close_database = opened.pop_all()
    return g.database


def close_after_each_request(app: Flask) -> None:
    """Closes what `db` opened, whatever became of the request."""

    @app.teardown_request
    def close(error: BaseException | None) -> None:
        g.pop("database", None)
        if acting := g.pop("acting", None):
            acting.close()
        if opened := g.pop("close_database", None):
            opened.close()
