"""Appropriations and reversals at the site: one proposes, another answers; attacked by every role, in every order."""

import itertools

import pytest

from subsidy import desk, store
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import ACTS, ROLES
from subsidy.money import fen
from subsidy.store import awards
from tests import payer
from tests.payer import A, B, C, D
from tests.web import staffed
from tests.web.visitor import page, site, told

HERE = "/office/appropriations"
WHY = "市财政追加软件产业专项资金"
ASKED = {"year": "2022", "amount": "200", "why": WHY}
TAKEN = "复核发现申报材料不实"


class Bureau:
    """A run with its letters, and people of every role at the site."""

    def __init__(self, folder, app, law):
        self.folder, self.app, self.law, self.known = folder, app, law, {}
        with self.db() as db:
            self.run = payer.made(db, law)

    def db(self):
        return store.connect(self.folder / "subsidy.db")

    def who(self, login, *roles):
        if login not in self.known:
            self.known[login] = staffed.staff(self.folder, login, *roles, app=self.app)
        return self.known[login]

    def amount(self):
        with self.db() as db:
            return awards.appropriation(db, self.law.id, 2022)

    def outcomes(self):
        with self.db() as db:
            return [outcome for (outcome,) in db.execute("SELECT outcome FROM proposal_answers ORDER BY proposal")]

    def reversals(self):
        with self.db() as db:
            return db.execute("SELECT count(*) FROM ledger WHERE kind = 'reversal'").fetchone()[0]

    @property
    def reverse(self):
        return f"/office/runs/{self.run}/reverse"


@pytest.fixture
def bureau(tmp_path, monkeypatch, law):
    return Bureau(tmp_path, site(tmp_path, monkeypatch), law)


def words(answer):
    return "".join(page(answer).find(".//main").text_content().split())


def test_an_administrator_proposes_and_an_approver_agrees(bureau):
    guan, qian = bureau.who("guan", "admin"), bureau.who("qian", "approver")
    assert staffed.post(guan, HERE, **ASKED).status_code == 303
    shown = guan.get(HERE)
    assert "由您提请，须由另一人答复" in words(shown)
    assert not page(shown).xpath("//form[contains(@action, '/answer')]")
    assert "改为2,000,000元（200万元），人民币贰佰万元整" in words(qian.get(HERE))
    assert bureau.amount() == fen(300_000)
    assert staffed.post(qian, f"{HERE}/1/answer", outcome="approved", reason="同意").status_code == 303
    assert bureau.amount() == fen(2_000_000)
    said = words(qian.get(HERE))
    assert "由操作员（office）在服务器上直接设定，未经第二人。" in said
    assert f"第1号提请：示例管理员guan提出，示例签批qian同意。理由：{WHY}" in said
    for figure in ("已兑现20.11万元其中已拨付0万元", "余额179.89万元", "储备100万元余额足够安排"):
        assert figure in said


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("year", "22"),
        ("year", "x"),
        ("amount", "很多"),
        ("amount", "30"),
        ("amount", "1"),
        ("why", "追加"),
        ("why", ""),
    ],
)
def test_what_is_wrong_with_a_proposal_is_told_at_its_field(bureau, field, value):
    answer = staffed.post(bureau.who("guan", "admin"), HERE, **{**ASKED, field: value})
    assert (answer.status_code, list(told(answer))) == (400, [field])
    shown = page(answer).get_element_by_id(field)
    assert (shown.get("value") or shown.text_content()) == value
    assert bureau.outcomes() == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_it_may_and_no_more(bureau, role):
    guan, jing = bureau.who("guan", "admin"), bureau.who("jing", "handler")
    staffed.post(guan, HERE, **ASKED)
    staffed.post(jing, bureau.reverse, uscc=A, item="", reason=TAKEN)
    who = bureau.who("mou", role)
    tried = {
        "answer_appropriation": lambda: staffed.post(who, f"{HERE}/1/answer", outcome="approved", reason="同意"),
        "answer_reversal": lambda: staffed.post(who, "/office/reversals/2/answer", outcome="approved", reason="同意"),
        "propose_appropriation": lambda: staffed.post(who, HERE, **{**ASKED, "year": "2023"}),
        "propose_reversal": lambda: staffed.post(who, bureau.reverse, uscc=B, item="", reason=TAKEN),
        "read_appropriations": lambda: who.client.get(HERE),
        "read_runs": lambda: who.client.get("/office/reversals"),
    }
    for act, request in tried.items():
        assert (request().status_code != 403) == (role in ACTS[act]), act
    assert (bureau.amount() == fen(2_000_000)) == (role in ACTS["answer_appropriation"])
    assert (bureau.reversals() > 0) == (role in ACTS["answer_reversal"])


def test_the_way_of_one_kind_does_not_answer_the_other(bureau):
    staffed.post(bureau.who("jing", "handler"), bureau.reverse, uscc=A, item="", reason=TAKEN)
    guan = bureau.who("guan", "admin")
    for act in ("answer", "withdraw"):
        assert staffed.post(guan, f"{HERE}/1/{act}", outcome="approved", reason="同意").status_code == 403
    assert (bureau.outcomes(), bureau.reversals()) == ([], 0)


@pytest.mark.parametrize("outcome", ["approved", "refused"])
def test_nobody_answers_their_own_by_a_direct_request(bureau, outcome):
    guan, all_ = bureau.who("guan", "admin"), bureau.who("all", "handler", "reviewer", "approver", "finance")
    staffed.post(guan, HERE, **ASKED)
    staffed.post(all_, bureau.reverse, uscc=A, item="", reason=TAKEN)
    for who, address in ((guan, f"{HERE}/1/answer"), (all_, "/office/reversals/2/answer")):
        answer = staffed.post(who, address, outcome=outcome, reason="同意")
        assert (answer.status_code, "须由另一人办理" in answer.text) == (403, True)
    assert (bureau.outcomes(), bureau.amount(), bureau.reversals()) == ([], fen(300_000), 0)


@pytest.mark.parametrize(("first", "second"), list(itertools.product(["approved", "refused", "withdraw"], repeat=2)))
def test_after_an_answer_nothing_more_is_done(bureau, first, second):
    guan, qian = bureau.who("guan", "admin"), bureau.who("qian", "approver")
    staffed.post(guan, HERE, **ASKED)

    def end(how):
        if how == "withdraw":
            return staffed.post(guan, f"{HERE}/1/withdraw")
        return staffed.post(qian, f"{HERE}/1/answer", outcome=how, reason="已阅")

    assert end(first).status_code == 303
    before = (bureau.outcomes(), bureau.amount())
    end(second)
    assert (bureau.outcomes(), bureau.amount()) == before


def test_an_answer_chooses_and_says_why(bureau):
    staffed.post(bureau.who("guan", "admin"), HERE, **ASKED)
    qian = bureau.who("qian", "approver")
    for sent, field in (({"reason": "同意"}, "outcome-1"), ({"outcome": "approved", "reason": " "}, "reason-1")):
        answer = staffed.post(qian, f"{HERE}/1/answer", **sent)
        assert (answer.status_code, list(told(answer))) == (400, [field])
    assert staffed.post(qian, f"{HERE}/77/answer", outcome="refused", reason="x").status_code == 400
    assert bureau.outcomes() == []


def test_an_appropriation_that_changed_meanwhile_is_told(bureau):
    staffed.post(bureau.who("guan", "admin"), HERE, **ASKED)
    with bureau.db() as db:
        desk.set_budget(db, bureau.law, 2022, fen(400_000))
    answer = staffed.post(bureau.who("qian", "approver"), f"{HERE}/1/answer", outcome="approved", reason="同意")
    assert (answer.status_code, "提请时 300,000.00 元，现在 400,000.00 元" in told(answer)["reason-1"]) == (400, True)
    assert bureau.amount() == fen(400_000)


def test_a_reversal_is_proposed_from_the_run_and_done_when_agreed_to(bureau):
    jing, qian = bureau.who("jing", "handler"), bureau.who("qian", "approver")
    shown = jing.get(f"{bureau.reverse}?uscc={A.lower()}")
    assert [field.get("value") for field in page(shown).xpath("//input[@name='item']")] == [
        "", "major_project", "revenue_tier"
    ]  # fmt: skip
    sent = staffed.post(jing, bureau.reverse, uscc=A, item="revenue_tier", reason=TAKEN)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/office/reversals")
    assert "由您提请" in words(jing.get("/office/reversals"))
    answer = staffed.post(qian, "/office/reversals/1/answer", outcome="approved", reason="同意")
    assert answer.status_code == 303
    assert "决定书已编号" in words(qian.get("/office/reversals"))
    assert bureau.reversals() == 1
    assert "原决定200,600，已撤销200,000" in words(jing.get(f"/office/runs/{bureau.run}/payments"))


@pytest.mark.parametrize(
    ("uscc", "said"),
    [("", "查看奖励"), (A[:-1] + "Y", f"中没有{A[:-1]}Y"), (C, "没有可更正（追回）的奖励")],
)
def test_where_nothing_can_be_taken_back_it_is_said(bureau, uscc, said):
    assert said in words(bureau.who("jing", "handler").get(f"{bureau.reverse}?uscc={uscc}"))


def test_before_approval_one_is_sent_to_exclude(bureau):
    with bureau.db() as db:
        desk.set_budget(db, bureau.law, 2022, fen(2_000_000))
        later, _ = desk.run(db, bureau.law, 2022)
    answer = bureau.who("jing", "handler").get(f"/office/runs/{later}/reverse?uscc={D}")
    assert "尚未签批，不用更正（追回）" in words(answer)
    assert bureau.who("jing").client.get("/office/runs/2022-077/reverse").status_code == 404


def test_a_reason_that_is_too_short_is_told_and_kept(bureau):
    answer = staffed.post(bureau.who("jing", "handler"), bureau.reverse, uscc=A, item="major_project", reason="有误")
    assert (answer.status_code, list(told(answer))) == (400, ["reason"])
    assert page(answer).get_element_by_id("reason").text_content() == "有误"
    assert page(answer).xpath("//input[@name='item'][@checked]/@value") == ["major_project"]
    with bureau.db() as db:
        assert proposals.waiting(db) == []


def test_what_is_proposed_already_is_not_offered_again(bureau):
    jing, payments = bureau.who("jing", "handler"), f"/office/runs/{bureau.run}/payments"
    assert staffed.post(jing, bureau.reverse, uscc=A, item="", reason=TAKEN).status_code == 303
    shown, said = jing.get(f"{bureau.reverse}?uscc={A}"), page(jing.get(payments))
    assert "第1号提请尚未答复" in words(shown)
    assert "<textarea" not in shown.text
    links = {link.get("href") for link in said.xpath("//main//td/a")}
    assert {"/office/reversals#proposal-1", f"{bureau.reverse}?uscc={B}"} <= links
    assert f"{bureau.reverse}?uscc={A}" not in links
    staffed.post(jing, "/office/reversals/1/withdraw")
    assert f"{bureau.reverse}?uscc={A}" in jing.get(payments).text
    assert "<textarea" in jing.get(f"{bureau.reverse}?uscc={A}").text
