"""What the machine finds on a claim by itself: cases as data, each with what it suggests and what it must name."""

import pytest

from subsidy.desk.bureau.claims import checks
from subsidy.money import fen
from subsidy.store import applying, intake, write
from tests.build import FIRMS, hand_in, project, revenue
from tests.checking import HANDLER, OTHER, claims, listed

A, B, C, _ = FIRMS
OWN = {"account_name": f"示例{A[-4:]}软件有限公司", "account": "0001", "bank": "示例银行"}


def trainee(certificate, **more):
    needs = dict.fromkeys(("employed_in_city", "passed", "provider_qualified"), True)
    return {"name": "示例学员", "certificate": certificate, "fee": fen(1000), **needs, **more}


def trainees(*found):
    return "training_refund", {"trainees": list(found)}


def order(contract, executed=1000):
    made = {"contract": contract, "buyer": "示例发包方", "buyer_region": "330100", "executed": fen(executed)}
    return "outsourcing_bonus", {"orders": [made]}


def product(name, grade="provincial"):
    return "first_version_product", {"product": name, "grade": grade}


def certificate(level, scheme="CMMI", best=None):
    earlier = {"best_earlier_level": best} if best else {}
    return "capability_certificate", {"scheme": scheme, "level": level, **earlier}


def found(db, law, name, uscc=A, year=2022, which=0):
    return listed(db, law, claims(db, law, uscc, year)[which])[f"auto.{name}"]


# ---- the firm


@pytest.mark.parametrize(
    ("details", "suggested", "told"),
    [
        (OWN, "pass", "户名与企业名称一致"),
        ({**OWN, "account_name": f"示例 {A[-4:]}软件有限公司"}, "pass", "一致"),
        ({**OWN, "account_name": "示例另一家有限公司"}, "fail", "户名“示例另一家有限公司”，企业名称“示例"),
        ({**OWN, "account_name": ""}, "", "没有登记户名"),
        ({**OWN, "account": ""}, "", "没有登记账号"),
        ({}, "", "没有登记收款账号"),
    ],
)
def test_the_account_is_the_firms(db, law, details, suggested, told):
    hand_in(db, law, {A: [project(1)]}, details=details)
    check = found(db, law, "account")
    assert (check.suggested, told in check.told) == (suggested, True), check.told


def test_an_account_under_a_former_name_is_pointed_out(db, law):
    hand_in(db, law, {A: [project(1)]}, details=OWN)
    hand_in(db, law, {A: [project(1)]}, details=OWN, names={A: "示例新名软件有限公司"})
    assert "曾用名" in found(db, law, "account").told
    assert "曾用名" in found(db, law, "code").told
    assert (found(db, law, "account").suggested, found(db, law, "code").suggested) == ("", "pass")


def test_a_wrong_code_and_a_name_of_two_firms_are_told(db, law):
    wrong = A[:-1] + "0"
    hand_in(db, law, {A: [project(1)], wrong: [project(1, "另一项目")]}, names={A: "示例甲", wrong: "示例甲"})
    assert found(db, law, "code", wrong).suggested == "fail"
    assert wrong in found(db, law, "code", wrong).told
    assert wrong in found(db, law, "code").told
    assert found(db, law, "code").suggested == ""


# ---- claimed twice

# what two firms claim (or one in two years), what is suggested on the second, and what the sentence names
TWICE = [
    (trainees(trainee("PX-1")), trainees(trainee("ｐｘ－1 ")), "fail", "证书编号 ｐｘ－1"),
    (
        trainees(trainee("K1", id_number="11010519491231002X")),
        trainees(trainee("K2", id_number="11010519491231002X")),
        "fail",
        "身份证号 110…002X",
    ),
    (order("HT 1"), order("ht1", 5), "fail", "合同编号 ht1"),
    (product("示例平台"), product("示例 平台", "national"), "fail", "产品名称 示例 平台"),
    (project(1, "示例项目"), project(2, "示例项目"), "fail", "项目名称 示例项目"),
    (project(1, "示例项目"), ("core_technology", {"project": "示例项目", "approved": 100}), "fail", "重大项目补助"),
    (certificate("三级"), certificate("三级"), "pass", "没有查到"),
    (trainees(trainee("K1")), trainees(trainee("K2")), "pass", "没有查到"),
]


@pytest.mark.parametrize(("first", "second", "suggested", "told"), TWICE)
def test_what_another_firm_claims_too_is_named(db, law, first, second, suggested, told):
    hand_in(db, law, {B: [first]}, year=2021)
    hand_in(db, law, {A: [second]})
    check = found(db, law, "duplicate")
    assert (check.suggested, told in check.told) == (suggested, True), check.told
    assert "11010519491231002X" not in check.told
    if suggested == "fail":
        number = intake.application(db, law.id, 2021, B)["id"]
        assert f"示例{B[-4:]}软件有限公司（{B}）2021 年度" in check.told
        assert f"申报第 {number} 号，未审定" in check.told


AGAIN = [
    (certificate("三级"), "", "“CMMI 三级”"),
    (("national_list", {"list": "key_software_firm"}), "", "“国家鼓励的重点软件企业”"),
    (product("示例平台"), "", "产品名称"),
    (order("HT1"), "", "合同编号"),
]


@pytest.mark.parametrize(("made", "suggested", "told"), AGAIN)
def test_what_the_firm_claimed_in_another_year_is_named(db, law, made, suggested, told):
    hand_in(db, law, {A: [made]}, year=2021)
    hand_in(db, law, {A: [made]})
    check = found(db, law, "duplicate")
    assert (check.suggested, told in check.told, "2021 年度" in check.told) == (suggested, True, True), check.told


PAID = [
    (trainees(trainee("K-1")), ("training_refund", 2020, 300, {"certificates": ["k-1"]}), B, "fail"),
    (
        product("示例平台"),
        ("first_version_product", 2020, 300, {"product": "示例平台", "grade": "provincial"}),
        B,
        "fail",
    ),
    (certificate("三级"), ("capability_certificate", 2020, 300, {"scheme": "CMMI", "level": "3级"}), A, "fail"),
    (certificate("三级"), ("capability_certificate", 2020, 300, {"scheme": "CMMI", "level": "三级"}), B, "pass"),
    (project(1), ("major_project", 2020, 300, {"project": "示例项目"}), A, ""),
]


@pytest.mark.parametrize(("made", "past", "whose", "suggested"), PAID)
def test_what_was_paid_before_this_program_counts(db, law, made, past, whose, suggested):
    hand_in(db, law, {A: [made]}, firms=[A, B], history=[(whose, past)])
    check = found(db, law, "duplicate")
    assert check.suggested == suggested
    assert ("2020 年已奖励" in check.told) == (suggested != "pass")


def test_not_a_duplicate_is_remembered_on_both_sides_and_only_of_this_pair(db, law):
    hand_in(db, law, {A: [order("HT1")], B: [order("HT1")]})
    (mine,), (other,) = claims(db, law, A), claims(db, law, B)
    checks.record(db, law, mine, {"auto.duplicate": ("pass", "两份合同编号相同，发包方不同")}, HANDLER)
    assert listed(db, law, mine)["auto.duplicate"].answered
    seen = listed(db, law, other)["auto.duplicate"]
    assert (seen.suggested, seen.result) == ("pass", "")
    assert "jing已认定不是重复：两份合同编号相同，发包方不同" in seen.told
    hand_in(db, law, {C: [order("ht1")]})
    assert listed(db, law, mine)["auto.duplicate"].stale
    again = listed(db, law, other)["auto.duplicate"]
    assert (again.suggested, "查到 1 处相同" in again.told, C in again.told) == ("fail", True, True)


def test_what_was_settled_of_other_facts_is_open_again(db, law):
    hand_in(db, law, {A: [order("HT1")], B: [order("HT1")]}, accepted=False)
    (mine,), (other,) = claims(db, law, A), claims(db, law, B)
    checks.record(db, law, mine, {"auto.duplicate": ("pass", "不是同一份合同")}, HANDLER)
    hand_in(db, law, {B: [order("HT1", 7)]}, accepted=False)
    assert listed(db, law, other)["auto.duplicate"].suggested == "fail"
    assert listed(db, law, mine)["auto.duplicate"].stale
    checks.record(db, law, mine, {"auto.duplicate": ("pass", "仍不是同一份合同")}, OTHER)
    assert listed(db, law, other)["auto.duplicate"].suggested == "pass"
    checks.record(db, law, mine, {"auto.duplicate": ("fail", "原来是同一份")}, OTHER)
    assert listed(db, law, other)["auto.duplicate"].suggested == "fail"


def test_a_withdrawn_claim_is_no_duplicate(db, law):
    hand_in(db, law, {A: [order("HT1")], B: [order("HT1")]}, accepted=False)
    with write(db):
        applying.withdraw_claims(db, claims(db, law, B), "", B)
    assert found(db, law, "duplicate").suggested == "pass"


# ---- ladders and figures

LEVELS = [
    ([certificate("三级")], "pass", "没有不合"),
    ([certificate("五级")], "", "一般从三级开始"),
    ([certificate("五级", best="三级")], "pass", "没有不合"),
    ([certificate("五级"), certificate("三级")], "pass", "没有不合"),
    ([certificate("一级", "ITSS")], "", "不能越级"),
    ([certificate("一级", "ITSS", best="三级")], "", "不能越级"),
    ([certificate("一级", "ITSS", best="二级")], "pass", "没有不合"),
    ([certificate("CS3", "CS")], "", "不得高于 CS2"),
    ([certificate("CS3", "CS", best="CS2")], "pass", "没有不合"),
    ([certificate("一级", "T/SIA009-2020")], "", "CMMI 五级"),
    ([certificate("一级", "T/SIA009-2020"), certificate("五级", best="三级")], "pass", "没有不合"),
    ([certificate("三级", "T/SIA010.11-2021.1")], "", "次序未录入"),
    ([certificate("三级", "CCRC")], "pass", "没有不合"),
]


@pytest.mark.parametrize(("made", "suggested", "told"), LEVELS)
def test_levels_that_want_another_first_are_pointed_out_never_failed(db, law, made, suggested, told):
    hand_in(db, law, {A: made})
    check = found(db, law, "ladder")
    assert (check.suggested, told in check.told) == (suggested, True), check.told
    assert check.told.startswith("提示：") == (suggested == "")


def test_a_level_held_by_an_award_or_an_earlier_claim_is_known(db, law):
    past = (A, ("capability_certificate", 2019, 1, {"scheme": "CMMI", "level": "三级"}))
    hand_in(db, law, {A: [certificate("五级")]}, history=[past])
    assert found(db, law, "ladder").suggested == "pass"
    hand_in(db, law, {B: [certificate("CS2", "CS")]}, year=2021)
    hand_in(db, law, {B: [certificate("CS3", "CS")]})
    assert found(db, law, "ladder", B).suggested == "pass"


# the claim of the year before (its revenue), this year's, what is suggested and told
GROWTH = [
    (None, (52_000_000, 40_000_000), "pass", "= 30%"),
    (40_000_000, (52_000_000, 40_000_000), "pass", "上年收入与上年申报一致"),
    (41_000_000, (52_000_000, 40_000_000), "fail", "40,000,000 元，2021 年度申报的是 41,000,000 元"),
    (None, (52_000_000, None), "", "无从计算"),
    (None, (130_000_000, 40_000_000), "", "超过上年的 3 倍"),
    (None, (120_000_000, 40_000_000), "pass", "200%"),
]


@pytest.mark.parametrize(("last", "now", "suggested", "told"), GROWTH)
def test_growth_is_worked_out_again_and_compared(db, law, last, now, suggested, told):
    if last:
        hand_in(db, law, {A: [revenue(last, 1_000_000)]}, year=2021)
    hand_in(db, law, {A: [revenue(*now)]})
    check = found(db, law, "growth")
    assert (check.suggested, told in check.told) == (suggested, True), check.told


def test_a_higher_year_that_the_firm_left_out_is_pointed_out(db, law):
    hand_in(db, law, {A: [revenue(60_000_000, 1)]}, year=2019)
    hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]})
    assert "2019 年度申报的软件业务收入 60,000,000 元" in found(db, law, "growth").told


def test_this_year_stands_beside_the_last(db, law):
    assert hand_in(db, law, {A: [order("HT1"), project(5)]}, year=2021).claims == 2
    hand_in(db, law, {A: [order("HT1"), project(6), trainees(trainee("K1"))]})
    told = [found(db, law, "last_year", which=which) for which in range(3)]
    assert [check.suggested for check in told] == ["", "pass", "na"]
    assert "完全相同的 1 条：HT1" in told[0].told
    assert "2021 年度申报 1 条（合计 5 元），本年 1 条（合计 6 元）" in told[1].told
    assert not told[2].required
