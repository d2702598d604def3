"""Kind `cost` and tiers without growth: the text restated simply, and every level of a scheme paid as it says."""

from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.cases import UnreadableError, load_case
from subsidy import policy as policies
from subsidy.assessment import assess
from subsidy.model import Case, Claim, Firm, Past

LAKESIDE = policies.load_file(Path(__file__).parent / "policies" / "lakeside-2030.toml")
CAREFULLY = settings(max_examples=150, deadline=None, derandomize=True, database=None)
ITEM, RATE = "appraisal_cost", Fraction(3, 10)
ORDER, CAPS = ("SEA9", "SEA5", "SEA3", "SEA1"), {"SEA5": 20_000_00, "SEA3": 25_000_00, "SEA1": 30_000_00}
LAWS = {
    (move, again): policies.with_readings(LAKESIDE, [f"{ITEM}.move_up={move}", f"{ITEM}.again={again}"])
    for move, again in product(("full", "difference"), ("once", "each_year"))
}
FIRM = Firm("91330402MA2AB123XK", "某公司", {c.id: c.wanted for c in LAKESIDE.conditions})

costs = st.one_of(
    st.integers(0, 3),
    st.builds(lambda cap, off: cap * 10 // 3 + off, st.sampled_from(sorted(CAPS.values())), st.integers(-3, 3)),
    st.integers(0, 200_000_00),
)
levels = st.sampled_from(ORDER)
pasts = st.builds(
    lambda year, level, fen: Past(ITEM, year, fen, {"scheme": "SEA", "level": level}),
    st.integers(2026, 2029),
    st.sampled_from(sorted(CAPS)),
    st.integers(1, 30_000_00),
)


def line(law, facts, history=(), year=2030):
    claims = tuple(Claim(ITEM, one) for one in (facts if isinstance(facts, list) else [facts]))
    return assess(law, Case("A", law.id, year, FIRM, claims, tuple(history))).lines


def by_hand(level, cost, history, move_up, again):
    """二(三): fen, straight from the text and its readings."""
    if level not in CAPS:
        return 0
    at = ORDER.index
    if again == "once" and any(at(p.facts["level"]) >= at(level) for p in history):
        return 0
    due = min(int(cost * RATE + Fraction(1, 2)), CAPS[level])
    if move_up == "difference":
        due -= sum(p.amount for p in history if at(p.facts["level"]) < at(level))
    return max(due, 0)


@CAREFULLY
@given(levels, costs, st.lists(pasts, max_size=3))
def test_costs_agree_with_the_text_under_every_reading(level, cost, history):
    for readings, law in LAWS.items():
        (got,) = line(law, {"scheme": "SEA", "level": level, "cost": cost}, history)
        wanted = by_hand(level, cost, history, *readings)
        assert (got.amount, got.outcome) == (wanted, "granted" if wanted else "refused")


@CAREFULLY
@given(st.lists(st.tuples(levels, costs), min_size=1, max_size=4, unique_by=lambda found: found[0]))
def test_of_one_year_the_highest_level_is_paid_in_whatever_order_it_is_claimed(found):
    claims = [{"scheme": "SEA", "level": level, "cost": cost} for level, cost in found]
    best = max(found, key=lambda one: ORDER.index(one[0]))
    for law in LAWS.values():
        for order in (claims, claims[::-1]):
            assert sum(got.amount for got in line(law, order)) == by_hand(*best, [], "full", "once")


@CAREFULLY
@given(levels, costs)
def test_what_was_paid_once_uses_up_its_level(level, cost):
    for (_, again), law in LAWS.items():
        (first,) = line(law, {"scheme": "SEA", "level": level, "cost": cost})
        if first.grant is None:
            continue
        past = Past(ITEM, 2030, first.amount, first.grant)
        item = law.items[ITEM]
        assert line(law, {"scheme": "SEA", "level": level, "cost": cost}, [past])[0].amount == 0
        later = line(law, {"scheme": "SEA", "level": level, "cost": cost}, [past], 2031)[0]
        assert later.amount == (first.amount if again == "each_year" else 0)
        assert (item.keys(first.grant, 2030) == item.keys(first.grant, 2031)) is (again == "once")


@pytest.mark.parametrize(
    ("claim", "place", "told"),
    [
        ({"scheme": "SEA", "cost": "1"}, "claims.0.level", "没有填，SEA 分等级，应为（由低到高）SEA9、SEA5"),
        ({"scheme": "LQ", "level": "1", "cost": "1"}, "claims.0.level", "湖滨质量 没有等级，应留空"),
        ({"scheme": "SEA", "level": "2", "cost": "1"}, "claims.0.level", "SEA 没有“2”这一等级"),
        ({"scheme": "SEA", "level": "1"}, "claims.0.cost", "没有填，此项必填"),
    ],
)
def test_a_claim_that_cannot_be_read_is_told_its_place(claim, place, told):
    firm = {"uscc": FIRM.uscc, "name": FIRM.name}
    data = {"case": "1", "year": 2030, "firm": firm, "claims": [{"item": ITEM, **claim}], "history": []}
    with pytest.raises(UnreadableError) as caught:
        load_case(LAKESIDE, data)
    assert [(problem.path, told in problem.message) for problem in caught.value.problems] == [(place, True)]


@pytest.mark.parametrize(
    ("growth", "threshold", "revenue", "previous", "wanted"),
    [
        (False, None, 100_000_000, 99_999_999, 50_000_00),
        (False, None, 99_999_999, 0, 0),
        (False, None, 100_000_000, None, 50_000_00),
        (False, "reached", 100_000_000, 0, 50_000_00),
        (False, "exceeded", 100_000_000, 0, 0),
        (False, "exceeded", 100_000_001, 0, 50_000_00),
        (False, "exceeded", 100_000_001, 100_000_000, 50_000_00),
        (False, "exceeded", 100_000_001, 100_000_001, 0),
        (False, "reached", 100_000_001, 100_000_000, 0),
        (True, "exceeded", 100_000_001, 88_888_890, 0),
        (True, "exceeded", 100_000_001, 88_888_889, 50_000_00),
    ],
)
def test_tiers_without_growth_and_tiers_that_are_to_be_exceeded(growth, threshold, revenue, previous, wanted):
    source = {**LAKESIDE.source, "items": [dict(row) for row in LAKESIDE.source["items"]]}
    row = source["items"][0]
    if not growth:
        del row["growth"]
    if threshold:
        choices = {"reached": "含本数", "exceeded": "不含本数"}
        reading = {"value": threshold, "choices": choices, "question": "问", "why": "因"}
        row["readings"] = {**row["readings"], "threshold": reading}
    law = policies.build(source, "试")
    facts = {"export_revenue": revenue, "previous_export_revenue": previous}
    case = Case("A", law.id, 2030, FIRM, (Claim("export_tier", facts),), ())
    (got,) = assess(law, case).lines
    assert got.amount == wanted
    assert ("threshold" in got.readings) is (bool(threshold) and 100_000_000 in (revenue, previous))
    texts = [say(*about) for say, about in (*got.reasons, *got.workings)]
    assert growth or not any("要求增速" in text or "要求不低于" in text for text in texts)
    if threshold == "exceeded" and revenue == 100_000_000:
        assert "要求超过 100 万元，还差 0.01 元" in texts[0]
