"""A firm that fills in its sections: forms as a browser would send them, and what became of them."""

import io
import json
from collections.abc import Mapping

from tinyhtml5.parser import HTMLParser
from werkzeug.datastructures import MultiDict

from subsidy.desk.firm import drafts
from tests.applicant import ITEMS
from tests.web import visitor
from tests.web.sending import YEAR, A, page

YEAR_PATH = f"/year/{YEAR}"


def path(section, rest=""):
    """A section's page by its short name in tests.applicant."""
    return f"{YEAR_PATH}/{ITEMS.get(section, section)}{rest}"


def fields(answer, form="section-form"):
    """The fields of a form as they stand on a page."""
    found = page(answer).xpath("//form[@id=$id]" if form else "//main//form", id=form)[0]
    return MultiDict(found.form_values())


def send(who, where, data, **files):
    """A form sent with its files; the answer itself, not where it leads."""
    if files:
        data = {**data.to_dict(flat=False), **{name: [(io.BytesIO(d), n) for n, d in f] for name, f in files.items()}}
    return who.client.post(where, data=data, headers=visitor.HERE)


def bare(who, **more):
    """A form with nothing but its token."""
    return MultiDict({"csrf_token": who.token("/password"), **more})


def again(answer, button):
    """The first form on a page, with the button that is pressed."""
    return MultiDict([*fields(answer, form="").items(multi=True), (button, "1")])


def press(who, where, button="save", typed: Mapping[str, str] | None = None, files=None):
    """Opens a page, types into its fields, presses a button."""
    data = fields(who.get(where))
    for name, value in {**(typed or {}), button: "1"}.items():
        data[name] = value
    return send(who, where.split("?")[0], data, **(files or {}))


def autosave(who, where, data, version=None):
    """What the page's script sends."""
    pairs = [list(pair) for pair in data.items(multi=True) if pair[0] not in ("csrf_token", "version")]
    body = {"version": int(data["version"]) if version is None else version, "fields": pairs}
    headers = {"X-CSRFToken": data["csrf_token"], **visitor.HERE}
    return who.client.post(f"{where}/save", data=json.dumps(body), content_type="application/json", headers=headers)


def draft(site, section, uscc=A):
    """What the desk has of a section."""
    with site.db() as db:
        return drafts.load(db, site.law, YEAR, uscc, ITEMS.get(section, section))


def sound(answer):
    """A page that is valid, whose fields have labels, whose references lead somewhere."""
    parser = HTMLParser()
    parser.parse(answer.text)
    assert parser.errors == []
    found = page(answer)
    assert len(found.xpath("//h1")) == len(found.xpath("//main")) == 1
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    wanted = " ".join(found.xpath("//@for | //@aria-describedby | //@aria-labelledby | //@list | //@form")).split()
    assert set(wanted) <= set(ids)
    shown = found.xpath("//input[@type!='hidden'] | //select | //textarea")
    assert {field.get("id") for field in shown} <= set(found.xpath("//label/@for"))
    assert not found.xpath("//script[not(@src)] | //@style | //style | //@onclick")
    assert "None" not in answer.text
    assert "Undefined" not in answer.text
    return found
