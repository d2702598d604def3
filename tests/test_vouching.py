"""What somebody vouched for lives as long as what it rests on: another fact, condition or account takes it back."""

import pytest

from subsidy import desk
from subsidy.desk import DeskError
from subsidy.desk.bureau.claims import checks, conditions, findings, review
from subsidy.desk.bureau.people import SamePersonError
from subsidy.desk.bureau.runs import batch
from subsidy.money import fen
from subsidy.store import checks as table
from subsidy.store import intake
from tests.build import FIRMS, GOOD, hand_in, outcomes, project, revenue
from tests.checking import BOTH, HANDLER, OTHER, REVIEWER, checked, claims, listed, reviewed, said, trail

A, *_ = FIRMS


@pytest.fixture
def claim(db, law):
    """A claim that came on paper, and for which nobody vouches yet."""
    hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]}, accepted=False)
    return claims(db, law, A)[0]


def another_result(db, law, claim):
    checks.record(db, law, claim, {"evidence.tax": ("pass", "又核对了一次")}, OTHER)


def another_condition(db, law, claim):
    conditions.set_conditions(db, law, A, {"software_firm": False}, "评估已失效", OTHER)


def another_account(db, law, claim):
    hand_in(db, law, {}, firms=[A], details={"account": "0009"})


def handed_in_again(db, law, claim):
    hand_in(db, law, {A: [revenue(54_000_000, 40_000_000)]}, accepted=False)


VOIDS = [another_result, another_condition, another_account, handed_in_again]


@pytest.mark.parametrize("act", VOIDS)
@pytest.mark.parametrize("how", [checked, reviewed])
def test_what_was_vouched_for_does_not_outlive_a_change(db, law, claim, act, how):
    how(db, law, claim)
    act(db, law, claim)
    assert checks.state(db, claim) == "open"
    assert said(db, claim)[-1][0] == "voided"
    assert table.vouchings(db, claim)[-1]["reason"]
    assert intake.claims(db, table.claim(db, claim)["application"])[0]["accepted"] == 0
    assert len(trail(db, "void")) == 1
    assert trail(db, "void")[0][1]["before"] == {"checked": "checked", "reviewed": "reviewed"}[how.__name__]


def test_a_decided_claim_stays_as_it_is(db, law, claim):
    reviewed(db, law, claim)
    desk.set_budget(db, law, 2022, fen(10_000_000))
    desk.run(db, law, 2022)
    before = said(db, claim)
    with pytest.raises(DeskError, match="已审定"):
        checks.record(db, law, claim, {"evidence.tax": ("fail", "晚了")}, OTHER)
    another_condition(db, law, claim)
    another_account(db, law, claim)
    assert (said(db, claim), checks.state(db, claim)) == (before, "decided")


def test_an_import_is_vouched_for_by_who_hands_it_in_and_a_contradiction_voids_it(db, law):
    hand_in(db, law, {A: [project(1)]})
    (mine,) = claims(db, law, A)
    assert (checks.state(db, mine), said(db, mine)) == ("ready", [("imported", "office")])
    checks.record(db, law, mine, {"evidence.audit": ("pass", "")}, HANDLER)
    assert checks.state(db, mine) == "ready"
    with pytest.raises(DeskError, match="已可兑现"):
        checks.finish(db, law, mine, HANDLER)
    checks.record(db, law, mine, {"evidence.audit": ("fail", "报告无签章")}, HANDLER)
    assert (checks.state(db, mine), said(db, mine)[-1]) == ("open", ("voided", "jing"))


def test_an_intake_vouches_for_exactly_what_it_hands_in(db, law):
    hand_in(db, law, {A: [project(1), project(2, "又一项目"), project(3, "第三项目")]}, accepted=False)
    hand_in(db, law, {A: [project(1), project(9, "又一项目"), project(4, "新项目")]})
    hand_in(db, law, {A: [project(1)]})
    assert [said(db, one) for one in claims(db, law, A)] == [
        [("imported", "office")],
        [("imported", "office")],
        [],
        [("imported", "office")],
    ]
    for one in (claims(db, law, A)[1], claims(db, law, A)[0]):
        row = table.claim(db, one)
        assert row["vouched"] == checks.vouching.digest(row["facts"])


def failed(db, law, claim):
    checks.record(db, law, claim, {"evidence.audit": ("fail", "报告无签章")}, HANDLER)
    return "不通过（报告无签章）"


def found_against(db, law, claim):
    findings.find(db, law, claim, "refused", 0, "审计报告系伪造，经核实不成立", HANDLER)
    return "核定不予支持（审计报告系伪造，经核实不成立）"


def only_checked(db, law, claim):
    checked(db, law, claim)
    return "已核查，等待复核"


def sent_back(db, law, claim):
    checked(db, law, claim)
    review.send_back(db, law, claim, "审计报告缺页", REVIEWER)
    return "复核退回：审计报告缺页"


def out_of_its_run(db, law, claim):
    hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]})
    desk.set_budget(db, law, 2022, fen(10_000_000))
    batch.exclude(db, desk.run(db, law, 2022)[0], A, "材料有疑点，另行核实", HANDLER)
    return "材料有疑点，另行核实"


@pytest.mark.parametrize("before", [failed, found_against, only_checked, sent_back, out_of_its_run])
def test_an_import_that_passes_over_what_staff_found_says_so_and_takes_it_back(db, law, claim, before):
    told = before(db, law, claim)
    taken = hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]}, actor="someone")
    (note,) = taken.notes
    assert note.startswith("第 0 行：")
    assert "按本次导入认可，工作人员此前所记不再作数：" in note
    assert told in note
    latest = claims(db, law, A)[-1]
    assert [act for act, _ in said(db, latest)[-2:]] == ["voided", "imported"]
    assert told in table.vouchings(db, latest)[-2]["reason"]
    assert trail(db, "void")[-1][0] == "someone"
    assert checks.state(db, latest) == "ready"
    again = hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]}, actor="someone")
    assert (again.notes, again.accepted) == ([], 0), "told once"


def test_an_import_is_silent_where_staff_found_nothing_against_it(db, law, claim):
    checks.record(db, law, claim, {"evidence.tax": ("pass", "")}, HANDLER)
    assert hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]}).notes == []
    assert said(db, claim) == [("imported", "office")]


def test_what_a_condition_barred_comes_up_again_as_it_was_handed_in(db, law):
    hand_in(db, law, {A: [project(1000)]}, conditions={**GOOD, "serious_dishonesty": True})
    desk.set_budget(db, law, 2022, fen(10_000))
    desk.run(db, law, 2022)
    hand_in(db, law, {A: [project(1000)]}, conditions=GOOD)
    assert [said(db, one) for one in claims(db, law, A)] == [[("imported", "office")]] * 2
    assert outcomes(db, desk.run(db, law, 2022)[0]) == {A: ([("granted", "1000.00")], True)}


def test_what_staff_checked_comes_up_again_with_its_results_and_is_reviewed_anew(db, law):
    hand_in(db, law, {A: [project(1000)]}, conditions={**GOOD, "serious_dishonesty": True}, accepted=False)
    reviewed(db, law, claims(db, law, A)[0])
    desk.set_budget(db, law, 2022, fen(10_000))
    desk.run(db, law, 2022)
    found = conditions.set_conditions(db, law, A, {"serious_dishonesty": False}, "信用已修复", HANDLER)
    old, new = claims(db, law, A)
    assert (found, checks.state(db, old), checks.state(db, new)) == (1, "decided", "open")
    assert listed(db, law, new)["evidence.audit"].answered
    checks.finish(db, law, new, OTHER)
    with pytest.raises(SamePersonError):
        review.review(db, law, [new], BOTH._replace(login=HANDLER.login))
    review.review(db, law, [new], REVIEWER)
    assert outcomes(db, desk.run(db, law, 2022)[0]) == {A: ([("granted", "1000.00")], True)}
    (before,) = [detail for _, detail in trail(db, "conditions")]
    assert (before["before"]["conditions"], before["after"]["conditions"], before["note"]) == (
        {**GOOD, "serious_dishonesty": True},
        GOOD,
        "信用已修复",
    )
