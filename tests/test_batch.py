"""Where a run stands, and what leaves it before it is approved: the money is free again, the claims are open again."""

import datetime
import sqlite3

import pytest

from subsidy import desk
from subsidy.desk import RunError, approval, papers
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import NotAllowedError, Person
from subsidy.desk.bureau.runs import batch
from subsidy.desk.common import DeskError
from subsidy.money import fen
from subsidy.store import batches, write
from tests.build import FIRMS, GOOD, approve, hand_in, issue, noticed, outcomes, project, revenue

A, B, C, D = FIRMS
HANDLER = Person("jia", "示例甲", frozenset({"handler"}))
DAY = datetime.date(2022, 3, 10)
OFFICE = {"publication_days": 5}
WHY = "证明材料有疑点，另行核实"


@pytest.fixture
def run(db, law):
    hand_in(db, law, {A: [project(600)], B: [project(500), revenue(1)], C: [project(400)]})
    desk.set_budget(db, law, 2022, fen(1200))
    return desk.run(db, law, 2022)[0]


def stage(db, run, office=OFFICE, today=None):
    return batch.standing(db, run, office, today).stage


def test_from_made_to_paid(db, law, run):
    assert stage(db, run) == "made"
    assert stage(db, run, {"publication_days": 0}) == "open"
    noticed(db, run, "2022-03-17")
    days = [datetime.date(2022, 3, day) for day in (16, 17, 18)]
    assert [stage(db, run, today=day) for day in days] == ["published", "published", "open"], "the last day counts"
    issue(db, run, DAY)
    assert stage(db, run) == "approved"
    found = batch.standing(db, run, OFFICE)
    assert sum(found.due.values()) == fen(1100)
    for decision, amount in found.due.items():
        pay(db, decision, amount)
    assert stage(db, run) == "paid"


def pay(db, decision, amount, actor="示例财务"):
    row = {"kind": "paid", "decision": decision, "amount": amount, "day": "2022-04-01", "voucher": "1", "note": ""}
    db.table("payments").insert({**row, "source": "", "at": "", "actor": actor})


def test_a_run_that_decided_nothing_is_not_one_that_everybody_left(db, law, run):
    desk.set_budget(db, law, 2023, fen(1))
    nothing, _ = desk.run(db, law, 2023)
    assert (stage(db, nothing), batch.standing(db, nothing, OFFICE).title) == ("nothing", "没有决定")
    for firm in (A, B, C):
        batch.exclude(db, run, firm, WHY, HANDLER)
    assert (stage(db, run), batch.standing(db, run, OFFICE).title) == ("empty", "已全部移出")


def test_an_unknown_run_is_told_with_those_there_are(db, run):
    with pytest.raises(RunError, match="没有批次 2022-009，已有批次：2022-001"):
        batch.standing(db, "2022-009", OFFICE)


def test_who_leaves_is_decided_anew_and_the_money_is_free(db, law, run):
    before = approval.digest(db, run)
    batch.exclude(db, run, B, WHY, HANDLER)
    assert approval.digest(db, run) != before
    assert B not in outcomes(db, run)
    assert desk.budget(db, law, 2022)[1] == fen(600)
    assert [paper.letter.decision["firm"]["uscc"] for paper in papers.papers(db, run, {})] == [A, C]
    assert papers.count(db, run) == 2
    _, made = desk.run(db, law, 2022)
    assert [(e.uscc, e.amount - e.reserved) for e in made.entries] == [(C, fen(400))], "B is checked again first"
    hand_in(db, law, {B: [project(500), revenue(1)]})
    third, _ = desk.run(db, law, 2022)
    assert outcomes(db, third) == {B: ([("granted", "500.00"), ("refused", "0.00")], False)}
    assert desk.check(db) == []


def test_who_leaves_ready_is_in_the_next_run(db, law, run):
    batch.exclude(db, run, A, WHY, HANDLER, accepted=True)
    desk.set_budget(db, law, 2022, fen(2000))
    again, _ = desk.run(db, law, 2022)
    assert outcomes(db, again)[A] == ([("granted", "600.00")], True)
    assert desk.check(db) == []


def test_who_waited_before_and_leaves_gives_the_money_back_and_keeps_the_place(db, law, run):
    desk.set_budget(db, law, 2022, fen(1500))
    later, _ = desk.run(db, law, 2022)
    assert outcomes(db, later) == {C: ([("granted", "400.00")], True)}
    batch.exclude(db, later, C, WHY, HANDLER, accepted=True)
    assert C not in outcomes(db, run), "what rests on one another leaves together"
    assert desk.budget(db, law, 2022)[1] == fen(1100)
    assert papers.count(db, later) == 0
    met = dict.fromkeys(("employed_in_city", "passed", "provider_qualified"), True)
    urgent = {"name": "示例学员", "certificate": "X-1", **met, "fee": fen(1000)}
    hand_in(db, law, {D: [("training_refund", {"trainees": [urgent]})]})
    third, _ = desk.run(db, law, 2022)
    assert outcomes(db, third)[C] == ([("granted", "400.00")], True)
    assert outcomes(db, third)[D] == ([("granted", "300.00")], False), "however urgent, behind who waited before"
    assert desk.check(db) == []


def test_a_place_that_was_approved_is_not_undone_by_leaving_a_later_run(db, law, run):
    issue(db, run, DAY)
    desk.set_budget(db, law, 2022, fen(1500))
    later, _ = desk.run(db, law, 2022)
    with pytest.raises(DeskError, match="已签批列入储备的奖励，移出即等于撤销"):
        batch.exclude(db, later, C, WHY, HANDLER)
    assert outcomes(db, later) == {C: ([("granted", "400.00")], True)}


def test_an_award_that_is_taken_back_is_in_no_later_run_that_is_not_approved(db, law, run):
    issue(db, run, DAY)
    desk.set_budget(db, law, 2022, fen(1500))
    later, _ = desk.run(db, law, 2022)
    handler, approver = HANDLER, Person("ding", "示例丁", frozenset({"approver"}))
    made = proposals.propose_reversal(db, run, C, None, "项目已经中止，不再实施", handler)
    proposals.answer(db, made, True, "情况属实", approver, OFFICE)
    assert batches.kept(db, later) == set()
    assert desk.budget(db, law, 2022)[1] == fen(1100)
    _, made = desk.run(db, law, 2022)
    assert made.entries == [], "the same row stays taken back"
    assert desk.check(db) == []


def test_runs_are_approved_in_their_order(db, law, run):
    desk.set_budget(db, law, 2022, fen(1500))
    later, _ = desk.run(db, law, 2022)
    none = {"publication_days": 0}
    found = batch.standing(db, later, none)
    assert (found.approvable, len(found.behind)) == (frozenset(), 1)
    approve(db, run)
    assert len(batch.standing(db, later, none).approvable) == 1


def test_who_fails_a_condition_by_now_is_not_approved(db, law, run):
    hand_in(db, law, {}, firms=[B], conditions={**GOOD, "serious_dishonesty": True})
    found = batch.standing(db, run, {"publication_days": 0})
    assert (len(found.barred), len(found.approvable)) == (1, 2)


@pytest.mark.parametrize(
    ("uscc", "reason", "roles", "error", "told"),
    [
        (A, "不行", {"handler"}, DeskError, "理由，5 至 2000 个字"),
        (FIRMS[3], WHY, {"handler"}, DeskError, "或已经移出"),
        *((A, WHY, {role}, NotAllowedError, "应由经办办理") for role in ("reviewer", "approver", "finance", "auditor")),
        (A, WHY, {"admin"}, NotAllowedError, "示例乙（管理员）不能办理"),
        (A, WHY, set(), NotAllowedError, "示例乙（无）不能办理"),
    ],
)
def test_what_may_not_leave_stays(db, run, uscc, reason, roles, error, told):
    before = approval.digest(db, run)
    with pytest.raises(error, match=told):
        batch.exclude(db, run, uscc, reason, Person("yi", "示例乙", frozenset(roles)))
    assert approval.digest(db, run) == before


def test_what_is_approved_leaves_no_more(db, run):
    approve(db, run)
    with pytest.raises(DeskError, match="应提出更正"):
        batch.exclude(db, run, A, WHY, HANDLER)
    with pytest.raises(sqlite3.IntegrityError, match="approved"), write(db):
        batches.add_exclusion(db, 1, WHY, "", "jia")
