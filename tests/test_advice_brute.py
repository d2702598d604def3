"""Everything that a firm could do otherwise, tried: no smaller change brings what a road tells, and none is missing."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subsidy.advice import EXACT, PERSON, UNIT, advise, changed
from subsidy.assessment import assess
from subsidy.model import REFERRED, Claim
from tests.small import CLAIMS, LAW, MOST, cases, read, readings

CAREFULLY = settings(max_examples=25, deadline=None, derandomize=True, database=None)


def worth(law, case):
    decision = assess(law, case)
    return decision.total, sum(line.outcome == REFERRED for line in decision.lines)


def tried(law, case, item, changes):
    """What the case would be worth with (place, facts) put in, a place beyond the last being another claim."""
    claims = list(case.claims)
    for place, facts in changes:
        claims[place : place + 1] = [Claim(item, facts)]
    return worth(law, case._replace(claims=tuple(claims)))


def first_that(law, case, item, tries):
    """The first of (size, place, facts) that earns more, or sends more to a person: its size, place and gain."""
    total, referred = worth(law, case)
    for size, place, facts in tries:
        then, left = tried(law, case, item, [(place, facts)])
        if then > total or left > referred:
            return [(size, place, max(then - total, 0))]
    return []


def least_to_the_most(law, case, item, tries):
    """The least of (size, place, facts) that earns as much as any of them."""
    total, _ = worth(law, case)
    gains = [(tried(law, case, item, [(place, facts)])[0] - total, size, place) for size, place, facts in tries]
    most = max((gain for gain, _, _ in gains), default=0)
    return [next((size, place, gain) for gain, size, place in gains if gain == most)] if most > 0 else []


def at(case, item):
    return [(place, claim.facts) for place, claim in enumerate(case.claims)]


def tiers(law, case, item):
    measure, new = law.items[item].measure, len(case.claims)
    if case.claims:
        place, facts = max(at(case, item), key=lambda one: one[1][measure])
        return first_that(
            law,
            case,
            item,
            ((n - facts[measure], place, {**facts, measure: n}) for n in range(facts[measure] + 1, MOST)),
        )
    over = law.items[item].over
    had = {f"best_earlier_{measure}": max(p.facts["tier"] for p in case.history) + over} if case.history else {}
    pairs = ((n, before) for n in range(1, MOST) for before in range(n - 1, 0, -1))
    tries = ((None, new, {measure: n, f"previous_{measure}": before, **had}) for n, before in pairs)
    return first_that(law, case, item, tries)


def lists(law, case, item):
    rules, new = law.items[item], len(case.claims)
    claimed = {facts[rules.field] for _, facts in at(case, item)}
    found = [first_that(law, case, item, [(None, new, {rules.field: e})]) for e in rules.entries if e not in claimed]
    if rules.together:
        return next((one for one in found if one), []) if not claimed else []
    return [road for one in found for road in one]


def orders(law, case, item):
    def more(n):
        order = {"contract": "另一份", "buyer": "甲", "buyer_region": "310000", "executed": n}
        if not case.claims:
            return n, 0, {"orders": [order]}
        place, facts = at(case, item)[-1]
        return n, place, {"orders": [*facts["orders"], order]}

    return least_to_the_most(law, case, item, map(more, range(1, 200)))


def grades(law, case, item):
    found, new, awards = [], len(case.claims), {name: g.award for name, g in law.items[item].grades.items()}
    rising = sorted(awards, key=awards.__getitem__)
    for product in dict.fromkeys(
        [c.facts["product"] for c in case.claims] + [p.facts["product"] for p in case.history]
    ):
        mine = [(place, facts) for place, facts in at(case, item) if facts["product"] == product]
        had = [facts for _, facts in mine] or [p.facts for p in case.history if p.facts["product"] == product]
        top = max(awards[facts["grade"]] for facts in had)
        place = next((place for place, facts in mine if awards[facts["grade"]] == top), new)
        tries = [(None, place, {"product": product, "grade": grade}) for grade in rising if awards[grade] > top]
        found += first_that(law, case, item, tries)
    return found + first_that(law, case, item, [(None, new, {"product": "又一", "grade": grade}) for grade in rising])


def levels(law, case, item):
    found, new, rules = [], len(case.claims), law.items[item]
    for name, scheme in rules.schemes.items():
        ladder = list(scheme.ranks)
        mine = [facts for _, facts in at(case, item) if facts["scheme"] == name]
        told = [facts[field] for facts in mine for field in ("level", "best_earlier_level") if field in facts]
        had = told + [p.facts["level"] for p in case.history if p.facts["scheme"] == name and "level" in p.facts]
        if not ladder and rules.kind == "ladder":
            continue
        above = max(map(ladder.index, had), default=-1) if ladder else -1
        earlier = {"best_earlier_level": max(told, key=ladder.index)} if told and ladder else {}
        higher = range(above + 1, len(ladder))
        tries = [(n - above if had else None, new, {"scheme": name, "level": ladder[n], **earlier}) for n in higher]
        if rules.kind == "cost":
            tries = tries if ladder else [] if mine else [(None, new, {"scheme": name})]
            tries = [(size, new, {**facts, "cost": 150}) for size, new, facts in tries]
        found += first_that(law, case, item, tries)
    return found


def trainees(law, case, item):
    """Of each trainee the fewest conditions that count, and of all together."""
    found, total = [], worth(law, case)[0]
    lame = []
    for place, facts in at(case, item):
        mended = [{**t, **dict.fromkeys(law.items[item].needs, True)} for t in facts["trainees"]]
        short = [n for n, (a, b) in enumerate(zip(facts["trainees"], mended, strict=True)) if a != b]
        lame += [(place, n, mended[n]) for n in short]
        for n in short:
            lacking = [need for need in law.items[item].needs if not facts["trainees"][n][need]]
            for count in range(1, len(lacking) + 1):
                gains = []
                for some in itertools.combinations(lacking, count):
                    rows = [*facts["trainees"]]
                    rows[n] = {**rows[n], **dict.fromkeys(some, True)}
                    gains.append(tried(law, case, item, [(place, {"trainees": rows})])[0] - total)
                assert max(gains) == 0 or count == len(lacking)
            found += [(len(lacking), place, gains[0])] * (gains[0] > 0)
    gains = {}
    for count in range(1, len(lame) + 1):
        for some in itertools.combinations(lame, count):
            rows = {place: [*case.claims[place].facts["trainees"]] for place, _, _ in some}
            for place, n, row in some:
                rows[place][n] = row
            then = tried(law, case, item, [(place, {"trainees": row}) for place, row in rows.items()])
            gains.setdefault(then[0] - total, some)
    if gains and max(gains) > 0 and len(gains[max(gains)]) > 1:
        found.append(("all", len(gains[max(gains)]), max(gains)))
    return found


def projects(law, case, item):
    found = []
    for project in dict.fromkeys(claim.facts["project"] for claim in case.claims):
        place, facts = [(place, f) for place, f in at(case, item) if f["project"] == project][-1]
        now = facts["approved"]
        found += least_to_the_most(
            law, case, item, [(n - now, place, {**facts, "approved": n}) for n in range(now + 1, MOST)]
        )
    return found


def ratios(law, case, item):
    found = []
    for project in dict.fromkeys(claim.facts["project"] for claim in case.claims):
        place, facts = [(place, f) for place, f in at(case, item) if f["project"] == project][-1]
        found += first_that(law, case, item, [(None, place, {**facts, "ratio": law.items[item].max_ratio})])
    return found


HAND = {
    "revenue_tier": tiers,
    "income_tier": tiers,
    "national_list": lists,
    "security_certificate": lists,
    "outsourcing_bonus": orders,
    "first_version_product": grades,
    "capability_certificate": levels,
    "appraisal_cost": levels,
    "training_refund": trainees,
    "core_technology": projects,
    "rd_match": ratios,
}


BYGONE = ("previous", "best", "held", "fee", "grant", "cost")  # what nobody can change any more


def size_of(road):
    """How much a road asks, and of which claim: of several trainees no claim in particular."""
    if road.item.kind == "refund" and len({change.path[1:4] for change in road.changes}) > 1:
        return "all", len({change.path[1:4] for change in road.changes})
    return len(road.changes) if road.item.kind == "refund" else road.changes[0].by, road.changes[0].path[1]


@pytest.mark.parametrize("item", CLAIMS)
@CAREFULLY
@given(st.data())
def test_no_smaller_change_does_it_and_none_that_does_is_missing(item, data):
    """Fen by fen, level by level, condition by condition, under each reading."""
    law = read(data.draw(st.sampled_from(readings(item))))
    case = data.draw(cases(item))
    found = [road for road in advise(law, case).roads if road.item.id == item and road.basis != UNIT]
    wanted = HAND[item](law, case, item)
    told = [(*size_of(road), road.gain) for road in found]
    assert sorted(told, key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize("item", CLAIMS)
@CAREFULLY
@given(st.data())
def test_what_is_told_is_what_is_then_decided_under_every_reading(item, data):
    law, case = read(data.draw(st.sampled_from(readings(item)))), data.draw(cases(item))
    total, had = assess(law, case).total, used(law, case)
    ways = {way: read(way) for way in readings(item)}
    for road in advise(law, case).roads:
        then = changed(case, road.item.id, road.changes)
        decided = assess(law, then)
        assert decided.total - total == road.gain
        assert road.gain > 0 or road.basis == PERSON
        if road.item.id != item:
            continue
        gains = {way: assess(under, then).total - assess(under, case).total for way, under in ways.items()}
        assert (road.span.low, road.span.now, road.span.high) == (min(gains.values()), road.gain, max(gains.values()))
        if road.item.once and road.basis == EXACT:
            again = [key for line in decided.lines if line.grant for key in line.item.keys(line.grant, case.year)]
            assert not had & set(again), "a road to what was had already"
        for change in road.changes:
            assert change.was != change.to
            assert len(change.path) == 2 or not str(change.path[-1]).startswith(
                ("previous", "best", "held", "fee", "grant")
            )


def used(law, case):
    """What the awards of the past used up."""
    return {key for award in case.history if award.facts for key in law.items[award.item].keys(award.facts, award.year)}


@pytest.mark.parametrize(
    ("item", "field", "by"), [("appraisal_cost", "cost", -1), ("revenue_tier", "previous_revenue", 1)]
)
@CAREFULLY
@given(st.data())
def test_the_bound_told_of_another_claim_is_the_last_that_does(item, field, by, data):
    """What a certificate would have to cost, what the year before may have been."""
    law, case = read(data.draw(st.sampled_from(readings(item)))), data.draw(cases(item))
    case = case if field == "cost" else case._replace(claims=())
    for road in advise(law, case).roads:
        if road.item.id == item:
            facts = road.changes[0].to
            then = tried(law, case, item, [(len(case.claims), {**facts, field: facts[field] + by})])
            assert then[0] - worth(law, case)[0] < road.gain


@CAREFULLY
@given(st.data())
def test_items_do_not_touch_each_other(data):
    """What is told of one item is the same whatever else is claimed."""
    parts = {item: data.draw(cases(item)) for item in data.draw(st.permutations(sorted(CLAIMS)))[:4]}
    one = next(iter(parts.values()))
    whole = one._replace(
        claims=tuple(claim for part in parts.values() for claim in part.claims),
        history=tuple(past for part in parts.values() for past in part.history),
    )
    found = advise(LAW, whole).roads
    for item, part in parts.items():
        alone = [(road.gain, road.span, road.text) for road in advise(LAW, part).roads if road.item.id == item]
        assert sorted(alone) == sorted((road.gain, road.span, road.text) for road in found if road.item.id == item)
    assert [road.gain for road in found if road.basis == EXACT] == sorted(
        (road.gain for road in found if road.basis == EXACT), reverse=True
    )
    assert assess(LAW, whole).total == sum(assess(LAW, part).total for part in parts.values())
