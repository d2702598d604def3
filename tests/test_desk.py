"""The desk: nothing twice, nothing beyond the appropriation, nothing lost."""

import copy

import pytest

from subsidy import desk, policy
from subsidy.desk import DeskError, RefusedError, RunError
from subsidy.desk.commit import StaleError, commit
from subsidy.desk.plan import plan
from subsidy.model import identity
from subsidy.money import fen
from subsidy.store import awards, intake, write
from tests.build import FIRMS, GOOD, hand_in, outcomes, project, revenue

A, B, C, D = FIRMS


def spent(db, law):
    return desk.budget(db, law, 2022)[1]


def test_without_an_appropriation_nothing_runs_and_the_rule_is_quoted(db, law):
    hand_in(db, law, {A: [project(1000)]})
    with pytest.raises(RunError, match=r"尚未设定预算.*严禁超预算"):
        desk.run(db, law, 2022)


def test_a_run_grants_and_a_second_run_grants_nothing(db, law):
    hand_in(db, law, {A: [project(1000), revenue(52_000_000, 40_000_000)]})
    desk.set_budget(db, law, 2022, fen(2_000_000))
    first, _ = desk.run(db, law, 2022)
    assert outcomes(db, first) == {A: ([("granted", "1000.00"), ("granted", "1000000.00")], True)}
    second, made = desk.run(db, law, 2022)
    assert made.granted == 0
    assert outcomes(db, second) == {}
    assert spent(db, law) == fen(1_001_000)


def test_what_is_only_submitted_waits_for_the_office(db, law):
    hand_in(db, law, {A: [project(1000)]}, accepted=False)
    desk.set_budget(db, law, 2022, fen(2_000_000))
    assert plan(db, law, 2022).entries == []
    hand_in(db, law, {A: [project(1000)]}, accepted=True)
    assert plan(db, law, 2022).granted == fen(1000)


def test_the_next_year_and_another_workbook_read_the_ledger(db, law):
    certificate = ("security_certificate", {"scheme": "ISO27001"})
    hand_in(db, law, {A: [certificate]})
    hand_in(db, law, {A: [("security_certificate", {"scheme": "BS7799"})]}, year=2023)
    for year in (2022, 2023):
        desk.set_budget(db, law, year, fen(1_000_000))
    desk.run(db, law, 2022)
    later, _ = desk.run(db, law, 2023)
    assert outcomes(db, later) == {A: ([("refused", "0.00")], True)}


def test_a_renamed_firm_keeps_its_past(db, law):
    listed = ("national_list", {"list": "key_software_firm"})
    hand_in(db, law, {A: [listed]}, names={A: "示例旧名软件有限公司"})
    desk.set_budget(db, law, 2022, fen(10_000_000))
    desk.set_budget(db, law, 2023, fen(10_000_000))
    desk.run(db, law, 2022)
    taken = hand_in(db, law, {A: [listed]}, year=2023, names={A: "示例新名软件有限公司"})
    assert "原名“示例旧名软件有限公司”" in taken.notes[0]
    later, _ = desk.run(db, law, 2023)
    assert outcomes(db, later) == {A: ([("refused", "0.00")], True)}


def test_the_same_intake_twice_adds_nothing(db, law):
    claims = {A: [project(1000), revenue(52_000_000, 40_000_000)], B: [project(5)]}
    history = [(A, ("revenue_tier", 2021, fen(200_000), {"tier": fen(20_000_000)}))]
    assert hand_in(db, law, claims, history=history).new
    before = intake.mark(db)
    again = hand_in(db, law, claims, history=history)
    assert (again.new, again.refusals, intake.mark(db)) == (0, [], before)


def test_the_order_of_hands_does_not_matter(db, law):
    """Two workbooks in one year come to what one would have."""
    product = {"product": "示例产品", "grade": "provincial"}
    hand_in(db, law, {A: [("first_version_product", product)]})
    desk.set_budget(db, law, 2022, fen(10_000_000))
    desk.run(db, law, 2022)
    hand_in(db, law, {A: [("first_version_product", {**product, "grade": "national"})]})
    desk.run(db, law, 2022)
    assert spent(db, law) == fen(1_500_000)


def test_what_does_not_fit_waits_whole_and_later_money_funds_it_from_the_top(db, law):
    hand_in(db, law, {A: [project(600)], B: [project(500)], C: [project(300)], D: [project(900)]})
    desk.set_budget(db, law, 2022, fen(1000))
    first, made = desk.run(db, law, 2022)
    assert {code: funded for code, (_, funded) in outcomes(db, first).items()} == {
        A: True,
        B: False,
        C: True,
        D: False,
    }
    assert [(entry.uscc, entry.rank) for entry in made.reserve] == [(B, 1), (D, 2)]
    desk.set_budget(db, law, 2022, fen(1500))
    second, made = desk.run(db, law, 2022)
    assert outcomes(db, second) == {B: ([("granted", "500.00")], True), D: ([("granted", "900.00")], False)}
    assert [(entry.uscc, entry.rank) for entry in made.reserve] == [(D, 1)]
    assert spent(db, law) == fen(1400)


def test_a_claim_that_waits_is_not_decided_again_and_counts_as_had(db, law):
    hand_in(db, law, {A: [("security_certificate", {"scheme": "ISO27001"})]})
    desk.set_budget(db, law, 2022, 0)
    desk.run(db, law, 2022)
    hand_in(db, law, {A: [("security_certificate", {"scheme": "BS7799"})]})
    desk.set_budget(db, law, 2022, fen(1_000_000))
    second, _ = desk.run(db, law, 2022)
    assert outcomes(db, second) == {A: ([("granted", "100000.00"), ("refused", "0.00")], True)}
    assert spent(db, law) == fen(100_000)


def test_a_waiting_firm_that_turns_out_dishonest_is_not_funded(db, law):
    hand_in(db, law, {A: [project(600)]})
    desk.set_budget(db, law, 2022, 0)
    desk.run(db, law, 2022)
    with write(db):
        record = intake.firm(db, A)
        intake.save_firm(db, {**record, "conditions": {**GOOD, "serious_dishonesty": True}}, "2023-01-01")
    desk.set_budget(db, law, 2022, fen(1000))
    run, made = desk.run(db, law, 2022)
    assert (made.granted, outcomes(db, run)[A][1]) == (0, False)


def test_a_referred_claim_is_told_once_and_decided_when_the_policy_knows_more(db, law):
    scheme = "T/SIA010.11-2021.1"
    claims = {A: [("capability_certificate", {"scheme": scheme, "level": "第二级"})]}
    history = [(A, ("capability_certificate", 2021, fen(100_000), {"scheme": scheme, "level": "3级"}))]
    hand_in(db, law, claims, history=history)
    desk.set_budget(db, law, 2022, fen(1_000_000))
    first, _ = desk.run(db, law, 2022)
    second, _ = desk.run(db, law, 2022)
    assert outcomes(db, first) == {A: ([("referred", "0.00")], True)}
    assert outcomes(db, second) == {}
    third, _ = desk.run(db, entered(law, scheme, [4, 3, 2, 1]), 2022)
    assert outcomes(db, third) == {A: ([("granted", "100000.00")], True)}


def entered(law, scheme, numbers):
    """The policy after the office has entered a ladder that it did not know."""
    source = copy.deepcopy(dict(law.source))
    item = next(item for item in source["items"] if item["id"] == "capability_certificate")
    next(row for row in item["schemes"] if row["name"] == scheme)["numbers"] = numbers
    return policy.build(source, "test")


def test_a_level_that_the_entered_ladder_does_not_have_stays_with_a_person(db, law):
    scheme = "T/SIA010.11-2021.1"
    hand_in(db, law, {A: [("capability_certificate", {"scheme": scheme, "level": "卓越级"})]})
    desk.set_budget(db, law, 2022, fen(1_000_000))
    run, _ = desk.run(db, entered(law, scheme, [3, 2, 1]), 2022)
    assert outcomes(db, run) == {A: ([("referred", "0.00")], True)}


def test_a_policy_without_an_item_that_was_claimed_is_refused(db, law):
    hand_in(db, law, {A: [project(1)]})
    desk.set_budget(db, law, 2022, fen(1))
    source = {**law.source, "items": [i for i in law.source["items"] if i["id"] != "major_project"]}
    with pytest.raises(RunError, match="major_project"):
        desk.run(db, policy.build(source, "test"), 2022)


def test_a_corrected_claim_replaces_one_that_is_open_and_reopens_one_that_was_refused(db, law):
    desk.set_budget(db, law, 2022, fen(10_000_000))
    hand_in(db, law, {A: [revenue(19_000_000, 10_000_000)]})
    corrected = hand_in(db, law, {A: [revenue(19_500_000, 10_000_000)]})
    assert (corrected.changed, corrected.claims) == (1, 0)
    first, _ = desk.run(db, law, 2022)
    assert outcomes(db, first) == {A: ([("refused", "0.00")], True)}
    hand_in(db, law, {A: [revenue(20_000_000, 10_000_000)]})
    second, _ = desk.run(db, law, 2022)
    assert outcomes(db, second) == {A: ([("granted", "200000.00")], True)}


def test_what_was_granted_is_not_changed_by_a_new_workbook(db, law):
    desk.set_budget(db, law, 2022, fen(10_000_000))
    hand_in(db, law, {A: [revenue(20_000_000, 10_000_000)]})
    desk.run(db, law, 2022)
    taken = hand_in(db, law, {A: [revenue(30_000_000, 10_000_000)]})
    assert "应先作更正（追回）决定" in taken.refusals[0].message
    assert plan(db, law, 2022).granted == 0


def test_two_rows_that_contradict_each_other_are_told(db, law):
    taken = hand_in(db, law, {A: [project(100), project(200), project(100, "另一项目")]})
    assert (taken.claims, len(taken.refusals)) == (2, 1)
    assert "同一事项" in taken.refusals[0].message


def orders(*contracts):
    made = [{"contract": c, "buyer": "示例", "buyer_region": "330100", "executed": fen(n)} for c, n in contracts]
    return "outsourcing_bonus", {"orders": made}


def test_an_order_counts_once_whatever_the_claim_it_comes_in(db, law):
    desk.set_budget(db, law, 2022, fen(10_000_000))
    hand_in(db, law, {A: [orders(("HT-1", 1000), ("HT-2", 1000))]})
    more = hand_in(db, law, {A: [orders(("ht-2", 1000), ("HT-3", 1000))]})
    assert (more.changed, more.refusals) == (1, [])
    other = hand_in(db, law, {A: [orders(("HT-3", 999))]})
    assert "HT-3 已申报过，内容不同" in other.refusals[0].message
    desk.run(db, law, 2022)
    assert hand_in(db, law, {A: [orders(("HT-1", 1000), ("HT-4", 1000))]}).claims == 1
    run, _ = desk.run(db, law, 2022)
    assert outcomes(db, run) == {A: ([("granted", "30.00")], True)}


def test_a_reversal_is_a_new_entry_frees_the_money_and_lets_the_award_be_made_again(db, law):
    hand_in(db, law, {A: [revenue(20_000_000, 10_000_000)]})
    desk.set_budget(db, law, 2022, fen(200_000))
    run, _ = desk.run(db, law, 2022)
    assert desk.reverse(db, run, A, "revenue_tier", "收入数据有误") == fen(200_000)
    assert spent(db, law) == 0
    with pytest.raises(DeskError, match="没有可更正"):
        desk.reverse(db, run, A, None, "再来一次")
    assert db.execute("SELECT count(*) FROM awards").fetchone() == (1,)
    assert awards.history(db, law.id) == {}
    hand_in(db, law, {A: [revenue(21_000_000, 10_000_000)]}, year=2023)
    desk.set_budget(db, law, 2023, fen(200_000))
    again, _ = desk.run(db, law, 2023)
    assert outcomes(db, again) == {A: ([("granted", "200000.00")], True)}
    assert desk.check(db) == []


def test_the_appropriation_never_falls_below_what_is_granted(db, law):
    hand_in(db, law, {A: [project(600)]})
    desk.set_budget(db, law, 2022, fen(1000))
    desk.run(db, law, 2022)
    with pytest.raises(RefusedError, match=r"应不低于 600\.00 元"):
        desk.set_budget(db, law, 2022, fen(599))


def test_a_plan_made_before_a_change_is_not_committed(db, law):
    hand_in(db, law, {A: [project(600)]})
    desk.set_budget(db, law, 2022, fen(1000))
    old = plan(db, law, 2022)
    hand_in(db, law, {B: [project(300)]})
    with pytest.raises(StaleError), write(db):
        commit(db, old, "office")
    assert spent(db, law) == 0


def test_a_claim_of_an_unknown_firm_is_told(db, law):
    taken = hand_in(db, law, {A: [project(1)]}, firms=[B])
    assert A in taken.refusals[0].message
    assert "统一社会信用代码" in taken.refusals[0].place


def test_an_unknown_run_names_those_there_are(db, law):
    with pytest.raises(RunError, match="已有批次：无"):
        list(desk.decisions(db, "2022-001"))


def test_names_are_one_whatever_their_width_and_spaces():
    assert identity(" ＰＸ１-010 ") == identity("px1-010")
