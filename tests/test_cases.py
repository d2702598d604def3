"""An application as the staff see it: its claims, what was decided, what is next, what was said, who has it."""

import datetime

import pytest

from subsidy.desk.bureau.cases import case as cases
from subsidy.desk.bureau.cases import clauses
from subsidy.desk.bureau.cases.clauses import NoCaseError
from subsidy.desk.bureau.cases.following import following
from subsidy.desk.bureau.cases.happened import Names
from subsidy.desk.bureau.claims import review
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.bureau.queue import Clock
from subsidy.desk.common import DeskError
from subsidy.desk.firm.submit import withdraw
from subsidy.letters import office
from subsidy.money import fen
from subsidy.store import intake
from tests.applicant import TIER, applied, certificate, decide, project, save, send
from tests.build import FIRMS, GOOD, hand_in, issue, revenue
from tests.build import project as approved
from tests.checking import BOTH, EVERYBODY, HANDLER, OTHER, REVIEWER, checked, reviewed, trail
from tests.web.staffed import person

A, B, C, D = FIRMS
DAY = datetime.date(2022, 3, 10)
OFFICE = {"number_prefix": "示例信", "issuer": "示例局"}
UNKNOWN_LEVEL = certificate("三级", "T/SIA010.11-2021.1")


@pytest.fixture
def sent(db, tmp_path, law):
    """A's application: a tier, a level that only a person can judge, a project. Its id."""
    applied(db, tmp_path / "files", law, A, tier=TIER, certificates=UNKNOWN_LEVEL, projects=project("1"))
    return number(db, law)


def number(db, law, uscc=A, year=2022):
    return intake.application(db, law.id, year, uscc)["id"]


def seen(db, law, application, who=HANDLER):
    return cases.case(db, law, application, who, Clock(office(), DAY))


def steps(db, law, application, who=HANDLER):
    """What is next, and whether it is for this person."""
    return [(step.text, step.mine) for step in following(seen(db, law, application, who), who)]


def firm_is_good(db, law, uscc=A):
    hand_in(db, law, {uscc: []}, firms=[uscc], names={uscc: f"示例{uscc[-4:]}软件有限公司"}, conditions=GOOD)


# ---- the page


def test_claims_stand_in_the_order_of_the_law_with_facts_in_the_labels_of_the_form(db, law, sent):
    found = seen(db, law, sent)
    assert [(card.name, card.law.clause, card.state) for card in found.cards] == [
        ("软件领域重大项目补助（示例项目）", "四(一)", "open"),
        ("软件业务收入达标奖励", "四(三)", "open"),
        ("能力资质认证奖励（T/SIA010.11-2021.1）", "四(四)", "open"),
    ]
    assert found.cards[1].facts["rows"][0] == ["本年软件业务收入", "5,200 万元"]
    assert [card.tried.outcome for card in found.cards] == ["granted", "granted", "referred"]
    assert found.cards[1].tried.amount == fen(1_000_000)
    assert (found.entry.stage, found.assignee, len(found.submissions)) == ("to_check", "", 1)
    named = {piece.requirement.id: [file["name"] for file in piece.files] for piece in found.evidence["revenue_tier"]}
    assert named == {"audit": ["本年和上年的审计报告.pdf"], "statistics": [], "tax": [], "earlier": []}


def test_a_checklist_says_how_far_it_is(db, law, sent):
    firm_is_good(db, law)
    tier = seen(db, law, sent).cards[1]
    assert (tier.done, tier.fails, tier.stale) == (len(law.conditions), 0, 0)
    checked(db, law, tier.claim["id"])
    after = seen(db, law, sent).cards[1]
    assert (after.state, after.vouching["act"], after.hands) == ("checked", "checked", {HANDLER.login})
    assert after.done >= sum(check.required for check in after.checks)


def test_only_those_who_work_on_cases_or_audit_them_see_one(db, law, sent):
    for who in EVERYBODY:
        if who.may("read_cases"):
            assert seen(db, law, sent, who).cards
        else:
            with pytest.raises(NotAllowedError):
                seen(db, law, sent, who)
            with pytest.raises(NotAllowedError):
                clauses.sides(db, law, sent, who)
    with pytest.raises(NoCaseError):
        seen(db, law, sent + 1)


def test_past_awards_are_told_with_what_identifies_them(db, law):
    past = [
        (A, ("security_certificate", 2019, fen(100_000), {"scheme": "ISO27001"})),
        (A, ("first_version_product", 2020, fen(500_000), {"product": "示例平台", "grade": "provincial"})),
    ]
    hand_in(db, law, {A: [revenue(52_000_000, 40_000_000)], B: [approved(900_000)]}, history=past)
    decide(db, law, 1_000_000)
    assert [(one.year, one.about, one.amount, bool(one.application)) for one in cases.before(db, law, A)] == [
        (2022, "5,000 万元档", fen(1_000_000), True),
        (2020, "示例平台，省级", fen(500_000), False),
        (2019, "ISO27001", fen(100_000), False),
    ]
    assert [(one.about, one.granted) for one in cases.before(db, law, B)] == [("示例项目", False)]


# ---- what is next


def test_step_by_step_what_is_next_and_for_whom(db, law, sent):
    firm_is_good(db, law)
    first, tier, level = (card.claim["id"] for card in seen(db, law, sent).cards)
    assert steps(db, law, sent) == [("核查“软件领域重大项目补助（示例项目）”等 3 项", True)]
    assert steps(db, law, sent, REVIEWER) == [("由经办核查“软件领域重大项目补助（示例项目）”等 3 项", False)]
    for claim in (tier, level):
        checked(db, law, claim)
    assert steps(db, law, sent, REVIEWER)[0] == ("复核 2 项", True)
    assert steps(db, law, sent)[1] == ("由复核人员复核 2 项", False)
    checked(db, law, first, BOTH)
    review.review(db, law, [tier, level], BOTH)
    assert steps(db, law, sent, BOTH) == [("有 1 项是您核查的，须由另一人复核", False)]
    review.review(db, law, [first], REVIEWER)
    assert steps(db, law, sent) == [("各项都已复核，等编入下一批次", False)]


def test_what_is_returned_or_taken_back_is_nobodys_to_do(db, law, sent):
    review.return_to_firm(db, law, sent, {"revenue_tier": "上年收入不符"}, HANDLER)
    assert steps(db, law, sent) == [("已退回企业补正，等企业改好后再次提交", False)]
    found = seen(db, law, sent)
    assert (found.to_mend, found.returnable) == ({"revenue_tier": "上年收入不符"}, {})
    withdraw(db, law, 2022, A, A, "数据有误")
    assert steps(db, law, sent) == [("企业已撤回申报，不用办理", False)]
    assert all(card.state == "withdrawn" for card in seen(db, law, sent).cards)


def test_what_is_decided_leads_to_the_decision(db, law):
    hand_in(db, law, {A: [approved(1)]})
    decide(db, law)
    assert steps(db, law, number(db, law)) == [("各项都已作出决定", False)]


# ---- what happened


def test_everything_that_happened_stands_in_one_line_of_time(db, law, sent):
    person(db, HANDLER.login, "handler", name="示例经办甲")
    firm_is_good(db, law)
    tier = seen(db, law, sent).cards[1].claim["id"]
    cases.assign(db, [sent], HANDLER.login, HANDLER)
    review.return_to_firm(db, law, sent, {"revenue_tier": "上年收入不符", "firm": "账号不符"}, HANDLER)
    save(db, law, A, tier={**TIER, "previous_revenue": "3950"})
    send(db, law, A, token="t2")
    reviewed(db, law, tier)
    cases.comment(db, sent, "已电话核实", REVIEWER)
    found = seen(db, law, sent).happened
    texts = [(one.text, one.who, one.told, one.number) for one in found]
    assert ("提交申报", "企业", (), 1) in texts
    assert ("退回企业补正", "示例经办甲", ("企业信息：账号不符", "软件业务收入达标奖励：上年收入不符"), 0) in texts
    assert ("改正后再次提交", "企业", (), 2) in texts
    assert ("核查完毕：软件业务收入达标奖励", "示例经办甲", (), 0) in texts
    assert ("复核通过：软件业务收入达标奖励", REVIEWER.login, (), 0) in texts
    assert ("分派给示例经办甲", "示例经办甲", (), 0) in texts
    assert ("备注", REVIEWER.login, ("已电话核实",), 0) in texts
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)


def test_runs_and_letters_are_part_of_what_happened(db, law):
    hand_in(db, law, {A: [approved(1)]})
    run = decide(db, law)
    issue(db, run, DAY, office=OFFICE)
    found = seen(db, law, number(db, law)).happened
    assert {(one.kind, one.name or one.letter) for one in found if one.kind in ("run", "letter")} == {
        ("run", run),
        ("letter", "示例信〔2022〕1号"),
    }


# ---- comments and assignments


def test_a_comment_is_kept_as_it_was_said_and_noted(db, law, sent):
    cases.comment(db, sent, "  已电话核实。 \r\n  审计报告  第 12 页 ", HANDLER)
    (told,) = [one.told for one in seen(db, law, sent).happened if one.kind == "comment"]
    assert told == ("已电话核实。\n审计报告 第 12 页",)
    assert trail(db, "comment") == [(HANDLER.login, {"text": told[0]})]


@pytest.mark.parametrize(("text", "said"), [(" \n ", "没有写内容"), ("长" * 2001, "有 2001 个字，最多 2000 个字")])
def test_comments_that_say_nothing_or_too_much(db, law, sent, text, said):
    with pytest.raises(DeskError, match=said):
        cases.comment(db, sent, text, HANDLER)
    assert trail(db, "comment") == []


def test_nothing_is_said_of_or_given_for_what_is_not_there(db, law, sent):
    with pytest.raises(NoCaseError):
        cases.comment(db, sent + 1, "x", HANDLER)
    with pytest.raises(NoCaseError, match=str(sent + 1)):
        cases.assign(db, [sent, sent + 1], "", HANDLER)


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda db, sent, who: cases.comment(db, sent, "看过", who), "comment"),
        (lambda db, sent, who: cases.assign(db, [sent], "", who), "assign"),
    ],
)
def test_only_who_may_says_something_or_assigns(db, sent, act, name):
    for who in EVERYBODY:
        if who.may(name):
            act(db, sent, who)
        else:
            with pytest.raises(NotAllowedError):
                act(db, sent, who)


def test_an_application_is_given_to_somebody_and_to_nobody(db, law, sent):
    person(db, "ban", "handler")
    person(db, "fu", "reviewer")
    assert cases.assign(db, [sent, sent], "ban", HANDLER) == 1
    assert cases.assign(db, [sent], "ban", HANDLER) == 0
    assert seen(db, law, sent).assignee == "ban"
    assert cases.assign(db, [sent], "", OTHER) == 1
    assert seen(db, law, sent).assignee == ""
    assert trail(db, "assign") == [
        (HANDLER.login, {"before": "", "after": "ban"}),
        (OTHER.login, {"before": "ban", "after": ""}),
    ]
    assert set(cases.assignable(db)) == {"ban", "fu"}


@pytest.mark.parametrize("roles", [("approver",), ("finance",), ("auditor",), ("admin",), ()])
def test_only_who_checks_or_reviews_is_given_anything(db, law, sent, roles):
    if roles:
        person(db, "ta", *roles)
    with pytest.raises(DeskError, match="不能分派给 ta"):
        cases.assign(db, [sent], "ta", HANDLER)
    assert seen(db, law, sent).assignee == ""


def test_whoever_left_is_given_nothing(db, law, sent):
    person(db, "ban", "handler")
    db.execute("UPDATE accounts SET disabled = '2022-01-01' WHERE login = 'ban'")
    with pytest.raises(DeskError, match="不能分派给 ban"):
        cases.assign(db, [sent], "ban", HANDLER)


def test_the_firm_is_called_the_firm_and_others_by_their_names(db, law):
    person(db, "ban", "handler", name="示例经办乙")
    names = Names(db, A)
    assert [names.of(login) for login in (A, "ban", "office")] == ["企业", "示例经办乙", "office"]
