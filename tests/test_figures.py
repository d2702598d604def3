"""A year in figures: how far the money of its awards is, under which item, in which district, and the flow by week."""

import datetime

import pytest

from subsidy import desk
from subsidy.desk.bureau import figures, people
from subsidy.desk.bureau.figures import Bar, Week
from subsidy.money import fen
from subsidy.store import awards, payments, write
from tests.build import approve, codes, hand_in, issue, project, revenue
from tests.web.staffed import person

A, B, C, D, E = codes(5)
DAY = datetime.date(2022, 3, 29)
TIER = revenue(52_000_000, 40_000_000)


@pytest.fixture
def auditor(db):
    return person(db, "shen", "auditor")


def pay(db, run, uscc, amount):
    (decision,) = db.execute("SELECT id FROM decisions WHERE run = ? AND uscc = ?", [run, uscc]).fetchone()
    row = {"kind": "paid", "decision": decision, "amount": amount, "day": "2022-04-01", "voucher": "1", "note": ""}
    with write(db):
        payments.add(db, [{**row, "source": "", "at": "2022-04-01T09:00:00+08:00", "actor": "示例财务"}])


@pytest.fixture
def year(db, law):
    """A is paid, B approved, C in a run that nobody approved yet, D waits, E was granted and taken back."""
    nanhu, tongxiang = {"district": "南湖区"}, {"district": "桐乡市"}
    desk.set_budget(db, law, 2022, fen(3_000_000))
    hand_in(db, law, {A: [TIER, project(100_000)], B: [project(200_000)], E: [project(700_000)]}, details=nanhu)
    first, _ = desk.run(db, law, 2022)
    issue(db, first, DAY)
    pay(db, first, A, fen(1_100_000))
    desk.reverse(db, first, E, None, "材料有误")
    hand_in(db, law, {C: [project(300_000)]}, details=tongxiang)
    hand_in(db, law, {D: [project(2_500_000)]})
    desk.run(db, law, 2022)


def test_the_gauge_says_how_far_the_money_is(db, law, year, auditor):
    found = figures.gauge(db, law, 2022, auditor)
    assert found == (2022, fen(3_000_000), fen(1_100_000), fen(200_000), fen(300_000), fen(2_500_000))
    assert (found.granted, found.left) == (fen(1_600_000), fen(1_400_000))
    assert found.granted == awards.spent(db, law.id, 2022)
    assert found.told == (
        "2022 年度预算 300 万元：已拨付 110 万元（36.7%），已签批、待拨付 20 万元（6.7%），"
        "已编入批次、待签批 30 万元（10.0%），尚未安排 140 万元（46.7%）；储备项目库另有 250 万元等待资金"
    )


def test_what_waited_counts_with_the_run_that_gives_the_money(db, law, year, auditor):
    desk.set_budget(db, law, 2022, fen(5_000_000))
    third, _ = desk.run(db, law, 2022)
    before = figures.gauge(db, law, 2022, auditor)
    assert (before.committed, before.waiting) == (fen(2_800_000), 0)
    approve(db, "2022-002")
    between = figures.gauge(db, law, 2022, auditor)
    assert (between.approved, between.committed) == (fen(500_000), fen(2_500_000))
    issue(db, third, DAY)
    after = figures.gauge(db, law, 2022, auditor)
    assert (after.approved, after.committed) == (fen(3_000_000), 0)


def test_awards_by_item_stand_in_the_order_of_the_law(db, law, year, auditor):
    found = figures.items(db, law, 2022, auditor)
    assert found.bars == (
        Bar("四(一) 软件领域重大项目补助", 4, fen(100_000), fen(200_000), fen(300_000), fen(2_500_000)),
        Bar("四(三) 软件业务收入达标奖励", 1, fen(1_000_000), 0, 0, 0),
    )
    assert found.told == (
        "2022 年度奖励按条款事项：2 个条款事项合计 410 万元，其中四(一) 软件领域重大项目补助最多，310 万元，占 75.6%"
    )


def test_awards_by_district_stand_with_most_first(db, law, year, auditor):
    found = figures.districts(db, law, 2022, auditor)
    assert [(bar.name, bar.firms, bar.total) for bar in found.bars] == [
        ("未填区县", 1, fen(2_500_000)),
        ("南湖区", 2, fen(1_300_000)),
        ("桐乡市", 1, fen(300_000)),
    ]
    gauge = figures.gauge(db, law, 2022, auditor)
    assert found.total[2:] == figures.items(db, law, 2022, auditor).total[2:] == gauge[2:]


def test_a_year_of_nothing_says_so(db, law, auditor):
    for read, told in (
        (figures.gauge, "2022 年度预算尚未下达"),
        (figures.items, "2022 年度尚未作出奖励决定"),
        (figures.districts, "2022 年度尚未作出奖励决定"),
        (figures.weeks, "2022 年度尚未收到申报"),
    ):
        assert read(db, law, 2022, auditor).told == told


WEEKS = {A: "2022-02-28", B: "2022-03-06", C: "2022-03-07", D: "2022-03-21"}  # a Monday, its Sunday, the next, later


def test_the_flow_is_counted_by_weeks_from_monday_and_leaves_none_out(db, law, auditor):
    hand_in(db, law, {code: [project(500)] for code in WEEKS})
    for code, day in WEEKS.items():
        db.execute("UPDATE applications SET received = ? WHERE uscc = ?", [f"{day}T23:30:00+08:00", code])
    found = figures.weeks(db, law, 2022, auditor)
    first = datetime.date(2022, 2, 28)
    wanted = [(2, 0), (1, 0), (0, 0), (1, 0)]
    assert found.weeks == tuple(Week(first + datetime.timedelta(7 * i), *one) for i, one in enumerate(wanted))
    assert found.told == (
        "2022年2月28日至2022年3月27日共 4 周，收到申报 4 件，作出决定 0 件，收到最多的是2022年2月28日起的一周，2 件"
    )


def test_decisions_count_in_the_week_of_their_run_but_not_what_left_it(db, law, year, auditor):
    decided = figures.weeks(db, law, 2022, auditor).decided
    assert decided == 5
    (left,) = db.execute("SELECT id FROM decisions WHERE uscc = ?", [C]).fetchone()
    with write(db):
        db.table("exclusions").insert({"decision": left, "reason": "示例", "at": "2022-04-01", "actor": "示例经办"})
    assert figures.weeks(db, law, 2022, auditor).decided == 4


def test_only_the_last_weeks_are_shown(db, law, auditor):
    made = codes(2)
    hand_in(db, law, {code: [project(500)] for code in made})
    for code, day in zip(made, ("2021-03-01", "2022-03-01"), strict=True):
        db.execute("UPDATE applications SET received = ? WHERE uscc = ?", [day, code])
    found = figures.weeks(db, law, 2022, auditor)
    assert (len(found.weeks), found.received) == (figures.WEEKS, 1)


@pytest.mark.parametrize(
    ("part", "whole", "wanted"),
    [
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (1, 2000, "0.1%"),
        (1, 2001, "0.0%"),
        (5, 5, "100.0%"),
        (0, 9, "0.0%"),
        (1, 0, "—"),
    ],
)
def test_shares_are_rounded_half_up(part, whole, wanted):
    assert figures.percent(part, whole) == wanted


READ = {
    figures.gauge: "read_appropriations",
    figures.items: "read_runs",
    figures.districts: "read_runs",
    figures.weeks: "read_cases",
}


@pytest.mark.parametrize("read", READ, ids=lambda read: read.__name__)
def test_figures_are_for_those_who_may_read_what_they_sum(db, law, read):
    for role in people.ROLES:
        who = person(db, f"one-{role}", role)
        if role in people.ACTS[READ[read]]:
            assert read(db, law, 2022, who).year == 2022
        else:
            with pytest.raises(people.NotAllowedError):
                read(db, law, 2022, who)
