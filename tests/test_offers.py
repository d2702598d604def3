"""What is offered to firms by a list: once, confirmed in the firm's own draft, sent by itself; up to the letter."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from subsidy import desk, store
from subsidy.desk.bureau.entitled.find import ASKED, find
from subsidy.desk.bureau.entitled.offers import listing, offer, take_back
from subsidy.desk.bureau.people import NotAllowedError, Person
from subsidy.desk.common import DeskError
from subsidy.desk.firm import drafts, evidence, offers, submit
from subsidy.desk.firm.offers import OfferError
from subsidy.money import fen
from subsidy.store import intake
from tests import applicant, build, entitling
from tests.entitling import CMMI, JING, NAMES, YEAR, A, B, certificate


@pytest.fixture
def register(db, law):
    entitling.fill(db, law)
    return db


def test_what_is_offered_waits_for_the_firm_and_is_offered_once(register, law):
    made = offer(register, law, YEAR, [certificate(), certificate(uscc=B)], JING)
    assert [(one.uscc, one.account) for one in made.made] == [(A, True), (B, False)]
    again = offer(register, law, YEAR, [certificate(), certificate(uscc=B)], JING)
    assert (again.made, [one.state for one in again.left]) == ([], [ASKED, ASKED])
    (mine,) = offers.offers(register, law, YEAR, A)
    assert (mine.item, mine.amount, mine.source) == ("capability_certificate", fen(600_000), "《示例名单》，第 1 行")
    assert mine.rows == (("资质", "CMMI"), ("等级", "五级"))
    assert [(one.uscc, one.open, one.account) for one in listing(register, law, YEAR, JING)] == [
        (B, True, False), (A, True, True),
    ]  # fmt: skip
    assert desk.check(register) == []


def test_no_run_rests_on_an_offer(register, law):
    mark = intake.mark(register)
    offer(register, law, YEAR, [certificate()], JING)
    assert intake.mark(register) == mark


def accepted(db, law, *rows, **claims):
    offer(db, law, YEAR, rows or [certificate()], JING)
    if claims:
        applicant.save(db, law, A, **claims)
    (one, *_) = offers.offers(db, law, YEAR, A)
    return offers.accept(db, law, YEAR, A, one.id, A)


def test_one_press_makes_a_draft_that_can_be_sent_as_it_is(register, law):
    build.hand_in(register, law, {}, firms=[A], names=NAMES, details=applicant.DETAILS | {"name": NAMES[A]})
    assert accepted(register, law) == "capability_certificate"
    found = submit.preview(register, law, YEAR, A)
    assert (found.problems, found.estimate.total) == ((), fen(600_000))
    assert evidence.missing(register, law, YEAR, A, "capability_certificate") == []
    applicant.send(register, law, A)
    assert offers.offers(register, law, YEAR, A) == []


def test_nothing_that_the_firm_typed_is_written_over(register, law):
    mine = {"scheme": "ITSS", "level": "二级", "best_earlier_level": ""}
    accepted(register, law, firm={"name": "自己填的名称"}, certificates=[mine, {"scheme": "", "level": " "}])
    values = drafts.load(register, law, YEAR, A, "capability_certificate").values
    assert values["claims"] == [mine, {**CMMI, "best_earlier_level": ""}]
    assert drafts.load(register, law, YEAR, A, "firm").values == {"name": "自己填的名称"}


def test_a_section_that_claims_more_than_the_list_wants_its_files(register, law):
    accepted(register, law, certificates=[{"scheme": "ITSS", "level": "二级"}])
    assert [wanted.id for wanted in evidence.missing(register, law, YEAR, A, "capability_certificate")] == [
        "certificate"
    ]
    assert submit.preview(register, law, YEAR, A).sections[1].evidence[0].missing


def test_what_was_confirmed_and_then_changed_wants_its_files(register, law):
    accepted(register, law)
    applicant.save(register, law, A, certificates=[applicant.certificate("四级")])
    assert evidence.missing(register, law, YEAR, A, "capability_certificate")


def test_what_was_offered_in_part_is_proved_by_the_list_only_as_it_was_offered(register, law):
    lower = certificate(CMMI | {"best_earlier_level": "四级"})
    accepted(register, law, lower)
    assert evidence.missing(register, law, YEAR, A, "capability_certificate") == []
    applicant.save(register, law, A, certificates=[CMMI])  # three levels are new now, not one
    assert evidence.missing(register, law, YEAR, A, "capability_certificate")


def test_the_firm_may_add_what_an_offer_left_open(register, law):
    accepted(register, law)
    applicant.save(register, law, A, certificates=[CMMI | {"best_earlier_level": "四级"}])
    assert evidence.missing(register, law, YEAR, A, "capability_certificate") == []


def test_what_the_firm_claims_meanwhile_waits_no_more(register, law):
    offer(register, law, YEAR, [certificate()], JING)
    (one,) = offers.offers(register, law, YEAR, A)
    applicant.save(register, law, A, certificates=[applicant.certificate("ML5")])
    assert offers.offers(register, law, YEAR, A) == []
    with pytest.raises(OfferError, match="没有重复办理"):
        offers.accept(register, law, YEAR, A, one.id, A)
    assert listing(register, law, YEAR, JING)[0].state == "企业已自行申报"


def test_pressed_in_two_windows_at_once_it_is_filled_in_once(register, database, law):
    offer(register, law, YEAR, [certificate()], JING)
    (one,) = offers.offers(register, law, YEAR, A)

    def press(_):
        with store.connect(database) as db:
            try:
                return offers.accept(db, law, YEAR, A, one.id, A)
            except OfferError:
                return ""

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(press, range(8)))
    assert sorted(told) == [*[""] * 7, "capability_certificate"]
    assert len(drafts.load(register, law, YEAR, A, "capability_certificate").values["claims"]) == 1


def test_a_firm_may_say_no_and_claim_it_by_itself_later(register, law):
    offer(register, law, YEAR, [certificate()], JING)
    (one,) = offers.offers(register, law, YEAR, A)
    offers.decline(register, law, YEAR, A, one.id, " 证书已 注销 ", A)
    assert offers.offers(register, law, YEAR, A) == []
    (told,) = listing(register, law, YEAR, JING)
    assert (told.state, told.answer, told.open) == ("已推送，企业已谢绝", "证书已 注销", False)
    with pytest.raises(OfferError):
        offers.accept(register, law, YEAR, A, one.id, A)
    applicant.save(register, law, A, certificates=[applicant.certificate("五级")])
    assert evidence.missing(register, law, YEAR, A, "capability_certificate")


def test_the_office_takes_an_offer_back_until_it_is_answered(register, law):
    offer(register, law, YEAR, [certificate(), certificate(uscc=B)], JING)
    other, mine = listing(register, law, YEAR, JING)
    take_back(register, law, mine.id, "名单有误", JING)
    assert offers.offers(register, law, YEAR, A) == []
    for refused, told in ((mine.id, "推送后已撤回"), (99, "没有第 99 号推送")):
        with pytest.raises(DeskError, match=told):
            take_back(register, law, refused, "名单有误", JING)
    with pytest.raises(DeskError, match="理由"):
        take_back(register, law, other.id, " ", JING)


def test_offers_end_with_their_year(register, law):
    offer(register, law, YEAR, [certificate()], JING)
    (one,) = offers.offers(register, law, YEAR, A)
    desk.set_budget(register, law, YEAR + 1, fen(1))
    assert offers.offers(register, law, YEAR, A) == []
    with pytest.raises(OfferError, match="过期"):
        offers.accept(register, law, YEAR, A, one.id, A)
    with pytest.raises(DeskError, match="2022 年度已过"):
        offer(register, law, YEAR, [certificate(uscc=B)], JING)
    assert listing(register, law, YEAR, JING)[0].state == "已过期"


def test_an_offer_of_another_firm_is_none(register, law):
    offer(register, law, YEAR, [certificate()], JING)
    (one,) = offers.offers(register, law, YEAR, A)
    for answer in (offers.accept, lambda *given: offers.decline(*given[:-1], "", given[-1])):
        with pytest.raises(LookupError):
            answer(register, law, YEAR, B, one.id, B)


@pytest.mark.parametrize("role", ["reviewer", "approver", "finance", "auditor", "admin"])
def test_nobody_else_looks_through_lists_or_offers(register, law, role):
    other = Person("x", "示例", frozenset({role}))
    for act in (find, offer):
        with pytest.raises(NotAllowedError):
            act(register, law, YEAR, [certificate()], other)
    with pytest.raises(NotAllowedError):
        listing(register, law, YEAR, other)
    with pytest.raises(NotAllowedError):
        take_back(register, law, 1, "名单有误", other)


MORE = "INSERT INTO offers SELECT {}, {}, policy, {}, item, key, facts, amount, reasons, source, at, actor FROM offers"
ANSWER = "INSERT INTO offer_answers SELECT NULL, id, '{}', '', '', '{}' FROM offers"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE offers SET amount = 1", "never changed"),
        ("DELETE FROM offers", "never changed"),
        ("INSERT OR REPLACE INTO offers SELECT * FROM offers", "there already"),
        (MORE.format(9, "uscc", "year"), "there already"),
        (MORE.format(-9, "uscc", 2021), "after all others"),
        (MORE.format("NULL", "'X'", "year"), "FOREIGN KEY"),
        (ANSWER.format("accepted", "jing"), "the firm answers"),
        (ANSWER.format("declined", B), "the firm answers"),
        (ANSWER.format("withdrawn", A), "the firm answers"),
        (ANSWER.format("lost", A), "CHECK"),
    ],
)  # fmt: skip
def test_the_database_refuses_what_must_not_be(register, law, sql, told):
    offer(register, law, YEAR, [certificate()], JING)
    with pytest.raises(sqlite3.IntegrityError, match=told):
        register.execute(sql)


def test_an_answer_stands(register, law):
    accepted(register, law)
    with pytest.raises(sqlite3.IntegrityError, match="there already"):
        register.execute(ANSWER.format("declined", A))


def test_a_section_that_is_full_says_so_and_the_offer_waits_on(register, law):
    full = [{"scheme": "ITSS", "level": str(number)} for number in range(drafts.MOST)]
    applicant.save(register, law, A, certificates=full)
    with pytest.raises(DeskError, match="内容过多"):
        accepted(register, law)
    assert len(offers.offers(register, law, YEAR, A)) == 1
