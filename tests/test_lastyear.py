"""What last year's claims give to start from: names, and what was this year's amount then."""

import pytest

from subsidy import store
from subsidy.desk.firm import drafts
from subsidy.money import fen
from subsidy.store import applying
from tests.build import FIRMS, hand_in, project, revenue

A = FIRMS[0]
TIER, ORDERS, CERTIFICATES = "revenue_tier", "outsourcing_bonus", "capability_certificate"
ORDER = {"contract": "HT-1", "buyer": "示例发包方", "buyer_region": "310000", "executed": "100"}


def start(db, law, name, year=2022):
    found = drafts.last_year(db, law, year, A, name)
    return found and (found.year, found.values["claims"], " ".join(found.told))


def filled(claims):
    return [{name: value for name, value in claim.items() if value} for claim in claims]


def test_last_years_revenue_is_this_years_previous_one(db, law):
    assert start(db, law, TIER) is None
    facts = {"revenue": fen(30_000_000), "previous_revenue": fen(20_000_000), "best_earlier_revenue": fen(25_000_000)}
    hand_in(db, law, {A: [(TIER, facts)]}, year=2021)
    year, claims, told = start(db, law, TIER)
    assert (year, filled(claims)) == (2021, [{"previous_revenue": "3,000", "best_earlier_revenue": "2,500"}])
    assert "“上年软件业务收入”取自 2021 年申报的“本年软件业务收入”" in told
    assert filled(start(db, law, TIER, 2023)[1]) == [{"best_earlier_revenue": "3,000"}]
    assert start(db, law, TIER, 2021) is None


def test_a_year_without_previous_revenue_gives_none_to_compare_with(db, law):
    hand_in(db, law, {A: [revenue(30_000_000, None)]}, year=2021)
    assert filled(start(db, law, TIER)[1]) == [{"previous_revenue": "3,000"}]


CARRIED = [
    (
        (ORDERS, {"orders": [{**ORDER, "executed": fen(5)}]}),
        [{"orders": [{**ORDER, "executed": ""}]}],
        "实际执行金额每年不同",
    ),
    (("first_version_product", {"product": "云平台", "grade": "provincial"}), [{"product": "云平台"}], "级别每年不同"),
    (
        (CERTIFICATES, {"scheme": "CMMI", "level": "三级"}),
        [{"scheme": "CMMI", "best_earlier_level": "三级"}],
        "等级每年",
    ),
    (project(500), [{"project": "示例项目"}], "核定金额每年不同"),
    (
        ("rd_match", {"project": "示例", "level": "national", "grant": fen(1)}),
        [{"project": "示例", "level": "national"}],
        "上级资助金额每年不同",
    ),
    (("financing", {"stage": "growth"}), [{"stage": "growth"}], "发展阶段"),
]


@pytest.mark.parametrize(("claim", "carried", "told"), CARRIED, ids=[claim[0] for claim, _, _ in CARRIED])
def test_names_are_carried_from_last_year_and_amounts_are_not(db, law, claim, carried, told):
    hand_in(db, law, {A: [claim]}, year=2021)
    year, claims, said = start(db, law, claim[0])
    assert (year, filled(claims)) == (2021, carried)
    assert told in said


@pytest.mark.parametrize(
    "claim",
    [
        ("national_list", {"list": "key_software_firm"}),
        ("security_certificate", {"scheme": "ISO27001"}),
        (
            "training_refund",
            {"trainees": [{"name": "甲", "certificate": "1", "employed_in_city": True, "passed": True,
                           "provider_qualified": True, "fee": 1}]},
        ),
    ],
)  # fmt: skip
def test_what_is_given_once_only_is_no_start(db, law, claim):
    hand_in(db, law, {A: [claim]}, year=2021)
    assert start(db, law, claim[0]) is None


def test_the_highest_level_of_each_certificate_is_where_this_year_starts(db, law):
    held = [("CCRC", "三级"), ("CCRC", "一级"), ("CMMI", "二级"), ("CMMI", "三级")]
    hand_in(db, law, {A: [(CERTIFICATES, {"scheme": s, "level": level}) for s, level in held]}, year=2020)
    _, claims, _ = start(db, law, CERTIFICATES)
    assert [(claim["scheme"], claim["best_earlier_level"]) for claim in claims] == [("CCRC", "一级"), ("CMMI", "三级")]


def test_what_was_withdrawn_last_year_is_no_start(db, law):
    hand_in(db, law, {A: [project(500)]}, year=2021)
    with store.write(db):
        applying.withdraw_claims(db, [row["id"] for row in applying.open_claims(db, law.id, 2021, A)], "", A)
    assert start(db, law, "major_project") is None


def test_a_firm_the_office_knows_starts_from_its_own_record(db, law):
    assert drafts.last_year(db, law, 2022, A, drafts.FIRM) is None
    hand_in(db, law, {A: [project(500)]}, details={"bank": "示例银行", "account": "0001"})
    found = drafts.last_year(db, law, 2022, A, drafts.FIRM)
    assert {name: value for name, value in found.values.items() if value} == {
        "name": f"示例{A[-4:]}软件有限公司",
        "bank": "示例银行",
        "account": "0001",
    }
