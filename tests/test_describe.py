"""Fields described from their schemas: nothing missing, one name for each thing, typed values in and out exactly."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import fields

from schemas import describe, typed
from schemas.cases import load_case
from schemas.claims import claim_schema, part_schema
from schemas.describe import describe_firm, describe_part
from schemas.fields import Base
from schemas.firms import NEEDED, firm_schema
from schemas.frozen import freeze
from schemas.regions import suggestions
from subsidy import policy
from subsidy.intake import DETAILS
from subsidy.workbook.columns import sheets

POLICIES = [policy.load("jiaxing-2022-10"), policy.load_file(Path(__file__).parent / "policies" / "lakeside-2030.toml")]
ITEMS = [item for found in POLICIES for item in found.items.values()]
LAW = POLICIES[0].items
every_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)


@every_item
def test_every_field_of_the_schema_is_described(item):
    schema = claim_schema(item)
    specs = describe.describe(item)
    assert [spec.name for spec in specs] == list(schema.fields)
    for spec in specs:
        whole(spec, schema.fields[spec.name])
    for spec in describe_part(item):
        assert spec.label == item.labels[spec.name]
        whole(spec, part_schema(item).fields[spec.name])


def whole(spec, rule):
    assert spec.label
    assert spec.required == rule.required
    assert bool(spec.nullable) == (rule.required and rule.allow_none)
    assert bool(spec.unit) == (spec.kind == "money")
    assert bool(spec.choices) == (spec.kind in ("choice", "flag", "region"))
    assert bool(spec.columns) == (spec.kind == "parts")
    for value, label in spec.choices:
        assert rule.deserialize(value) is not None
        assert label


@every_item
def test_sheet_and_form_call_a_field_the_same(item):
    law = next(found for found in POLICIES if item in found.items.values())
    sheet = next(sheet for sheet in sheets(law) if sheet.item is item)
    titles = [f"{spec.label}({spec.unit})" if spec.unit else spec.label for spec in describe_part(item)]
    assert [column.title for column in sheet.columns][2:] == titles


def test_what_a_firm_says_of_itself():
    law = POLICIES[0]
    specs = describe_firm(law)
    assert [spec.name for spec in specs] == ["name", *DETAILS, *(c.id for c in law.conditions)]
    assert {spec.name for spec in specs if spec.required} == {"name", *NEEDED}
    assert [spec.name for spec in describe_firm(law, whole=False) if spec.required] == ["name"]
    assert [spec.label for spec in specs][-3:] == [c.label for c in law.conditions]


def test_a_field_nobody_can_draw_is_no_silent_gap():
    with pytest.raises(TypeError, match="when: Date"):
        list(describe._specs(Base.from_dict({"when": fields.Date()})(), None))


def test_help_comes_from_the_policy():
    level = next(spec for spec in describe.describe(LAW["capability_certificate"]) if spec.name == "level")
    assert level.notes[1] == "T/SIA009-2020：由低到高 四级 → 三级 → 二级 → 一级；三级以上为 三级、二级、一级"
    assert level.notes[2] == "T/SIA010.11-2021.1：等级次序尚未录入，由人工核定"
    revenue, previous, _ = describe.describe(LAW["revenue_tier"])
    assert revenue.help == "四(三)奖励新达到 2,000、3,000、5,000 万元"
    assert previous.help == "四(三)要求增速在 10% 以上，按本年比上年计算"
    assert previous.nullable == "没有上年收入"
    assert previous.help.pattern == "{clause}要求增速在 {growth} 以上，按本年比上年计算"


def test_codes_of_the_city_come_first_and_those_gone_do_not_come():
    found = suggestions(("3304",))
    assert " ".join(code[2:] for code, _ in found[:9]) == "0400 0401 0402 0411 0421 0424 0481 0482 0483"
    assert found[2] == ("330402", "浙江省嘉兴市南湖区")
    assert ("330100", "浙江省杭州市") in found
    assert len(dict(found)) == len(found)
    assert all(code.endswith("00") for code, _ in suggestions(("9901",)))


FACTS = {
    "money": st.integers(0, 10**15 - 1),
    "text": st.from_regex(r"[一-龥A-Za-z0-9]{1,12}", fullmatch=True),
    "flag": st.booleans(),
    "region": st.sampled_from(["330100", "310000", "JP"]),
    "ratio": st.integers(0, 10**6).map(lambda n: Fraction(n, 1000)),
    "id_number": st.just("330402199001011230"),
}


def facts_of(item):
    """Facts that a claim of the item may hold, in the form the rules have them."""

    def of(spec):
        if spec.kind == "choice":
            return st.sampled_from([value for value, _ in spec.choices])
        found = FACTS[spec.kind]
        return st.none() | found if spec.nullable else found

    specs = [spec for spec in describe_part(item) if spec.kind != "level"]
    needed = {spec.name: of(spec) for spec in specs if spec.required}
    row = st.fixed_dictionaries(needed, optional={spec.name: of(spec) for spec in specs if not spec.required})
    if item.kind in ("ladder", "cost"):
        return row.flatmap(lambda row: _levels(item, row))
    if not item.parts:
        return row
    return st.lists(row, min_size=1, max_size=3, unique_by=lambda row: row[item.part_name].upper()).map(
        lambda rows: {item.parts: rows}
    )


def _levels(item, row):
    if item.kind == "cost" and not item.schemes[row["scheme"]].numbers:
        return st.just(row)
    levels = st.sampled_from(list(item.schemes[row["scheme"]].ranks) or ["甲级"])
    return st.fixed_dictionaries({**{k: st.just(v) for k, v in row.items()}, "level": levels})


@every_item
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_facts_shown_and_typed_again_are_the_same(item, data):
    facts = data.draw(facts_of(item))
    row = typed.shown(item, facts)
    found = typed.load(item, {"claims": [row]})
    assert (found.facts, found.problems, found.places) == ((facts,), (), (0,))
    assert typed.shown(item, found.facts[0]) == row


def test_typed_ten_thousands_are_the_yuan_of_a_case(law):
    facts = typed.load(LAW["revenue_tier"], {"claims": [tier("５,０００.123456", "4000")]}).facts[0]
    assert '"revenue":"50001234.56"' in freeze(claim_schema(LAW["revenue_tier"]), facts)
    claim = {"item": "revenue_tier", "revenue": "50001234.56", "previous_revenue": "40000000.00"}
    case = {"case": "1", "policy": law.id, "year": 2022, "claims": [claim]}
    case["firm"] = {"uscc": "91330402MA2AB123XK", "name": "示例软件有限公司"}
    assert load_case(law, case).claims[0].facts == facts


def test_fees_are_typed_in_yuan():
    rows = [person("C-1", fee="1,200.50")]
    assert typed.load(LAW["training_refund"], {"claims": [{"trainees": rows}]}).facts[0]["trainees"][0]["fee"] == 120050


def tier(revenue="", previous="", **more):
    return {"revenue": revenue, "previous_revenue": previous, **more}


def order(contract="", buyer="示例", region="330100", executed="1"):
    return {"contract": contract, "buyer": buyer, "buyer_region": region, "executed": executed}


def person(certificate, **more):
    known = {"name": "张三（示例）", "id_number": "", "certificate": certificate, "fee": "100"}
    return {**known, "employed_in_city": "是", "passed": "√", "provider_qualified": "Y", **more}


NONE = {"previous_revenue.none": "1"}
GRADE = {"product": "示例软件", "grade": "国家级"}
LEVEL = {"scheme": "CMMI", "level": "九级"}
ORDERS, FIRST, TRAINING = "outsourcing_bonus", "first_version_product", "training_refund"
NO_YEAR_BEFORE = "没有填，应填数字；没有上年收入的，请勾选“没有上年收入”"
TWO_ANSWERS = "填的是“1”，又勾选了“没有上年收入”，应只留一样"

# item, claims as typed, what is told: path, message; which claims can be read
WRONG = [
    ("revenue_tier", [], [("claims", "一条也没有填，至少要有一条")], ()),
    ("revenue_tier", [{}], [("claims.0.revenue", "没有填"), ("claims.0.previous_revenue", NO_YEAR_BEFORE)], ()),
    ("revenue_tier", [tier("3000")], [("claims.0.previous_revenue", NO_YEAR_BEFORE)], ()),
    ("revenue_tier", [tier("3000", "1", **NONE)], [("claims.0.previous_revenue", TWO_ANSWERS)], ()),
    ("revenue_tier", [tier("3000万", **NONE)], [("claims.0.revenue", "填的是“3000万”，应填数字")], ()),
    ("revenue_tier", [tier("0.0000001", **NONE)], [("claims.0.revenue", "应精确到分")], ()),
    ("revenue_tier", [tier("1", **NONE, profit="1")], [("claims.0.profit", "没有这个字段")], ()),
    ("revenue_tier", [tier("1", "无")], [], (0,)),
    ("revenue_tier", [tier("1", None)], [], (0,)),
    (FIRST, [{}, GRADE, {"product": " "}], [], (1,)),
    (
        "first_version_product",
        [GRADE, {"grade": "白金"}],
        [("claims.1.product", "没有填"), ("claims.1.grade", "白金")],
        (0,),
    ),
    (FIRST, [GRADE, GRADE], [("claims.1", "与第 1 项是同一事项")], (0,)),
    (
        "capability_certificate",
        [LEVEL],
        [("claims.0.level", "没有“九级”这一等级，应为（由低到高）一级")],
        (),
    ),
    (ORDERS, [{"orders": []}], [("claims.0.orders", "一条也没有填，至少要有一条")], ()),
    (ORDERS, [{"orders": [order(buyer="", region="", executed="")]}], "contract buyer buyer_region executed", ()),
    (ORDERS, [{"orders": [{}, order("A", region="浙江")]}], [("claims.0.orders.1.buyer_region", "填的是“浙江”")], ()),
    (ORDERS, [{"orders": [order("A"), order("ａ")]}], [("claims.0.orders.1.contract", "与第 1 条相同")], (0,)),
    (
        ORDERS,
        [{"orders": [order("A", executed="-1"), order("B")]}],
        [("claims.0.orders.0.executed", "应为零或正数")],
        (0,),
    ),
    (ORDERS, [{"orders": [order("A", "B", "浙" * 99)]}], [("claims.0.orders.0.buyer_region", f"“{'浙' * 40}…”")], ()),
    (ORDERS, ["x", 3], [("claims.0.orders", "一条也没有填")], ()),
    (
        "training_refund",
        [{"trainees": [person("C-1", id_number="1234")]}],
        [("claims.0.trainees.0.id_number", "****")],
        (),
    ),
]


@pytest.mark.parametrize(("name", "claims", "told", "places"), WRONG)
def test_what_is_wrong_is_told_at_its_place_in_the_order_of_the_form(name, claims, told, places):
    found = typed.load(LAW[name], {"claims": claims})
    if isinstance(told, str):
        told = [(f"claims.0.orders.0.{field}", "没有填，此项必填") for field in told.split()]
    assert [problem.path for problem in found.problems] == [path for path, _ in told]
    for problem, (_, message) in zip(found.problems, told, strict=True):
        assert message in problem.message
    assert found.places == places


def test_nothing_typed_is_known_from_something_wrong():
    item = LAW["national_list"]
    assert typed.load(item, {}).empty
    assert typed.load(item, {"claims": [{"list": ""}]}).empty
    assert not typed.load(item, {"claims": [{"list": "x"}]}).empty


def test_of_a_claim_with_parts_the_good_ones_are_read():
    rows = [order("A"), order("B", executed="十"), order("C")]
    found = typed.load(LAW[ORDERS], {"claims": [{"orders": rows}]})
    assert [part["contract"] for part in found.facts[0]["orders"]] == ["A", "C"]


def test_the_details_of_a_firm_go_in_and_out(law):
    row = {"name": " 示例软件有限公司 ", "contact": "李四", "serious_dishonesty": "×", "bank_code": ""}
    facts, problems = typed.load_firm(law, row)
    assert facts is None
    assert [problem.path for problem in problems] == ["district", "phone", "account_name", "bank", "account"]
    facts, problems = typed.load_firm(law, row, whole=False)
    assert (facts, problems) == ({"name": "示例软件有限公司", "contact": "李四", "serious_dishonesty": False}, ())
    shown = typed.shown_firm(law, facts)
    assert (shown["contact"], shown["serious_dishonesty"], shown["bank"]) == ("李四", "否", "")
    assert set(shown) == set(firm_schema(law).fields)
