"""A program that asks the API: its token, its key for each act, and what it is told.

app = caller.site(folder, monkeypatch)
who = caller.firm(app, A)                                   # a token of A's account with every scope it can have
who = caller.staff(app, "jing", "read_runs", "run")
who.get("/applications").json; who.post("/runs", {...}, key="…", match=tag)
"""

import json
import secrets
from pathlib import Path

from subsidy import config, store
from subsidy.desk.bureau import tokens
from subsidy.desk.bureau.people import OF_FIRM
from subsidy.store import accounts as table
from tests import fresh

PREFIX = "/api/v1"


class Caller:
    """A program with a token, or with none."""

    def __init__(self, app, secret=None):
        self.app, self.secret, self.client = app, secret, app.test_client()

    def ask(self, method, path, body=None, *, key=None, match=None, **more):
        """An answer; `body` goes as JSON, bytes as they are; `key` is made where none is given, '' for none."""
        headers = dict(more.pop("headers", {}))
        if self.secret:
            headers["Authorization"] = f"Bearer {self.secret}"
        if method == "POST" and key != "":
            headers["Idempotency-Key"] = key or secrets.token_hex(8)
        if match is not None:
            headers["If-Match"] = match
        if isinstance(body, bytes):
            more.update(data=body, content_type=more.pop("content_type", "application/octet-stream"))
        elif body is not None:
            more.update(data=json.dumps(body), content_type="application/json")
        return self.client.open(f"{PREFIX}{path}", method=method, headers=headers, **more)

    def get(self, path, **more):
        """What is there."""
        return self.ask("GET", path, **more)

    def post(self, path, body=None, **more):
        """An act."""
        return self.ask("POST", path, body, **more)

    def put(self, path, body=None, **more):
        """A change."""
        return self.ask("PUT", path, body, **more)

    def delete(self, path, **more):
        """A removal."""
        return self.ask("DELETE", path, **more)


def site(folder, monkeypatch):
    """An application on a folder's database, made where there is none."""
    monkeypatch.setenv(config.DATABASE, str(folder / "subsidy.db"))
    monkeypatch.delenv(config.KEYS, raising=False)
    path = folder / "subsidy.db"
    if not path.exists():
        fresh.database(path)
    return fresh.app()


def token(app, login, *scopes, days=30):
    """The secret of a new token."""
    with store.connect(_path(app)) as db:
        return tokens.add(db, login, "示例程序", scopes, days, "示例管理")[1]


def firm(app, uscc, *scopes, name="示例甲软件有限公司"):
    """A program of a firm, whose account is made where there is none."""
    with store.connect(_path(app)) as db:
        if not table.by_login(db, uscc):
            table.add(db, uscc, table.FIRM, uscc, name, "", "2022-01-01T00:00:00+08:00")
    return Caller(app, token(app, uscc, *(scopes or OF_FIRM)))


def staff(app, login, *scopes):
    """A program of somebody of the staff, who has an account."""
    return Caller(app, token(app, login, *scopes))


def error(answer):
    """What went wrong: status, code, and each path with its message; and it has the one shape of errors."""
    told = answer.json["error"]
    assert set(answer.json) == {"error"}
    assert set(told) == {"code", "message", "problems", "request"}
    assert told["message"]
    assert told["request"]
    return answer.status_code, told["code"], {one["path"]: one["message"] for one in told["problems"]}


def _path(app):
    return Path(app.config["DATABASE"])
