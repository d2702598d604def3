"""How far away the next award is: said as the engine then decides, and nothing said where no more is to be had."""

import json
import re

import pytest

from schemas.cases import load_case, parse
from subsidy.assessment import ahead, assess
from subsidy.kinds import RateItem
from subsidy.kinds.rate import cap_ahead
from subsidy.money import fen, share
from tests.build import GOOD
from tests.test_assessment import CASES, as_json, policy

JIAXING = "jiaxing-2022-10"
TRAINEE = {"name": "甲", "employed_in_city": True, "passed": True, "provider_qualified": True, "fee": "1000"}


def seen(name, claims, history=(), readings=(), conditions=GOOD):
    """The sentences on each claim."""
    rules = policy(name, *readings)
    row = {"claims": claims, "history": list(history), "conditions": conditions}
    case = load_case(rules, parse(json.dumps(as_json(rules, "", row))))
    return [[say(*about) for say, about in notes] for notes in ahead(assess(rules, case))]


def tier(now, before="10000000", **more):
    return {"item": "revenue_tier", "revenue": now, "previous_revenue": before, **more}


def order(executed, region="310000"):
    return {"contract": f"HT-{executed}", "buyer": "甲", "buyer_region": region, "executed": executed}


def rate(*orders):
    return {"item": "outsourcing_bonus", "orders": list(orders)}


def ladder(level, scheme="CMMI", **more):
    return {"item": "capability_certificate", "scheme": scheme, "level": level, **more}


def product(grade):
    return {"item": "first_version_product", "product": "示例产品", "grade": grade}


def past(item, amount, **facts):
    return {"item": item, "year": 2021, "amount": amount, **facts}


def trainee(certificate, **more):
    return {**TRAINEE, "certificate": certificate, **more}


# claims, history, readings, what is said of the last claim ("" for nothing)
SAID = {
    "below the lowest tier": ([tier("19000000")], [], [], "增加 1,000,000 元（达到 2,000 万元），可奖励 200,000 元"),
    "growth short": (
        [tier("42680000", "40000000")],
        [],
        [],
        "增加 7,320,000 元（达到 5,000 万元），可奖励 1,000,000 元",
    ),
    "growth short of a tier reached": (
        [tier("20000000", "19000000")],
        [],
        [],
        "增加 900,000 元（达到 2,090 万元、增速达到 10%），可奖励 200,000 元",
    ),
    "a tier paid": (
        [tier("35000000")],
        [],
        [],
        "增加 15,000,000 元（达到 5,000 万元），奖励由 500,000 元增至 1,000,000 元",
    ),
    "tiers added up": (
        [tier("35000000")],
        [],
        ["revenue_tier.jump=sum"],
        "（达到 5,000 万元），奖励由 700,000 元增至 1,700,000 元",
    ),
    "a tier skipped that was paid before": (
        [tier("35000000", "31000000")],
        [past("revenue_tier", "1000000", tier="50000000")],
        [],
        "",
    ),
    "the top tier": ([tier("50000000")], [], [], ""),
    "no previous revenue": ([tier("19000000", None)], [], [], "即新达到一档；上年没有软件业务收入，届时转人工核定"),
    "no previous revenue, with a person already": ([tier("21000000", None)], [], [], ""),
    "room to the cap": (
        [rate(order("10000000"), order("99", "330402"))],
        [],
        [],
        "还余 700,000 元，市外订单再执行 23,333,333.17 元（按 3%）即达到限额",
    ),
    "room left by what was paid this year": (
        [rate(order("100"))],
        [{**past("outsourcing_bonus", "999997"), "year": 2022}],
        [],
        "",
    ),
    "no order counts": ([rate(order("1", "330400"))], [], [], "还余 1,000,000 元，市外订单再执行 33,333,333.17 元"),
    "the next level": ([ladder("3级")], [], [], "再提高 1 级（通过 CMMI 四级），可再奖励 200,000 元"),
    "the next level, each passing one step": (
        [ladder("3级")],
        [],
        ["capability_certificate.step=per_event"],
        "再提高 1 级（通过 CMMI 四级），可再奖励 200,000 元",
    ),
    "the first paid level": ([ladder("1级")], [], [], "再提高 2 级（通过 CMMI 三级），可再奖励 200,000 元"),
    "above what was held": (
        [ladder("三级", "ITSS")],
        [past("capability_certificate", "1", scheme="ITSS", level="二级")],
        [],
        "再提高 2 级（通过 ITSS 一级），可再奖励 100,000 元",
    ),
    "the top level": ([ladder("5级")], [], [], ""),
    "a higher level claimed too": ([ladder("5级"), ladder("3级")], [], [], ""),
    "a ladder nobody knows": ([ladder("三级", "T/SIA010.11-2021.1")], [], [], ""),
    "trainees who fall short": (
        [
            {
                "item": "training_refund",
                "trainees": [trainee("1"), trainee("2", passed=False, employed_in_city=False)],
            }
        ],
        [],
        [],
        "未达到条件的 1 人如都达到，可再补助 300 元：甲（2）还差“在嘉兴软件领域就业”“培训合格”",
    ),
    "a trainee short whose certificate counted before": (
        [{"item": "training_refund", "trainees": [trainee("1", passed=False)]}],
        [past("training_refund", "1", certificates=["1"])],
        [],
        "",
    ),
    "room of a project": (
        [{"item": "core_technology", "project": "示例", "approved": "300000"}],
        [past("core_technology", "500000", project="示例"), past("core_technology", "7", project="又一")],
        [],
        "“示例”一个项目历年最高 1,000,000 元，还余 200,000 元",
    ),
    "no room": ([{"item": "core_technology", "project": "示例", "approved": "3000000"}], [], [], ""),
    "a lower ratio": (
        [{"item": "rd_match", "project": "示例", "level": "national", "grant": "1000", "ratio": "0.4"}],
        [],
        [],
        "“示例”按最高 1:1 配套，还可再给予 600 元",
    ),
    "the highest ratio": ([{"item": "rd_match", "project": "示例", "level": "national", "grant": "1000"}], [], [], ""),
    "a product of no paid grade": ([product("municipal")], [], [], "被评定为省级首版次软件产品，可奖励 500,000 元"),
    "a product that may rise": (
        [product("provincial")],
        [],
        [],
        "奖励由 500,000 元增至 1,500,000 元",
    ),
    "a product claimed higher too": ([product("national"), product("provincial")], [], [], ""),
    "a first time": ([{"item": "security_certificate", "scheme": "BS7799"}], [], [], ""),
    "nothing is paid": ([{"item": "financing", "stage": "startup"}], [], [], ""),
}


@pytest.mark.parametrize("name", SAID)
def test_the_next_award_is_told(name):
    claims, history, readings, wanted = SAID[name]
    last = seen(JIAXING, claims, history, readings)[-1]
    assert wanted in "".join(last), last
    assert bool(last) is bool(wanted)


def test_a_firm_whose_own_conditions_fail_is_told_of_no_award_ahead():
    barred = {**GOOD, "serious_dishonesty": True}
    assert seen(JIAXING, [tier("19000000"), ladder("3级")], conditions=barred) == [[], []]


@pytest.mark.parametrize("executed", ["0", "0.17", "9999999.99", "33333333.16"])
def test_the_cap_is_reached_with_what_is_told_and_not_with_a_fen_less(executed):
    rules = policy(JIAXING)
    item = rules.items["outsourcing_bonus"]
    assert isinstance(item, RateItem)
    row = {"claims": [rate(order(executed))], "conditions": GOOD}
    case = load_case(rules, parse(json.dumps(as_json(rules, "", row))))
    (((say, (_, _, more)),),) = ahead(assess(rules, case))
    assert say is cap_ahead
    assert share(fen(executed) + more, item.rate) == item.cap
    assert share(fen(executed) + more - 1, item.rate) < item.cap


@pytest.mark.parametrize(("name", "heading", "row"), CASES)
def test_every_worked_case_has_its_next_award_told_in_whole_sentences(name, heading, row):
    rules = policy(name, *row.get("readings", ()))
    decision = assess(rules, load_case(rules, parse(json.dumps(as_json(rules, heading, row)))))
    told = ahead(decision)
    assert len(told) == len(decision.lines)
    for notes in told:
        for say, about in notes:
            assert say.__name__.endswith("_ahead")
            assert re.search(r"\d", say(*about))
            assert "None" not in say(*about)
