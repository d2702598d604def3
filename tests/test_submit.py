"""Sending an application: once, whole, as it was seen; all that is wrong at once; a receipt that never changes."""

import hashlib
import json
import threading

import pytest

from subsidy import desk, store
from subsidy.desk.firm import drafts, evidence, submit
from subsidy.desk.firm.submit import SubmitError, receipt, send_back
from subsidy.desk.plan import plan
from subsidy.money import fen
from subsidy.store import applying, intake
from tests.applicant import (
    DETAILS,
    TIER,
    applied,
    bring,
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
from tests.build import FIRMS, GOOD, hand_in, outcomes, revenue

A, B, _, _ = FIRMS
FIRST, SECOND = "网上申报第1次·", "网上申报第2次·"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


# ---- sent once


def test_what_is_sent_becomes_claims_that_the_office_has_yet_to_vouch_for(db, folder, law):
    sent = applied(db, folder, law, A, tier=TIER, certificates=[certificate("3"), certificate("二级", "ITSS")])
    assert (sent.uscc, sent.year, sent.number, sent.actor) == (A, 2022, 1, A)
    assert kept(db, law, A) == [
        ("revenue_tier", "", 1, f"{FIRST}收入达标", 0, 0),
        ("capability_certificate", "CMMI/三级", 1, f"{FIRST}能力资质", 0, 0),
        ("capability_certificate", "ITSS/二级", 1, f"{FIRST}能力资质", 0, 0),
    ]
    assert events(db, law, A) == [("submitted", {"submission": 1})]
    firm = intake.firm(db, A)
    assert (firm["name"], firm["account"], firm["conditions"]) == (f"示例{A[-4:]}软件有限公司", "0001", {})
    desk.set_budget(db, law, 2022, fen(100))
    assert plan(db, law, 2022).entries == []
    vouch(db, law, A)
    assert outcomes(db, decide(db, law)) == {
        A: ([("granted", "1000000.00"), ("granted", "200000.00"), ("granted", "200000.00")], True)
    }
    assert desk.check(db) == []


def test_a_workbook_and_the_site_come_to_the_same_claims(db, folder, law):
    """What was handed in on paper too is there once."""
    hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]})
    applied(db, folder, law, A, tier=TIER, projects=project("1"))
    assert [(row[0], row[3], row[4]) for row in kept(db, law, A)] == [
        ("revenue_tier", "第 0 行", 1),
        ("major_project", f"{FIRST}重大项目", 0),
    ]
    assert intake.firm(db, A)["conditions"] == GOOD


def test_what_the_firm_says_of_its_conditions_is_kept_but_is_not_what_the_office_found(db, folder, law):
    save(db, law, A, firm={**DETAILS, "software_firm": "是"}, loan={"stage": "初创期"})
    sent = send(db, law, A)
    assert ["是否软件企业", "是"] in sent.body["sections"][0]["answers"][0]["rows"]
    assert intake.firm(db, A)["conditions"] == {}


def test_the_same_token_is_the_same_submission_whatever_happened_since(db, folder, law):
    sent = applied(db, folder, law, A, tier=TIER)
    before = everything(db)
    assert send(db, law, A) == sent
    assert send(db, law, A, versions={}) == sent
    assert everything(db) == before
    send_back(db, law, 2022, A, {"revenue_tier": "请核对"}, "示例经办")
    assert send(db, law, A) == sent
    assert len(applying.submissions(db, law.id, 2022, A)) == 1


def test_another_token_after_it_was_sent_sends_nothing(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    told = refused(db, law, A, token="t2")
    assert (told.code, told.problems) == ("already", ())


@pytest.mark.parametrize("token", ["t1", ""])
def test_a_token_is_of_one_firm_and_there_must_be_one(db, folder, law, token):
    applied(db, folder, law, B, tier=TIER)
    save(db, law, A, firm=DETAILS, loan={"stage": "初创期"})
    assert refused(db, law, A, token=token).code == "changed"


def test_many_who_send_with_one_token_at_once_send_once(database, folder, law):
    with store.connect(database) as db:
        save(db, law, A, firm=DETAILS, tier=TIER)
        bring(db, folder, law, A)
    start, found = threading.Barrier(6), []

    def click(token):
        with store.connect(database) as own:
            versions = submit.preview(own, law, 2022, A).versions
            start.wait(timeout=30)
            try:
                found.append(submit.submit(own, law, 2022, A, token, versions, A))
            except SubmitError as error:
                found.append(error.code)

    threads = [threading.Thread(target=click, args=(token,)) for token in ["t1"] * 4 + ["t2"] * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    numbers = [one if isinstance(one, str) else one.number for one in found]
    # whichever token came first, all who had it got the one submission
    assert sorted(map(str, numbers)) in (["1"] * 4 + ["already"] * 2, ["1"] * 2 + ["already"] * 4)
    with store.connect(database) as db:
        assert len(applying.submissions(db, law.id, 2022, A)) == 1
        assert len(kept(db, law, A)) == 1
        assert desk.check(db) == []


def test_what_changed_since_it_was_checked_is_not_sent(db, folder, law):
    save(db, law, A, firm=DETAILS, loan={"stage": "初创期"})
    versions = submit.preview(db, law, 2022, A).versions
    save(db, law, A, loan={"stage": "成长期"})
    assert refused(db, law, A, versions=versions).code == "changed"
    assert refused(db, law, A, versions={}).code == "changed"
    fresh = submit.preview(db, law, 2022, A).versions
    assert refused(db, law, A, versions={**fresh, "revenue_tier": 1}).code == "changed"
    assert send(db, law, A, versions=fresh).number == 1


def test_a_section_emptied_before_the_check_is_not_missed(db, law):
    save(db, law, A, firm=DETAILS, loan={"stage": "初创期"}, tier=TIER)
    drafts.remove(db, law, 2022, A, "revenue_tier", A)
    sent = send(db, law, A, versions={"firm": 1, "financing": 1})
    assert [section["id"] for section in sent.body["sections"]] == ["firm", "financing"]


# ---- what is wrong is told all at once


def test_all_that_is_wrong_in_all_sections_is_told_together(db, law):
    save(
        db,
        law,
        A,
        firm={**DETAILS, "phone": ""},
        tier={"revenue": "约5200", "previous_revenue": ""},
        orders=orders(order("HT-1"), order("HT-2", "", buyer="")),
        loan={"stage": "初创期"},
    )
    told = refused(db, law, A)
    assert told.code == "problems"
    assert [(p.section, p.path, p.label) for p in told.problems] == [
        ("firm", "phone", "联系电话"),
        ("revenue_tier", "claims.0.revenue", "“本年软件业务收入”"),
        ("revenue_tier", "claims.0.previous_revenue", "“上年软件业务收入”"),
        ("revenue_tier", "evidence.audit", "本年和上年的审计报告"),
        ("outsourcing_bonus", "claims.0.orders.1.buyer", "第 2 条“发包方”"),
        ("outsourcing_bonus", "claims.0.orders.1.executed", "第 2 条“实际执行金额”"),
        *[
            ("outsourcing_bonus", f"evidence.{wanted.id}", wanted.title)
            for wanted in law.evidence["outsourcing_bonus"]
            if wanted.way == "上传" and wanted.required
        ],
    ]
    assert all(p.message for p in told.problems)
    assert "联系电话：没有填" in str(told)
    assert submit.preview(db, law, 2022, A).problems == told.problems


@pytest.mark.parametrize("claims", [{}, {"tier": []}, {"tier": {"revenue": "", "previous_revenue": ""}}])
def test_at_least_one_thing_is_claimed(db, law, claims):
    save(db, law, A, firm=DETAILS, **claims)
    (problem,) = refused(db, law, A).problems
    assert "至少要申报一项" in problem.message


def test_a_firm_that_says_nothing_of_itself_is_told_every_field(db, law):
    save(db, law, A, loan={"stage": "初创期"})
    assert {p.path for p in refused(db, law, A).problems} == set(DETAILS)


def test_only_what_the_firm_must_upload_is_asked_of_it(db, folder, law):
    save(db, law, A, firm=DETAILS, tier=TIER)
    (section,) = [s for s in submit.preview(db, law, 2022, A).sections if s.id == "revenue_tier"]
    assert {one.id: (one.way, one.missing) for one in section.evidence} == {
        "audit": ("上传", True),
        "statistics": ("信息共享", False),
        "tax": ("信息共享", False),
        "earlier": ("上传", False),
    }
    bring(db, folder, law, A)
    shown = submit.preview(db, law, 2022, A)
    assert (shown.problems, shown.ready, shown.submitted) == ((), True, False)
    assert shown.sections[1].evidence[0].names == ("本年和上年的审计报告.pdf",)
    assert shown.estimate.total == fen(1_000_000)


# ---- what was sent


def test_the_receipt_holds_all_that_was_sent_and_never_changes(db, folder, law):
    trainee = {"name": "示例学员", "id_number": "330402199002280010", "certificate": "PX-1", "fee": "1,000"}
    trainee |= {"employed_in_city": "是", "passed": "√", "provider_qualified": "是"}
    sent = applied(
        db,
        folder,
        law,
        A,
        tier={"revenue": "5200", "previous_revenue": "", "previous_revenue.none": "1"},
        trainees=[{"trainees": [trainee, {}]}],
    )
    found = receipt(db, law, 2022, A, 1)
    assert found == sent
    body = dict(found.body)
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == found.digest
    assert [(s["id"], s["title"], s["clause"]) for s in body["sections"]] == [
        ("firm", "企业信息", ""),
        ("training_refund", "软件人才培训费补助", "四(二)"),
        ("revenue_tier", "软件业务收入达标奖励", "四(三)"),
    ]
    firm, refund, tier = (s["answers"] for s in body["sections"])
    assert ["联系电话", "0573-00000000"] in firm[0]["rows"]
    assert (refund[0]["rows"], refund[0]["columns"][-1]) == ([], "培训费（元）")
    assert refund[0]["table"] == [["示例学员", "3304**********0010", "PX-1", "是", "是", "是", "1,000"]]
    assert tier[0]["rows"] == [
        ["本年软件业务收入", "5,200 万元"],
        ["上年软件业务收入", "没有上年收入"],
        ["历史最高收入", "—"],
    ]
    files = {(f["section"], f["requirement"]): len(f["digest"]) for f in body["files"]}
    assert files[("revenue_tier", "audit")] == 64
    assert body["declaration"] == list(submit.preview(db, law, 2022, A).declaration)
    assert body["policy"]["digest"] == law.digest
    assert body["estimate"]["total"] == fen(300)
    ids = {row["requirement"] for row in applying.submitted_evidence(db, 1)}
    assert ids == {"audit", "certificate", "payment"}


def test_a_receipt_is_of_its_firm_year_and_number(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    for which in ((2022, B, 1), (2023, A, 1), (2022, A, 2), (2022, A, 0)):
        assert receipt(db, law, *which) is None


def test_evidence_taken_away_before_it_was_sent_is_not_sent(db, folder, law):
    save(db, law, A, firm=DETAILS, tier=TIER)
    bring(db, folder, law, A)
    (first,) = evidence.list_(db, law, 2022, A, "revenue_tier")
    evidence.remove(db, law, 2022, A, first.id, A)
    assert [p.path for p in refused(db, law, A).problems] == ["evidence.audit"]
    bring(db, folder, law, A)
    send(db, law, A)
    assert [row["id"] for row in applying.submitted_evidence(db, 1)] == [2]
