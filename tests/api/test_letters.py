"""Letters by a program: a firm's own, the very files that were issued."""

import pytest

from tests import fresh
from tests.api import caller
from tests.api.caller import error
from tests.web.office import A, B, build


@pytest.fixture(scope="module")
def world(law, tmp_path_factory):
    return build(tmp_path_factory.mktemp("letters"), law)


@pytest.fixture
def app(world, monkeypatch):
    for name, value in world.environment.items():
        monkeypatch.setenv(name, value)
    return fresh.app()


def test_a_firm_reads_its_letters_as_they_were_issued(app, world):
    who = caller.firm(app, A, "read_apply")
    listed = who.get("/letters").json["items"]
    assert {letter["kind"] for letter in listed} == {kind for uscc, kind in world.codes if uscc == A}
    for letter in listed:
        file = who.get(f"/letters/{letter['name']}")
        assert (file.status_code, file.content_type) == (200, "application/pdf")
        assert file.data == world.file(A, letter["kind"])
        assert "attachment" in file.headers["Content-Disposition"]


def test_another_firms_letter_is_none(app):
    who, other = caller.firm(app, A), caller.firm(app, B)
    for letter in other.get("/letters").json["items"]:
        assert error(who.get(f"/letters/{letter['name']}"))[:2] == (404, "not_found")
    assert error(who.get("/letters/../../etc/passwd"))[0] == 404
    assert error(who.get("/letters/x.pdf"))[0] == 404


def test_letters_come_in_parts(app):
    who = caller.firm(app, B)
    first = who.get("/letters?limit=1").json
    (one,) = first["items"]
    rest = who.get(f"/letters?limit=1&after={first['next']}").json
    assert [one, *rest["items"]] == who.get("/letters").json["items"]
    assert rest["next"] is None
