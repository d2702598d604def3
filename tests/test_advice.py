"""What would help a firm: told as the engine then decides, and nothing told where no more is to be had."""

import json
import re

import pytest
from click.testing import CliRunner

from schemas.advice import dump_advice
from schemas.cases import load_case, parse
from subsidy.advice import EXACT, PERSON, UNIT, advise, changed, readings
from subsidy.assessment import assess
from subsidy.cli import group
from subsidy.kinds import KINDS
from subsidy.kinds.roads import ROADS
from subsidy.model import Claim
from subsidy.policy import build
from tests.build import GOOD
from tests.roads import JIAXING, KEY, LEVELS, SAID, STEP, TIER, TOP, ladder, order, past, rate, tier, trainee
from tests.test_assessment import CASES, as_json, policy

REFUND = "training_refund"


def case_of(rules, claims, history=(), conditions=GOOD):
    row = {"claims": claims, "history": list(history), "conditions": conditions}
    return load_case(rules, parse(json.dumps(as_json(rules, "示例", row))))


def seen(claims, history=(), ways=(), item=None, settled=()):
    """The roads, or those of one item."""
    rules = policy(JIAXING, *ways)
    found = advise(rules, case_of(rules, claims, history), settled)
    return [road for road in found.roads if item in (None, road.item.id)]


@pytest.mark.parametrize("name", SAID)
def test_the_next_award_is_told(name):
    claims, history, ways, item, wanted = SAID[name]
    assert sorted(road.text for road in seen(claims, history, ways, item)) == sorted(wanted)


@pytest.mark.parametrize("name", LEVELS)
def test_the_next_level_is_told_once_a_scheme(name):
    claims, history, ways, wanted = LEVELS[name]
    found = [road.text for road in seen(claims, history, ways, STEP)]
    assert [text for text in found if "CMMI" in text] == ([wanted] if wanted else [])
    assert len(found) == len({re.sub("(三|四|五|CS3).*", "", text) for text in found}) == (4 if not wanted else 5)


def changed_law(item, **fields):
    data = {**policy(JIAXING).source}
    data["items"] = [{**row, **fields} if row["id"] == item else row for row in data["items"]]
    return build(data, "changed")


def test_growth_is_told_of_the_tier_that_is_new_not_of_a_higher_one_that_was_had():
    rules = changed_law(TIER, growth="1")
    found = advise(rules, case_of(rules, [tier("31000000", "19000000")], [past(TIER, "500000", tier="30000000")]))
    (text,) = (road.text for road in found.roads if road.item.id == TIER)
    assert text == "软件业务收入再增加 7,000,000 元（达到 3,800 万元）即达 2,000 万元档的增速要求 100%，奖励 20 万元"


def test_where_every_place_at_home_is_named_an_order_comes_from_abroad():
    rules = changed_law("outsourcing_bonus", home=["11", "31", "33"])
    (road,) = (r for r in advise(rules, case_of(rules, [])).roads if r.item.id == "outsourcing_bonus")
    assert not road.changes[0].to["orders"][0]["buyer_region"].isdigit()
    assert dump_advice(advise(rules, case_of(rules, [])))["roads"]


def test_a_level_that_names_its_scheme_is_said_once():
    texts = [road.text for road in seen([ladder("CS3", "CS")], item=STEP)]
    assert "由 CS3 升至 CS4，增加 10 万元" in texts


def test_what_a_certificate_should_cost_is_said_in_whole_sentences():
    rules = policy("wenzhou-2022")
    claim = {"item": "capability_cost", "scheme": "CMMI", "level": "三级", "cost": "100000"}
    texts = [road.text for road in advise(rules, case_of(rules, [claim], conditions={})).roads]
    told = (
        "通过 CMMI 四级，按实际认证费用的 50% 补助，费用达到 599,999.99 元的，补助由 5 万元增至 30 万元（最高 30 万元）"
    )
    assert told in texts


def test_trainees_who_would_bring_nothing_are_not_in_the_road_of_all():
    """One had before, one certificate twice, one that counts elsewhere in the case."""
    claims = [
        {"item": REFUND, "trainees": [*(trainee(n, passed=False) for n in ("1", "2", "2", "3")), trainee("4")]},
        {"item": REFUND, "trainees": [trainee("4", passed=False)]},
    ]
    road, *others = seen(claims, [past(REFUND, "1", certificates=["1"])], item=REFUND)
    assert road.text == "未达到条件的 5 人中，证书可以计入的 2 人都达到条件，共增加补助 600 元"
    assert [change.path[1:4:2] for change in road.changes] == [(0, 1), (0, 3)]
    assert [other.text for other in others[:-1]] == [
        f"甲（{n}）达到“培训合格”，增加补助 300 元" for n in ("2", "2", "3")
    ]


def test_trainees_of_many_claims_are_told_together_since_each_is_weighed_against_all():
    claims = [{"item": REFUND, "trainees": [trainee(str(n), passed=n % 2 == 0)]} for n in range(30)]
    found = seen(claims, item=REFUND)
    assert [(road.basis, len(road.changes)) for road in found] == [(EXACT, 15), (EXACT, 1), (UNIT, 1)]


def test_what_was_decided_for_good_is_no_road():
    """A settled claim is not made again; what follows from it may be."""
    settled = [
        Claim(TIER, {"revenue": 1, "previous_revenue": 1}),
        Claim("security_certificate", {"scheme": "ISO27001", "held_before": True}),
        Claim(STEP, {"scheme": "CMMI", "level": "三级"}),
        Claim("national_list", {"list": "key_software_firm"}),
    ]
    texts = [road.text for road in seen([], settled=settled)]
    assert not [text for text in texts if "收入新达到" in text or "ISO27001" in text or KEY in text]
    assert [text for text in texts if "CMMI" in text] == ["CMMI 由三级升至四级，增加 20 万元"]
    assert [text for text in texts if TOP in text]


def test_a_firm_whose_own_conditions_fail_is_told_of_no_road_but_why():
    rules = policy(JIAXING)
    found = advise(rules, case_of(rules, [tier("19000000")], conditions={**GOOD, "serious_dishonesty": True}))
    assert found.roads == ()
    (bar,) = dump_advice(found)["barred"]
    assert bar["id"] == "serious_dishonesty"
    assert bar["text"].startswith("申报条件“是否严重失信主体”要求“否”，查得“是”")


def test_the_most_comes_first_and_what_has_no_amount_of_its_own_last():
    found = seen([tier("19000000", None), ladder("三级"), rate(order("1"))])
    order_of = [(EXACT, PERSON, UNIT).index(road.basis) for road in found]
    assert order_of == sorted(order_of)
    assert set(order_of) == {0, 1, 2}
    exact = [road.gain for road in found if road.basis == EXACT]
    assert exact == sorted(exact, reverse=True)
    assert all(road.gain == 0 for road in found if road.basis == PERSON)


def test_where_readings_differ_each_end_is_named():
    (road,) = [road for road in seen([]) if "CMMI" in road.text]
    assert (road.span.low, road.span.now, road.span.high) == (0, 200_000_00, 200_000_00)
    assert road.span.low_under == (("step", "above_three"),)
    assert road.span.high_under == ()
    assert readings.told(road.item, road.span) == (
        "按现行口径增加 20 万元；若按另一种理解（每提高一级怎样计级：三级本身不计，三级以上每提高一级计一级）不增加"
    )
    rules = policy(JIAXING)
    told = dump_advice(advise(rules, case_of(rules, [])))
    ends = next(one["range"] for one in told["roads"] if "CMMI" in one["text"])
    assert ends["low_readings"] == {f"{STEP}.step": "above_three"}
    assert (ends["low"], ends["high"], ends["high_readings"]) == ("0.00", "200000.00", {})


@pytest.mark.parametrize(("name", "heading", "row"), CASES)
def test_every_road_of_every_worked_case_reaches_what_it_tells(name, heading, row):
    rules = policy(name, *row.get("readings", ()))
    case = load_case(rules, parse(json.dumps(as_json(rules, heading, row))))
    advice = advise(rules, case)
    total = assess(rules, case).total
    for road in advice.roads:
        assert assess(rules, changed(case, road.item.id, road.changes)).total - total == road.gain
        assert road.gain > 0 or road.basis == PERSON
        assert re.search(r"\d|人工", road.text)
        assert "None" not in road.text
        assert "{" not in road.text


@pytest.mark.parametrize("name", ["below the lowest tier", "trainees who fall short", "a product of no paid grade"])
def test_the_changes_given_out_make_the_case_that_earns_it(name):
    """What a program is given can be put into the case it sent, path by path."""
    rules = policy(JIAXING)
    data = as_json(rules, "示例", {"claims": SAID[name][0], "history": SAID[name][1], "conditions": GOOD})
    text = json.dumps(data, ensure_ascii=False)
    done = CliRunner().invoke(group, ["advise"], input=text)
    told = json.loads(done.stdout)
    assert told == dump_advice(advise(rules, load_case(rules, parse(text))))
    assert len(told["roads"]) > 10
    for road in told["roads"]:
        made = json.loads(text)
        for change in road["changes"]:
            put(made, change["path"].split("."), change["to"])
        then = json.loads(CliRunner().invoke(group, ["assess"], input=json.dumps(made, ensure_ascii=False)).stdout)
        assert (float(then["total"]) - float(told["total"])) == float(road["gain"]), road["text"]


def put(into, path, value):
    *way, last = [int(part) if part.isdigit() else part for part in path]
    for part in way:
        into = into[part]
    if last == len(into) and isinstance(into, list):
        into.append(value)
    else:
        into[last] = value


def test_people_are_told_in_text_and_a_bad_line_as_by_assess():
    rules = policy(JIAXING)
    good = json.dumps(as_json(rules, "甲", {"claims": [ladder("三级")], "conditions": GOOD}))
    barred = json.dumps(as_json(rules, "乙", {"claims": [], "conditions": {"software_firm": False}}))
    done = CliRunner().invoke(group, ["advise", "--text", "-"], input=f"{good}\n{{\n{barred}\n")
    assert done.exit_code == 1
    assert "line 2: 不是有效的 JSON" in done.stderr
    first, second = re.split(r"(?m)^(?=\S)", done.stdout)[1:]
    assert "CMMI 由三级升至四级，增加 20 万元" in first
    assert "     按现行口径增加" in first
    assert second.splitlines()[1:] == [
        "  申报条件“是否软件企业”要求“是”，查得“否”（本意见的奖励和补助对象为软件企业），各项均不能享受"
    ]
    other = CliRunner().invoke(group, ["advise", "--text", "--reading", f"{STEP}.step=above_three"], input=good)
    assert "首次通过 ITSS 二级" in other.stdout


def test_every_kind_that_pays_says_where_its_roads_are():
    assert set(ROADS) == {name for name, kind in KINDS.items() if kind.pays}
