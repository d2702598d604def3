"""A browser for tests: keeps cookies, takes a form's token from the page it stands on, says where a post comes from."""

from pathlib import Path

import lxml.html

from subsidy import config, store
from subsidy.desk.firm import accounts
from tests import fresh

PASSWORD = "一句好记的话，够长了"
HERE = {"Origin": "http://localhost"}


class Visitor:
    """Somebody at a browser."""

    def __init__(self, app):
        self.app, self.client = app, app.test_client()

    def get(self, path, **headers):
        """A page, redirects followed."""
        return self.client.get(path, headers=headers, follow_redirects=True)

    def token(self, page="/login"):
        """The token of the forms on a page."""
        found = lxml.html.document_fromstring(self.get(page).text).xpath("//input[@name='csrf_token']/@value")
        return found[0]

    def post(self, path, page=None, **fields):
        """A form sent from `page`, else its own, with its token; the answer itself, not where it leads."""
        fields = {"csrf_token": self.token(page or path)} | fields
        return self.client.post(path, data=fields, headers=HERE)

    def log_in(self, login, password=PASSWORD, **more):
        """The login form, sent."""
        return self.post("/login", login=login, password=password, **more)

    @property
    def logged_in(self):
        """Whether pages know who this is."""
        return "退出" in self.get("/verify").text


def site(folder: Path, monkeypatch, make=fresh.app):
    """An application with an empty database and its keys in a folder."""
    monkeypatch.setenv(config.DATABASE, str(folder / "subsidy.db"))
    monkeypatch.delenv(config.KEYS, raising=False)
    fresh.database(folder / "subsidy.db")
    return make()


def account(folder: Path, uscc, name="示例甲软件有限公司", since="2022-01-01T00:00:00+08:00"):
    """An account of a firm that has had its password for long."""
    with store.connect(folder / "subsidy.db") as db:
        made = accounts.register(db, uscc, name, PASSWORD)
        db.execute("UPDATE accounts SET changed = ? WHERE id = ?", [since, made.id])
    return made


def page(answer):
    """A page as elements."""
    return lxml.html.document_fromstring(answer.text)


def told(answer):
    """What is wrong, by the field it leads to."""
    links = page(answer).xpath("//*[contains(@class, 'problems')]//a")
    return {link.get("href").removeprefix("#"): link.text_content() for link in links}
