"""The database of a request: one connection, opened when a view first asks for it, closed after the answer."""

from contextlib import ExitStack
from pathlib import Path

from flask import Flask, current_app, g

from subsidy import policy, store
from subsidy.desk import law
from subsidy.policy import Policy
from subsidy.store import Database


def db() -> Database:
    """This request's connection; StoreError, which has a page of its own, where the database is not ready."""
    if "database" not in g:
        with ExitStack() as opened:
            g.database = opened.enter_context(store.connect(Path(current_app.config["DATABASE"])))
            g.close_database = opened.pop_all()
    return g.database


def in_force(name: str) -> Policy:
    """A policy as it is in force, the same as long as a request lasts; PolicyError where there is none."""
    known: dict[str, Policy] = g.setdefault("laws", {})
    if name not in known:
        known[name] = law.in_force(db(), name)
    return known[name]


def in_force_or_shipped(name: str) -> Policy:
    """The same for who needs no database: where there is none, the policy as it came with the program."""
    return in_force(name) if Path(current_app.config["DATABASE"]).exists() else policy.load(name)


def close_after_each_request(app: Flask) -> None:
    """Closes what `db` opened, whatever became of the request."""

    @app.teardown_request
    def close(error: BaseException | None) -> None:
        g.pop("database", None)
        g.pop("laws", None)
        if acting := g.pop("acting", None):
            acting.close()
        if opened := g.pop("close_database", None):
            opened.close()
