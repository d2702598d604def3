"""A run approved: by somebody who prepared nothing of it, over what was seen, after the notice; numbers with it."""

import datetime
import sqlite3

import pytest

from subsidy import desk, store
from subsidy.desk import approval
from subsidy.desk.bureau.claims import conditions, findings
from subsidy.desk.bureau.claims.conditions import set_conditions
from subsidy.desk.bureau.people import ACTS, ROLES, NotAllowedError, Person, SamePersonError
from subsidy.desk.bureau.runs import batch, objections, publish
from subsidy.desk.bureau.runs.approve import StaleError, approve, number_reversals
from subsidy.desk.common import DeskError
from subsidy.desk.issue import DateError
from subsidy.money import fen
from subsidy.store import batches, write
from tests import checking
from tests.build import FIRMS, GOOD, hand_in, noticed, project, revenue

A, B, C, _ = FIRMS
TODAY = datetime.date.today()
WHY = "证明材料有疑点，另行核实"
OFFICE = {"number_prefix": "示例信", "publication_days": 5}


def person(login, *roles):
    return Person(login, f"示例{login}", frozenset(roles or ("approver",)))


APPROVER, HANDLER = person("ding"), person("jia", "handler")


@pytest.fixture
def run(db, law):
    hand_in(db, law, {A: [project(600)], B: [project(500)], C: [project(400)]})
    desk.set_budget(db, law, 2022, fen(1200))
    return desk.run(db, law, 2022, actor=HANDLER.login)[0]


def sign(db, run, who=APPROVER, date=TODAY, seen=None, office=OFFICE):
    return approve(db, run, seen or approval.digest(db, run), date, who, office)


def left_alone(db, run, error, told, **given):
    before = "".join(db.conn.iterdump())
    with pytest.raises(error, match=told):
        sign(db, run, **given)
    assert "".join(db.conn.iterdump()) == before


def object_to(db, uscc, number=1):
    (decision,) = db.execute("SELECT id FROM decisions WHERE uscc = ? ORDER BY id DESC", [uscc]).fetchone()
    row = {"decision": decision, "received": "2022-03-11", "who": "示例", "contact": "", "text": "示例", "at": ""}
    db.table("objections").insert({**row, "actor": "示例复核"})


def test_approved_after_its_notice_every_letter_has_its_number(db, run):
    noticed(db, run)
    made = sign(db, run)
    assert [one.number for one in made.letters] == [f"示例信〔{TODAY.year}〕{n}号" for n in (1, 2, 3)]
    found = batch.standing(db, run, OFFICE)
    assert (found.stage, found.approved) == ("approved", found.kept)
    acts = [act for (act,) in db.execute("SELECT act FROM audit ORDER BY id DESC LIMIT 2")]
    assert acts == ["issue", "approve"]
    assert sign(db, run).letters == [], "approved again, nothing is added"
    assert len(batches.approvals(db, run)) == 1
    assert desk.check(db) == []


def test_before_its_notice_is_over_nothing_is_approved(db, run):
    left_alone(db, run, DeskError, "尚未公示，不能签批；应先公示 5 个工作日")
    noticed(db, run, TODAY.isoformat())
    left_alone(db, run, DeskError, f"公示至 {TODAY}，期满以后才能签批")


def test_a_letter_is_dated_after_the_notice(db, run):
    noticed(db, run, (TODAY - datetime.timedelta(days=1)).isoformat())
    for days, error in ((-1, DateError), (1, DateError)):
        left_alone(db, run, error, "成文日期", date=TODAY + datetime.timedelta(days=days))
    assert sign(db, run).letters


def test_another_list_than_was_seen_is_not_approved(db, run):
    noticed(db, run)
    seen = approval.digest(db, run)
    batch.exclude(db, run, B, WHY, HANDLER)
    left_alone(db, run, StaleError, "有变动，没有签批", seen=seen)
    assert len(sign(db, run).letters) == 2


@pytest.mark.parametrize("role", sorted(set(ROLES) - set(ACTS["approve"])))
def test_no_other_role_approves(db, run, role):
    noticed(db, run)
    left_alone(db, run, NotAllowedError, "应由签批办理", who=person("wu", role))


# who had a hand in it before, and how; each also has the role that approves
HANDS = {
    "the run": "UPDATE runs SET actor = 'ding'",
    "the notice": "UPDATE publications SET actor = 'ding'",
    "a check": "INSERT INTO checks (claim, name, result, note, facts, at, actor) "
    "VALUES (2, '示例', 'pass', '', '', '', 'ding')",
    "a finding": "INSERT INTO findings (claim, outcome, amount, body, reason, facts, at, actor) "
    "VALUES (2, '', 0, '{}', '', '', '', 'ding')",
    "a word for it": "INSERT INTO vouchings (claim, act, reason, facts, at, actor) "
    "VALUES (2, 'checked', '', '', '', 'ding')",
}


@pytest.mark.parametrize("hand", HANDS)
def test_nobody_approves_what_they_had_a_hand_in_not_even_behind_the_program(db, run, hand):
    noticed(db, run)
    for table in ("runs", "publications"):
        db.execute(f"DROP TRIGGER {table}_no_update")
    db.execute(HANDS[hand])
    left_alone(db, run, SamePersonError, "须由另一人办理", who=person("ding", "approver", "handler"))
    decision = db.execute("SELECT id FROM decisions WHERE uscc = ?", [B]).fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError, match="another person"), write(db):
        batches.add_approval(db, run, "", [decision], "", "ding")
    assert sign(db, run, person("wu")).letters


BOTH = person("ding", "approver", "handler")


def by_page(db, law, conditions, who=BOTH):
    set_conditions(db, law, A, conditions, "查询名录", who)


def by_workbook(db, law, conditions, who=BOTH):
    hand_in(db, law, {}, firms=[A], conditions={**GOOD, **conditions}, actor=who.login)


@pytest.mark.parametrize("way", [by_page, by_workbook])
@pytest.mark.parametrize("then", ["before it claims", "after the run"])
def test_who_found_the_conditions_of_a_firm_approves_nothing_of_it(db, law, way, then):
    hand_in(db, law, {}, firms=[A])
    if then == "before it claims":
        way(db, law, {"registered_in_city": False})
        by_page(db, law, {"registered_in_city": True}, HANDLER)
    hand_in(db, law, {A: [project(600)]})
    desk.set_budget(db, law, 2022, fen(1200))
    run, _ = desk.run(db, law, 2022)
    noticed(db, run)
    if then == "after the run":
        way(db, law, {"registered_in_city": False})
        by_page(db, law, {"registered_in_city": True}, HANDLER)
    for who in (BOTH, person(HANDLER.login)):
        left_alone(db, run, SamePersonError, "须由另一人办理", who=who)
        with pytest.raises(sqlite3.IntegrityError, match="another person"), write(db):
            batches.add_approval(db, run, "", [1], "", who.login)
    assert sign(db, run, person("wu")).letters


def test_who_finds_the_conditions_of_a_firm_once_it_is_approved_had_no_hand_in_that(db, law, run, monkeypatch):
    noticed(db, run)
    sign(db, run)
    monkeypatch.setattr(conditions, "now", lambda: "9999-01-01T00:00:00+08:00")
    by_page(db, law, {"registered_in_city": False})
    assert BOTH.login not in batches.prepared_by(db, run)
    assert desk.check(db) == []


def test_who_approved_and_checks_what_is_left_of_it_later_did_no_wrong(db, law):
    """A claim that the rules leave to a person stays open: whoever approved that may look at it for the next run."""
    hand_in(db, law, {A: [revenue(30_000_000, None)], B: [project(500)]}, accepted=False)
    for one in (*checking.claims(db, law, A), *checking.claims(db, law, B)):
        checking.reviewed(db, law, one)
    desk.set_budget(db, law, 2022, fen(10_000_000))
    run, _ = desk.run(db, law, 2022)
    objections.record(db, run, B, "示例单位", "0573", "项目不在本市实施", TODAY, HANDLER)
    noticed(db, run)
    assert len(sign(db, run, BOTH).letters) == 1
    (referred,) = checking.claims(db, law, A)
    checking.checks.record(db, law, referred, {"evidence.tax": ("pass", "又核对了一次")}, BOTH)
    findings.find(db, law, referred, "refused", 0, "上年没有收入，增速无从认定", BOTH)
    checking.checks.finish(db, law, referred, BOTH)
    publish.publish(db, run, TODAY, BOTH, OFFICE)
    assert desk.check(db) == []
    db.execute("DROP TRIGGER approvals_no_update")
    db.execute("UPDATE approvals SET actor = ?", [checking.REVIEWER.login])
    assert any("签批人办过签批以前的环节" in line for line in desk.check(db))


def test_an_open_objection_holds_its_firm_back_alone(db, run):
    noticed(db, run)
    object_to(db, B)
    assert [one.firm[:6] for one in sign(db, run).letters] == ["示例23XK", "示例23X1"]
    found = batch.standing(db, run, OFFICE)
    assert (len(found.held), found.stage) == (1, "open")
    left_again = sign(db, run)
    assert left_again.letters == [], "it is still held"
    with pytest.raises(sqlite3.IntegrityError, match="objected to"), write(db):
        batches.add_approval(db, run, "", found.held, "", "ding")
    answer = {"objection": 1, "outcome": "rejected", "text": "示例", "at": "", "actor": "示例乙"}
    db.table("objection_answers").insert(answer)
    assert len(sign(db, run).letters) == 1
    assert batch.standing(db, run, OFFICE).stage == "approved"


def test_an_objection_that_comes_while_letters_are_looked_at_holds_its_firm_back(db, run, database):
    noticed(db, run)

    def progress(things, total, label):
        yield from things
        if label == "核对告知书":
            with store.connect(database) as other:
                object_to(other, B)

    made = approve(db, run, approval.digest(db, run), TODAY, APPROVER, OFFICE, progress)
    assert len(made.letters) == 2
    assert len(batch.standing(db, run, OFFICE).held) == 1


def test_who_started_the_run_where_it_waited_does_not_approve_the_one_that_pays(db, law, run):
    noticed(db, run)
    sign(db, run)
    desk.set_budget(db, law, 2022, fen(2000))
    later, _ = desk.run(db, law, 2022, actor="office")
    noticed(db, later)
    left_alone(db, later, SamePersonError, "须由另一人办理", who=person(HANDLER.login, "approver"))
    assert len(sign(db, later).letters) == 1


def test_a_run_of_which_everything_is_held_says_so(db, run):
    noticed(db, run)
    for uscc in (A, B, C):
        object_to(db, uscc)
    left_alone(db, run, DeskError, "没有可以签批的决定；有异议待答复的 3 家")


RARE = "\U0003134a"  # no face of ours has it


def test_a_decision_of_which_a_letter_cannot_be_printed_is_not_approved(db, law):
    claims = {A: [project(600), revenue(1)], B: [project(500)]}
    hand_in(db, law, claims, names={A: f"示例{RARE}软件有限公司"})
    desk.set_budget(db, law, 2022, fen(1200))
    run, _ = desk.run(db, law, 2022)
    noticed(db, run)
    for numbers in (1, 0):  # signed again, it is left again
        made = sign(db, run)
        assert len(made.letters) == numbers
        assert [A in told and "U+3134A" in told for told in made.left] == [True, True]
        found = batch.standing(db, run, OFFICE)
        assert (len(found.approved), len(found.approvable), found.stage) == (1, 1, "open")
        assert len(batches.approvals(db, run)) == 1
    batch.exclude(db, run, A, WHY, HANDLER, accepted=True)
    assert batch.standing(db, run, OFFICE).stage == "approved"
    hand_in(db, law, {}, firms=[A])
    later, _ = desk.run(db, law, 2022)
    noticed(db, later)
    assert [one.name for one in sign(db, later).letters] == [f"{A}-grant.pdf", f"{A}-refusal.pdf"]
    assert desk.check(db) == []


def test_no_letter_without_approval_even_behind_the_program(db, run):
    row = {"year": 2022, "number": 1, "run": run, "decision": 1, "kind": "grant", "uscc": A, "code": "X", "body": "{}"}
    with pytest.raises(sqlite3.IntegrityError, match="not approved"):
        db.table("letters").insert({**row, "at": "", "actor": ""})


def test_what_is_taken_back_has_its_letter(db, run):
    noticed(db, run)
    sign(db, run)
    desk.reverse(db, run, A, None, "项目中止")
    with pytest.raises(NotAllowedError):
        number_reversals(db, run, TODAY, HANDLER, OFFICE)
    made = number_reversals(db, run, TODAY, APPROVER, OFFICE)
    assert [(one.number, one.name) for one in made.letters] == [(f"示例信〔{TODAY.year}〕4号", f"{A}-reversal.pdf")]
