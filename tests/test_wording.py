"""What letters say."""

import re

import pytest

from subsidy import letters
from subsidy.letters import wording
from tests.samples import (
    GRANTED,
    NOTED,
    ONE_OF_EACH,
    POLICY,
    REFERRED,
    REFUSED,
    REVERSED,
    SHORTFALL,
    line_of,
    make,
    make_grant,
    read,
)


def test_a_firm_with_nothing_refused_is_not_told_of_a_refusal():
    text = read(letters.pdf([make("refusal", [REFERRED, NOTED], "0.00")]))
    assert "关于软件产业扶持资金申报办理情况的告知书" in text
    assert "转人工核定" in text
    assert "不予兑现" not in text


def test_a_grant_mentions_the_other_claims_and_a_refusal_beside_a_grant_only_its_own():
    lines = [*GRANTED[:1], REFUSED, REFERRED, NOTED]
    grant = read(letters.pdf([make("grant", lines, "1000000.00")]))
    refusal = read(letters.pdf([make("refusal", lines, "1000000.00")]))
    assert "四(四)“能力资质认证奖励”须由人工核定" in grant
    assert SHORTFALL.replace(" ", "") not in grant
    assert SHORTFALL.replace(" ", "") in refusal
    assert "能力资质" not in refusal


def test_a_reserve_letter_without_a_rank_says_why_the_firm_has_to_wait():
    text = read(letters.pdf([make("reserve", GRANTED[:1], "1000000.00")]))
    assert "关于暂缓安排软件产业储备项目资金的告知书" in text
    assert "目前不符合上述文件规定的申报主体条件" in text
    assert "第位" not in text
    assert "预算余额" not in text


def test_taking_back_what_was_never_paid_says_nothing_of_returning_money():
    letter = make("reversal", REVERSED, "1000000.00", reason="上年收入经审计调整")
    letter.decision["paid"] = False
    text = read(letters.pdf([letter]))
    assert "关于撤销软件产业扶持储备项目的决定书" in text
    assert "原依据：" in text
    assert not [word for word in ("拨付", "退回", "追回", "兑现") if word in text]


def test_the_budget_rules_a_letter_quotes_are_its_policys_own():
    rules = {"number": "湖滨试发〔2030〕2号", "reserve_clause": "一(二)"}
    letter = ONE_OF_EACH["reserve"]._replace(policy={**POLICY, "appropriation": rules})
    assert "湖滨试发〔2030〕2号文件一(二)" in read(letters.pdf([letter]))


def test_each_award_shows_its_ground_and_its_reckoning():
    said = re.sub(r"<.+?>", "", letters.html([make_grant(1)]))
    assert "依据：本年软件业务收入 5,200 万元" in said
    assert "计算：增速 =（52,000,000 − 40,000,000）÷ 40,000,000 = 30%" in said
    assert "一年内新达到几档：只奖新达到的最高一档" in said
    assert "达到的档次" not in said  # what was found is told by the ground


def test_a_refusal_shows_what_was_found_and_every_reason():
    line = {**REFUSED, "reasons": [{"code": "any", "text": "甲，还差 1 级"}, {"code": "any", "text": "乙，还差 2 级"}]}
    page = letters.html([make("refusal", [line], "0.00")])
    assert "查明：本年软件业务收入" in page
    assert "理由1：甲，还差" in page
    assert "理由2：乙，还差" in page


def test_a_long_list_in_a_reckoning_is_cut_in_the_middle():
    parts = [f"示例学员{i} 100 × 30% = 30 元" for i in range(40)]
    line = {**line_of("培训", "四(二)", "1200.00", "理由"), "workings": ["；".join([*parts, "合计 1,200 元"])]}
    text = read(letters.pdf([make("grant", [line], "1200.00")]))
    assert "示例学员3100×30%" in text
    assert "其余36项从略；合计1,200元" in text
    assert "示例学员4100×30%" not in text


def test_awards_stand_in_the_order_of_the_clauses():
    lines = [line_of(clause, clause, "1.00", "理由") for clause in ("四(三)", "四(一)", "四(五)", "四(二)")]
    page = wording.context(make("grant", lines, "4.00"))
    assert [row["clause"] for row in page["rows"]] == ["四(一)", "四(二)", "四(三)", "四(五)"]


WHOLE = [
    ("历年已补助 500,000 元，超出", "历年已补助 <span>500,000 元</span>，<span>超出</span>"),
    ("5,000 万元档；四(三) 要求", "<span>5,000 万元档</span>；<span>四(三)</span> <span>要求</span>"),
    ("<b>&有限公司：", "&lt;b&gt;&amp;有限<span>公司：</span>"),
    ("91330402MA2AB123XK", "91330402MA2AB123<span>XK</span>"),
]


@pytest.mark.parametrize(("text", "marked"), WHOLE)
def test_what_stays_on_one_line_is_marked(text, marked):
    assert wording.whole(text) == marked.replace("<span>", '<span class="whole">')


@pytest.mark.parametrize(
    ("district", "place"),
    [
        (None, ""),
        ("南湖区", "浙江省嘉兴市南湖区"),
        ("嘉兴市 南湖区", "浙江省嘉兴市南湖区"),
        ("浙江省嘉兴市海宁市", "浙江省嘉兴市海宁市"),
    ],
)
def test_the_place_names_the_region_once(district, place):
    assert wording.context(make_grant(district=district))["place"] == place


def test_a_reversal_names_the_letter_it_takes_back():
    letter = make("reversal", REVERSED, "1000000.00", reason="甲")
    letter.decision["original"] = "嘉经信软〔2022〕3号"
    assert "作出兑现决定（嘉经信软〔2022〕3号）" in read(letters.pdf([letter]))


@pytest.mark.parametrize("kind", ["grant", "reserve", "reversal", "refusal"])
def test_a_total_that_is_not_the_sum_is_refused(kind):
    lines = REVERSED if kind == "reversal" else [*GRANTED[:2], REFUSED]
    with pytest.raises(ValueError, match="不符"):
        letters.pdf([make(kind, lines, "1050000.01")])


def test_an_amount_on_a_line_that_is_not_granted_is_refused():
    with pytest.raises(ValueError, match="不符"):
        letters.pdf([make("grant", [GRANTED[0], {**REFUSED, "amount": "1.00"}], "1000001.00")])


def test_the_account_number_is_not_in_the_letter_whole():
    assert "0012345" not in read(letters.pdf([make_grant()]))


def test_an_office_may_name_itself_and_its_telephone():
    office = {"issuer": "某某市工业和信息化局", "phone": "0000-12345"}
    text = read(letters.pdf([make_grant(office=office)]))
    assert "某某市工业和信息化局2022年3月10日" in text
    assert "联系电话：0000-12345" in text


def test_what_an_office_says_of_deadlines_bodies_and_seal_is_printed():
    office = {
        "reconsideration_to": "某某市人民政府",
        "reconsideration_days": 61,
        "litigation_months": 7,
        "seal_hint": "",
    }
    text = read(letters.pdf([ONE_OF_EACH["refusal"]._replace(office={**office, "court": "某某区人民法院"})]))
    assert "61日内依法向某某市人民政府申请行政复议" in text
    assert "7个月内依法向某某区人民法院提起行政诉讼" in text
    assert "印章" not in text
    assert "（印章）" in read(letters.pdf([ONE_OF_EACH["refusal"]._replace(office={"phone": ""})]))
