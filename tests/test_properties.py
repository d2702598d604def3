"""What holds for every case: the law restated simply, ladders, caps, sums, purity, and the queue for money."""

import copy
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subsidy import policy as policies
from subsidy.assessment import assess
from subsidy.ledger import ORDERS, Candidate, fund, queue
from subsidy.model import Case, Claim, Firm, Past

LAW = policies.load("jiaxing-2022-10")
CHECKED = {c.id: c.wanted for c in LAW.conditions}
CAREFULLY = settings(max_examples=150, deadline=None, derandomize=True, database=None)

TIERS = {20_000_000_00: 200_000_00, 30_000_000_00: 500_000_00, 50_000_000_00: 1_000_000_00}
LADDERS = {
    "CMMI": (("一级", "二级", "三级", "四级", "五级"), 2, 200_000_00),
    "T/SIA009-2020": (("四级", "三级", "二级", "一级"), 1, 200_000_00),
    "ITSS": (("四级", "三级", "二级", "一级"), 1, 100_000_00),
    "CS": (("CS1", "CS2", "CS3", "CS4", "CS5"), 2, 100_000_00),
    "CCRC": (("三级", "二级", "一级"), 0, 100_000_00),
}

near_tiers = st.builds(lambda tier, off: tier + off, st.sampled_from(sorted(TIERS)), st.integers(-2, 2))
amounts = st.one_of(st.just(0), near_tiers, st.integers(0, 70_000_000_00))


def choose(**readings):
    return policies.with_readings(LAW, [f"{name.replace('__', '.')}={value}" for name, value in readings.items()])


TIER_LAWS = {
    (jump, move): choose(revenue_tier__jump=jump, revenue_tier__move_up=move)
    for jump, move in product(("highest", "sum"), ("full", "difference"))
}
STEP_LAWS = {step: choose(capability_certificate__step=step) for step in ("each_level", "per_event", "above_three")}


def case(claims, history=(), year=2022):
    firm = Firm("91330402MA2AB123XK", "某公司", CHECKED)
    return Case("A", LAW.id, year, firm, tuple(Claim(item, facts) for item, facts in claims), tuple(history))


def line(law, item, facts, history=()):
    return assess(law, case([(item, facts)], history)).lines[0]


@st.composite
def tier_cases(draw):
    previous = draw(st.one_of(st.none(), amounts))
    exact_tenth = st.integers(-1, 1).map(lambda off: max(0, (previous or 0) * 11 // 10 + off))
    facts = {"revenue": draw(st.one_of(amounts, exact_tenth)), "previous_revenue": previous}
    if draw(st.booleans()):
        facts["best_earlier_revenue"] = draw(amounts)
    had = draw(st.lists(st.sampled_from(sorted(TIERS)), max_size=3, unique=True))
    paid = [draw(st.one_of(st.just(TIERS[tier]), st.integers(0, 1_500_000_00))) for tier in had]
    return facts, [Past("revenue_tier", 2020, fen, {"tier": tier}) for tier, fen in zip(had, paid, strict=True)]


def tier_by_hand(facts, history, jump, move_up):
    """四(三): outcome and fen, straight from the text."""
    revenue, previous = facts["revenue"], facts["previous_revenue"]
    earlier = max(previous or 0, facts.get("best_earlier_revenue", 0))
    had = {award.facts["tier"] for award in history}
    new = [award for tier, award in TIERS.items() if revenue >= tier > earlier and tier not in had]
    if not new:
        return "refused", 0
    if not previous:
        return "referred", 0
    award = sum(new) if jump == "sum" else max(new)
    if move_up == "difference":
        award -= sum(past.amount for past in history)
    return ("granted", award) if 10 * revenue >= 11 * previous and award > 0 else ("refused", 0)


@CAREFULLY
@given(tier_cases())
def test_revenue_tiers_agree_with_the_text_under_every_reading(found):
    for (jump, move_up), law in TIER_LAWS.items():
        got = line(law, "revenue_tier", *found)
        assert (got.outcome, got.amount) == tier_by_hand(*found, jump, move_up)


@CAREFULLY
@given(tier_cases(), st.integers(0, 30_000_000_00))
def test_more_revenue_on_the_same_past_never_earns_less(found, more):
    facts, history = found
    for law in TIER_LAWS.values():
        before = line(law, "revenue_tier", facts, history).amount
        assert line(law, "revenue_tier", facts | {"revenue": facts["revenue"] + more}, history).amount >= before


@st.composite
def certificates(draw):
    scheme = draw(st.sampled_from(sorted(LADDERS)))
    level = st.sampled_from(LADDERS[scheme][0])
    facts = {"scheme": scheme, "level": draw(level)}
    if draw(st.booleans()):
        facts["best_earlier_level"] = draw(level)
    others = st.sampled_from(sorted(LADDERS)).flatmap(
        lambda name: st.sampled_from(LADDERS[name][0]).map(lambda found: {"scheme": name, "level": found})
    )
    past = draw(st.lists(st.one_of(level.map(lambda found: {"scheme": scheme, "level": found}), others), max_size=3))
    return facts, [Past("capability_certificate", 2020, 1, award) for award in past]


def certificate_by_hand(facts, history, reading):
    """四(四): outcome and fen, counting the paid levels that were passed before and are passed now."""
    order, first, step = LADDERS[facts["scheme"]]
    paid = order[first + 1 :] if reading == "above_three" else order[first:]
    held = [award.facts["level"] for award in history if award.facts["scheme"] == facts["scheme"]]
    held += [facts[name] for name in ("best_earlier_level",) if name in facts]
    reached = max((order.index(level) for level in held), default=-1)
    new = [level for level in paid if reached < order.index(level) <= order.index(facts["level"])]
    steps = min(len(new), 1) if reading == "per_event" else len(new)
    return ("granted", steps * step) if steps else ("refused", 0)


@CAREFULLY
@given(certificates())
def test_certificates_agree_with_the_text_under_every_reading(found):
    for reading, law in STEP_LAWS.items():
        got = line(law, "capability_certificate", *found)
        assert (got.outcome, got.amount) == certificate_by_hand(*found, reading)


@CAREFULLY
@given(st.sampled_from(sorted(LADDERS)), st.data(), st.sampled_from(["each_level", "above_three"]))
def test_a_ladder_climbed_over_years_pays_what_the_direct_jump_pays(scheme, data, reading):
    law, order = STEP_LAWS[reading], LADDERS[scheme][0]
    chain = data.draw(st.lists(st.sampled_from(order), min_size=1, max_size=6))
    history, total = [], 0
    for year, level in enumerate(chain, 2022):
        claim = ("capability_certificate", {"scheme": scheme, "level": level})
        got = assess(law, case([claim], history, year)).lines[0]
        total += got.amount
        if got.grant is not None:
            history.append(Past("capability_certificate", year, got.amount, got.grant))
    top = max(chain, key=order.index)
    assert total == line(law, "capability_certificate", {"scheme": scheme, "level": top}).amount


names = st.sampled_from(["甲", "乙"])
orders = st.lists(
    st.builds(
        lambda region, executed: {"contract": "HT", "buyer": "甲", "buyer_region": region, "executed": executed},
        st.sampled_from(["330402", "330300", "JP"]),
        st.integers(0, 40_000_000_00),
    ),
    min_size=1,
    max_size=3,
)
trainees = st.lists(
    st.builds(
        lambda certificate, yes, fee: (
            {"name": "甲", "certificate": certificate, "fee": fee, "passed": yes}
            | {"employed_in_city": True, "provider_qualified": True}
        ),
        st.sampled_from(["1", "2", "3"]),
        st.booleans(),
        st.integers(0, 9_000_00),
    ),
    min_size=1,
    max_size=4,
)
CLAIMS = {
    "revenue_tier": tier_cases().map(lambda found: found[0]),
    "national_list": st.sampled_from(sorted(LAW.items["national_list"].entries)).map(lambda code: {"list": code}),
    "outsourcing_bonus": orders.map(lambda found: {"orders": found}),
    "first_version_product": st.fixed_dictionaries(
        {"product": names, "grade": st.sampled_from(["provincial", "national", "municipal"])}
    ),
    "capability_certificate": certificates().map(lambda found: found[0]),
    "security_certificate": st.sampled_from(["ISO27001", "BS7799"]).map(lambda code: {"scheme": code}),
    "training_refund": trainees.map(lambda found: {"trainees": found}),
    "core_technology": st.fixed_dictionaries({"project": names, "approved": st.integers(0, 1_500_000_00)}),
    "rd_match": st.fixed_dictionaries(
        {"project": names, "level": st.just("national"), "grant": st.integers(0, 5_000_000_00)},
        optional={"ratio": st.fractions(0, 2, max_denominator=100)},
    ),
    "major_project": st.fixed_dictionaries({"project": names, "approved": st.integers(0, 50_000_000_00)}),
    "financing": st.sampled_from(["startup", "growth"]).map(lambda stage: {"stage": stage}),
}
ONCE = (
    "national_list",
    "first_version_product",
    "capability_certificate",
    "security_certificate",
    "training_refund",
)
claims = st.lists(
    st.sampled_from(sorted(CLAIMS)).flatmap(lambda item: st.tuples(st.just(item), CLAIMS[item])), max_size=8
)


def paid_for(decision, item, **facts):
    return sum(
        found.amount
        for found, claim in zip(decision.lines, decision.case.claims, strict=True)
        if claim.item == item and facts.items() <= claim.facts.items()
    )


@CAREFULLY
@given(claims)
def test_totals_are_sums_and_no_cap_is_passed(found):
    decision = assess(LAW, case(found))
    assert len(decision.lines) == len(found)
    assert decision.total == sum(line.amount for line in decision.lines)
    assert all((line.amount > 0) is (line.outcome == "granted") for line in decision.lines)
    assert paid_for(decision, "outsourcing_bonus") <= 1_000_000_00
    assert paid_for(decision, "security_certificate") <= 100_000_00
    assert paid_for(decision, "national_list") <= 3 * 1_500_000_00
    assert paid_for(decision, "training_refund") <= 3 * 2_700_00
    assert paid_for(decision, "financing") == 0
    for name in ("甲", "乙"):
        assert paid_for(decision, "core_technology", project=name) <= 1_000_000_00
        assert paid_for(decision, "major_project", project=name) <= 30_000_000_00
        assert paid_for(decision, "rd_match", project=name) <= 5_000_000_00
        assert paid_for(decision, "first_version_product", product=name) <= 1_500_000_00
    for scheme, (order, first, step) in LADDERS.items():
        assert paid_for(decision, "capability_certificate", scheme=scheme) <= (len(order) - first) * step


@CAREFULLY
@given(st.lists(claims, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_deciding_changes_nothing_and_the_order_of_cases_does_not_matter(lists, shuffler):
    cases = [case(found)._replace(id=str(number)) for number, found in enumerate(lists)]
    kept = copy.deepcopy(cases)
    decided = {found.id: assess(LAW, found) for found in cases}
    shuffler.shuffle(cases)
    assert {found.id: assess(LAW, found) for found in cases} == decided
    assert sorted(cases, key=lambda found: found.id) == kept


@CAREFULLY
@given(claims)
def test_what_was_granted_once_is_not_granted_again_the_next_year(found):
    found = [(item, facts) for item, facts in found if item in ONCE]
    first = assess(LAW, case(found))
    past = [Past(line.item.id, 2022, line.amount, line.grant) for line in first.lines if line.grant is not None]
    second = assess(LAW, case(found, past, 2023))
    for before, after in zip(first.lines, second.lines, strict=True):
        assert before.outcome != "granted" or after.outcome == "refused"


@st.composite
def queues(draw):
    codes = draw(st.lists(st.text("ABCDEFGH", min_size=1, max_size=3), max_size=12, unique=True))
    facts = st.tuples(st.integers(1, 50), st.integers(1, 3), st.sampled_from(["2022-01", "2022-02"]), st.booleans())
    return [Candidate(code, *draw(facts)) for code in codes]


# every order ends in the firm's code, as a policy file must have it
rankings = st.permutations(sorted(set(ORDERS) - {"uscc"})).map(lambda names: [*names, "uscc"])


@CAREFULLY
@given(queues(), rankings, st.randoms(use_true_random=False))
def test_the_queue_does_not_depend_on_who_is_named_first(found, order, shuffler):
    ranked = queue(found, order)
    shuffler.shuffle(found)
    assert queue(found, order) == ranked
    assert sorted(ranked) == sorted(found)


@CAREFULLY
@given(queues(), st.integers(0, 300), st.integers(0, 300), st.sampled_from(["next_that_fits", "stop"]))
def test_money_is_never_exceeded_and_more_of_it_never_unfunds_the_first(found, left, more, when_short):
    ranked = queue(found, LAW.appropriation["order"])
    funded = fund(ranked, left, when_short)
    spent = sum(one.amount for one, yes in zip(ranked, funded, strict=True) if yes)
    assert spent <= left
    if when_short == "stop":
        assert funded == sorted(funded, reverse=True)
    else:
        assert all(one.amount > left - spent for one, yes in zip(ranked, funded, strict=True) if not yes)
    assert not any(funded[:1]) or fund(ranked, left + more, when_short)[0]


@pytest.mark.parametrize(("left", "when_short", "funded"), [
    (0, "next_that_fits", [False, False, False]),
    (30, "next_that_fits", [True, False, True]),
    (30, "stop", [True, False, False]),
    (60, "stop", [True, True, True]),
    (59, "stop", [True, True, False]),
])  # fmt: skip
def test_whoever_fits_is_funded_whole_and_the_others_wait(left, when_short, funded):
    ranked = [Candidate(code, amount, 1, "2022", False) for code, amount in (("A", 20), ("B", 30), ("C", 10))]
    assert fund(ranked, left, when_short) == funded
