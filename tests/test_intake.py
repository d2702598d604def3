"""Taking in: new is added, the same adds nothing, open is corrected, refused is reopened, paid is left alone."""

import json

from subsidy import casefile, desk
from subsidy.desk.plan import plan
from subsidy.model import identity
from subsidy.money import fen
from subsidy.store import awards, intake
from tests.build import FIRMS, GOOD, approve, hand_in, outcomes, project, revenue, take_back

A, B, *_ = FIRMS


def orders(*contracts):
    made = [{"contract": c, "buyer": "示例", "buyer_region": "330100", "executed": fen(n)} for c, n in contracts]
    return "outsourcing_bonus", {"orders": made}


def trainees(*found):
    needs = ("employed_in_city", "passed", "provider_qualified")
    made = [{"name": "示例", "certificate": c, "fee": fen(n), **dict.fromkeys(needs, ok)} for c, n, ok in found]
    return "training_refund", {"trainees": made}


def decided(db, law, year=2022):
    return outcomes(db, desk.run(db, law, year)[0])


def test_the_same_intake_twice_adds_nothing(db, law):
    claims = {A: [project(1000), revenue(52_000_000, 40_000_000), orders(("H1", 1))], B: [project(5)]}
    past = (A, ("revenue_tier", 2021, fen(200_000), {"tier": fen(20_000_000)}))
    assert hand_in(db, law, claims, history=[past, past]).history == 2
    before = intake.mark(db)
    again = hand_in(db, law, claims, history=[past, past])
    assert (again.new, again.refusals, intake.mark(db)) == (0, [], before)


def test_what_a_project_had_before_this_program_in_the_same_year_leaves_it_the_rest(db, law):
    desk.set_budget(db, law, 2022, fen(100_000_000))
    core = ("core_technology", {"project": "示例攻关", "approved": fen(800_000)})
    match = ("rd_match", {"project": "示例研发", "level": "national", "grant": fen(500_000)})
    history = [
        (A, ("core_technology", 2022, fen(400_000), {"project": "示例攻关"})),
        (A, ("rd_match", 2022, fen(100_000), {"project": "示例研发"})),
        (A, ("outsourcing_bonus", 2022, fen(10), {})),
    ]
    hand_in(db, law, {A: [core, match, orders(("H1", 1000))]}, history=history)
    assert decided(db, law) == {A: ([("granted", "600000.00"), ("granted", "400000.00"), ("granted", "30.00")], True)}


def test_the_office_vouches_only_for_what_it_hands_in(db, law):
    desk.set_budget(db, law, 2022, fen(100_000_000))
    hand_in(db, law, {A: [project(20_000_000)]}, accepted=False)
    hand_in(db, law, {A: [("security_certificate", {"scheme": "ISO27001"})]}, accepted=True)
    assert plan(db, law, 2022).granted == fen(100_000)
    assert hand_in(db, law, {A: [project(20_000_000)]}, accepted=True).accepted == 1
    assert plan(db, law, 2022).granted == fen(20_100_000)


def test_a_corrected_claim_replaces_one_that_is_open_and_reopens_one_that_was_refused(db, law):
    desk.set_budget(db, law, 2022, fen(10_000_000))
    hand_in(db, law, {A: [revenue(19_000_000, 10_000_000)]})
    corrected = hand_in(db, law, {A: [revenue(19_500_000, 10_000_000)]})
    assert (corrected.changed, corrected.claims) == (1, 0)
    assert decided(db, law) == {A: ([("refused", "0.00")], True)}
    hand_in(db, law, {A: [revenue(20_000_000, 10_000_000)]})
    assert decided(db, law) == {A: ([("granted", "200000.00")], True)}


def test_a_corrected_claim_that_nobody_vouches_for_waits_again(db, law):
    desk.set_budget(db, law, 2022, fen(10_000_000))
    hand_in(db, law, {A: [project(1000)]})
    hand_in(db, law, {A: [project(2000)]}, accepted=False)
    assert plan(db, law, 2022).entries == []


def test_what_was_granted_is_not_changed_by_a_new_workbook(db, law):
    desk.set_budget(db, law, 2022, fen(10_000_000))
    hand_in(db, law, {A: [revenue(20_000_000, 10_000_000)]})
    desk.run(db, law, 2022)
    taken = hand_in(db, law, {A: [revenue(30_000_000, 10_000_000)]})
    assert "应先作更正（追回）决定" in taken.refusals[0].message
    assert plan(db, law, 2022).granted == 0


def test_a_superseded_referral_is_not_decided_again(db, law):
    desk.set_budget(db, law, 2022, fen(10_000_000))
    hand_in(db, law, {A: [revenue(20_000_000, None)]})
    assert decided(db, law) == {A: ([("referred", "0.00")], True)}
    hand_in(db, law, {A: [revenue(20_000_000, 10_000_000)]})
    assert decided(db, law) == {A: ([("granted", "200000.00")], True)}
    assert decided(db, law) == {}


def test_a_reversal_frees_the_money_and_a_corrected_claim_is_decided_anew(db, law):
    desk.set_budget(db, law, 2022, fen(200_000))
    claims = {A: [revenue(20_000_000, 10_000_000)]}
    hand_in(db, law, claims)
    run, _ = desk.run(db, law, 2022)
    approve(db, run)
    take_back(db, run, A, "收入数据有误，另行申报", "revenue_tier")
    assert (desk.budget(db, law, 2022)[1], awards.history(db, law.id)) == (0, {})
    assert hand_in(db, law, claims).new == 0
    assert hand_in(db, law, {A: [revenue(21_000_000, 10_000_000)]}).claims == 1
    assert decided(db, law) == {A: ([("granted", "200000.00")], True)}
    assert desk.check(db) == []


def test_two_rows_that_contradict_each_other_are_told(db, law):
    taken = hand_in(db, law, {A: [project(100), project(200), project(100, "另一项目")]})
    assert (taken.claims, len(taken.refusals)) == (2, 1)
    assert "同一事项" in taken.refusals[0].message


def test_an_order_counts_once_whatever_the_claim_it_comes_in(db, law):
    desk.set_budget(db, law, 2022, fen(10_000_000))
    first = hand_in(db, law, {A: [orders(("HT-1", 1000), ("HT-1", 1000), ("HT-1", 500), ("HT-2", 1000))]})
    assert (first.same, len(first.refusals)) == (1, 1)
    more = hand_in(db, law, {A: [orders(("ht-2", 1000), ("HT-3", 900))]})
    assert (more.changed, more.refusals) == (1, [])
    assert hand_in(db, law, {A: [orders(("HT-3", 1000))]}).changed == 1
    assert decided(db, law) == {A: ([("granted", "90.00")], True)}
    paid = hand_in(db, law, {A: [orders(("HT-1", 1001), ("HT-4", 1000))]})
    assert "已兑现" in paid.refusals[0].message
    assert decided(db, law) == {A: ([("granted", "30.00")], True)}


def test_a_trainee_who_earned_nothing_can_be_corrected_and_one_who_was_paid_not(db, law):
    desk.set_budget(db, law, 2022, fen(10_000_000))
    hand_in(db, law, {A: [trainees(("K1", 1000, True), ("K2", 1000, False))]})
    assert decided(db, law) == {A: ([("granted", "300.00")], True)}
    taken = hand_in(db, law, {A: [trainees(("K1", 2000, True), ("K2", 1000, True))]})
    assert ["K1" in refusal.message for refusal in taken.refusals] == [True]
    assert decided(db, law) == {A: ([("granted", "300.00")], True)}


def test_a_condition_put_right_reopens_what_it_barred(db, law):
    desk.set_budget(db, law, 2022, fen(10_000_000))
    claims = {A: [project(1000), ("financing", {"stage": "startup"})]}
    hand_in(db, law, claims, conditions={**GOOD, "serious_dishonesty": True})
    assert decided(db, law) == {A: ([("refused", "0.00"), ("noted", "0.00")], True)}
    taken = hand_in(db, law, claims, conditions=GOOD)
    assert (taken.reopened, "1 项申报重新审核" in taken.notes[0]) == (1, True)
    assert decided(db, law) == {A: ([("granted", "1000.00")], True)}


def test_a_claim_of_an_unknown_firm_is_told(db, law):
    taken = hand_in(db, law, {A: [project(1)]}, firms=[B])
    assert A in taken.refusals[0].message
    assert "统一社会信用代码" in taken.refusals[0].place


def test_a_case_of_another_policy_is_refused_unless_the_policy_was_chosen(law):
    case = '{"case": "1", "policy": "%s", "year": 2022, "firm": {"uscc": "%s", "name": "示例"}, "claims": []}'
    lines = [case % ("hangzhou-2022", A), case % (law.id, A)]
    assert ["hangzhou-2022" in str(r) for r in casefile.intake(lines, law, any_name=False).refusals] == [True]
    assert casefile.intake(lines, law, any_name=True).refusals == []


def test_names_are_one_whatever_their_width_spaces_and_invisible_characters(db, law):
    assert identity(" ＰＸ１-010 ") == identity("px1-010")
    case = {"case": "1", "year": 2022, "firm": {"uscc": A, "name": "示\u200b例"}, "claims": []}
    assert casefile.intake([json.dumps(case)], law, any_name=True).firms[0].name == "示例"
