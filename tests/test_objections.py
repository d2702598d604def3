"""Objections: recorded by one, answered by another, whoever asks; what they hold back and what follows from them."""

import datetime
import json
import sqlite3

import pytest

from subsidy import desk
from subsidy.desk.bureau.people import NotAllowedError, SamePersonError
from subsidy.desk.bureau.runs import batch, objections, publish
from subsidy.desk.bureau.runs.objections import REJECTED, UPHELD, ObjectionError
from subsidy.money import fen
from subsidy.store import batches, write
from tests.build import FIRMS, approve, hand_in, project
from tests.web.staffed import person

A, B, C, X = FIRMS
TODAY = datetime.date.today()
DAY = datetime.timedelta(days=1)
NAMES = {A: "示例甲软件有限公司", B: "示例乙软件有限公司", C: "示例乙网络有限公司"}
TEXT = "该企业上年收入与公开年报不符。"


@pytest.fixture
def run(db, law):
    hand_in(db, law, {A: [project(500)], B: [project(600)], C: [project(700)]}, names=NAMES)
    desk.set_budget(db, law, 2022, fen(10_000))
    return desk.run(db, law, 2022)[0]


@pytest.fixture
def handler(db):
    return person(db, "jing", "handler")


@pytest.fixture
def reviewer(db):
    return person(db, "fu", "reviewer")


def recorded(db, run, who, uscc=A):
    return objections.record(db, run, uscc, "示例丁公司", "0573-00000000", TEXT, TODAY, who)


def decision(db, run, uscc=A):
    return db.execute("SELECT id FROM decisions WHERE run = ? AND uscc = ?", [run, uscc]).fetchone()[0]


def test_recorded_it_holds_its_firm_back_until_it_is_answered(db, run, handler, reviewer):
    number = recorded(db, run, handler)
    (row,) = objections.open_for(db, run)
    assert (row["id"], row["uscc"], row["firm"], row["text"]) == (number, A, NAMES[A], TEXT)
    assert batches.held(db, run) == {decision(db, run)}
    made = objections.answer(db, number, REJECTED, "经查，收入与审计报告相符。", reviewer)
    assert (made.outcome, made.excluded) == (REJECTED, False)
    assert objections.open_for(db, run) == []
    assert batches.held(db, run) == set()
    assert [row["answer"] for row in objections.all_of(db, run)] == ["经查，收入与审计报告相符。"]
    approve(db, run)
    assert len(batches.approved(db, run)) == 3


def test_both_are_in_the_trail_with_who_and_what(db, run, handler, reviewer):
    number = recorded(db, run, handler)
    objections.answer(db, number, REJECTED, "经查相符。", reviewer)
    found = db.execute("SELECT act, actor, subject, detail FROM audit WHERE act IN ('object', 'answer') ORDER BY id")
    (one, two) = found.fetchall()
    assert (one[:3], two[:3]) == (("object", "jing", run), ("answer", "fu", run))
    assert json.loads(one[3])["text"] == TEXT
    assert json.loads(two[3])["outcome"] == REJECTED


def test_upheld_before_approval_its_firm_leaves_the_run(db, run, handler, reviewer):
    mine = decision(db, run)
    made = objections.answer(db, recorded(db, run, handler), UPHELD, "经查，确有不符。", reviewer)
    assert made.excluded
    assert "移出批次" in made.told
    assert mine not in batches.kept(db, run)
    assert not batch.standing(db, run, {"publication_days": 5}).upheld, "nothing is left to be done about it"
    assert A not in [row["firm"]["uscc"] for row in desk.decisions(db, run)]
    reason, actor = db.execute("SELECT reason, actor FROM exclusions").fetchone()
    assert (reason, actor) == ("异议成立：经查，确有不符。", "fu")
    assert db.execute("SELECT spent FROM ledger ORDER BY id DESC LIMIT 1").fetchone()[0] == fen(1300)
    approve(db, run)
    assert len(batches.approved(db, run)) == 2
    with pytest.raises(ObjectionError, match="已经移出"):
        recorded(db, run, handler)


def test_upheld_after_approval_it_tells_that_a_reversal_is_to_be_proposed(db, run, handler, reviewer):
    approve(db, run)
    made = objections.answer(db, recorded(db, run, handler), UPHELD, "经查，确有不符。", reviewer)
    assert not made.excluded
    assert "更正（追回）" in made.told
    assert decision(db, run) in batches.kept(db, run)
    assert batch.standing(db, run, {"publication_days": 5}).upheld == {decision(db, run)}


def test_a_second_objection_to_a_firm_that_left_is_still_answered(db, run, handler, reviewer):
    first, second = recorded(db, run, handler), recorded(db, run, handler)
    objections.answer(db, first, UPHELD, "经查，确有不符。", reviewer)
    made = objections.answer(db, second, UPHELD, "同前一件。", reviewer)
    assert (made.excluded, "此前已移出" in made.told) == (False, True)


def test_once_paid_nothing_is_recorded(db, run, handler):
    approve(db, run)
    with write(db):
        row = {"kind": "paid", "decision": decision(db, run), "amount": fen(500), "day": TODAY.isoformat()}
        db.table("payments").insert({**row, "voucher": "1", "note": "", "source": "", "at": "", "actor": "示例财务"})
    with pytest.raises(ObjectionError, match="已经拨付"):
        recorded(db, run, handler)
    assert recorded(db, run, handler, B)


def test_an_open_objection_stands_in_the_way_of_approval_in_the_database(db, run, handler):
    recorded(db, run, handler)
    with pytest.raises(sqlite3.IntegrityError, match="objected"):
        approve(db, run)
    assert batches.approved(db, run) == set()


def test_whoever_recorded_it_does_not_answer_it(db, run, reviewer):
    number = recorded(db, run, reviewer)
    with pytest.raises(SamePersonError):
        objections.answer(db, number, REJECTED, "经查相符。", reviewer)
    values = (number, REJECTED, "经查相符。", "2022-03-10", reviewer.login)
    with pytest.raises(sqlite3.IntegrityError, match="another person"), write(db):
        db.execute("INSERT INTO objection_answers (objection, outcome, text, at, actor) VALUES (?, ?, ?, ?, ?)", values)
    assert len(objections.open_for(db, run)) == 1


def test_it_is_answered_once(db, run, handler, reviewer):
    number = recorded(db, run, handler)
    objections.answer(db, number, REJECTED, "经查相符。", reviewer)
    with pytest.raises(ObjectionError, match="已经答复"):
        objections.answer(db, number, UPHELD, "再看不符。", person(db, "qian", "reviewer"))
    for statement in ("UPDATE objection_answers SET outcome = 'upheld'", "DELETE FROM objections"):
        with pytest.raises(sqlite3.IntegrityError), write(db):
            db.execute(statement)


@pytest.mark.parametrize("role", ["approver", "finance", "auditor", "admin"])
def test_who_may_not_record(db, run, role):
    with pytest.raises(NotAllowedError):
        recorded(db, run, person(db, "ta", role))


@pytest.mark.parametrize("role", ["handler", "finance", "auditor", "admin"])
def test_who_may_not_answer(db, run, handler, role):
    with pytest.raises(NotAllowedError):
        objections.answer(db, recorded(db, run, handler), REJECTED, "经查相符。", person(db, "ta", role))


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("uscc", X, "没有"),
        ("who", " ", "没有填提出异议的单位或个人"),
        ("who", "示" * 101, "不超过 100 个字"),
        ("contact", "", "没有填联系方式"),
        ("text", "\n", "没有填异议内容"),
        ("received", TODAY + DAY, "还没有到"),
        ("received", TODAY - DAY, "早于核算日期"),
    ],
)
def test_what_is_lacking_or_wrong_is_told_at_its_field(db, run, handler, field, value, told):
    known = {"uscc": A, "who": "示例丁公司", "contact": "0573-00000000", "text": TEXT, "received": TODAY, field: value}
    with pytest.raises(ObjectionError, match=told) as error:
        objections.record(db, run, *known.values(), handler)
    assert error.value.field == {"uscc": "firm"}.get(field, field)
    assert objections.all_of(db, run) == []


@pytest.mark.parametrize(("outcome", "text", "told"), [("", "经查相符。", "没有选"), (UPHELD, " ", "没有填答复")])
def test_an_answer_is_whole(db, run, handler, reviewer, outcome, text, told):
    number = recorded(db, run, handler)
    with pytest.raises(ObjectionError, match=told):
        objections.answer(db, number, outcome, text, reviewer)
    assert len(objections.open_for(db, run)) == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [(A.lower(), A), (f" {A} ", A), ("示例甲软件有限公司", A), ("示例甲", A), ("网络", C), ("示例乙软件", B)],
)
def test_a_firm_is_found_by_its_code_or_what_only_its_name_has(db, run, typed, found):
    assert objections.firm(db, run, typed) == found


@pytest.mark.parametrize(
    ("typed", "told"), [("示例乙", "对应 2 家企业"), ("别家", "没有“别家”这家企业"), ("", "没有填")]
)
def test_a_firm_that_is_not_clear_is_told(db, run, typed, told):
    with pytest.raises(ObjectionError, match=told):
        objections.firm(db, run, typed)


def test_the_command_lists_them(db, run, handler, reviewer, command):
    publish.publish(db, run, TODAY, handler, {})
    number = objections.record(db, run, A, "示例丁\t公司", "0573-00000000", TEXT, TODAY, handler)
    objections.answer(db, number, REJECTED, "经查相符。", reviewer)
    recorded(db, run, reviewer, B)
    found = command("objections", run)
    lines = [line.split("\t") for line in found.stdout.splitlines()]
    assert [(line[2], line[4], line[5], line[7]) for line in lines] == [
        (A, "示例丁 公司", "异议不成立", reviewer.name),
        (B, "示例丁公司", "待答复", ""),
    ]
    assert "异议 2 件，待答复 1 件" in found.stderr
    assert command("objections", "2022-009").exit_code == 3
