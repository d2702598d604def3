"""What waits for somebody: by role, overdue counted, and never what they had a hand in themselves."""

import datetime

import pytest

from subsidy import desk, letters
from subsidy.desk.bureau.cases import case as cases
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import ROLES
from subsidy.desk.bureau.waiting import waiting
from subsidy.money import fen
from subsidy.store import intake, write
from tests.build import codes, hand_in, issue, noticed, project
from tests.web.staffed import person

A, B, C, D = codes(4)
TODAY = datetime.date(2022, 3, 30)
REASON = "年中追加预算，安排储备项目"


@pytest.fixture
def staff(db):
    return {role: person(db, role, role) for role in ROLES}


@pytest.fixture
def waits(db, law, staff):
    """What waits for a role: by what it is, how many, how many overdue."""

    def of(role):
        found = waiting(db, law, 2022, staff[role], letters.office(), TODAY)
        return {one.what: (one.number, one.late) for one in found}

    return of


def test_where_nothing_happened_nothing_waits(waits):
    assert [waits(role) for role in ROLES] == [{}] * len(ROLES)


def test_applications_wait_for_who_does_their_next_step(db, law, staff, waits):
    hand_in(db, law, {A: [project(500)], B: [project(500)]}, accepted=False)
    hand_in(db, law, {C: [project(500)]})
    db.execute("UPDATE applications SET received = '2022-03-29T09:00:00+08:00'")
    db.execute("UPDATE applications SET received = '2022-03-01T09:00:00+08:00' WHERE uscc = ?", [A])
    cases.assign(db, [intake.application(db, law.id, 2022, A)["id"]], "reviewer", staff["handler"])
    assert waits("handler") == {"to_check": (2, 1), "ready": (1, 0)}
    assert waits("reviewer") == {"mine": (1, 1)}
    for role in ("approver", "finance", "auditor", "admin"):
        assert waits(role) == {}


def test_what_the_rules_left_to_a_person_waits_for_a_finding(db, law, waits):
    hand_in(db, law, {A: [("capability_certificate", {"scheme": "T/SIA010.11-2021.1", "level": "三级"})]})
    db.execute("UPDATE applications SET received = '2022-03-29T09:00:00+08:00'")
    assert "referred" not in waits("handler")
    desk.set_budget(db, law, 2022, fen(1_000))
    desk.run(db, law, 2022)
    assert waits("handler")["referred"] == (1, 0)


@pytest.fixture
def run(db, law):
    """A run that somebody else made."""
    hand_in(db, law, {A: [project(500)], B: [project(600)]})
    desk.set_budget(db, law, 2022, fen(10_000))
    return desk.run(db, law, 2022)[0]


def test_a_run_waits_for_its_notice_then_its_approval_then_its_payment(db, run, waits):
    assert (waits("handler"), waits("approver")) == ({"publish": (1, 0)}, {})
    noticed(db, run)
    assert (waits("handler"), waits("approver"), waits("finance")) == ({}, {"approve": (1, 0)}, {})
    issue(db, run, TODAY)
    assert (waits("approver"), waits("finance")) == ({}, {"pay": (1, 0)})


def test_what_somebody_had_a_hand_in_does_not_wait_for_them(db, law, run, staff):
    both = person(db, "office", "approver", "finance")
    noticed(db, run)  # by office
    assert waiting(db, law, 2022, both, letters.office(), TODAY) == []
    issue(db, run, TODAY, actor="approver")
    assert waiting(db, law, 2022, both, letters.office(), TODAY) == []


def test_an_objection_waits_for_its_answer(db, run, waits):
    noticed(db, run)
    (decision,) = db.execute("SELECT id FROM decisions WHERE run = ? AND uscc = ?", [run, A]).fetchone()
    with write(db):
        row = {"decision": decision, "received": "2022-03-04", "who": "示例", "contact": "", "text": "示例"}
        db.table("objections").insert({**row, "at": "2022-03-04T09:00:00+08:00", "actor": "handler"})
    assert waits("reviewer")["objections"] == (1, 0)
    assert not any("objections" in waits(role) for role in ("approver", "finance"))


def test_a_proposal_waits_for_others_than_who_made_it(db, law, staff, waits):
    desk.set_budget(db, law, 2022, fen(10_000))
    proposals.propose_appropriation(db, law, 2022, fen(20_000), REASON, staff["admin"])
    assert waits("admin") == {}
    assert waits("approver") == {"appropriation": (1, 0)}
    other = person(db, "other", "admin")
    assert [one.what for one in waiting(db, law, 2022, other, letters.office(), TODAY)] == ["appropriation"]
