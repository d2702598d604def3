"""A law in fen, so small that everything a firm could do otherwise can be tried; and cases of it."""

import copy
import itertools
import tomllib
from functools import cache

from hypothesis import strategies as st

from subsidy import policy as policies
from subsidy.model import Case, Claim, Firm, Past
from tests.test_policy import LAKESIDE

JIAXING = policies.load("jiaxing-2022-10")
MOST = 75  # fen: beyond every threshold


def _law():
    source = copy.deepcopy(dict(JIAXING.source))
    rows = {row["id"]: row for row in source["items"]}
    lake = tomllib.loads(LAKESIDE.read_text(encoding="utf-8"))["items"]
    cost = next(row for row in lake if row["kind"] == "cost")
    tiers = [{"reach": "0.20", "award": "0.30"}, {"reach": "0.30", "award": "0.55"}, {"reach": "0.50", "award": "1"}]
    rows["revenue_tier"]["tiers"] = tiers
    over = copy.deepcopy(rows["revenue_tier"])
    del over["growth"]
    over |= {"id": "income_tier", "measure": "income", "sheet": "收入超过"}
    over["labels"] = {"income": "收入", "previous_income": "上年", "best_earlier_income": "最高"}
    over["readings"]["threshold"] = {
        "value": "exceeded",
        "choices": {"reached": "达到", "exceeded": "超过"},
        "question": "怎样算到档",
        "why": "原文写突破",
    }
    rows["outsourcing_bonus"] |= {"rate": "0.3", "cap": "0.30"}
    rows["national_list"]["entries"]["top100_software_revenue"]["award"] = "2000000"
    rows["core_technology"]["cap"] = "0.40"
    rows["major_project"]["cap"] = "0.20"
    for scheme in cost["schemes"]:
        for place, row in enumerate(scheme.get("caps", [scheme])):
            row["cap"] = f"0.{10 + 7 * place}"
    source["items"] = [*source["items"], over, cost]
    return policies.build(source, "small")


LAW = _law()


@cache
def read(ways):
    """The law with readings as they are given."""
    return policies.with_readings(LAW, ways) if ways else LAW


def readings(*items):
    """Every way to read the items."""
    points = [
        (f"{item}.{name}", reading.choices) for item in items for name, reading in LAW.items[item].readings.items()
    ]
    values = itertools.product(*([f"{name}={value}" for value in choices] for name, choices in points))
    return list(values)


money = st.one_of(st.integers(17, 23), st.integers(27, 33), st.integers(47, 57), st.integers(0, 60))
maybe = st.booleans()


def some(rows, **of):
    return st.lists(rows, max_size=of.get("most", 2))


@st.composite
def tier(draw, measure):
    facts = {measure: draw(money), f"previous_{measure}": draw(st.one_of(st.none(), money))}
    return facts | ({f"best_earlier_{measure}": draw(money)} if draw(maybe) else {})


@st.composite
def certificate(draw, item, costs=False):
    schemes = LAW.items[item].schemes
    name = draw(st.sampled_from(sorted(schemes)[:3]))  # few enough that claims and awards meet
    levels = sorted(schemes[name].ranks) or ["某级"]
    facts = {"scheme": name}
    if schemes[name].ranks or not costs:
        facts["level"] = draw(st.sampled_from(levels))
        if draw(maybe):
            facts["best_earlier_level"] = draw(st.sampled_from(levels))
    elif draw(maybe):
        facts["held_before"] = draw(maybe)
    return facts | ({"cost": draw(st.integers(0, 120))} if costs else {})


def trainee(number):
    yes = dict.fromkeys(LAW.items["training_refund"].needs, maybe)
    return st.fixed_dictionaries({"name": st.just("甲"), "certificate": number, "fee": st.integers(0, 20), **yes})


names = st.sampled_from(["甲", "乙"])
paid = st.sampled_from(["provincial", "national"])
counted = st.lists(st.sampled_from("123"), min_size=1, max_size=2)
region = st.sampled_from(["310000", "330402"])
CLAIMS = {
    "revenue_tier": some(tier("revenue")),
    "income_tier": some(tier("income")),
    "national_list": some(st.fixed_dictionaries({"list": st.sampled_from(sorted(LAW.items["national_list"].entries))})),
    "security_certificate": some(
        st.fixed_dictionaries({"scheme": st.sampled_from(["ISO27001", "BS7799"])}, optional={"held_before": maybe})
    ),
    "outsourcing_bonus": some(
        st.fixed_dictionaries(
            {
                "orders": st.lists(
                    st.fixed_dictionaries(
                        {"contract": names, "buyer": names, "buyer_region": region, "executed": st.integers(0, 70)}
                    ),
                    min_size=1,
                    max_size=2,
                )
            }
        )
    ),
    "first_version_product": some(
        st.fixed_dictionaries({"product": names, "grade": st.sampled_from(["municipal", "provincial", "national"])})
    ),
    "capability_certificate": some(certificate("capability_certificate")),
    "appraisal_cost": some(certificate("appraisal_cost", costs=True)),
    "training_refund": some(
        st.fixed_dictionaries({"trainees": st.lists(trainee(st.sampled_from("123")), min_size=1, max_size=3)})
    ),
    "core_technology": some(st.fixed_dictionaries({"project": names, "approved": st.integers(0, 50)})),
    "rd_match": some(
        st.fixed_dictionaries(
            {"project": names, "level": st.just("national"), "grant": st.integers(0, 30)},
            optional={"ratio": st.fractions(0, 2, max_denominator=8)},
        )
    ),
}
reach = st.sampled_from([20, 30, 50])
PAST = {
    "revenue_tier": st.fixed_dictionaries({"tier": reach}),
    "income_tier": st.fixed_dictionaries({"tier": reach}),
    "national_list": st.fixed_dictionaries({"list": st.sampled_from(sorted(LAW.items["national_list"].entries))}),
    "security_certificate": st.just({"scheme": "BS7799"}),
    "outsourcing_bonus": st.just({}),
    "first_version_product": st.fixed_dictionaries({"product": names, "grade": paid}),
    "capability_certificate": certificate("capability_certificate").map(
        lambda facts: {name: facts[name] for name in ("scheme", "level")}
    ),
    "appraisal_cost": certificate("appraisal_cost", costs=True).map(
        lambda facts: {name: facts[name] for name in ("scheme", "level") if name in facts}
    ),
    "training_refund": st.fixed_dictionaries({"certificates": counted}),
    "core_technology": st.fixed_dictionaries({"project": names}),
    "rd_match": st.fixed_dictionaries({"project": names}),
}


@st.composite
def cases(draw, item):
    """A case that claims one item, some of it, with a past and some years of it."""
    claims = tuple(Claim(item, facts) for facts in draw(CLAIMS[item]))
    past = [
        Past(item, draw(st.sampled_from([2021, 2022])), draw(st.integers(0, 60)), facts)
        for facts in draw(some(PAST[item]))
    ]
    firm = Firm("91330402MA2AB123XK", "某公司", {c.id: c.wanted for c in LAW.conditions})
    return Case("A", LAW.id, 2022, firm, claims, tuple(past))
