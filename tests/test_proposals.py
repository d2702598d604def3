"""What one proposes another answers: four eyes by role, by person and in the database; done at once or not at all."""

import datetime
import itertools
import json
import sqlite3

import pytest

from subsidy import desk
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import ACTS, ROLES, NotAllowedError, Person, SamePersonError
from subsidy.desk.bureau.policies.draft import changed
from subsidy.desk.common import DeskError
from subsidy.desk.money import RefusedError
from subsidy.money import fen
from subsidy.store import awards, runs
from tests import payer
from tests.build import hand_in, project
from tests.payer import ACCOUNT, HANDLER, SIGNER, TODAY, A, B, D

WRONG = "申报的收入与审计报告不符"
WHY = "市财政追加软件产业专项资金"
ADMIN, OTHER = (Person(name, f"示例{name}", frozenset({"admin"})) for name in ("guan", "guan2"))
EVERYTHING = Person("all", "示例全能", frozenset(ROLES) - {"auditor", "admin"})
UNSET, SET, MORE = None, fen(300_000), fen(2_000_000)


@pytest.fixture
def run(db, law):
    return payer.made(db, law)


def raised(db, law, amount=MORE, person=ADMIN):
    return proposals.propose_appropriation(db, law, 2022, amount, WHY, person)


def taken(db, run, uscc=A, item=None, person=HANDLER):
    return proposals.propose_reversal(db, run, uscc, item, f" {WRONG}。", person)


def amended(db, law, person=HANDLER):
    return proposals.propose_policy(db, changed(law, {"revenue_tier.growth": "12"}), WHY, person)


def state(db):
    """What a proposal could change."""
    counts = [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("budgets", "ledger", "letters")]
    return (*counts, db.execute("SELECT count(*) FROM proposal_answers").fetchone()[0])


# appropriation


def test_an_appropriation_changes_when_another_agrees_and_the_trail_says_who(db, law, run):
    made = raised(db, law)
    assert awards.appropriation(db, law.id, 2022) == SET
    [waits] = proposals.waiting(db)
    assert (waits.id, waits.title) == (made, "2022 年预算由 300,000.00 元改为 2,000,000.00 元")
    done = proposals.answer(db, made, True, "同意", SIGNER).proposal
    assert (done.outcome, done.answerer, awards.appropriation(db, law.id, 2022)) == ("approved", SIGNER.login, MORE)
    said = db.execute("SELECT actor, detail FROM audit WHERE act = 'set_budget' ORDER BY id DESC LIMIT 1").fetchone()
    wanted = {"before": SET, "after": MORE, "proposal": made, "proposed_by": ADMIN.login, "reason": WHY}
    assert (said[0], json.loads(said[1])) == (SIGNER.login, wanted)
    assert db.execute("SELECT actor FROM budgets ORDER BY id DESC").fetchone() == (SIGNER.login,)
    assert proposals.waiting(db) == []
    assert [one.id for one in proposals.answered(db, proposals.APPROPRIATION)] == [made]


def test_the_first_appropriation_of_a_year_is_proposed_alike(db, law):
    made = proposals.propose_appropriation(db, law, 2023, SET, WHY, ADMIN)
    assert proposals.one(db, made).title == "2023 年预算由未设定改为 300,000.00 元"
    proposals.answer(db, made, True, "同意", OTHER)
    assert awards.appropriation(db, law.id, 2023) == SET


def test_a_refused_or_withdrawn_proposal_changes_nothing(db, law, run):
    for end in (
        lambda n: proposals.answer(db, n, False, "没有依据", OTHER),
        lambda n: proposals.withdraw(db, n, ADMIN),
    ):
        before = state(db)
        end(raised(db, law))
        assert state(db)[:3] == before[:3]
    assert {one.outcome for one in proposals.answered(db, "appropriation")} == {"refused", "withdrawn"}


def test_an_appropriation_that_changed_meanwhile_is_not_changed_by_an_old_proposal(db, law, run):
    made = raised(db, law)
    desk.set_budget(db, law, 2022, fen(400_000))
    before = state(db)
    with pytest.raises(DeskError, match=r"提请时 300,000.00 元，现在 400,000.00 元"):
        proposals.answer(db, made, True, "同意", SIGNER)
    assert state(db) == before
    proposals.answer(db, made, False, "已另行设定", SIGNER)


def test_an_appropriation_never_falls_below_what_is_granted(db, law, run):
    with pytest.raises(RefusedError, match=r"已兑现 201,100.00 元，预算不能改为 1.00 元"):
        raised(db, law, fen(1))
    made = raised(db, law, fen(201_100))
    hand_in(db, law, {B: [project(50_000, "另一项目")]})
    desk.run(db, law, 2022)
    with pytest.raises(RefusedError, match=r"已兑现 251,100.00 元"):
        proposals.answer(db, made, True, "同意", SIGNER)
    assert awards.appropriation(db, law.id, 2022) == SET


@pytest.mark.parametrize(
    ("amount", "reason", "told"),
    [(SET, WHY, "没有变化"), (MORE, "追加", "至少 10 个字"), (MORE, " " * 20, "只有 0 个字")],
)
def test_a_proposal_says_what_and_why(db, law, run, amount, reason, told):
    with pytest.raises(DeskError, match=told):
        proposals.propose_appropriation(db, law, 2022, amount, reason, ADMIN)


def test_of_one_thing_there_is_one_open_proposal(db, law, run):
    made = raised(db, law)
    with pytest.raises(DeskError, match=f"第 {made} 号提请（guan）尚未答复"):
        raised(db, law, fen(3_000_000), OTHER)
    proposals.propose_appropriation(db, law, 2023, MORE, WHY, OTHER)
    proposals.withdraw(db, made, ADMIN)
    assert raised(db, law, fen(3_000_000), OTHER) > made
    first = taken(db, run, A, "revenue_tier")
    with pytest.raises(DeskError, match=f"第 {first} 号提请"):
        taken(db, run, A, "major_project")
    assert taken(db, run, B) > first


# reversal


def test_awards_are_taken_back_when_an_approver_agrees_and_the_letter_is_numbered(db, law, run):
    made = taken(db, run, A, "revenue_tier")
    assert awards.spent(db, law.id, 2022) == fen(201_100)
    waits = proposals.one(db, made)
    assert waits.title.startswith(f"批次 {run} 示例{A[-4:]}软件有限公司：")
    assert waits.title.endswith("，200,000.00 元")
    done = proposals.answer(db, made, True, "同意", SIGNER, {"number_prefix": "示例信"}, TODAY)
    assert db.execute("SELECT json_extract(body, '$.decision.reason') FROM letters ORDER BY id DESC").fetchone() == (
        WRONG,
    )
    assert awards.spent(db, law.id, 2022) == fen(1_100)
    assert [one.number for one in done.issued.letters] == [f"示例信〔{TODAY.year}〕5号"]
    entry = db.execute("SELECT amount, reason, actor FROM ledger WHERE kind = 'reversal'").fetchall()
    assert entry == [(fen(200_000), WRONG, SIGNER.login)]
    detail = db.execute("SELECT detail FROM audit WHERE act = 'reverse'").fetchone()[0]
    assert {"proposal": made, "proposed_by": HANDLER.login}.items() <= json.loads(detail).items()
    with pytest.raises(DeskError, match="没有可更正（追回）的revenue_tier奖励"):
        taken(db, run, A, "revenue_tier")
    assert taken(db, run, A) > made


def test_a_place_on_the_reserve_list_is_taken_back_too(db, run):
    made = taken(db, run, D)
    assert (proposals.one(db, made).body["amount"], proposals.one(db, made).body["funded"]) == (fen(10**6), 0)
    assert len(proposals.answer(db, made, True, "同意", SIGNER).issued.letters) == 1


def test_before_approval_a_firm_is_excluded_instead(db, law):
    hand_in(db, law, {A: [project(600)]}, details=ACCOUNT)
    desk.set_budget(db, law, 2022, fen(1000))
    run, _ = desk.run(db, law, 2022)
    with pytest.raises(DeskError, match=r"尚未签批，不用更正（追回）；.*移出批次"):
        taken(db, run)
    with pytest.raises(DeskError, match="没有 "):
        taken(db, run, B)
    with pytest.raises(desk.RunError):
        taken(db, "2022-009")


def test_awards_that_changed_meanwhile_are_not_taken_back_by_an_old_proposal(db, law, run):
    made = taken(db, run, A)
    desk.reverse(db, run, A, "major_project", "另行更正")
    before = state(db)
    with pytest.raises(DeskError, match="奖励在提请以后有变动"):
        proposals.answer(db, made, True, "同意", SIGNER)
    assert state(db) == before


def test_a_letter_that_cannot_be_numbered_is_told_and_the_awards_are_back_all_the_same(db, law, run):
    made = taken(db, run, A)
    early = datetime.date(2022, 1, 1)
    done = proposals.answer(db, made, True, "同意", SIGNER, date=early)
    assert done.issued is None
    assert done.problem.startswith("奖励已经撤销，决定书未能编号：成文日期")
    assert awards.spent(db, law.id, 2022) == fen(500)


# four eyes


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", proposals.KINDS)
def test_each_act_has_its_roles(db, law, run, kind, role):
    person = Person("who", "示例某", frozenset({role}))
    propose, make = {
        "appropriation": (lambda p: raised(db, law, person=p), lambda: raised(db, law)),
        "reversal": (lambda p: taken(db, run, person=p), lambda: taken(db, run)),
        "policy": (lambda p: amended(db, law, person=p), lambda: amended(db, law)),
    }[kind]
    if role in ACTS[proposals.PROPOSE[kind]]:
        proposals.withdraw(db, propose(person), person)
    else:
        with pytest.raises(NotAllowedError, match="不能办理"):
            propose(person)
    made = make()
    if role in ACTS[proposals.ANSWER[kind]]:
        proposals.answer(db, made, True, "同意", person)
    else:
        for approved in (True, False):
            with pytest.raises(NotAllowedError, match="不能办理"):
                proposals.answer(db, made, approved, "同意", person)
        with pytest.raises(DeskError, match=r"不能办理|只能由本人撤回"):
            proposals.withdraw(db, made, person)
        assert proposals.one(db, made).outcome == ""


@pytest.mark.parametrize("approved", [True, False])
def test_nobody_answers_what_they_proposed_whatever_roles_they_have(db, law, run, approved):
    everybody = (raised(db, law), ADMIN), (taken(db, run, person=EVERYTHING), EVERYTHING)
    for made, person in (*everybody, (amended(db, law, EVERYTHING), EVERYTHING)):
        before = state(db)
        with pytest.raises(SamePersonError, match="须由另一人办理"):
            proposals.answer(db, made, approved, "同意", person)
        assert state(db) == before


@pytest.mark.parametrize(
    ("first", "second"), list(itertools.permutations([("agree", True), ("refuse", False), ("withdraw", None)], 2))
)
def test_an_answer_is_the_last_word(db, law, run, first, second):
    made = raised(db, law)

    def end(how):
        if how[1] is None:
            proposals.withdraw(db, made, ADMIN)
        else:
            proposals.answer(db, made, how[1], "已阅", OTHER)

    end(first)
    before = state(db)
    for how in (first, second):
        with pytest.raises(DeskError, match=f"第 {made} 号提请已有答复"):
            end(how)
    assert state(db) == before


def test_an_answer_says_why_and_there_has_to_be_a_proposal(db, law, run):
    with pytest.raises(DeskError, match="没有填答复意见"):
        proposals.answer(db, raised(db, law), True, "  ", OTHER)
    for act in (lambda: proposals.answer(db, 99, True, "同意", OTHER), lambda: proposals.withdraw(db, 99, ADMIN)):
        with pytest.raises(DeskError, match="没有第 99 号提请"):
            act()


def test_the_database_lets_nobody_answer_themselves_or_withdraw_for_another(db, law, run):
    made = raised(db, law)
    for outcome, actor in (("approved", ADMIN.login), ("refused", ADMIN.login), ("withdrawn", OTHER.login)):
        row = {"proposal": made, "outcome": outcome, "reason": "", "at": "2022", "actor": actor}
        with pytest.raises(sqlite3.IntegrityError, match="answered by another person than proposed it"):
            db.table("proposal_answers").insert(row)
    proposals.answer(db, made, False, "不同意", OTHER)
    for table, act in itertools.product(
        ("proposals", "proposal_answers"), ("UPDATE {} SET actor = 'x'", "DELETE FROM {}")
    ):
        with pytest.raises(sqlite3.IntegrityError, match="never changed or removed"):
            db.execute(act.format(table))
    with pytest.raises(sqlite3.IntegrityError, match="is there already"):
        db.execute(
            "INSERT OR REPLACE INTO proposal_answers VALUES (NULL, ?, 'approved', '', '2022', ?)", [made, OTHER.login]
        )


def test_a_raise_funds_what_waited(db, law, run):
    proposals.answer(db, raised(db, law), True, "同意", SIGNER)
    later, made = desk.run(db, law, 2022)
    assert made.granted == fen(10**6)
    assert runs.decision_on(db, later, D) is not None
