"""A case in, what would help the firm out: the same as the command gives, and nothing is needed or kept."""

import json

import pytest
from click.testing import CliRunner

from subsidy.cli import group
from tests.api.caller import Caller, error
from tests.api.test_assess import CASE, WORKED


@pytest.fixture
def nobody(app, database_of):
    """Without a token, at a service without a database."""
    database_of.unlink()
    return Caller(app)


def asked(nobody, text, query=""):
    return nobody.post(f"/advise{query}", text.encode(), key="", content_type="application/json")


def test_worked_cases_are_advised_on_as_the_command_does(nobody):
    plain = [case for readings, case in WORKED if not readings][::7]
    told = CliRunner().invoke(group, ["advise"], input="\n".join(plain)).stdout.splitlines()
    assert [asked(nobody, case).json for case in plain] == [json.loads(line) for line in told]


def test_another_reading_is_advised_on(nobody):
    claim = {"item": "capability_certificate", "scheme": "CMMI", "level": "一级"}
    text = json.dumps({**CASE, "claims": [claim]})
    for query, wanted in (("", "三级"), ("?reading=capability_certificate.step=above_three", "四级")):
        texts = [road["text"] for road in asked(nobody, text, query).json["roads"]]
        assert f"CMMI 由一级升至{wanted}，增加 20 万元" in texts


@pytest.mark.parametrize("name", ["claims", "history"])
def test_no_more_is_worked_out_for_anybody_than_a_firm_can_have(nobody, name):
    award = {"item": "revenue_tier", "year": 2021, "amount": "1", "tier": "20000000"}
    one = {"claims": CASE["claims"][0], "history": award}[name]
    assert asked(nobody, json.dumps({**CASE, name: [one] * 500})).status_code == 200
    assert error(asked(nobody, json.dumps({**CASE, name: [one] * 501})))[2].keys() == {name}


@pytest.mark.parametrize("route", ["assess", "advise"])
def test_parts_that_would_take_long_to_hold_against_each_other_are_refused(nobody, route):
    person = {"name": "甲", "employed_in_city": True, "passed": True, "provider_qualified": True, "fee": "1"}
    claims = [{"item": "training_refund", "trainees": [{**person, "certificate": f"Z-{n}"}]} for n in range(300)]
    before = [{"item": "training_refund", "year": 2021, "amount": "1", "certificates": ["X"] * 100}] * 100
    text = json.dumps({**CASE, "claims": claims, "history": before}, ensure_ascii=False)
    told = error(nobody.post(f"/{route}", text.encode(), key="", content_type="application/json"))[2]
    assert "有明细的申报 300 项，与历年奖励共有明细 10300 条" in str(told["claims"])


def test_thousands_of_trainees_are_told_at_once_and_those_who_bring_most_by_name(nobody):
    person = {"name": "甲", "employed_in_city": True, "passed": False, "provider_qualified": True}
    trainees = [{**person, "certificate": f"Z-{n}", "fee": str(n)} for n in range(1, 5_001)]
    text = json.dumps({**CASE, "claims": [{"item": "training_refund", "trainees": trainees}]}, ensure_ascii=False)
    roads = [road for road in asked(nobody, text).json["roads"] if road["item"] == "training_refund"]
    assert len(roads) == 22
    assert roads[0]["gain"] == "3750750.00"
    assert roads[0]["text"].startswith("未达到条件的 5000 人都达到条件")
    assert [road["gain"] for road in roads[1:4]] == ["1500.00", "1499.70", "1499.40"]
