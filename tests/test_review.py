"""Four eyes on every claim: attacked by the acts in every order and role, and past them by SQL."""

import itertools
import sqlite3

import pytest

from subsidy.desk import DeskError
from subsidy.desk.bureau.claims import checks, findings, review
from subsidy.desk.bureau.claims.conditions import set_conditions
from subsidy.desk.bureau.claims.review import ReviewError
from subsidy.desk.bureau.people import NotAllowedError, SamePersonError
from subsidy.desk.firm import drafts
from subsidy.store import checks as table
from subsidy.store import intake, write
from tests.applicant import TIER, applied, save, send
from tests.applicant import project as typed_project
from tests.build import FIRMS, GOOD, hand_in, project
from tests.checking import (
    BOTH,
    EVERYBODY,
    HANDLER,
    OTHER,
    REVIEWER,
    answers,
    checked,
    claims,
    reviewed,
    said,
    trail,
)

A, B, C, _ = FIRMS
SECOND = REVIEWER._replace(login="fu2", name="示例复核乙")


@pytest.fixture
def claim(db, law):
    hand_in(db, law, {A: [project(1000)]}, accepted=False)
    return claims(db, law, A)[0]


def everything(db):
    return "".join(db.conn.iterdump())


def test_a_reviewed_claim_is_ready_for_the_run(db, law, claim):
    reviewed(db, law, claim)
    assert (checks.state(db, claim), said(db, claim)) == ("ready", [("checked", "jing"), ("reviewed", "fu")])
    assert [row["id"] for row in intake.ready(db, law.id, 2022)] == [claim]
    assert trail(db, "review") == [("fu", {"claim": claim, "before": "checked", "after": "ready"})]


@pytest.mark.parametrize("person", [one for one in EVERYBODY if one.login != "reviewer"], ids=lambda one: one.login)
def test_only_a_reviewer_reviews_or_sends_back(db, law, claim, person):
    checked(db, law, claim)
    before = everything(db)
    for act in (
        lambda: review.review(db, law, [claim], person),
        lambda: review.send_back(db, law, claim, "示例", person),
    ):
        with pytest.raises(NotAllowedError, match="应由复核办理"):
            act()
    assert everything(db) == before


@pytest.mark.parametrize("person", [one for one in EVERYBODY if one.login != "handler"], ids=lambda one: one.login)
def test_only_a_handler_returns_to_the_firm_and_finds(db, law, claim, person):
    before = everything(db)
    for act in (
        lambda: review.return_to_firm(db, law, 1, {"major_project": "示例"}, person),
        lambda: findings.find(db, law, claim, "refused", 0, "审计报告系伪造，经核实不成立", person),
        lambda: findings.take_back(db, law, claim, "示例", person),
    ):
        with pytest.raises(NotAllowedError, match="应由经办办理"):
            act()
    assert everything(db) == before


# ways in which the person of both roles had a hand in the claim before it is theirs to review
def recorded_one(db, law, claim):
    checks.record(db, law, claim, {"evidence.audit": ("pass", "示例")}, BOTH)
    checked(db, law, claim, HANDLER)


def recorded_and_was_overruled(db, law, claim):
    checks.record(db, law, claim, {"evidence.audit": ("fail", "示例")}, BOTH)
    checked(db, law, claim, HANDLER)


def finished(db, law, claim):
    checks.record(db, law, claim, answers(db, law, claim), HANDLER)
    checks.finish(db, law, claim, BOTH)


def finished_and_was_sent_back(db, law, claim):
    finished(db, law, claim)
    review.send_back(db, law, claim, "再核对一次", REVIEWER)
    checks.finish(db, law, claim, HANDLER)


def found(db, law, claim):
    findings.find(db, law, claim, "refused", 0, "审计报告系伪造，经核实不成立", BOTH)
    checked(db, law, claim, HANDLER)


def found_and_took_back(db, law, claim):
    findings.find(db, law, claim, "refused", 0, "审计报告系伪造，经核实不成立", BOTH)
    findings.take_back(db, law, claim, "补正后成立", HANDLER)
    checked(db, law, claim, HANDLER)


def set_the_conditions(db, law, claim):
    set_conditions(db, law, A, {"software_firm": True}, "评估证书", BOTH)
    checked(db, law, claim, HANDLER)


def reviewed_then_recorded(db, law, claim):
    reviewed(db, law, claim, HANDLER, BOTH)
    checks.record(db, law, claim, {"evidence.audit": ("pass", "改一下说明")}, BOTH)
    checks.finish(db, law, claim, HANDLER)


HANDS = [
    recorded_one,
    recorded_and_was_overruled,
    finished,
    finished_and_was_sent_back,
    found,
    found_and_took_back,
    set_the_conditions,
    reviewed_then_recorded,
]


@pytest.mark.parametrize("had_a_hand", HANDS)
def test_nobody_reviews_what_they_had_a_hand_in_by_desk_or_sql(db, law, claim, had_a_hand):
    had_a_hand(db, law, claim)
    before = everything(db)
    with pytest.raises(SamePersonError, match="须由另一人办理"):
        review.review(db, law, [claim], BOTH)
    facts = table.claim(db, claim)["vouched"]
    with pytest.raises(sqlite3.IntegrityError, match="another person"), write(db):
        table.add_vouchings(db, [(claim, "reviewed", "", facts, "", BOTH.login)])
    assert everything(db) == before
    review.review(db, law, [claim], REVIEWER)
    assert checks.state(db, claim) == "ready"


def test_who_set_the_conditions_before_the_firm_claimed_does_not_review(db, law):
    hand_in(db, law, {}, firms=[A], conditions={"software_firm": True, "registered_in_city": True})
    set_conditions(db, law, A, {"serious_dishonesty": False}, "信用中国查询", BOTH)
    hand_in(db, law, {A: [project(1000)]}, accepted=False)
    (mine,) = claims(db, law, A)
    checked(db, law, mine)
    with pytest.raises(SamePersonError):
        review.review(db, law, [mine], BOTH)
    review.review(db, law, [mine], REVIEWER)


def test_who_only_reviewed_before_reviews_again(db, law, claim):
    checked(db, law, claim)
    review.send_back(db, law, claim, "请补说明", REVIEWER)
    checks.finish(db, law, claim, HANDLER)
    review.review(db, law, [claim], REVIEWER)
    assert [act for act, _ in said(db, claim)] == ["checked", "voided", "checked", "reviewed"]


def test_no_order_of_acts_of_one_person_makes_a_claim_ready(db, law, claim):
    acts = {
        "record": lambda: checks.record(db, law, claim, answers(db, law, claim), BOTH),
        "finish": lambda: checks.finish(db, law, claim, BOTH),
        "review": lambda: review.review(db, law, [claim], BOTH),
        "back": lambda: review.send_back(db, law, claim, "示例", BOTH),
    }
    for order in itertools.permutations(acts):
        for name in (*order, "record", "finish", "review"):
            try:
                acts[name]()
            except DeskError:
                continue
        assert not intake.ready(db, law.id, 2022)
    assert checks.state(db, claim) == "checked"


# ---- several at once


def test_several_are_reviewed_all_or_none_with_the_reason_for_each(db, law):
    hand_in(db, law, {code: [project(100, f"项目{code}")] for code in (A, B, C)}, accepted=False)
    first, second, third = (claims(db, law, code)[0] for code in (A, B, C))
    checked(db, law, first)
    checked(db, law, second, BOTH)
    before = everything(db)
    with pytest.raises(ReviewError) as told:
        review.review(db, law, [first, second, third, 99], BOTH)
    assert everything(db) == before
    assert set(told.value.problems) == {second, third, 99}
    assert isinstance(told.value, SamePersonError)
    for claim, text in ((second, "须由另一人办理"), (third, "没有核查完毕"), (99, "没有第 99 号")):
        assert text in told.value.problems[claim]
        assert told.value.problems[claim] in str(told.value)
    checked(db, law, third)
    review.review(db, law, [first, second, third, first], REVIEWER)
    assert [checks.state(db, one) for one in (first, second, third)] == ["ready"] * 3
    with pytest.raises(DeskError, match="没有选"):
        review.review(db, law, [], REVIEWER)


def test_what_came_up_after_the_check_is_not_reviewed(db, law, claim):
    checked(db, law, claim)
    hand_in(db, law, {B: [project(5)]}, accepted=False)
    with pytest.raises(ReviewError, match=r"核查以后又有新情况.*是否重复申报"):
        review.review(db, law, [claim], REVIEWER)


def test_sending_back_takes_a_review_away_and_wants_a_reason(db, law, claim):
    with pytest.raises(DeskError, match="还在核查"):
        review.send_back(db, law, claim, "示例", REVIEWER)
    reviewed(db, law, claim)
    with pytest.raises(DeskError, match="没有写明"):
        review.send_back(db, law, claim, " ", SECOND)
    review.send_back(db, law, claim, " 合同缺\n盖章 ", SECOND)
    assert (checks.state(db, claim), intake.ready(db, law.id, 2022)) == ("open", [])
    assert table.vouchings(db, claim)[-1]["reason"] == "复核退回：合同缺 盖章"
    assert trail(db, "void")[-1][1]["before"] == "reviewed"


# ---- back to the firm


def test_what_is_returned_is_no_longer_vouched_for_and_comes_back_to_be_checked(db, law, tmp_path):
    applied(db, tmp_path / "files", law, A, tier=TIER, projects=typed_project("1"))
    set_conditions(db, law, A, GOOD, "网上查询", HANDLER)
    for one in claims(db, law, A):
        reviewed(db, law, one)
    application = intake.application(db, law.id, 2022, A)["id"]
    review.return_to_firm(db, law, application, {"revenue_tier": "上年收入与报告不符"}, HANDLER)
    stands = {row["item"]: checks.state(db, row["id"]) for row in intake.claims(db, application)}
    assert stands == {"major_project": "ready", "revenue_tier": "open"}
    (voided,) = trail(db, "void")
    assert (voided[0], voided[1]["reason"]) == ("jing", "已退回企业补正")
    opened = [section.to_mend for section in drafts.sections(db, law, 2022, A) if not section.locked]
    assert opened == ["上年收入与报告不符"]
    save(db, law, A, tier={**TIER, "previous_revenue": "4,100"})
    send(db, law, A, token="t2")
    tier = next(row["id"] for row in intake.claims(db, application) if row["item"] == "revenue_tier")
    reviewed(db, law, tier)
    assert checks.state(db, tier) == "ready"


NO_RETURN = [(99, {"revenue_tier": "示例"}), (1, {"revenue_tier": ""}), (1, {})]


@pytest.mark.parametrize(("application", "sections"), NO_RETURN)
def test_a_return_that_cannot_be_is_told(db, law, tmp_path, application, sections):
    applied(db, tmp_path / "files", law, A, tier=TIER)
    with pytest.raises(DeskError):
        review.return_to_firm(db, law, application, sections, OTHER)
