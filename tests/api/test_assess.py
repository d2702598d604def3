"""A case in, a decision out: the same as the command gives, and nothing is needed or kept."""

import json
from itertools import groupby

import pytest
from click.testing import CliRunner

from schemas.decisions import dump_decision
from subsidy.assessment import assess
from subsidy.cli import group
from tests.api.caller import Caller, error
from tests.test_assessment import CASES, JIAXING, as_json, policy

CASE = {
    "case": "A-001",
    "policy": JIAXING,
    "year": 2022,
    "firm": {"uscc": "91330402MA2AB123XK", "name": "示例甲软件有限公司"},
    "claims": [{"item": "revenue_tier", "revenue": "52000000.00", "previous_revenue": "10000000"}],
    "history": [],
}
WORKED = sorted(
    (
        (tuple(row.get("readings", ())), json.dumps(as_json(policy(name), heading, row), ensure_ascii=False))
        for name, heading, row in (case.values for case in CASES)
        if name == JIAXING
    ),
    key=lambda case: case[0],
)
READINGS = {readings: [case for _, case in cases] for readings, cases in groupby(WORKED, key=lambda case: case[0])}


@pytest.fixture
def nobody(app, database_of):
    """Without a token, at a service without a database."""
    database_of.unlink()
    return Caller(app)


def asked(nobody, text, query=""):
    data = text.encode() if isinstance(text, str) else text
    return nobody.post(f"/assess{query}", data, key="", content_type="application/json")


@pytest.mark.parametrize("readings", READINGS, ids=lambda readings: " ".join(readings) or "as written")
def test_every_worked_case_is_decided_as_the_command_does_member_by_member(nobody, readings):
    options = [part for reading in readings for part in ("--reading", reading)]
    told = CliRunner().invoke(group, ["assess", *options], input="\n".join(READINGS[readings])).stdout.splitlines()
    query = "?" + "&".join(f"reading={reading}" for reading in readings)
    answers = [asked(nobody, case, query) for case in READINGS[readings]]
    assert {answer.status_code for answer in answers} == {200}
    assert [ordered(answer.text) for answer in answers] == [ordered(line) for line in told]


def ordered(text):
    """JSON with its members in their order."""
    return json.loads(text, object_pairs_hook=list)


def test_a_case_may_stand_on_many_lines_and_be_decided_under_another_policy(nobody):
    plain = asked(nobody, json.dumps(CASE)).json
    assert asked(nobody, json.dumps(CASE, indent=2)).json == plain
    assert asked(nobody, b"\xef\xbb\xbf" + json.dumps(CASE).encode()).json == plain
    assert asked(nobody, json.dumps({**CASE, "policy": "no"}), f"?policy={JIAXING}").json == plain


@pytest.mark.parametrize(
    ("change", "query", "path"),
    [
        ({"policy": "nothing"}, "", "policy"),
        ({"policy": None}, "", "policy"),
        ({"policy": ["x"]}, "", "policy"),
        ({}, "?policy=../x", "policy"),
        ({}, "?reading=x", "reading"),
        ({}, "?reading=revenue_tier.jump=none", "reading"),
        ({"policy": "nothing"}, "?reading=revenue_tier.jump=sum", "policy"),
        ({}, "?readings=revenue_tier.jump=sum", "readings"),
        ({"more": 1}, "", "more"),
        ({"claims": [{"item": "revenue_tier", "revenue": 1.005, "previous_revenue": None}]}, "", "claims.0.revenue"),
        ({"claims": [{"item": "revenue_tier", "revenue": "1"}]}, "", "claims.0.previous_revenue"),
        ({"firm": {"uscc": "x", "name": "示例"}}, "", "firm.uscc"),
        ({"year": "2022年度x"}, "", "year"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_with_its_path(nobody, change, query, path):
    status, code, problems = error(asked(nobody, json.dumps({**CASE, **change}), query))
    assert (status, code) == (422, "unreadable")
    assert path in problems


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"", 422),
        (b"  \n ", 422),
        (b"[]", 422),
        (b"{", 422),
        (b'{"case": "A", "case": "B"}', 422),
        (b"\xff", 422),
        (b"[" * 200_000, 422),
        (json.dumps(CASE).encode() + b"\n" + json.dumps(CASE).encode(), 422),
        (json.dumps({**CASE, "case": "\ud800"}).encode(), 422),
        (b" " * 1_000_001, 413),
    ],
    ids=["empty", "blank", "list", "half", "twice", "not text", "deep", "two", "half a character", "large"],
)
def test_what_is_no_case_is_refused(nobody, text, status):
    assert error(asked(nobody, text))[0] == status


def test_a_case_of_almost_the_largest_size_is_decided(nobody, law):
    one = {"contract": "示例合同", "buyer": "示例发包方", "buyer_region": "310000", "executed": "1"}
    orders = [{**one, "contract": f"HT-{n}"} for n in range(9_500)]
    case = {**CASE, "claims": [{"item": "outsourcing_bonus", "orders": orders}]}
    text = json.dumps(case, ensure_ascii=False)
    assert 900_000 < len(text.encode()) < 1_000_000
    answer = asked(nobody, text)
    assert answer.status_code == 200
    assert answer.json["total"] == "285.00"


@pytest.mark.parametrize("name", ["claims", "history"])
def test_no_more_is_worked_out_for_anybody_than_a_firm_can_have(nobody, name):
    award = {"item": "revenue_tier", "year": 2021, "amount": "1", "tier": "20000000"}
    one = {"claims": CASE["claims"][0], "history": award}[name]
    assert asked(nobody, json.dumps({**CASE, name: [one] * 500})).status_code == 200
    assert error(asked(nobody, json.dumps({**CASE, name: [one] * 501})))[2].keys() == {name}


def test_of_thousands_of_mistakes_some_are_told_and_the_rest_counted(nobody):
    orders = [{"contract": f"HT-{n}"} for n in range(5_000)]
    case = {**CASE, "claims": [{"item": "outsourcing_bonus", "orders": orders}]}
    told = asked(nobody, json.dumps(case)).json["error"]["problems"]
    assert len(told) == 201
    assert told[-1]["message"] == "还有 14800 处有误，没有列出"


def test_only_json_is_taken(nobody):
    assert error(nobody.post("/assess", b"{}", content_type="text/plain"))[0] == 415


def test_nothing_of_it_is_kept(app, database_of):
    before = database_of.read_bytes()
    assert asked(Caller(app), json.dumps(CASE)).status_code == 200
    assert database_of.read_bytes() == before
    assert not list(database_of.parent.glob("*.db-wal"))


def test_a_decision_is_told_whole(nobody, law):
    from schemas.cases import load_case

    wanted = dump_decision(assess(law, load_case(law, CASE)))
    assert asked(nobody, json.dumps(CASE)).json == wanted
