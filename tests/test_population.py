"""Columns decide as cases do, to the fen; nothing overflows untold."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subsidy import policy as policies
from subsidy.assessment import assess, bare
from subsidy.config import ROOT
from subsidy.kinds import KINDS
from subsidy.kinds.arithmetic import ONE
from subsidy.population import Coded, ColumnError, amounts, evaluate, gather, of_columns, totals
from subsidy.population.columns import COLUMNS, LARGEST, MOST, Parts, bounded, column
from tests import populations

LAW = policies.load("jiaxing-2022-10")
SOURCES = [
    LAW.source,
    *(policies.load_file(path).source for path in sorted((Path(__file__).parent / "policies").glob("*.toml"))),
    *(policies.load(name).source for name in policies.known() if name != LAW.id),
]
SEEDED = settings(max_examples=25, deadline=None, derandomize=True, database=None)


def explained(law, cases):
    return [[line.amount for line in assess(law, case).lines] for case in cases]


@SEEDED
@given(st.randoms(use_true_random=False))
def test_columns_and_cases_agree_to_the_fen(rng):
    law = populations.policy(rng, SOURCES)
    cases = populations.cases(rng, law, 30)
    wanted = explained(law, cases)
    assert amounts(law, cases) == wanted
    assert [bare(law, case) for case in cases] == wanted
    assert evaluate(law, gather(law, cases)).totals.tolist() == [sum(lines) for lines in wanted]


@SEEDED
@given(st.randoms(use_true_random=False))
def test_what_is_referred_is_so_in_columns_too(rng):
    law = populations.policy(rng, SOURCES)
    cases = populations.cases(rng, law, 20)
    population = gather(law, cases)
    found = {
        (firm, place)
        for name, outcome in evaluate(law, population).items.items()
        for firm, place, told in zip(
            population.tables[name].firm, population.tables[name].claim, outcome.referred, strict=True
        )
        if told
    }
    assert found == {
        (number, line.claim)
        for number, case in enumerate(cases)
        for line in assess(law, case).lines
        if line.outcome == "referred"
    }


def test_every_kind_is_tried_and_grants_something():
    rng, seen = random.Random(7), set()
    for _ in range(40):
        law = populations.policy(rng, SOURCES)
        for case in populations.cases(rng, law, 20):
            seen |= {line.item.kind for line in assess(law, case).lines if line.amount}
    assert seen == set(KINDS) - {"notice"}


shares = st.tuples(st.integers(0, MOST), st.integers(1, 10**9), st.integers(1, 10**9)).map(
    lambda one: (one[0], min(one[1:]), max(one[1:]))
)


@SEEDED
@given(st.lists(shares, min_size=1, max_size=5))
def test_a_share_of_a_column_is_exact_or_told(rows):
    for amount, numerator, denominator in rows:
        values = column("x", [amount])
        try:
            found = COLUMNS.share(values, numerator, denominator).tolist()
            up = COLUMNS.share_up(values, numerator, denominator).tolist()
        except ColumnError:
            assert 2 * denominator * (numerator + 1) > LARGEST
            continue
        assert found == [ONE.share(amount, numerator, denominator)]
        assert up == [ONE.share_up(amount, numerator, denominator)]


def test_stock_widths_would_overflow_here_and_these_do_not():
    revenue = [(1 << 31) + 1, MOST]
    found = COLUMNS.share(column("revenue", revenue), 3, 100).tolist()
    assert found == [ONE.share(one, 3, 100) for one in revenue]
    wrapped = (np.array(revenue[:1]).astype(np.int32) * np.int32(3) + np.int32(50)) // np.int32(100)
    assert wrapped.tolist() != found[:1]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([1, 2, MOST + 1], r"x 第 3 个是 1152921504606846977，超出"),
        ([1, 2**70], r"x 第 2 个是 1180591620717411303424，超出"),
        ([1, 2.5], r"x 第 2 个是 2\.5，应为整数"),
        ([1, None], r"x 第 2 个是 None，应为整数"),
        (["7"], r"x 第 1 个是 '7'，应为整数"),
    ],
)
def test_what_is_no_whole_number_in_bounds_is_told_with_its_place(values, told):
    with pytest.raises(ColumnError, match=told):
        bounded("x", column("x", values))


@pytest.mark.parametrize("counts", [[1], [3, -1, 1], [1, 1, 2], [1, 1, 0], [1, 1, 1, 0]])
def test_parts_that_are_not_of_these_claims_are_told(counts):
    fees = Parts(np.array([1000, 2000, 3000]), np.array(counts))
    with pytest.raises(ColumnError, match=r"training_refund.fees 的个数有 .* 行、合计 .*应为 3 行"):
        of_columns(LAW, 3, {"training_refund": {"fees": fees}})
    whole = of_columns(LAW, 3, {"training_refund": {"fees": fees._replace(counts=np.array([1, 0, 2]))}})
    assert totals(LAW, whole).tolist() == [300, 0, 1500]


def test_a_ratio_to_nothing_is_told():
    table = {"grant": np.array([100]), "numerator": np.array([1]), "denominator": np.array([0]), "used": 0}
    with pytest.raises(ColumnError, match="分母是 0"):
        totals(LAW, of_columns(LAW, 1, {"rd_match": table}))


@pytest.mark.parametrize("whose", [{}, {"firm": [1, 1]}])
@pytest.mark.parametrize(
    ("item", "numbers", "each"),
    [
        ("capability_certificate", {"rank": 2, "held": 0, "step": 7, "known": 1}, 14),
        ("national_list", {"award": 5, "given": 0, "held": 0, "rival": 0}, 5),
        ("core_technology", {"approved": 9, "used": 0}, 9),
    ],
)
def test_a_table_of_plain_numbers_is_a_table(item, numbers, each, whose):
    found = of_columns(LAW, 2, {item: {**numbers, **whose}})
    assert (
        totals(LAW, found).tolist() == evaluate(LAW, found).totals.tolist() == ([0, 2 * each] if whose else [each] * 2)
    )


def test_sums_that_could_pass_int64_are_told():
    fees = Parts(np.full(20, MOST, np.int64), np.array([20]))
    with pytest.raises(ColumnError, match="各部分的合计可达"):
        COLUMNS.shares(fees, 1, 1)
    huge = of_columns(LAW, 1, {"rd_match": _match([0] * 9, [MOST] * 9)})
    with pytest.raises(ColumnError, match="一家企业的合计可达"):
        evaluate(LAW, huge)


def _match(firm, grant):
    whose = {} if firm is None else {"firm": firm}
    return whose | {"grant": grant, "numerator": 1, "denominator": 1, "used": 0}


def test_columns_may_be_given_as_they_are():
    tables = {
        "revenue_tier": {
            "revenue": [2_000_000_000, 1_999_999_999, 5_000_000_000],
            "previous": [1_000_000_000, 1_000_000_000, 4_800_000_000],
            "best": 0,
            "had": None,
            "top": 0,
            "given": 0,
        },
        "rd_match": _match([2, 2, 0], [10, 20, 5]),
    }
    assert evaluate(LAW, of_columns(LAW, 3, tables)).totals.tolist() == [20_000_005, 0, 30]


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ({"nothing": {}}, "没有 nothing 这一事项"),
        ({"rd_match": {"grant": [1]}}, "rd_match 的列是 grant，应为 grant、numerator、denominator、used"),
        ({"rd_match": _match([3], [1])}, "rd_match.firm 应在 0 至 2 之间"),
        ({"rd_match": _match([0, 1], [1])}, "rd_match.grant 有 1 行，应为 2 行"),
        (
            {"a": {"item": "rd_match", **_match([0], Coded([2], [5, 6]))}},
            "a.grant 的代码应在 0 至 1 之间，填的是 2 至 2",
        ),
    ],
)
def test_columns_that_do_not_fit_are_told(tables, told):
    with pytest.raises(ColumnError, match=told):
        of_columns(LAW, 3, tables)


def test_codes_threads_and_several_tables_of_an_item_give_the_same():
    grant, ways = [7, 100, 0, 33], [3, 1, 0, 2]
    plain = of_columns(LAW, 4, {"rd_match": _match([0, 1, 2, 3], grant)})
    coded = of_columns(LAW, 4, {"rd_match": _match(None, Coded(ways, [0, 100, 33, 7]))})
    wanted = evaluate(LAW, plain).totals.tolist()
    assert totals(LAW, coded, threads=3).tolist() == wanted == grant
    twice = {name: {"item": "rd_match", **_match([0, 1, 2, 3], grant)} for name in ("one", "two")}
    assert totals(LAW, of_columns(LAW, 4, twice)).tolist() == [2 * one for one in wanted]


def test_many_rows_are_taken_some_at_a_time(monkeypatch):
    rng = random.Random(11)
    cases = populations.cases(rng, LAW, 60)
    whole = amounts(LAW, cases)
    monkeypatch.setattr("subsidy.population.deciding.ROWS", 7)
    assert amounts(LAW, cases) == whole


def test_the_page_names_every_column_of_every_kind():
    page = (ROOT / "docs" / "population.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: set(line.split("`")[3::2]) for line in page.splitlines() if line.startswith("| `")}
    for kind in KINDS.values():
        assert not kind.pays or set(kind.columns) <= rows[kind.kind], kind.kind


def test_the_page_shows_what_it_gives():
    tables = {"outsourcing_bonus": {"outside": [100_000_000, 0, 250], "used": 0}}
    assert totals(LAW, of_columns(LAW, 3, tables)).tolist() == [3_000_000, 0, 8]
