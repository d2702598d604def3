"""An application after it was sent: sent back and corrected, taken back, sent again; what is decided stays."""

import json

import pytest

from subsidy import desk
from subsidy.desk import DeskError
from subsidy.desk.commit import StaleError, commit
from subsidy.desk.firm import drafts, submit
from subsidy.desk.firm.drafts import LockedError
from subsidy.desk.firm.submit import receipt, send_back, withdraw
from subsidy.desk.plan import plan
from subsidy.money import fen
from subsidy.store import applying, intake, write
from tests.applicant import (
    DETAILS,
    TIER,
    applied,
    certificate,
    decide,
    events,
    everything,
    kept,
    order,
    orders,
    project,
    refused,
    save,
    send,
    vouch,
)
from tests.build import FIRMS, hand_in, outcomes

A, B, _, _ = FIRMS
FIRST, SECOND = "网上申报第1次·", "网上申报第2次·"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


# ---- sent back and corrected


def returned(db, folder, law, sections=("revenue_tier",), **claims):
    applied(db, folder, law, A, **(claims or {"tier": TIER, "projects": project("1")}))
    send_back(db, law, 2022, A, dict.fromkeys(sections, "请核对"), "示例经办")


def test_only_returned_sections_open_and_the_office_vouches_for_them_no_more(db, folder, law):
    applied(db, folder, law, A, tier=TIER, projects=project("1"))
    vouch(db, law, A)
    send_back(db, law, 2022, A, {"revenue_tier": " 上年收入与\n审计报告不符 "}, "示例经办")
    sections = {s.id: (s.locked, s.to_mend) for s in drafts.sections(db, law, 2022, A)}
    assert sections["revenue_tier"] == (False, "上年收入与 审计报告不符")
    assert all(locked and not told for name, (locked, told) in sections.items() if name != "revenue_tier")
    assert [(row[0], row[4]) for row in kept(db, law, A)] == [("major_project", 1), ("revenue_tier", 0)]
    assert events(db, law, A)[-1] == (
        "returned",
        {"sections": {"revenue_tier": "上年收入与 审计报告不符"}, "versions": {"revenue_tier": 1}},
    )
    assert outcomes(db, decide(db, law)) == {A: ([("granted", "10000.00")], True)}


def test_where_the_firms_details_are_wrong_nothing_is_decided_meanwhile(db, folder, law):
    applied(db, folder, law, A, tier=TIER, projects=project("1"))
    vouch(db, law, A)
    send_back(db, law, 2022, A, {"firm": "账号与户名不符"}, "示例经办")
    assert [row[4] for row in kept(db, law, A)] == [0, 0]
    save(db, law, A, firm={**DETAILS, "account": "0002"})
    send(db, law, A, token="t2")
    assert intake.firm(db, A)["account"] == "0002"


def test_a_correction_changes_the_claim_and_is_the_second_submission(db, folder, law):
    returned(db, folder, law)
    assert submit.preview(db, law, 2022, A).ready
    save(db, law, A, tier={**TIER, "previous_revenue": "4,100"})
    sent = send(db, law, A, token="t2")
    assert sent.number == 2
    assert kept(db, law, A) == [
        ("major_project", "示例项目", 1, f"{FIRST}重大项目", 0, 0),
        ("revenue_tier", "", 1, f"{SECOND}收入达标", 0, 0),
    ]
    assert [kind for kind, _ in events(db, law, A)] == ["submitted", "returned", "resubmitted"]
    assert receipt(db, law, 2022, A, 1).digest != sent.digest
    assert refused(db, law, A, token="t3").code == "already"
    vouch(db, law, A)
    decide(db, law)
    assert desk.check(db) == []


def test_a_section_that_was_not_returned_may_not_differ(db, folder, law):
    returned(db, folder, law)
    with pytest.raises(LockedError):
        save(db, law, A, projects=project("2"))
    for section, claim in (("major_project", project("2")), ("financing", {"stage": "初创期"})):
        body = {"claims": [claim]}
        row = applying.draft(db, law.id, 2022, A, section)
        with write(db):
            applying.save_draft(db, law.id, 2022, A, section, body, row["version"] if row else 0, "2022-01-01")
        told = refused(db, law, A, token="t2")
        assert (section, "") in {(p.section, p.path) for p in told.problems}
        assert "没有退回，不能改动" in str(told)
        with write(db):
            version = applying.draft(db, law.id, 2022, A, section)["version"]
            before = {"claims": [project("1")] if section == "major_project" else []}
            applying.save_draft(db, law.id, 2022, A, section, before, version, "2022-01-01")
    assert send(db, law, A, token="t2").number == 2


def test_claims_left_out_of_a_correction_are_withdrawn_and_may_come_again(db, folder, law):
    two = [project("1"), project("2", "又一项目")]
    returned(db, folder, law, ["major_project"], projects=two, tier=TIER)
    save(db, law, A, projects=[two[0], project("3", "后来的项目")])
    send(db, law, A, token="t2")
    assert {(row[1], row[5]) for row in kept(db, law, A) if row[0] == "major_project"} == {
        ("示例项目", 0),
        ("又一项目", 1),
        ("后来的项目", 0),
    }
    send_back(db, law, 2022, A, {"major_project": "请核对"}, "示例经办")
    save(db, law, A, projects=two)
    send(db, law, A, token="t3")
    assert sorted((row[1], row[2], row[5]) for row in kept(db, law, A) if row[0] == "major_project") == [
        ("又一项目", 1, 1),
        ("又一项目", 2, 0),
        ("后来的项目", 1, 1),
        ("示例项目", 1, 0),
    ]
    vouch(db, law, A)
    assert outcomes(db, decide(db, law))[A][0].count(("granted", "20000.00")) == 1
    assert desk.check(db) == []


# the orders sent first and then, and what the claims hold at last
PARTS = {
    "one less": (["1", "2", "3"], ["1", "3"], [(["1", "3"], 0)]),
    "one named anew": (["1", "2"], ["1", "2b"], [(["1", "2b"], 0)]),
    "one more": (["1"], ["1", "2"], [(["1", "2"], 0)]),
    "others altogether": (["1", "2"], ["3"], [(["1", "2"], 1), (["3"], 0)]),
    "the same": (["1", "2"], ["2", "1"], [(["1", "2"], 0)]),
}


@pytest.mark.parametrize("name", PARTS)
def test_orders_left_out_of_a_correction_are_gone(db, folder, law, name):
    first, then, wanted = PARTS[name]
    returned(db, folder, law, ["outsourcing_bonus"], orders=orders(*map(order, first)))
    save(db, law, A, orders=orders(*map(order, then)))
    send(db, law, A, token="t2")
    application = intake.application(db, law.id, 2022, A)
    found = [
        ([part["contract"] for part in json.loads(row["facts"])["orders"]], row["withdrawn"])
        for row in intake.claims(db, application["id"])
    ]
    assert found == wanted


def test_orders_handed_in_on_paper_stay_where_a_correction_does_not_know_them(db, folder, law):
    paper = {"contract": "HT-9", "buyer": "示例", "buyer_region": "310000", "executed": fen(100)}
    hand_in(db, law, {A: [("outsourcing_bonus", {"orders": [paper]})]})
    returned(db, folder, law, ["outsourcing_bonus"], orders=orders(order("1"), order("2")))
    save(db, law, A, orders=orders(order("2")))
    send(db, law, A, token="t2")
    application = intake.application(db, law.id, 2022, A)
    (row,) = intake.claims(db, application["id"])
    assert [part["contract"] for part in json.loads(row["facts"])["orders"]] == ["HT-9", "2"]


def test_what_is_decided_stays_whatever_a_correction_says(db, folder, law):
    applied(db, folder, law, A, projects=[project("1"), project("2", "又一项目")])
    vouch(db, law, A)
    with write(db):
        (second,) = [c for c in applying.open_claims(db, law.id, 2022, A) if c["key"] == "又一项目"]
        intake.change_claim(db, second["id"], second["facts"], second["place"], False)
    run = decide(db, law)
    send_back(db, law, 2022, A, {"major_project": "请核对"}, "示例经办")
    save(db, law, A, projects=[project("9")])
    told = refused(db, law, A, token="t2")
    assert [(p.section, p.label) for p in told.problems] == [("major_project", "软件领域重大项目补助")]
    assert "已审定" in str(told)
    save(db, law, A, projects=[project("5", "第三个项目")])
    send(db, law, A, token="t2")
    assert [(row[1], row[5]) for row in kept(db, law, A)] == [("示例项目", 0), ("又一项目", 1), ("第三个项目", 0)]
    assert outcomes(db, run) == {A: ([("granted", "10000.00")], True)}
    assert desk.check(db) == []


# what is sent back, in which state, why not
def test_what_cannot_be_sent_back_is_told(db, folder, law):
    def why(**sections):
        before = everything(db)
        with pytest.raises(DeskError) as told:
            send_back(db, law, 2022, A, sections, "示例经办")
        assert everything(db) == before
        return str(told.value)

    assert "没有已提交" in why(revenue_tier="x")
    applied(db, folder, law, A, tier=TIER, projects=project("1"))
    assert "没有写明退回哪一部分" in why()
    assert "没有写明要改什么" in why(revenue_tier=" ")
    assert "申报中没有 financing" in why(revenue_tier="x", financing="x")
    vouch(db, law, A)
    decide(db, law)
    assert "软件业务收入达标奖励已审定，不能退回" in why(revenue_tier="x")
    assert desk.check(db) == []


def test_what_was_sent_back_is_not_sent_back_again_before_it_is_corrected(db, folder, law):
    returned(db, folder, law)
    with pytest.raises(DeskError, match="没有已提交"):
        send_back(db, law, 2022, A, {"major_project": "x"}, "示例经办")


# ---- taken back


def test_what_is_taken_back_is_not_decided_and_may_be_sent_again(db, folder, law):
    applied(db, folder, law, A, tier=TIER, orders=orders(order("1")))
    vouch(db, law, A)
    assert withdraw(db, law, 2022, A, A, " 数据\n有误 ") == 2
    assert events(db, law, A)[-1] == ("withdrawn", {"reason": "数据 有误"})
    desk.set_budget(db, law, 2022, fen(100))
    assert plan(db, law, 2022).entries == []
    with pytest.raises(DeskError, match="不用撤回"):
        withdraw(db, law, 2022, A, A)
    save(db, law, A, tier={**TIER, "revenue": "5300"})
    assert send(db, law, A, token="t2").number == 2
    assert [(row[0], row[2], row[5]) for row in kept(db, law, A)] == [
        ("revenue_tier", 1, 1),
        ("outsourcing_bonus", 1, 1),
        ("revenue_tier", 2, 0),
        ("outsourcing_bonus", 1, 0),
    ]
    assert [kind for kind, _ in events(db, law, A)] == ["submitted", "withdrawn", "submitted"]
    vouch(db, law, A)
    assert outcomes(db, decide(db, law)) == {A: ([("granted", "1000000.00"), ("granted", "30000.00")], True)}
    assert desk.check(db) == []


def test_what_was_sent_back_may_be_taken_back(db, folder, law):
    returned(db, folder, law)
    assert withdraw(db, law, 2022, A, A) == 2
    assert not any(section.locked for section in drafts.sections(db, law, 2022, A))


def test_only_what_is_not_decided_is_taken_back(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    vouch(db, law, A)
    run = decide(db, law)
    with pytest.raises(DeskError, match="都已审定，不能撤回"):
        withdraw(db, law, 2022, A, A)
    assert outcomes(db, run) == {A: ([("granted", "1000000.00")], True)}


def test_a_claim_that_is_with_a_person_may_be_taken_back_or_corrected(db, folder, law):
    applied(db, folder, law, A, certificates=certificate("三级", "T/SIA010.11-2021.1"), projects=project("1"))
    vouch(db, law, A)
    decide(db, law)
    assert withdraw(db, law, 2022, A, A) == 1
    assert {(row[0], row[5]) for row in kept(db, law, A)} == {("major_project", 0), ("capability_certificate", 1)}
    save(db, law, A, certificates=certificate("三级", "ITSS"))
    send(db, law, A, token="t2")
    vouch(db, law, A)
    assert outcomes(db, decide(db, law)) == {A: ([("granted", "100000.00")], True)}
    assert desk.check(db) == []


def test_one_firm_takes_back_and_sends_back_nothing_of_another(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    applied(db, folder, law, B, token="t2", tier=TIER)
    withdraw(db, law, 2022, A, A)
    assert [row[5] for row in kept(db, law, B)] == [0]
    assert [kind for kind, _ in events(db, law, B)] == ["submitted"]


def test_a_run_planned_before_a_withdrawal_is_made_again(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    vouch(db, law, A)
    desk.set_budget(db, law, 2022, fen(10_000_000))
    made = plan(db, law, 2022)
    withdraw(db, law, 2022, A, A)
    with pytest.raises(StaleError), write(db):
        commit(db, made, "office")
