"""A firm's application by a program: begun, read, typed in, proved, sent, taken back."""

import pytest

from tests.api import caller
from tests.api.applying import YEAR, at, begun, proved, sent
from tests.api.caller import error
from tests.applicant import DETAILS, PDF, TIER
from tests.build import FIRMS

A, B, *_ = FIRMS
SECTION = at(A, "/sections/revenue_tier")


@pytest.fixture
def who(app):
    return caller.firm(app, A)


@pytest.fixture
def other(app):
    return caller.firm(app, B, name="示例乙软件有限公司")


def test_an_application_begins_with_the_name_of_the_account_and_is_found_by_its_address(who):
    made = who.post("/applications", {"year": YEAR})
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1{at(A)}"
    found = who.get(at(A))
    assert found.json == made.json
    assert found.headers["ETag"] == made.headers["ETag"]
    assert found.json["sections"][0]["values"] == {"name": "示例甲软件有限公司"}
    assert (found.json["standing"], found.json["ready"], found.json["submissions"]) == ("open", False, 0)
    assert [row["id"] for row in who.get("/applications").json["items"]] == [f"{YEAR}-{A}"]


def test_one_that_is_there_is_not_begun_again(who):
    begun(who, tier=TIER)
    before = who.get(at(A)).json
    assert error(begun(who, tier={"revenue": "1"}))[:2] == (409, "already")
    assert who.get(at(A)).json == before


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "year"),
        ({"year": 1999}, "year"),
        ({"year": 2099}, "year"),
        ({"year": 2022, "more": 1}, "more"),
        ({"year": 2022, "sections": {"nothing": {}}}, "sections.nothing"),
        ({"year": 2022, "sections": {"firm": []}}, "sections.firm"),
        ({"year": 2022, "sections": {"firm": {"name": 5}}}, "sections.firm.name"),
        ({"year": 2022, "sections": {"revenue_tier": {"claims": 1}}}, "sections.revenue_tier.claims"),
        ({"year": 2022, "sections": {"revenue_tier": {"claims": [1]}}}, "sections.revenue_tier.claims.0"),
        (
            {"year": 2022, "sections": {"revenue_tier": {"claims": [{"revenue": 5200}]}}},
            "sections.revenue_tier.claims.0.revenue",
        ),
        (
            {"year": 2022, "sections": {"outsourcing_bonus": {"claims": [{"orders": [{"strange": "1"}]}]}}},
            "sections.outsourcing_bonus.claims.0.orders.0.strange",
        ),
        ({"year": 2022, "sections": {"firm": {"name": "\ud800"}}}, ""),
    ],
    ids=str,
)
def test_what_cannot_be_typed_is_told_with_its_place_and_nothing_begins(who, body, path):
    status, code, problems = error(who.post("/applications", body))
    assert (status, code) == (422, "unreadable")
    assert path in problems
    assert who.get("/applications").json["items"] == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b'{"year": NaN}', 422),
        (b'{"year": 2022, "year": 2023}', 422),
        (b'{"year": 2022', 422),
        (b"\xff\xfe", 422),
        (b'{"a":' * 100_000, 422),
        (b'{"year": ' + b"9" * 5000 + b"}", 422),
        (b"{" + b" " * 17_000_000 + b"}", 413),
    ],
    ids=["empty", "list", "nan", "twice", "half", "not text", "deep", "long number", "huge"],
)
def test_what_is_no_json_is_refused_and_said_so(who, text, status):
    assert error(who.post("/applications", text, content_type="application/json"))[0] == status


def test_only_json_is_taken(who):
    assert error(who.post("/applications", b"year=2022", content_type="application/x-www-form-urlencoded"))[0] == 415


def test_a_section_is_saved_over_the_version_it_was_read_in(who):
    begun(who)
    read = who.get(SECTION)
    assert (read.json["version"], read.headers["ETag"]) == (0, '"0"')
    first = who.put(SECTION, {"claims": [TIER]}, match=read.headers["ETag"])
    assert (first.status_code, first.json["version"], first.json["status"]) == (200, 1, "ready")
    second = who.put(SECTION, {"claims": [{"revenue": "2"}]}, match=read.headers["ETag"])
    assert error(second)[:2] == (412, "changed")
    assert who.get(SECTION).json["values"] == {"claims": [TIER]}
    same = who.put(SECTION, {"claims": [TIER]}, match=read.headers["ETag"])
    assert (same.status_code, same.headers["ETag"]) == (200, '"1"')


@pytest.mark.parametrize(
    ("match", "status"),
    [(None, 428), ("*", 428), ('"5"', 412), ('"x"', 412), ('""', 412), ("1", 200), ('"99999999999999999999"', 412)],
)
def test_a_change_names_the_version_it_was_made_from(who, match, status):
    begun(who, tier=TIER)
    assert who.put(SECTION, {"claims": [{"revenue": "1"}]}, match=match).status_code == status
    if status != 200:
        assert who.delete(SECTION, match=match).status_code == status
        assert who.get(SECTION).json["values"] == {"claims": [TIER]}


def test_half_a_section_is_saved_with_all_that_is_wrong_with_it(who):
    begun(who)
    answer = who.put(SECTION, {"claims": [{"revenue": "很多"}]}, match='"0"')
    assert answer.status_code == 200
    assert answer.json["status"] == "in_progress"
    assert {one["path"] for one in answer.json["problems"]} == {"claims.0.revenue", "claims.0.previous_revenue"}
    assert "revenue_tier.claims.0.revenue" in {one["path"] for one in who.get(at(A)).json["problems"]}


def test_an_emptied_section_claims_nothing_and_counts_on(who):
    begun(who, tier=TIER)
    answer = who.delete(SECTION, match='"1"')
    assert (answer.status_code, answer.json["values"], answer.headers["ETag"]) == (200, {"claims": []}, '"2"')


def test_a_firm_never_learns_of_anothers(who, other):
    begun(other, tier=TIER)
    assert (
        error(who.get(at(B)))[:2] == error(who.get("/applications/2022-91330402MA2AB1230N"))[:2] == (404, "not_found")
    )
    assert other.get(at(B)).status_code == 200
    proved(other, B)
    piece = other.get(at(B, "/evidence")).json["items"][0]
    sent(other, B)
    begun(who, tier=TIER)
    asked = [
        ("GET", at(B, "/estimate")),
        ("GET", at(B, "/status")),
        ("GET", at(B, "/evidence")),
        ("GET", at(B, f"/evidence/{piece['id']}")),
        ("GET", at(A, f"/evidence/{piece['id']}")),
        ("DELETE", at(B, f"/evidence/{piece['id']}")),
        ("DELETE", at(A, f"/evidence/{piece['id']}")),
        ("GET", at(B, "/sections/firm")),
        ("PUT", at(B, "/sections/firm")),
        ("DELETE", at(B, "/sections/firm")),
        ("POST", at(B, "/sections/revenue_tier/evidence/audit?name=x.pdf")),
        ("GET", at(B, "/submissions")),
        ("GET", at(B, "/submissions/1")),
        ("GET", at(A, "/submissions/1")),
        ("GET", at(B, "/submissions/1/receipt")),
        ("POST", at(B, "/submissions")),
        ("POST", at(B, "/withdrawal")),
    ]
    for method, path in asked:
        body = PDF if "evidence/audit" in path else {"declaration": True} if path.endswith("submissions") else {}
        answer = who.ask(method, path, body if method in ("POST", "PUT") else None, match=f'"{piece["digest"]}"')
        assert error(answer)[:2] == (404, "not_found"), (method, path, answer.text)
    assert other.get(at(B, "/evidence")).json["items"] == [{**piece, "submitted": True}]
    assert DETAILS["name"] in other.get(at(B)).text


@pytest.mark.parametrize("where", ["", "x", f"1999-{A}", f"2099-{A}", f"2022-{A.lower()}", f"2022-{A}x", "2022-%00"])
def test_addresses_of_nothing_are_nothing(who, where):
    begun(who)
    assert error(who.get(f"/applications/{where}"))[0] == 404


def test_a_token_that_only_reads_changes_nothing(app, who):
    begun(who, tier=TIER)
    proved(who, A)
    reads = caller.firm(app, A, "read_apply")
    tag = reads.get(at(A)).headers["ETag"]
    for answer in (
        begun(reads, year=2023),
        reads.put(SECTION, {"claims": []}, match='"1"'),
        reads.delete(SECTION, match='"1"'),
        reads.post(f"{SECTION}/evidence/audit?name=x.pdf", PDF),
        sent(reads, A, match=tag),
        reads.post(at(A, "/withdrawal"), {}, match=tag),
    ):
        assert error(answer)[:2] == (403, "forbidden")
    assert who.get(at(A)).headers["ETag"] == tag


def test_years_come_in_parts(who):
    for year in (2022, 2023, 2024):
        begun(who, year=year)
    first = who.get("/applications?limit=2")
    assert [row["year"] for row in first.json["items"]] == [2024, 2023]
    assert first.headers["Link"].endswith('; rel="next"')
    following = first.headers["Link"].split(">")[0].removeprefix("</api/v1")
    last = who.get(following)
    assert [row["year"] for row in last.json["items"]] == [2022]
    assert (last.json["next"], last.headers.get("Link")) == (None, None)
    assert [row["year"] for row in who.get("/applications?year=2023").json["items"]] == [2023]


@pytest.mark.parametrize(
    ("query", "path"),
    [("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"), ("after=x", "after"), ("after=W10", "after"),
     ("after=MTk5OQ", "after"), ("after=%C3%A9", "after"), ("strange=1", "strange"), ("year=x", "year")],
)  # fmt: skip
def test_what_is_asked_wrongly_is_told(who, query, path):
    assert error(who.get(f"/applications?{query}"))[2].keys() == {path}
