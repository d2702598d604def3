"""The desk: nothing twice, nothing beyond the appropriation, nothing lost."""

import copy

import pytest

from subsidy import desk, policy
from subsidy.desk import DeskError, RefusedError, RunError, lists, papers
from subsidy.desk.commit import StaleError, commit
from subsidy.desk.plan import plan
from subsidy.money import fen
from subsidy.store import intake, write
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


def test_a_waiting_award_keeps_its_place_whatever_the_firm_claims_next(db, law):
    hand_in(db, law, {A: [project(600)], B: [project(700)]})
    desk.set_budget(db, law, 2022, 0)
    desk.run(db, law, 2022)
    hand_in(db, law, {A: [project(20_000, "后报的项目"), revenue(1, 1)]})
    desk.set_budget(db, law, 2022, fen(1300))
    run, made = desk.run(db, law, 2022)
    found = {d["firm"]["uscc"]: d for d in desk.decisions(db, run)}
    assert [(line["amount"], line["funded"]) for line in found[A]["lines"]] == [
        ("600.00", True),
        ("20000.00", False),
        ("0.00", True),
    ]
    assert (found[A]["funded"], found[B]["funded"], made.granted, made.reserved) == (
        False,
        True,
        fen(1300),
        fen(20_000),
    )
    letters = [(x.kind, x.decision["total"]) for x in papers.letters(db, run, {}) if x.decision["firm"]["uscc"] == A]
    assert letters == [("grant", "600.00"), ("reserve", "20000.00"), ("refusal", "20600.00")]
    assert desk.check(db) == []


def test_a_waiting_firm_that_turns_out_dishonest_is_not_funded(db, law):
    hand_in(db, law, {A: [project(600)]})
    desk.set_budget(db, law, 2022, 0)
    desk.run(db, law, 2022)
    with write(db):
        record = intake.firm(db, A)
        intake.save_firm(db, {**record, "conditions": {**GOOD, "serious_dishonesty": True}}, "2023-01-01")
    desk.set_budget(db, law, 2022, fen(1000))
    run, made = desk.run(db, law, 2022)
    assert (made.granted, outcomes(db, run)[A][1], made.reserve[0].rank) == (0, False, None)


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


def test_an_unknown_run_names_those_there_are(db, law):
    with pytest.raises(RunError, match="已有批次：无"):
        list(desk.decisions(db, "2022-001"))


def test_a_policy_whose_ladder_lost_a_scheme_is_refused_by_name(db, law):
    hand_in(db, law, {A: [("capability_certificate", {"scheme": "ITSS", "level": "三级"})]})
    desk.set_budget(db, law, 2022, fen(1_000_000))
    source = copy.deepcopy(dict(law.source))
    item = next(item for item in source["items"] if item["id"] == "capability_certificate")
    item["schemes"] = [row for row in item["schemes"] if row["name"] != "ITSS"]
    with pytest.raises(RunError, match=r"与政策文件不符.*ITSS"):
        desk.run(db, policy.build(source, "test"), 2022)


def test_a_reversal_belongs_to_the_run_that_gave_the_money(db, law):
    hand_in(db, law, {A: [project(600)], B: [project(700)]})
    desk.set_budget(db, law, 2022, 0)
    first, _ = desk.run(db, law, 2022)
    assert desk.reverse(db, first, B, None, "撤回申报") == (fen(700), 0)
    desk.set_budget(db, law, 2022, fen(600))
    second, _ = desk.run(db, law, 2022)
    with pytest.raises(DeskError, match="没有可更正"):
        desk.reverse(db, first, A, None, "数据有误")
    assert desk.reverse(db, second, A, None, "数据有误") == (fen(600), fen(600))
    for run, uscc, paid in ((first, B, False), (second, A, True)):
        made = [x for x in papers.letters(db, run, {}) if x.kind == "reversal"]
        assert [(x.decision["firm"]["uscc"], x.decision["paid"]) for x in made] == [(uscc, paid)]


def test_a_reprint_is_the_same_letter_whatever_became_of_the_firm(db, law):
    hand_in(db, law, {A: [project(600)]}, details={"account": "0001", "district": "南湖区"})
    desk.set_budget(db, law, 2022, fen(600))
    run, _ = desk.run(db, law, 2022)
    before = list(papers.letters(db, run, {}))
    hand_in(db, law, {}, firms=[A], details={"account": "0002", "district": "海宁市"}, names={A: "示例新名"})
    assert list(papers.letters(db, run, {})) == before
    assert before[0].account["number"] == "0001"
    assert lists.book(db, run).rows[0].account == "0001"
