"""Where an application stands: steps, what happens next, what the firm can do, its own letters when they are out."""

import datetime

import pytest

from subsidy import desk
from subsidy.desk.firm.status import letter, letters, timeline
from subsidy.desk.firm.submit import send_back, withdraw
from subsidy.money import fen
from tests.applicant import TIER, applied, certificate, decide, project, save, send, vouch
from tests.build import FIRMS, hand_in, issue, noticed, revenue

A, B, _, _ = FIRMS
DAY = datetime.date(2022, 3, 10)
REFUSED = {"revenue": "4268", "previous_revenue": "4000"}
OFFICE = {"number_prefix": "示例信", "issuer": "示例局", "objection_days": 7}
SIGNS = {"done": "x", "current": ">", "coming": ".", "none": "-"}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


def seen(db, law, uscc=A):
    """The steps as signs, what the firm can do, and what happens next."""
    found = timeline(db, law, 2022, uscc)
    return "".join(SIGNS[step.state] for step in found.steps), found.acts, found.next


def issued(db, law, budget=100_000_000):
    run = decide(db, law, budget)
    issue(db, run, DAY, office=OFFICE)
    return run


def test_before_anything_is_sent(db, law):
    assert seen(db, law) == (">.....", ("apply",), "由企业填写各项并提交")
    save(db, law, A, tier=TIER)
    found = timeline(db, law, 2022, A)
    assert [step.name for step in found.steps] == ["申报", "初审", "复核", "公示", "签批", "拨付"]
    assert (found.current.name, found.events, found.letters, found.to_mend) == ("申报", (), (), ())


def test_step_by_step_to_the_letter(db, folder, law):
    applied(db, folder, law, A, tier=TIER, certificates=certificate("1"))
    assert seen(db, law)[:2] == ("x>....", ("wait", "withdraw"))
    assert timeline(db, law, 2022, A).steps[0].at == timeline(db, law, 2022, A).events[0].at
    vouch(db, law, A)
    assert seen(db, law)[:2] == ("xx>...", ("wait", "withdraw"))
    run = decide(db, law)
    steps, acts, following = seen(db, law)
    assert (steps, acts) == ("xxx>..", ("wait",))
    assert "公示期内可以书面提出异议" in following
    found = timeline(db, law, 2022, A)
    assert found.letters == (), "nothing is told of a decision before its letters"
    assert all("1,000,000" not in step.text for step in found.steps)
    issue(db, run, DAY, office=OFFICE)
    steps, acts, following = seen(db, law)
    assert (steps, acts) == ("xxxxx>", ("wait", "read", "object"))
    assert following == "1,000,000.00 元由财政部门按资金下达文件拨付到登记的账户"
    assert timeline(db, law, 2022, A).steps[4].at == "2022-03-10"


def test_the_notice_and_the_payment_are_told_with_their_days(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    vouch(db, law, A)
    run = decide(db, law)
    noticed(db, run, "2999-03-17")
    assert timeline(db, law, 2022, A).steps[3].text == "公示期 2022-03-02 至 2999-03-17；期内可以书面提出异议"
    noticed(db, run, "2022-03-17")
    assert seen(db, law)[0] == "xxxx>."
    issue(db, run, DAY, office=OFFICE)
    decision = db.execute("SELECT id FROM decisions").fetchone()[0]
    row = {"kind": "paid", "decision": decision, "amount": fen(1_000_000), "day": "2022-04-01", "voucher": "1"}
    db.table("payments").insert({**row, "note": "", "source": "", "at": "", "actor": "示例财务"})
    steps, acts, following = seen(db, law)
    assert (steps, acts) == ("xxxxxx", ("read", "object"))
    assert following == "资金已拨付，请查收；各项结果和理由见告知书"
    assert [step.at for step in timeline(db, law, 2022, A).steps[3:]] == ["2022-03-17", "2022-03-10", "2022-04-01"]


def test_what_is_checked_waits_for_the_second_person(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    db.table("vouchings").insert({"claim": 1, "act": "checked", "reason": "", "facts": "", "at": "", "actor": "经办"})
    assert seen(db, law)[0] == "xx>..."


def test_the_letters_tell_lines_reasons_and_how_to_object(db, folder, law):
    applied(db, folder, law, A, tier=TIER, certificates=certificate("1"))
    vouch(db, law, A)
    run = issued(db, law)
    refusal, grant = timeline(db, law, 2022, A).letters
    assert (grant.kind, grant.number, grant.date) == ("grant", "示例信〔2022〕1号", DAY)
    assert (grant.year, grant.run) == (2022, run)
    assert [(line.title, line.outcome, line.amount) for line in grant.lines] == [
        ("软件业务收入达标奖励", "granted", fen(1_000_000))
    ]
    (line,) = refusal.lines
    assert (refusal.total, line.outcome, line.clause) == (0, "refused", "四(四)")
    assert line.reasons == ("通过 CMMI 一级，四(四) 要求三级以上，还差 2 级",)
    assert grant.objection == "如有异议，自收到告知书之日起 7 个工作日内书面向示例局提出，并附证明材料"
    assert "60 日内依法申请行政复议，或者自收到之日起 6 个月内依法向人民法院提起行政诉讼" in refusal.objection


def test_what_is_not_granted_at_all_leaves_nothing_to_pay(db, folder, law):
    applied(db, folder, law, A, tier=REFUSED)
    vouch(db, law, A)
    issued(db, law)
    assert seen(db, law) == ("xxxxx-", ("read", "object"), "没有应拨付的资金；各项结果和理由见告知书")
    assert timeline(db, law, 2022, A).current is None


def test_what_waits_for_money_is_told_so_until_there_is_some(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    vouch(db, law, A)
    issued(db, law, 1)
    assert seen(db, law)[0] == "xxxxx>"
    assert seen(db, law)[2].startswith("1,000,000.00 元已列入财政预算储备项目库")
    run = decide(db, law)
    assert seen(db, law)[0] == "xxx>.."
    issue(db, run, DAY, office=OFFICE)
    assert seen(db, law)[2] == "1,000,000.00 元由财政部门按资金下达文件拨付到登记的账户"
    assert [(one.kind, one.status) for one in letters(db, A)] == [("grant", "issued"), ("reserve", "replaced")]


def test_what_is_taken_back_is_no_longer_to_be_paid(db, folder, law):
    applied(db, folder, law, A, tier=TIER, projects=project("1"))
    vouch(db, law, A)
    run = issued(db, law)
    desk.reverse(db, run, A, "major_project", "核定有误")
    issue(db, run, DAY, office=OFFICE)
    assert seen(db, law)[0] == "xxxxx>"
    assert [(one.kind, one.status, one.partly) for one in letters(db, A)] == [
        ("reversal", "issued", False),
        ("grant", "reversed", True),
    ]
    assert "行政复议" in letters(db, A)[0].objection
    assert "异议" not in letters(db, A)[0].objection
    desk.reverse(db, run, A, "revenue_tier", "核定有误")
    issue(db, run, DAY, office=OFFICE)
    assert seen(db, law)[0] == "xxxxx-"
    assert [one.name for one in letters(db, A)] == [
        f"{run}-{A}-reversal-2.pdf",
        f"{run}-{A}-reversal.pdf",
        f"{run}-{A}-grant.pdf",
    ]


def test_what_was_sent_back_is_told_in_full_and_then_corrected(db, folder, law):
    applied(db, folder, law, A, tier=TIER, projects=project("1"))
    send_back(db, law, 2022, A, {"firm": "账号不符", "revenue_tier": "上年收入不符"}, "示例经办")
    assert seen(db, law) == (
        ">.....",
        ("mend", "withdraw"),
        "由企业按下列意见改正后再次提交；其余部分已锁定，不用重填",
    )
    found = timeline(db, law, 2022, A)
    assert found.to_mend == (("firm", "企业信息", "账号不符"), ("revenue_tier", "软件业务收入达标奖励", "上年收入不符"))
    send(db, law, A, token="t2")
    assert seen(db, law)[0] == "x>...."
    assert timeline(db, law, 2022, A).to_mend == ()
    assert [(e.text, e.actor, e.number) for e in timeline(db, law, 2022, A).events] == [
        ("提交申报", A, 1),
        ("退回修改", "示例经办", 0),
        ("改正后再次提交", A, 2),
    ]


def test_what_was_taken_back_may_be_sent_again(db, folder, law):
    applied(db, folder, law, A, tier=TIER)
    withdraw(db, law, 2022, A, A, "数据有误")
    assert seen(db, law) == (">.....", ("apply",), "申报已撤回；在审定以前可以重新提交")
    assert timeline(db, law, 2022, A).events[-1].told == "数据有误"
    send(db, law, A, token="t2")
    assert seen(db, law)[:2] == ("x>....", ("wait", "withdraw"))


def test_what_was_decided_before_the_rest_was_taken_back_keeps_its_letters(db, folder, law):
    applied(db, folder, law, A, certificates=certificate("三级", "T/SIA010.11-2021.1"), projects=project("1"))
    vouch(db, law, A)
    issued(db, law)
    assert seen(db, law)[:2] == ("xx>...", ("wait", "withdraw", "read", "object"))
    withdraw(db, law, 2022, A, A)
    assert seen(db, law)[:2] == ("xxxxx>", ("apply", "read", "object"))


def test_what_was_handed_in_on_paper_is_followed_too(db, law):
    hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]}, accepted=False)
    assert seen(db, law)[0] == "x>...."
    assert timeline(db, law, 2022, A).steps[0].at
    hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)]})
    issued(db, law)
    assert seen(db, law)[0] == "xxxxx>"
    assert seen(db, law, B)[0] == ">....."


def test_a_firm_sees_only_its_own_issued_letters(db, law):
    hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)], B: [revenue(1, 1)]})
    run = decide(db, law)
    names = [f"{run}-{A}-grant.pdf", f"{run}-{B}-refusal.pdf"]
    assert (letters(db, A), letter(db, A, names[0])) == ([], None)
    issue(db, run, DAY, office=OFFICE)
    assert [one.name for uscc in (A, B) for one in letters(db, uscc)] == names
    paper = letter(db, A, names[0])
    assert (paper.letter.number, paper.letter.decision["firm"]["uscc"]) == ("示例信〔2022〕1号", A)
    for uscc, name in ((A, names[1]), (B, names[0]), (A, f"{run}-{A}-refusal.pdf"), (A, ""), (A, f"../{names[0]}")):
        assert letter(db, uscc, name) is None


def test_letters_of_several_years_have_names_of_their_own(db, law):
    for year in (2022, 2023):
        hand_in(db, law, {A: [("major_project", {"project": f"{year} 项目", "approved": fen(1)})]}, year=year)
        desk.set_budget(db, law, year, fen(10))
        issue(db, desk.run(db, law, year)[0], DAY.replace(year=year), office=OFFICE)
    found = letters(db, A)
    assert [(one.name, one.year) for one in found] == [
        (f"2023-001-{A}-grant.pdf", 2023),
        (f"2022-001-{A}-grant.pdf", 2022),
    ]
    assert [len(timeline(db, law, year, A).letters) for year in (2022, 2023, 2024)] == [1, 1, 0]
    assert {letter(db, A, one.name).letter.number for one in found} == {one.number for one in found}
