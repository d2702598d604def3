"""The checklist of a claim: what there is to check, what counts, what no longer does, and when a claim is checked."""

import io

import pytest

from subsidy import desk
from subsidy.desk import DeskError
from subsidy.desk.bureau.claims import checks, conditions
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.firm import evidence, submit
from subsidy.money import fen
from subsidy.store import checks as table
from subsidy.store import intake
from tests.applicant import DETAILS, PDF, TIER, applied, save, send
from tests.applicant import project as typed_project
from tests.build import FIRMS, hand_in, outcomes, project, revenue
from tests.checking import (
    EVERYBODY,
    HANDLER,
    OTHER,
    answers,
    checked,
    claims,
    listed,
    reviewed,
    said,
    trail,
)

A, B, *_ = FIRMS


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def claim(db, law):
    """A claim that came on paper, and for which nobody vouches yet."""
    hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]}, accepted=False)
    return claims(db, law, A)[0]


def test_the_list_has_the_machines_checks_the_policys_evidence_and_the_firms_conditions(db, law, claim):
    found = checks.checklist(db, law, claim)
    assert [check.name for check in found] == [
        "auto.code",
        "auto.account",
        "auto.file",
        "auto.growth",
        *(f"evidence.{wanted.id}" for wanted in law.evidence["revenue_tier"]),
        *(f"condition.{condition.id}" for condition in law.conditions),
    ]
    assert [check.name for check in found if not check.required] == ["auto.file", "evidence.earlier"]
    assert [check.result for check in found] == [""] * 8 + ["pass"] * 3
    assert "没有网上提交" in listed(db, law, claim)["evidence.audit"].told
    assert "由受理单位向税务部门查询" in listed(db, law, claim)["evidence.tax"].told


def test_what_pays_nothing_asks_for_no_conditions_and_no_account(db, law):
    hand_in(db, law, {A: [("financing", {"stage": "startup"})]})
    assert {check.group for check in checks.checklist(db, law, claims(db, law, A)[0])} == {"auto", "evidence"}
    assert "auto.account" not in listed(db, law, claims(db, law, A)[0])


def test_a_result_says_who_when_and_why_and_is_in_the_trail_with_what_was_before(db, law, claim):
    checks.record(db, law, claim, {"evidence.audit": ("pass", " 审计报告\n第 3 页 ")}, HANDLER)
    checks.record(db, law, claim, {"evidence.audit": ("na", "改用专项报告")}, OTHER)
    check = listed(db, law, claim)["evidence.audit"]
    assert (check.result, check.note, check.actor, bool(check.at)) == ("na", "改用专项报告", "ban", True)
    (first, second) = trail(db, "check")
    assert (first[0], second[0]) == ("jing", "ban")
    assert second[1]["results"] == [
        {
            "check": "evidence.audit",
            "before": {"result": "pass", "note": "审计报告 第 3 页", "stale": False},
            "after": {"result": "na", "note": "改用专项报告"},
        }
    ]


def test_the_same_result_again_is_not_written(db, law, claim):
    for _ in range(2):
        checks.record(db, law, claim, {"evidence.audit": ("pass", "")}, HANDLER)
    assert len(trail(db, "check")) == 1


WRONG = [
    ("evidence.audit", "fail", "", "应写明理由"),
    ("evidence.audit", "na", "", "应写明理由"),
    ("evidence.audit", "maybe", "", "填的是“maybe”"),
    ("evidence.audit", "pass", "长" * 501, "501 个字"),
    ("evidence.other", "pass", "", "没有 evidence.other"),
    ("condition.software_firm", "pass", "", "应在企业条件中登记"),
]


@pytest.mark.parametrize(("name", "result", "note", "told"), WRONG)
def test_a_result_that_cannot_be_is_told_and_nothing_of_it_written(db, law, claim, name, result, note, told):
    with pytest.raises(DeskError, match=told):
        checks.record(db, law, claim, {"evidence.tax": ("pass", ""), name: (result, note)}, HANDLER)
    assert table.results(db, claim) == {}


def test_passing_what_the_machine_found_wrong_wants_a_reason(db, law):
    hand_in(db, law, {A: [project(1)], B: [project(2)]}, accepted=False)
    (mine,) = claims(db, law, A)
    with pytest.raises(DeskError, match="与查到的情况不同"):
        checks.record(db, law, mine, {"auto.duplicate": ("pass", "")}, HANDLER)
    checks.record(db, law, mine, {"auto.duplicate": ("pass", "两个项目同名")}, HANDLER)
    assert listed(db, law, mine)["auto.duplicate"].answered


def test_what_came_up_while_somebody_was_writing_is_not_answered_unseen(db, law):
    hand_in(db, law, {A: [project(1)]}, accepted=False)
    (mine,) = claims(db, law, A)
    shown = {name: check.mark for name, check in listed(db, law, mine).items()}
    hand_in(db, law, {B: [project(2)]}, accepted=False)
    given = {"auto.duplicate": ("pass", "没有重复"), "evidence.audit": ("pass", "")}
    with pytest.raises(DeskError, match="查到的情况已有变化"):
        checks.record(db, law, mine, given, HANDLER, shown)
    shown = {name: check.mark for name, check in listed(db, law, mine).items()}
    checks.record(db, law, mine, given, HANDLER, shown)
    assert listed(db, law, mine)["auto.duplicate"].answered


@pytest.mark.parametrize("person", [one for one in EVERYBODY if one.login != "handler"], ids=lambda one: one.login)
def test_only_a_handler_checks(db, law, claim, person):
    for act in (
        lambda: checks.record(db, law, claim, {"evidence.tax": ("pass", "")}, person),
        lambda: checks.finish(db, law, claim, person),
        lambda: conditions.set_conditions(db, law, A, {"software_firm": False}, "示例", person),
    ):
        before = "".join(db.conn.iterdump())
        with pytest.raises(NotAllowedError, match="应由经办办理"):
            act()
        assert "".join(db.conn.iterdump()) == before


def test_a_claim_is_checked_when_everything_required_is_answered(db, law, claim):
    with pytest.raises(DeskError) as told:
        checks.finish(db, law, claim, HANDLER)
    assert all(title in str(told.value) for title in ("本年和上年的审计报告", "收入和增速", "纳税证明"))
    assert "以前年度的审计报告" not in str(told.value)
    checked(db, law, claim)
    assert (checks.state(db, claim), said(db, claim)) == ("checked", [("checked", "jing")])
    with pytest.raises(DeskError, match="等待复核"):
        checks.finish(db, law, claim, OTHER)


def test_what_fails_goes_back_to_the_firm_or_is_refused(db, law, claim):
    checks.record(db, law, claim, {**answers(db, law, claim), "evidence.tax": ("fail", "与申报不符")}, HANDLER)
    with pytest.raises(DeskError, match="纳税证明”不通过，应退回企业补正"):
        checks.finish(db, law, claim, HANDLER)


def test_a_condition_nobody_looked_at_is_missing_and_one_that_fails_is_for_the_rules(db, law):
    hand_in(db, law, {A: [project(1)]}, conditions={"software_firm": False}, accepted=False)
    (mine,) = claims(db, law, A)
    with pytest.raises(DeskError, match="是否严重失信主体"):
        checked(db, law, mine)
    found = {"registered_in_city": True, "serious_dishonesty": False}
    conditions.set_conditions(db, law, A, found, "信用中国查询", OTHER)
    check = listed(db, law, mine)["condition.serious_dishonesty"]
    assert (check.result, check.note, check.actor) == ("pass", "信用中国查询", "ban")
    reviewed(db, law, mine)
    desk.set_budget(db, law, 2022, fen(100))
    assert outcomes(db, desk.run(db, law, 2022)[0]) == {A: ([("refused", "0.00")], True)}


def test_other_facts_make_every_result_stale_and_void_what_was_vouched_for(db, law, claim):
    reviewed(db, law, claim)
    assert checks.state(db, claim) == "ready"
    hand_in(db, law, {A: [revenue(53_000_000, 40_000_000)]}, accepted=False)
    found = listed(db, law, claim)
    assert found["evidence.tax"].stale
    assert not found["condition.software_firm"].stale
    assert checks.state(db, claim) == "open"
    assert said(db, claim)[-1] == ("voided", "office")
    assert not intake.ready(db, law.id, 2022)
    with pytest.raises(DeskError, match="结果已失效"):
        checks.finish(db, law, claim, HANDLER)


@pytest.mark.parametrize(
    ("found", "note", "told"),
    [({"software_firm": True}, " ", "没有写明依据"), ({"listed": True}, "示例", "没有 listed"), ({}, "", "没有写明")],
)
def test_conditions_want_a_ground_and_a_name_that_there_is(db, law, claim, found, note, told):
    with pytest.raises(DeskError, match=told):
        conditions.set_conditions(db, law, A, found, note, HANDLER)


# ---- what came by the site


def test_uploads_stand_beside_their_requirement_and_another_file_is_looked_at_again(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    (mine,) = claims(db, law, A)
    check = listed(db, law, mine)["evidence.audit"]
    assert ([piece["name"] for piece in check.files], check.told) == (["本年和上年的审计报告.pdf"], "上传 1 个文件")
    checks.record(db, law, mine, {"evidence.audit": ("pass", ""), "evidence.tax": ("pass", "")}, HANDLER)
    submit.send_back(db, law, 2022, A, {"revenue_tier": "请换审计报告"}, "jing")
    with pytest.raises(DeskError, match="等待企业重新提交"):
        checks.finish(db, law, mine, HANDLER)
    new = io.BytesIO(PDF + b"2")
    evidence.add(db, folder, law, 2022, A, "revenue_tier", "audit", "新报告.pdf", new, A)
    send(db, law, A, token="t2")
    found = listed(db, law, mine)
    assert (found["evidence.audit"].stale, found["evidence.tax"].stale) == (True, False)


def test_the_same_file_of_another_firm_is_told_on_both_sides_until_somebody_settles_it(db, folder, law):
    for code in (A, B):
        applied(db, folder, law, code, token=code, projects=typed_project("1", f"项目{code[-1]}"))
    (mine,), (other,) = claims(db, law, A), claims(db, law, B)
    check = listed(db, law, mine)["auto.file"]
    assert (check.suggested, B in check.told, "是同一个文件" in check.told) == ("fail", True, True)
    checks.record(db, law, mine, {"auto.file": ("pass", "同一份公开文件")}, HANDLER)
    assert (listed(db, law, mine)["auto.file"].answered, listed(db, law, other)["auto.file"].suggested) == (
        True,
        "pass",
    )


def test_a_withdrawn_claim_is_not_checked(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    (mine,) = claims(db, law, A)
    submit.withdraw(db, law, 2022, A, A)
    assert checks.state(db, mine) == "withdrawn"
    with pytest.raises(DeskError, match="撤回"):
        checks.record(db, law, mine, {"evidence.tax": ("pass", "")}, HANDLER)
    save(db, law, A, firm=DETAILS, tier=TIER)
    send(db, law, A, token="t2")
    assert checks.state(db, claims(db, law, A)[-1]) == "open"
