"""A claim that the rules leave to a person, from the referral to the letter; and how far a person may go."""

import json
import sqlite3

import pytest

from subsidy import desk, policy
from subsidy.desk import DeskError, papers
from subsidy.desk.bureau.claims import checks, findings, review
from subsidy.desk.bureau.claims.conditions import set_conditions
from subsidy.desk.plan import plan
from subsidy.letters import award
from subsidy.letters.verify import carried
from subsidy.letters.verify.recompute import recompute
from subsidy.money import fen
from subsidy.store import awards, intake, write
from subsidy.store import checks as table
from tests.build import FIRMS, GOOD, bodies, hand_in, outcomes, project, revenue
from tests.checking import HANDLER, OTHER, REVIEWER, checked, claims, listed, reviewed, said, trail

A, B, *_ = FIRMS
WHY = "上年因重组没有收入，按审计报告第 12 页还原为 4000 万元"
UNKNOWN = "T/SIA010.11-2021.1"


def certificate(level, scheme=UNKNOWN):
    return "capability_certificate", {"scheme": scheme, "level": level}


@pytest.fixture
def claim(db, law):
    """A claim of revenue without a year before: nobody can say how it grew."""
    hand_in(db, law, {A: [revenue(52_000_000, None)]})
    desk.set_budget(db, law, 2022, fen(10_000_000))
    return claims(db, law, A)[0]


def run(db, law):
    return desk.run(db, law, 2022)[0]


def facts(db, claim):
    return table.claim(db, claim)


def test_from_the_referral_to_the_letter(db, law, claim):
    assert outcomes(db, run(db, law)) == {A: ([("referred", "0.00")], True)}
    assert checks.state(db, claim) == "open"
    with pytest.raises(DeskError, match="还没有核定意见"):
        checked(db, law, claim)
    findings.find(db, law, claim, "granted", fen(1_000_000), f" {WHY}。\n", HANDLER)
    assert (findings.latest(db, claim)["amount"], findings.latest(db, claim)["reason"]) == (fen(1_000_000), WHY)
    assert said(db, claim) == [("imported", "office"), ("voided", "jing")]
    assert plan(db, law, 2022).entries == []
    reviewed(db, law, claim)
    made = run(db, law)
    assert outcomes(db, made) == {A: ([("granted", "1000000.00")], True)}
    assert desk.budget(db, law, 2022)[1] == fen(1_000_000)
    ((_, past),) = awards.history(db, law.id)[A]
    assert (past.amount, dict(past.facts)) == (fen(1_000_000), {"tier": fen(50_000_000), "tiers": [fen(50_000_000)]})
    assert desk.check(db) == []
    (decision,) = desk.decisions(db, made)
    (line,) = decision["lines"]
    assert [reason["code"] for reason in line["reasons"]] == ["found_by_person"]
    assert line["reasons"][0]["text"] == f"经受理机关按四(三)人工核定，予以支持：{WHY}"
    assert line["workings"][-1] == "人工核定金额 1,000,000 元"
    assert (decision["total"], line["readings"]) == ("1000000.00", {})
    (letter,) = papers.letters(db, made, {}, draft=True)
    text = "".join(award.text(award.paper.html([letter])))
    assert "经受理机关按四(三)人工核定，予以支持" in text
    assert WHY in text
    assert "1,000,000.00" in text
    assert checks.state(db, claim) == "decided"
    assert outcomes(db, run(db, law)) == {}


def test_verify_says_that_a_person_decided_and_takes_no_offence(db, law, claim):
    hand_in(db, law, {A: [project(1000)]})
    findings.find(db, law, claim, "granted", fen(1_000_000), WHY, HANDLER)
    reviewed(db, law, claim)
    (letter,) = papers.letters(db, run(db, law), {}, draft=True)
    read = carried.read(award.award(letter))
    same, different = recompute(read, {law.digest: law}.get)
    assert (same, [(one.grave, str(one)) for one in different]) == (
        1,
        [(False, "复算：第 1 项由受理机关人工核定，不作复算")],
    )


def test_a_refusal_frees_what_the_next_claim_of_the_item_may_have(db, law):
    lists = [("security_certificate", {"scheme": scheme}) for scheme in ("ISO27001", "BS7799")]
    hand_in(db, law, {A: lists})
    desk.set_budget(db, law, 2022, fen(10_000_000))
    first, _ = claims(db, law, A)
    findings.find(db, law, first, "refused", 0, "证书查询结果为暂停，认证不在有效期内", HANDLER)
    reviewed(db, law, first)
    made = run(db, law)
    assert outcomes(db, made) == {A: ([("refused", "0.00"), ("granted", "100000.00")], True)}
    refusal, _ = bodies(db, made)[0]["lines"]
    assert refusal["workings"] == ["申报：ISO27001；历年本项奖励：无"]  # not what the rules would have given
    for letter in papers.letters(db, made, {}, draft=True):
        same, different = recompute(carried.read(award.award(letter)), {law.digest: law}.get)
        assert (same >= 1 or letter.kind == "refusal", [one for one in different if one.grave]) == (True, [])


def test_without_money_what_a_person_granted_waits_like_the_rest(db, law, claim):
    run(db, law)
    desk.set_budget(db, law, 2022, fen(300_000))
    findings.find(db, law, claim, "granted", fen(500_000), WHY, HANDLER)
    reviewed(db, law, claim)
    assert outcomes(db, run(db, law)) == {A: ([("granted", "500000.00")], False)}
    assert desk.budget(db, law, 2022)[1] == 0
    desk.set_budget(db, law, 2022, fen(600_000))
    made = run(db, law)
    assert outcomes(db, made) == {A: ([("granted", "500000.00")], True)}
    assert "经受理机关" in bodies(db, made)[0]["lines"][0]["reasons"][0]["text"]


# what is found on the claim above, and what is told; None: taken
BOUNDS = [
    ("granted", 1_000_000, {}, None),
    ("granted", 1_000_001, {}, "至多 1,000,000 元"),
    ("granted", 0, {}, "应大于 0 元"),
    ("granted", 500_000, {"tier": fen(30_000_000)}, None),
    ("granted", 500_001, {"tier": fen(30_000_000)}, "至多 500,000 元"),
    ("granted", 1, {"tier": fen(40_000_000)}, "应为本年新达到的"),
    ("refused", 0, {}, None),
    ("refused", 1, {}, "应为 0 元"),
    ("noted", 0, {}, "填的是“noted”"),
]


@pytest.mark.parametrize(("outcome", "amount", "body", "told"), BOUNDS)
def test_the_law_bounds_what_a_person_may_grant(db, law, claim, outcome, amount, body, told):
    given = (db, law, claim, outcome, fen(amount), WHY, HANDLER, body)
    if told is None:
        findings.find(*given)
        assert findings.latest(db, claim)["outcome"] == outcome
        return
    with pytest.raises(DeskError, match=told):
        findings.find(*given)
    assert findings.latest(db, claim) is None


LADDER = [
    ("三级", {}, 100_000, None),
    ("三级", {}, 100_001, "至多 100,000 元"),
    ("二级", {"levels": ["三级", "二级"]}, 200_000, None),
    ("二级", {"levels": ["三级", "三 级", "二级"]}, 300_000, "不重复"),
    ("二级", {"levels": ["三级"]}, 100_000, "包括申报的“二级”"),
]


@pytest.mark.parametrize(("level", "body", "amount", "told"), LADDER)
def test_levels_of_a_ladder_that_nobody_knows_are_named_and_count_once(db, law, level, body, amount, told):
    hand_in(db, law, {A: [certificate(level)]})
    desk.set_budget(db, law, 2022, fen(10_000_000))
    (mine,) = claims(db, law, A)
    if told:
        with pytest.raises(DeskError, match=told):
            findings.find(db, law, mine, "granted", fen(amount), WHY, HANDLER, body)
        return
    findings.find(db, law, mine, "granted", fen(amount), WHY, HANDLER, body)
    reviewed(db, law, mine)
    made = run(db, law)
    assert outcomes(db, made) == {A: ([("granted", f"{amount}.00")], True)}
    hand_in(db, law, {A: [certificate("三级")]}, year=2023)
    again = claims(db, law, A, 2023)[0]
    with pytest.raises(DeskError, match="已于 2022 年奖励"):
        findings.find(db, law, again, "granted", fen(100_000), WHY, HANDLER)


def test_what_was_granted_meanwhile_is_not_granted_again_by_an_older_finding(db, law):
    """The finding is older than the award: the run says so instead of breaking on it."""
    for year in (2022, 2023):
        hand_in(db, law, {A: [certificate("三级")]}, year=year)
        desk.set_budget(db, law, year, fen(10_000_000))
        mine = claims(db, law, A, year)[0]
        findings.find(db, law, mine, "granted", fen(100_000), WHY, HANDLER)
        checked(db, law, mine, OTHER, **{"auto.duplicate": ("pass", "另一年度的同一证书")})
    for year in (2022, 2023):
        review.review(db, law, claims(db, law, A, year), REVIEWER)
    assert outcomes(db, run(db, law)) == {A: ([("granted", "100000.00")], True)}
    made = desk.run(db, law, 2023)[0]
    assert outcomes(db, made) == {A: ([("refused", "0.00")], True)}
    assert bodies(db, made)[0]["lines"][0]["reasons"][0]["code"] == "given_already"
    assert desk.check(db) == []


def test_a_claim_that_the_rules_decide_is_not_granted_by_a_person_but_may_be_refused(db, law):
    hand_in(db, law, {A: [project(1000)]})
    desk.set_budget(db, law, 2022, fen(10_000))
    (mine,) = claims(db, law, A)
    with pytest.raises(DeskError, match="由规则核算"):
        findings.find(db, law, mine, "granted", fen(1), WHY, HANDLER)
    assert findings.most(law, facts(db, mine)) == fen(30_000_000)
    findings.find(db, law, mine, "refused", 0, "项目核定文件经核实系伪造，不予采信", HANDLER)
    checks.record(db, law, mine, {"evidence.approval": ("fail", "发文单位否认")}, HANDLER)
    reviewed_with_fail(db, law, mine)
    made = run(db, law)
    assert outcomes(db, made) == {A: ([("refused", "0.00")], True)}
    (letter,) = papers.letters(db, made, {}, draft=True)
    assert (letter.kind, "系伪造" in "".join(award.text(award.paper.html([letter])))) == ("refusal", True)


def reviewed_with_fail(db, law, claim):
    found = listed(db, law, claim).items()
    left = {name: ("pass", "核对无误") for name, one in found if one.required and not one.answered}
    checks.record(db, law, claim, left, HANDLER)
    checks.finish(db, law, claim, HANDLER)
    review.review(db, law, [claim], REVIEWER)


def test_a_failed_check_wants_a_refusal_not_a_grant(db, law, claim):
    findings.find(db, law, claim, "granted", fen(1_000_000), WHY, HANDLER)
    checks.record(db, law, claim, {"evidence.tax": ("fail", "与申报不符")}, HANDLER)
    with pytest.raises(DeskError, match="不通过"):
        reviewed_with_fail(db, law, claim)
    findings.find(db, law, claim, "refused", 0, "纳税证明与申报收入不符，差额 300 万元", HANDLER)
    reviewed_with_fail(db, law, claim)
    assert outcomes(db, run(db, law)) == {A: ([("refused", "0.00")], True)}


def test_a_firm_that_is_barred_stays_barred_whatever_a_person_found(db, law):
    hand_in(db, law, {A: [revenue(52_000_000, None)]}, conditions={**GOOD, "software_firm": False})
    desk.set_budget(db, law, 2022, fen(10_000_000))
    (mine,) = claims(db, law, A)
    with pytest.raises(DeskError, match="由规则核算"):
        findings.find(db, law, mine, "granted", fen(1_000_000), WHY, HANDLER)
    assert outcomes(db, run(db, law)) == {A: ([("refused", "0.00")], True)}


def test_what_was_found_lives_through_a_condition_that_failed_for_a_while(db, law, claim):
    findings.find(db, law, claim, "granted", fen(1_000_000), WHY, HANDLER)
    set_conditions(db, law, A, {"software_firm": False}, "评估已失效", HANDLER)
    reviewed(db, law, claim)
    assert outcomes(db, run(db, law)) == {A: ([("refused", "0.00")], True)}
    set_conditions(db, law, A, {"software_firm": True}, "重新评估通过", HANDLER)
    _, again = claims(db, law, A)
    assert (checks.state(db, again), findings.latest(db, again)["reason"]) == ("open", WHY)
    reviewed(db, law, again)
    assert outcomes(db, run(db, law)) == {A: ([("granted", "1000000.00")], True)}


@pytest.mark.parametrize("reason", ["", "同意", " 同 意 支 持 ", "。。。。。。。。。。。"])
def test_a_finding_wants_a_reason(db, law, claim, reason):
    with pytest.raises(DeskError, match="应不少于 10 个"):
        findings.find(db, law, claim, "refused", 0, reason, HANDLER)


def test_a_finding_counts_only_reviewed_on_the_same_facts_and_while_it_stands(db, law, claim):
    findings.find(db, law, claim, "granted", fen(1_000_000), WHY, HANDLER)
    hand_in(db, law, {A: [revenue(52_000_000, None)]})  # vouched for on paper, which reviews nothing
    assert checks.state(db, claim) == "ready"
    assert [line.outcome for line in plan(db, law, 2022).entries[0].lines] == ["referred"]
    checks.record(db, law, claim, {"evidence.tax": ("fail", "待核")}, HANDLER)
    hand_in(db, law, {A: [revenue(53_000_000, None)]}, accepted=False)
    assert findings.latest(db, claim) is None
    findings.find(db, law, claim, "granted", fen(1_000_000), WHY, HANDLER)
    findings.take_back(db, law, claim, "企业补交了上年报告", OTHER)
    assert findings.latest(db, claim) is None
    with pytest.raises(DeskError, match="不用撤销"):
        findings.take_back(db, law, claim, "再撤销一次", OTHER)


def test_a_new_finding_takes_the_review_of_the_old_one_away(db, law, claim):
    findings.find(db, law, claim, "granted", fen(500_000), WHY, HANDLER)
    reviewed(db, law, claim)
    findings.find(db, law, claim, "granted", fen(1_000_000), WHY, OTHER)
    assert (checks.state(db, claim), intake.ready(db, law.id, 2022)) == ("open", [])
    before, after = trail(db, "finding")[-1][1]["before"], trail(db, "finding")[-1][1]["after"]
    assert (before["amount"], after["amount"]) == (fen(500_000), fen(1_000_000))


def test_an_accepted_mark_set_by_hand_makes_no_finding_count(db, law, claim):
    findings.find(db, law, claim, "granted", fen(1_000_000), WHY, HANDLER)
    with pytest.raises(sqlite3.IntegrityError, match="nobody vouches"), write(db):
        table.set_accepted(db, [claim], True)
    with write(db):
        table.add_vouchings(db, [(claim, "imported", "", "", "", "jing")])
        table.set_accepted(db, [claim], True)
    assert plan(db, law, 2022).granted == 0


def test_under_another_law_the_finding_is_with_a_person_again(db, law, claim):
    findings.find(db, law, claim, "granted", fen(1_000_000), WHY, HANDLER)
    reviewed(db, law, claim)
    data = json.loads(json.dumps(law.source, default=str))
    data["date"] = law.date
    next(item for item in data["items"] if item["id"] == "revenue_tier")["tiers"] = [{"reach": "1", "award": "2"}]
    other = policy.build(data, law.id)
    assert [line.outcome for line in plan(db, other, 2022).entries[0].lines] == ["referred"]
