"""A site whose firms have typed something in, and what its pages show of that."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import lxml.html

from subsidy import store
from subsidy.letters import keys
from subsidy.store import applying
from tests import applicant
from tests.build import FIRMS
from tests.web import visitor

A, B, *_ = FIRMS
YEAR = 2022
CHECK, STATUS, WITHDRAW = (f"/year/{YEAR}/{page}" for page in ("check", "status", "withdraw"))
CLAIMS = {"tier": applicant.TIER, "certificates": [applicant.certificate("5级")]}


class Site(NamedTuple):
    """An application with its folder, and the law."""

    folder: Path
    app: Any
    law: Any

    @contextmanager
    def db(self):
        with store.connect(self.folder / "subsidy.db") as found:
            yield found

    def firm(self, uscc, name="示例软件有限公司"):
        """A firm with an account, logged in."""
        with self.db() as db:
            known = db.execute("SELECT 1 FROM accounts WHERE login = ?", [uscc]).fetchone()
        if not known:
            visitor.account(self.folder, uscc, name)
        found = visitor.Visitor(self.app)
        assert found.log_in(uscc).status_code == 303
        return found

    def type_in(self, uscc=A, bring=True, **claims):
        """Sections typed in, with the files they want."""
        with self.db() as db:
            details = {} if "firm" in claims else {"firm": applicant.DETAILS}
            applicant.save(db, self.law, uscc, YEAR, **details, **claims)
            if bring:
                applicant.bring(db, self.folder / "files", self.law, uscc, YEAR)

    def submissions(self, uscc=A):
        """What a firm sent."""
        with self.db() as db:
            return applying.submissions(db, self.law.id, YEAR, uscc)


def site(folder, monkeypatch, law):
    """An office with its keys, nobody in it."""
    made = Site(folder, visitor.site(folder, monkeypatch), law)
    keys.create(folder / "keys")
    return made


def page(answer):
    return lxml.html.document_fromstring(answer.text)


def main(answer):
    """What main says, without spaces."""
    return "".join(page(answer).find(".//main").text_content().split())


def form(answer, ticked=True):
    """The fields of the form that sends, as a browser would send them."""
    (found,) = page(answer).xpath("//form[@class='sending']")
    fields = {field.get("name"): field.get("value") for field in found.xpath(".//input[@type='hidden']")}
    return {**fields, "declared": "1"} if ticked else fields


def posted(who, fields, path=CHECK):
    """A form sent, where it leads not followed."""
    return who.client.post(path, data=fields, headers=visitor.HERE)


def sent(who):
    """The check page's form, sent."""
    return posted(who, form(who.get(CHECK)))
