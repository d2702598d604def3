"""The estimate: what the engine would decide, what is missing, what would bring more, and the range of readings."""

import itertools
import json

import pytest

from schemas.cases import load_case
from subsidy import desk, policy
from subsidy.assessment import assess
from subsidy.desk.bureau.claims.conditions import set_conditions
from subsidy.desk.bureau.runs import batch
from subsidy.desk.firm.estimate import estimate
from subsidy.money import fen, wan
from subsidy.store import connect, create
from tests.applicant import TIER, certificate, order, orders, project, values
from tests.build import FIRMS, GOOD, approve, hand_in, revenue
from tests.checking import HANDLER
from tests.test_policy import LAKESIDE

A, B, _, _ = FIRMS


def made(db, law, **claims):
    return estimate(db, law, 2022, A, values(**claims))


def only(found):
    (section,) = found.sections
    return section


def test_it_is_what_the_engine_decides_on_the_same_case(db, law):
    typed = {
        "tier": TIER,
        "orders": orders(order("HT-1", "2,000"), order("HT-2", "5", buyer_region="330402")),
        "certificates": [certificate("5级"), certificate("三级", "ITSS")],
        "projects": [project("50"), project("1.5", "又一项目")],
    }
    found = made(db, law, **typed)
    case = {
        "case": "A-001",
        "policy": law.id,
        "year": 2022,
        "firm": {"uscc": A, "name": "示例", "conditions": {}},
        "claims": [
            {"item": "major_project", "project": "示例项目", "approved": "500000"},
            {"item": "major_project", "project": "又一项目", "approved": "15000"},
            {"item": "revenue_tier", "revenue": "52000000", "previous_revenue": "40000000"},
            {
                "item": "outsourcing_bonus",
                "orders": [
                    {"contract": "HT-1", "buyer": "甲", "buyer_region": "310000", "executed": "20000000"},
                    {"contract": "HT-2", "buyer": "甲", "buyer_region": "330402", "executed": "50000"},
                ],
            },
            {"item": "capability_certificate", "scheme": "CMMI", "level": "5"},
            {"item": "capability_certificate", "scheme": "ITSS", "level": "3"},
        ],
        "history": [],
    }
    decision = assess(law, load_case(law, json.loads(json.dumps(case))))
    lines = [line for section in found.sections for line in section.lines]
    assert [(line.outcome, line.amount, line.title) for line in lines] == [
        (line.outcome, line.amount, line.item.title) for line in decision.lines
    ]
    assert found.total == decision.total
    assert [section.id for section in found.sections] == [name for name in law.items if name in set(values(**typed))]
    assert found.to_check == ("是否软件企业", "注册地是否在本市", "是否严重失信主体")
    assert all(line.reasons and line.workings and line.clause for line in lines)


def test_what_cannot_be_read_is_told_and_the_rest_is_estimated(db, law):
    found = made(
        db,
        law,
        tier={"revenue": "5200", "previous_revenue": ""},
        orders=orders(order("HT-1"), order("HT-2", "约5"), order("", ""), order("HT-1", "7"), order("HT-3")),
        certificates=[certificate("六级"), certificate("3")],
    )
    tier, rate, ladder = (
        found.section(name) for name in ("revenue_tier", "outsourcing_bonus", "capability_certificate")
    )
    assert (tier.lines, tier.amount) == ((), 0)
    assert [(told.path, told.label) for told in tier.missing] == [("claims.0.previous_revenue", "“上年软件业务收入”")]
    assert rate.amount == fen(60_000)
    assert {told.path: told.label for told in rate.missing} == {
        "claims.0.orders.1.executed": "第 2 条“实际执行金额”",
        "claims.0.orders.2.contract": "第 3 条“合同编号”",
        "claims.0.orders.2.executed": "第 3 条“实际执行金额”",
    } | ({} if len(rate.missing) == 3 else {"claims.0.orders.3.contract": "第 4 条“合同编号”"})
    assert [(line.claim, line.amount) for line in ladder.lines] == [(1, fen(200_000))]
    assert [told.label for told in ladder.missing] == ["第 1 项“等级”"]
    assert "六级" in ladder.missing[0].message
    assert found.total == fen(260_000)


def test_an_order_told_twice_counts_once(db, law):
    found = made(db, law, orders=orders(order("HT-1"), order("ht-1", "900")))
    assert (found.total, len(only(found).missing)) == (fen(30_000), 1)


@pytest.mark.parametrize(
    "typed", [{}, {"tier": []}, {"tier": {"revenue": " ", "previous_revenue": ""}}, {"orders": [{}]}]
)
def test_of_nothing_there_is_no_estimate(db, law, typed):
    assert made(db, law, **typed)[:5] == (0, 0, 0, "", ())


# typed, history, the amounts now, at least, at most in 万元, and what is said of them
DIFFERENCE = "只补差额（扣除此前本项已给予的全部奖励）"
HIGHER_TOO = "过去只奖过更高一档、又未填历史最高收入：奖励过更高一档的，较低档视为已达到"
RANGES = {
    "one tier, one amount": ({"tier": TIER}, (), (100, 100, 100), ""),
    "several tiers": (
        {"tier": {"revenue": "5200", "previous_revenue": "1000"}},
        (),
        (100, 100, 170),
        "按现行口径 100 万元；若按另一种理解（一年内新达到几档：新达到的各档相加）为 170 万元",
    ),
    "a tier after another, up and down": (
        {"tier": {"revenue": "5200", "previous_revenue": "2500"}},
        [("revenue_tier", 2021, fen(200_000), {"tier": fen(20_000_000)})],
        (100, 80, 150),
        f"按现行口径 100 万元；若按另一种理解（以后年度升至更高一档：{DIFFERENCE}）为 80 万元；"
        "若按另一种理解（一年内新达到几档：新达到的各档相加）为 150 万元",
    ),
    "a reading that turns a grant into a refusal": (
        {"tier": {"revenue": "2200", "previous_revenue": "1000"}},
        [("revenue_tier", 2021, fen(500_000), {"tier": fen(30_000_000)})],
        (20, 0, 20),
        f"按现行口径 20 万元；若按另一种理解（{HIGHER_TOO}）为 0 元",
    ),
    "three ways to count a step": (
        {"certificates": certificate("4")},
        (),
        (40, 20, 40),
        "按现行口径 40 万元；若按另一种理解（每提高一级怎样计级：通过一次计一级，不论跨几级）为 20 万元",
    ),
    "two lists": (
        {"national_list": [{"list": "key_software_firm"}, {"list": "top100_software_revenue"}]},
        (),
        (300, 150, 300),
        "按现行口径 300 万元；若按另一种理解（同一年度列入几个名单：一年只奖一项，就高）为 150 万元",
    ),
    "nothing to be read otherwise": ({"projects": project("12.3456")}, (), (12.3456, 12.3456, 12.3456), ""),
    "a refusal whatever is read": ({"tier": {"revenue": "1", "previous_revenue": "1"}}, (), (0, 0, 0), ""),
}


@pytest.mark.parametrize("name", RANGES)
def test_readings_that_change_the_amount_make_a_range(db, law, name):
    typed, history, wanted, text = RANGES[name]
    hand_in(db, law, {}, firms=[A], history=[(A, past) for past in history])
    section = only(made(db, law, **typed))
    assert (section.amount, section.low, section.high) == tuple(round(wan * 1_000_000) for wan in wanted)
    assert section.range == text


def test_a_range_is_what_the_policy_under_those_readings_gives(db, law):
    typed = {
        "tier": {"revenue": "5200", "previous_revenue": "2500"},
        "certificates": [certificate("5"), certificate("3", "CS")],
    }
    hand_in(db, law, {}, firms=[A], history=[(A, ("revenue_tier", 2021, fen(200_000), {"tier": fen(20_000_000)}))])
    found = made(db, law, **typed)
    ways = itertools.product(
        ("revenue_tier.jump=highest", "revenue_tier.jump=sum"),
        ("revenue_tier.move_up=full", "revenue_tier.move_up=difference"),
        (f"capability_certificate.step={step}" for step in ("each_level", "per_event", "above_three")),
    )
    totals = {made(db, policy.with_readings(law, way), **typed).total for way in ways}
    assert (found.low, found.high) == (min(totals), max(totals))
    assert found.range.startswith("按现行口径合计 170 万元；政策原文有几处可作不同理解，合计在 ")


def test_the_whole_has_no_range_where_no_part_has(db, law):
    assert made(db, law, tier=TIER, projects=project("1")).range == ""


def test_the_past_counts_as_in_a_run(db, law):
    hand_in(
        db,
        law,
        {B: [revenue(52_000_000, 40_000_000)]},
        firms=[A, B],
        history=[(A, ("revenue_tier", 2021, fen(1), {"tier": fen(50_000_000)}))],
    )
    assert [line.outcome for line in only(made(db, law, tier=TIER)).lines] == ["refused"]
    assert made(db, law, tier={"revenue": "4800", "previous_revenue": "2000"}).total == fen(500_000)


# what the firm says of itself, what the office found, whether it bars
@pytest.mark.parametrize(
    ("said", "found", "barred"),
    [({}, {}, False), ({"software_firm": "否"}, {}, True), ({"software_firm": "否"}, GOOD, False),
     ({"serious_dishonesty": "否"}, {"serious_dishonesty": True}, True)],
)  # fmt: skip
def test_conditions_are_as_the_office_found_them_else_as_the_firm_says(db, law, said, found, barred):
    hand_in(db, law, {}, firms=[A], conditions=found)
    made_of = made(db, law, tier=TIER, firm={"name": "示例软件有限公司", **said})
    line = only(made_of).lines[0]
    assert (line.outcome, bool(made_of.roads)) == (("refused", False) if barred else ("granted", True))
    assert ("申报条件" in line.reasons[0]) is barred
    assert len(made_of.to_check) == 3 - len({*said, *found})


def test_what_is_decided_is_no_longer_estimated(db, law):
    """The rest sees what was granted as the firm's own of this year, once the firm may know of it."""
    fed = {"contract": "HT-1", "buyer": "示例发包方", "buyer_region": "310000", "executed": fen(30_000_000)}
    hand_in(db, law, {A: [("outsourcing_bonus", {"orders": [fed]}), revenue(52_000_000, 40_000_000)]})
    desk.set_budget(db, law, 2022, fen(100_000_000))
    typed = {"tier": TIER, "orders": orders(order("ht-1", "3000"), order("HT-2", "3000"))}
    before = made(db, law, **typed).total
    run, _ = desk.run(db, law, 2022)
    assert made(db, law, **typed).total == before, "what is not approved is neither counted nor given away"
    approve(db, run)
    found = made(db, law, **typed)
    tier, rate = found.section("revenue_tier"), found.section("outsourcing_bonus")
    assert [(line.outcome, line.amount) for line in tier.lines] == [("settled", 0)]
    assert [(line.outcome, line.amount) for line in rate.lines] == [("granted", fen(100_000)), ("settled", 0)]
    assert "其中 1 条已审定" in rate.lines[1].reasons[0]
    assert found.total == fen(100_000)


def test_a_refused_claim_may_be_tried_with_other_facts(db, law):
    hand_in(db, law, {A: [revenue(41_000_000, 40_000_000)]})
    desk.set_budget(db, law, 2022, 0)
    run, _ = desk.run(db, law, 2022)
    for outcome in ("refused", "settled"):
        same = made(db, law, tier={"revenue": "4100", "previous_revenue": "4000"})
        assert [line.outcome for line in only(same).lines] == [outcome]
        assert made(db, law, tier=TIER).total == fen(1_000_000)
        approve(db, run)


@pytest.mark.parametrize("first", ["orders", "tier"])
def test_what_left_its_run_is_estimated_again(db, law, first):
    fed = {"contract": "HT-1", "buyer": "示例发包方", "buyer_region": "310000", "executed": fen(30_000_000)}
    typed = {"tier": TIER} if first == "tier" else {"orders": orders(order("HT-1", "3000"))}
    claimed = revenue(52_000_000, 40_000_000) if first == "tier" else ("outsourcing_bonus", {"orders": [fed]})
    hand_in(db, law, {A: [claimed]})
    desk.set_budget(db, law, 2022, fen(100_000_000))
    before = made(db, law, **typed)
    run, _ = desk.run(db, law, 2022)
    batch.exclude(db, run, A, "证明材料有疑点", HANDLER)
    assert made(db, law, **typed) == before
    assert before.total > 0


def test_what_was_refused_and_is_looked_at_again_is_estimated_again(db, law):
    hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]}, conditions={**GOOD, "software_firm": False})
    desk.set_budget(db, law, 2022, fen(100_000_000))
    approve(db, desk.run(db, law, 2022)[0])
    assert [line.outcome for line in only(made(db, law, tier=TIER)).lines] == ["settled"]
    set_conditions(db, law, A, {"software_firm": True}, "评估证书", HANDLER)
    assert made(db, law, tier=TIER).total == fen(1_000_000)


def test_nothing_is_written(tmp_path, law):
    create(tmp_path / "x.db")
    with connect(tmp_path / "x.db") as db:
        before = "".join(db.conn.iterdump())
        made(db, law, tier=TIER, orders=orders(order("HT-1")))
        assert "".join(db.conn.iterdump()) == before


@pytest.mark.parametrize("junk", [None, [], "x", {"claims": "x"}, {"claims": [None, "x", 1]}, {"claims": [{"x": ""}]}])
def test_what_no_form_sends_is_no_claim(db, law, junk):
    for name in law.items:
        assert estimate(db, law, 2022, A, {name: junk}).total == 0


def test_another_citys_policy_is_estimated_by_its_own_rules(db):
    lake = policy.load_file(LAKESIDE)
    (tier,) = (item for item in lake.items.values() if item.kind == "tier")
    reach = tier.tiers[0].reach
    claim = {tier.measure: wan(reach), tier.previous: wan(reach // 3)}
    found = only(estimate(db, lake, 2030, A, {tier.id: {"claims": [claim]}}))
    assert (found.amount, found.clause) == (tier.tiers[0].award, tier.clause)
