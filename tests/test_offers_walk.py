"""From a published list to the letter: what is offered is what the firm sends and a run grants, and nothing twice."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subsidy import desk, store
from subsidy.desk.bureau.entitled.find import ASKED, find
from subsidy.desk.bureau.entitled.offers import listing, offer
from subsidy.desk.firm import drafts, offers, status
from subsidy.money import yuan
from subsidy.store import intake
from tests import applicant, build, checking, entitling, fresh, published
from tests.entitling import JING, NAMES, YEAR, A
from tests.test_offers import accepted


@pytest.fixture
def register(db, law):
    entitling.fill(db, law)
    return db


def test_an_application_that_was_sent_is_opened_for_that_section_alone(register, law, tmp_path):
    applicant.applied(register, tmp_path / "files", law, A, tier=applicant.TIER)
    applicant.vouch(register, law, A)
    accepted(register, law)
    assert drafts.standing(register, law, YEAR, A).locked("revenue_tier")
    assert not drafts.standing(register, law, YEAR, A).locked("capability_certificate")
    assert "确认受理单位核对出的事项" in status.timeline(register, law, YEAR, A).events[-1].text
    assert applicant.kept(register, law, A)[0][4] == 1, "what the office vouches for stays vouched for"
    applicant.send(register, law, A, token="t2")
    assert [(item, version, withdrawn) for item, _, version, _, _, withdrawn in applicant.kept(register, law, A)] == [
        ("revenue_tier", 1, 0), ("capability_certificate", 1, 0),
    ]  # fmt: skip


def test_an_application_that_was_decided_is_opened_too_and_only_what_is_new_is_granted(register, law, tmp_path):
    applicant.applied(register, tmp_path / "files", law, A, tier=applicant.TIER)
    applicant.vouch(register, law, A)
    build.approve(register, applicant.decide(register, law))
    accepted(register, law)
    applicant.send(register, law, A, token="t2")
    applicant.vouch(register, law, A)
    run, _ = desk.run(register, law, YEAR)
    assert build.outcomes(register, run) == {A: ([("granted", "600000.00")], True)}
    assert desk.check(register) == []


ROWS = st.lists(
    st.one_of(
        st.builds(
            lambda scheme, level: ("capability_certificate", {"scheme": scheme, "level": level}),
            st.sampled_from(["CMMI", "T/SIA009-2020"]),
            st.sampled_from(["一级", "二级", "三级", "四级"]),
        ),
        st.builds(
            lambda product, grade: ("first_version_product", {"product": product, "grade": grade}),
            st.sampled_from(["甲平台", "乙平台"]),
            st.sampled_from(["provincial", "national", "municipal"]),
        ),
        st.sampled_from([("security_certificate", {"scheme": scheme}) for scheme in ("ISO27001", "BS7799")]),
        st.sampled_from([("national_list", {"list": name}) for name in ("key_software_firm", "key_ic_design_firm")]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_all_that_a_list_offers_together_is_what_a_run_grants_together(law, tmp_path_factory, found):
    path = fresh.database(tmp_path_factory.mktemp("offers") / "subsidy.db")
    with store.connect(path) as db:
        entitling.fill(db, law)
        build.hand_in(db, law, {}, firms=[A], names=NAMES, details=applicant.DETAILS | {"name": NAMES[A]})
        rows = [entitling.row(*one, place=f"第 {number} 行") for number, one in enumerate(found)]
        made = offer(db, law, YEAR, rows, JING).made
        for one in offers.offers(db, law, YEAR, A):
            offers.accept(db, law, YEAR, A, one.id, A)
        if not made:
            return
        applicant.send(db, law, A)
        applicant.vouch(db, law, A)
        run = applicant.decide(db, law)
        lines, funded = build.outcomes(db, run)[A]
        assert sorted(lines) == sorted(("granted", yuan(one.amount)) for one in made)
        assert funded
        assert find(db, law, YEAR, rows, JING).entitled == []


@pytest.mark.parametrize(
    ("item", "facts"),
    [
        ("national_list", {"list": "top100_software_revenue"}),
        ("first_version_product", {"product": "示例平台", "grade": "national"}),
        ("capability_certificate", {"scheme": "CS", "level": "CS4"}),
        ("security_certificate", {"scheme": "BS7799"}),
    ],
)
def test_what_is_offered_is_what_a_run_then_grants(register, law, item, facts):
    build.hand_in(register, law, {}, firms=[A], names=NAMES, details=applicant.DETAILS | {"name": NAMES[A]})
    accepted(register, law, entitling.row(item, facts))
    (offered,) = listing(register, law, YEAR, JING)
    applicant.send(register, law, A)
    applicant.vouch(register, law, A)
    run = applicant.decide(register, law)
    assert build.outcomes(register, run) == {A: ([("granted", yuan(offered.amount))], True)}


def test_from_the_list_to_the_letter(register, law, tmp_path):
    """A list, an offer, one press, the firm's own submission, checked and reviewed, a run, a letter."""
    build.hand_in(register, law, {}, firms=[A], names=NAMES, details=applicant.DETAILS | {"name": NAMES[A]})
    path = published.certificates(tmp_path / "list.xlsx", (NAMES[A], "CMMI", "ML5", "C-1", "2022-05-03"))
    offer(register, law, YEAR, published.rows(path, law), JING)
    (one,) = offers.offers(register, law, YEAR, A)
    offers.accept(register, law, YEAR, A, one.id, A)
    applicant.send(register, law, A)
    application = intake.application(register, law.id, YEAR, A)
    (claim,) = intake.claims(register, application["id"])
    told = {name: check.told for name, check in checking.listed(register, law, claim["id"]).items()}
    assert f"《{published.CMMI}》，工作表 CMMI，第 4 行，编号 C-1" in told["evidence.query"]
    assert "不要企业上传" in told["evidence.certificate"]
    applicant.vouch(register, law, A)
    run = applicant.decide(register, law)
    assert build.outcomes(register, run) == {A: ([("granted", "600000.00")], True)}
    (letter,) = build.issue(register, run, datetime.date(2022, 6, 1)).letters
    assert letter.firm == NAMES[A]
    assert [one.state for one in find(register, law, YEAR, published.rows(path, law), JING).rows] == [ASKED]
    assert desk.check(register) == []
