"""A firm's files by a program: brought as they are, read back, removed, refused."""

import io

import pytest

from tests.api import caller
from tests.api.applying import at, begun
from tests.api.caller import error
from tests.applicant import PDF, TIER
from tests.build import FIRMS

A, B, *_ = FIRMS
SECTION = at(A, "/sections/revenue_tier")


@pytest.fixture
def who(app):
    return caller.firm(app, A)


def test_evidence_is_brought_read_and_removed(who):
    begun(who, tier=TIER)
    asked = next(one for one in who.get(SECTION).json["evidence"] if one["missing"])
    where = f"{SECTION}/evidence/{asked['id']}?name=审计报告.pdf"
    made = who.post(where, PDF)
    assert (made.status_code, made.json["name"], made.json["size"]) == (201, "审计报告.pdf", len(PDF))
    assert who.post(where, PDF).json["id"] == made.json["id"]  # the same file again is the one that is there
    assert not any(one["missing"] for one in who.get(SECTION).json["evidence"] if one["id"] == asked["id"])
    address = made.headers["Location"].removeprefix("/api/v1")
    got = who.get(address)
    assert (got.data, got.headers["ETag"]) == (PDF, made.headers["ETag"])
    assert "attachment" in got.headers["Content-Disposition"]
    assert [one["id"] for one in who.get(at(A, "/evidence")).json["items"]] == [made.json["id"]]
    assert error(who.delete(address))[0] == 428
    assert error(who.delete(address, match='"x"'))[0] == 412
    assert who.delete(address, match=made.headers["ETag"]).status_code == 200
    assert error(who.get(address))[0] == 404
    assert error(who.delete(address, match=made.headers["ETag"]))[0] == 404


@pytest.mark.parametrize(
    ("data", "more", "status"),
    [
        (b"<html><script>", "name=x.pdf", 422),
        (b"", "name=x.pdf", 422),
        (PDF, "", 422),
        (PDF, "name=x.pdf&more=1", 422),
        (b"%PDF-" + b"0" * (20 * 1024 * 1024), "name=x.pdf", 413),
    ],
    ids=["html", "empty", "no name", "more", "large"],
)
def test_files_that_are_not_taken_are_told(who, data, more, status):
    begun(who, tier=TIER)
    asked = next(one["id"] for one in who.get(SECTION).json["evidence"] if one["missing"])
    assert error(who.post(f"{SECTION}/evidence/{asked}?{more}", data))[0] == status
    assert who.get(at(A, "/evidence")).json["items"] == []


def test_a_file_comes_as_it_is_and_for_what_is_asked(who):
    begun(who, tier=TIER)
    form = {"file": (io.BytesIO(PDF), "x.pdf")}
    assert error(who.post(f"{SECTION}/evidence/audit?name=x.pdf", data=form))[0] == 415
    assert error(who.post(f"{SECTION}/evidence/nothing?name=x.pdf", PDF))[0] == 404
    assert error(who.post(at(A, "/sections/firm/evidence/audit?name=x.pdf"), PDF))[0] == 404
