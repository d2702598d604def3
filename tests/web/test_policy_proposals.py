"""Another version of the law on its page: what it would change, answered by another, and who did what afterwards."""

import re

import pytest

from subsidy import create_app, store
from subsidy.desk import law as laws
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import Person
from subsidy.desk.bureau.policies.draft import changed
from tests.web import staffed
from tests.web.filling import send
from tests.web.visitor import Visitor, page

WHERE = "/office/policies"
ID, WHY = "jiaxing-2022-10", "依市政府办公室修订后的条款"
JING = Person("jing", "示例经办", frozenset({"handler"}))


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A change of one rate that 经办 proposed, and somebody to sign."""
    store.create(tmp_path / "subsidy.db")
    monkeypatch.setenv("SUBSIDY_DATABASE", str(tmp_path / "subsidy.db"))
    with store.connect(tmp_path / "subsidy.db") as db:
        staffed.person(db, "jing", "handler")
        staffed.person(db, "qian", "approver")
        new = changed(laws.in_force(db, ID), {"revenue_tier.growth": "12"})
        proposals.propose_policy(db, new, WHY, JING)
    return tmp_path / "subsidy.db"


def told(answer):
    """What a page says."""
    return " ".join(page(answer).xpath("//main")[0].text_content().split())


def visitor(login):
    found = Visitor(create_app())
    assert found.log_in(login).status_code == 303
    return found


def answer(who, outcome, reason="核对无误，同意", to="1"):
    token = page(who.get(WHERE)).xpath("string(//input[@name='csrf_token']/@value)")
    return send(who, f"{WHERE}/proposals/{to}", {"csrf_token": token, "outcome": outcome, "reason": reason})


def growth(site):
    with store.connect(site) as db:
        return str(laws.in_force(db, ID).items["revenue_tier"].growth)


def test_what_is_proposed_is_shown_with_its_difference(site):
    text = told(visitor("qian").get(WHERE))
    for word in ("待答复的提请", WHY, "10%", "12%", "同意（以后启动的批次即按这一版核算，已作的决定不变）"):
        assert word in text, word


def test_who_may_answer_is_told_on_the_first_page(site):
    (link,) = page(visitor("qian").get("/office/")).xpath("//main//a[@href='/office/policies']")
    assert "政策提请待答复" in link.xpath("string(ancestor-or-self::*[self::li or self::a][last()])")
    assert not page(visitor("jing").get("/office/")).xpath("//main//a[@href='/office/policies']")


def test_agreed_to_it_is_the_law_and_says_by_whom(site):
    assert answer(visitor("qian"), "approved").status_code == 303
    assert growth(site) == "3/25"
    found = page(visitor("jing").get(WHERE))
    (row,) = found.xpath("//tr[.//strong[text()='现行']]")
    said = " ".join(row.text_content().split())
    assert re.search(r"第 1 版，.+提请，.+同意（20\d\d年", said)
    assert len(found.xpath("//strong[text()='现行']")) == 1
    assert "已答复的提请" in " ".join(found.text_content().split())


def test_a_version_that_was_approved_is_read_and_downloaded(site):
    who = visitor("qian")
    answer(who, "approved")
    with store.connect(site) as db:
        digest = laws.in_force(db, ID).digest.removeprefix("sha256:")
    assert "12%" in told(who.get(f"{WHERE}/{digest}"))
    assert who.get(f"{WHERE}/{digest}/file").get_json()["items"][2]["growth"] == "0.12"


def test_what_was_replaced_is_no_version_in_reserve(site):
    who = visitor("qian")
    answer(who, "approved")
    rows = page(who.get(WHERE)).xpath("//tr[@class or .//a][td]")
    said = [" ".join(row.text_content().split()) for row in rows if "10号" in row.text_content()]
    assert [("现行" in one, "备用" in one, "以前的版本" in one) for one in said] == [
        (True, False, False),
        (False, False, True),
    ]
    # to be compared, if nobody chooses: the law with what it was
    chosen = page(who.get(WHERE)).xpath("//tr[.//input[@checked]]//strong[contains(@class, 'tag')]/text()")
    assert chosen == ["现行", "以前的版本"]


@pytest.mark.parametrize(("outcome", "said"), [("", "没有选择同意或不同意"), ("approved", "没有填答复意见")])
def test_an_answer_that_says_too_little_changes_nothing(site, outcome, said):
    answered = answer(visitor("qian"), outcome, reason="")
    assert answered.status_code == 400
    assert said in told(answered)
    assert growth(site) == "1/10"


def test_who_proposed_does_not_answer_but_may_take_it_back(site):
    who = visitor("jing")
    assert answer(who, "approved").status_code == 403
    assert "由您提请，须由另一人答复" in told(who.get(WHERE))
    token = page(who.get(WHERE)).xpath("string(//input[@name='csrf_token']/@value)")
    assert send(who, f"{WHERE}/proposals/1/withdraw", {"csrf_token": token}).status_code == 303
    assert growth(site) == "1/10"
    assert "待答复的提请" not in told(who.get(WHERE))
