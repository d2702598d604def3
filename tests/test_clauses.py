"""An application clause by clause: what was decided, by which law, where its money is; what the rules would say now."""

import datetime

import pytest

from subsidy import desk
from subsidy.desk.bureau.cases import clauses
from subsidy.desk.bureau.claims import findings
from subsidy.money import fen
from subsidy.policy import with_readings
from subsidy.store import intake
from tests.applicant import TIER, applied, certificate, decide, project
from tests.build import FIRMS, approve, hand_in, issue, revenue
from tests.build import project as approved
from tests.checking import HANDLER

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


def side(db, law, uscc=A, place=0):
    return clauses.sides(db, law, number(db, law, uscc), HANDLER).sides[place]


def test_what_is_not_decided_is_tried_with_the_readings_it_rests_on(db, law, sent):
    found = clauses.sides(db, law, sent, HANDLER)
    project_, tier, level = found.sides
    assert all(one.trial for one in found.sides)
    assert (found.funded, found.waiting, found.trial) == (0, 0, fen(1_010_000))
    assert tier.law.text.startswith("对软件企业年度软件业务收入新达到2000万元")
    (jump,) = tier.law.readings
    assert (jump.choice, jump.others) == ("只奖新达到的最高一档", ("新达到的各档相加",))
    assert (level.now.outcome, project_.now.workings != ()) == ("referred", True)


def test_a_finding_counts_before_the_rules(db, law, sent):
    level = next(one for one in clauses.sides(db, law, sent, HANDLER).sides if one.now.outcome == "referred")
    reason = "等级次序经发证机构书面确认，三级为该标准第三级"
    findings.find(db, law, level.claim["id"], "granted", fen(100_000), reason, HANDLER)
    found = clauses.sides(db, law, sent, HANDLER)
    assert found.trial == fen(1_110_000)
    assert [one.finding["reason"] for one in found.sides if one.finding] == [reason]


def test_a_decision_says_where_its_money_is(db, law):
    hand_in(db, law, {A: [approved(600)], B: [approved(500)], C: [revenue(1, 1)], D: [approved(9_000)]})
    run = decide(db, law, 2_000)
    placed = {uscc: (side(db, law, uscc).now.place, side(db, law, uscc).now.run) for uscc in (A, B, C, D)}
    assert placed == {A: ("funded", run), B: ("funded", run), C: ("", run), D: ("waiting", run)}
    assert (side(db, law, D).now.rank, side(db, law, A).now.approved) == (1, False)
    assert "要求 10%" in "".join(side(db, law, C).now.reasons)
    issue(db, run, DAY, office=OFFICE)
    assert side(db, law, A).now.approved
    assert [(one.kind, one.date) for one in side(db, law, D).now.letters] == [("reserve", "2022-03-10")]
    desk.reverse(db, run, B, None, "材料有误")
    assert (side(db, law, B).now.place, side(db, law, B).now.why) == ("back", "材料有误")
    later = decide(db, law, 100_000)
    assert (side(db, law, D).now.place, side(db, law, D).now.run) == ("funded", later)
    assert not side(db, law, D).now.approved, "what the later run gives is not approved by the earlier one"
    approve(db, later)
    assert side(db, law, D).now.approved
    sums = [clauses.sides(db, law, number(db, law, uscc), HANDLER) for uscc in (A, B, D)]
    assert [(one.funded, one.waiting, one.trial) for one in sums] == [(fen(600), 0, 0), (0, 0, 0), (fen(9_000), 0, 0)]


def test_a_decision_quotes_the_law_that_it_was_made_by(db, law):
    hand_in(db, law, {A: [revenue(52_000_000, 10_000_000)]})
    summed = with_readings(law, ["revenue_tier.jump=sum"])
    desk.set_budget(db, summed, 2022, fen(10_000_000))
    desk.run(db, summed, 2022)
    (jump,) = side(db, law).law.readings
    assert (jump.choice, side(db, law).now.amount) == ("新达到的各档相加", fen(1_700_000))


def test_a_claim_of_an_item_that_the_policy_no_longer_has_is_still_shown(db, law, sent):
    without = type(law)(**{name: getattr(law, name) for name in law.__slots__} | {"items": {}})
    found = clauses.sides(db, without, sent, HANDLER)
    tier = next(one for one in found.sides if one.name == "revenue_tier")
    assert (tier.now, tier.trial, found.trial) == (None, True, 0)
    assert ["revenue", '"52000000.00"'] in tier.facts["rows"]
