"""What a change would cost: held against every firm assessed alone under both policies, and sums by hand."""

import datetime
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from schemas.cases import load_case
from subsidy import desk
from subsidy.assessment import assess
from subsidy.desk.bureau import simulation
from subsidy.desk.bureau.claims import findings
from subsidy.desk.bureau.simulation.reading import Reader
from subsidy.desk.bureau.simulation.worth import explained, worths
from subsidy.desk.common import DeskError
from subsidy.fanout import Here
from subsidy.money import fen
from subsidy.policy import with_readings
from subsidy.store import awards, intake
from tests.build import codes, hand_in, issue, project, revenue, take_back
from tests.changed import dearer, law_of, register
from tests.checking import HANDLER, claims, reviewed


@pytest.fixture
def dear(law):
    return law_of(law, dearer)


def state(db):
    """What is in the database, as SQLite and the chain have it."""
    dump = "\n".join(db.conn.iterdump())
    return db.conn.total_changes, db.execute("PRAGMA data_version").fetchone()[0], dump


def by_hand(db, law, under, year, first):
    """Each firm's claims of a year straight from the tables, and what they earn: (firm, district, item): fen."""
    sql = """SELECT a.uscc, c.item, c.facts FROM claims AS c JOIN applications AS a ON a.id = c.application
             WHERE a.year = ? AND c.accepted = 1 ORDER BY c.id"""
    told = {}
    for uscc, item, facts in db.execute(sql, [year]).fetchall():
        told.setdefault(uscc, []).append({"item": item, **json.loads(facts)})
    firms, history = intake.firms(db, told), awards.history(db, law.id)
    found = {}
    for uscc, made in told.items():
        head = {"case": uscc, "policy": law.id, "year": year, "history": []}
        data = {
            **head,
            "firm": {"uscc": uscc, "name": "示例", "conditions": firms[uscc]["conditions"]},
            "claims": made,
        }
        past = tuple(one for _, one in history.get(uscc, ()) if one.year < first)
        for line in assess(under, load_case(law, data)._replace(history=past)).lines:
            key = uscc, firms[uscc]["district"], line.item.id
            found[key] = found.get(key, 0) + line.amount
    return found


def total(found, place, name):
    """What entries come to whose key has this at a place."""
    return sum(amount for key, amount in found.items() if key[place] == name)


def test_sums_and_firms_are_those_of_every_firm_assessed_alone(db, law, dear):
    register(db, law)
    old, new = (by_hand(db, law, under, 2022, 2022) for under in (law, dear))
    made = simulation.simulate(simulation.read(db, law, [2022]), law, dear)
    assert (made.whole.old, made.whole.new) == (sum(old.values()), sum(new.values()))
    assert made.whole.difference not in (0, made.gained, -made.lost)
    for item in law.items.values():
        one = next((one for one in made.clauses if one.name == f"{item.clause} {item.title}"), None)
        assert (total(old, 2, item.id), total(new, 2, item.id)) == ((one.old, one.new) if one else (0, 0))
    assert [one.name for one in made.districts] == ["南湖区", "桐乡市", "未填区县"]
    for one, name in zip(made.districts, ("南湖区", "桐乡市", None), strict=True):
        assert (one.old, one.new) == (total(old, 1, name), total(new, 1, name))
        assert one.firms == tuple(
            len({key[0] for key, n in under.items() if key[1] == name and n}) for under in (old, new)
        )
    firms = {key[0] for key in old}
    gap = {uscc: total(new, 0, uscc) - total(old, 0, uscc) for uscc in firms}
    assert {one.uscc: one.difference for one in made.gainers} == {u: n for u, n in gap.items() if n > 0}
    assert {one.uscc: one.difference for one in made.losers} == {u: n for u, n in gap.items() if n < 0}
    assert [one.difference for one in made.gainers] == sorted((n for n in gap.values() if n > 0), reverse=True)


def test_each_change_says_what_both_policies_say(db, law, dear):
    register(db, law)
    made = simulation.simulate(simulation.read(db, law, [2022]), law, dear)
    changes = [change for firm in (*made.gainers, *made.losers) for change in firm.changes]
    assert all(change.old.amount != change.new.amount for change in changes)
    tiers = [one for one in changes if one.item == "revenue_tier" and one.old.outcome == one.new.outcome == "granted"]
    assert {(one.old.amount, one.new.amount) for one in tiers} == {(fen(500_000), fen(600_000))}
    short = [one for one in changes if one.item == "revenue_tier" and one.new.outcome == "refused"]
    assert short
    assert all("要求 12%" in one.new_reason and "要求 10%" in one.old_reason for one in short)


def test_several_years_build_on_what_the_simulation_itself_grants(db, law):
    """A first listing is paid in the first year under either law; the second year pays it under neither."""
    (a, b) = codes(2)
    listed = ("national_list", {"list": "key_software_firm"})
    hand_in(db, law, {a: [listed], b: [revenue(20_000_000, 10_000_000)]}, year=2021)
    desk.set_budget(db, law, 2021, fen(10_000_000))
    desk.run(db, law, 2021)
    hand_in(db, law, {a: [listed], b: [revenue(30_000_000, 20_000_000)]}, year=2022)
    difference = with_readings(law, ["revenue_tier.move_up=difference"])
    less = law_of(difference, lambda items, _: items["revenue_tier"]["tiers"][0].update(award="100000"))
    made = simulation.simulate(simulation.read(db, law, [2021, 2022]), law, less)
    assert [(one.name, one.old, one.new) for one in made.by_year] == [
        ("2021 年度", fen(1_700_000), fen(1_600_000)),
        ("2022 年度", fen(500_000), fen(400_000)),  # less what the changed law gave in 2021, not what was really given
    ]
    alone = simulation.simulate(simulation.read(db, law, [2022]), law, less)
    assert (alone.whole.old, alone.whole.new) == (fen(500_000), fen(300_000))


def test_a_policy_that_is_the_same_changes_nothing(db, law):
    register(db, law)
    for same in (law, law_of(law)):
        made = simulation.simulate(simulation.read(db, law, [2021, 2022]), law, same)
        assert made.whole.difference == 0
        assert made.whole.old > 0
        assert (made.parts, made.gainers, made.losers, made.even) == ((), (), (), ())
        assert all(one.old == one.new for one in made.fares)


def test_nothing_is_written(db, law, dear):
    register(db, law)
    before = state(db)
    simulation.simulate(simulation.read(db, law, [2021, 2022]), law, dear)
    assert state(db) == before


def test_columns_by_any_workers_say_what_each_decision_says(db, law, dear):
    register(db, law)
    for under in (law, dear):
        reader = Reader(under, law)
        cases = [reader.read(entry, ()).case for entry in simulation.read(db, law, [2021, 2022]).entries]
        wanted = [explained(assess(under, case)) for case in cases]
        assert {one.outcome for found in wanted for one in found} == {"granted", "refused", "referred"}
        with ThreadPoolExecutor(2) as workers:
            assert list(worths(under, cases, workers, chunk=7)) == wanted
        assert list(worths(under, cases, Here())) == wanted


def test_what_was_decided_is_what_the_simulation_has_under_the_law_in_force(db, law):
    """A year decided by one run, then opened to the simulation: the same awards."""
    register(db, law, years=(2022,), count=9)
    desk.run(db, law, 2022)
    granted = sum(past.amount for given in awards.history(db, law.id).values() for _, past in given)
    made = simulation.simulate(simulation.read(db, law, [2022]), law, law)
    assert made.whole.old == granted


def test_the_appropriation_fares_as_a_run_would_have_it(db, law, dear):
    """The same register decided at once by a run of each law, in a database of its own."""
    firms = codes(6)
    claims = {code: [project(100_000 * (place + 1))] for place, code in enumerate(firms)}
    claims[firms[0]] = [revenue(30_000_000, 20_000_000)]
    hand_in(db, law, claims)
    desk.set_budget(db, law, 2022, fen(1_250_000))
    for under in (law, dear):
        plan = desk.plan(db, under, 2022)
        made = simulation.simulate(simulation.read(db, law, [2022]), law, under).fares[0].new
        assert (made.funded, made.waiting, made.left) == (
            plan.granted,
            plan.reserved,
            plan.appropriation - plan.granted,
        )
        assert made.waiting_firms == len(plan.reserve) > 0
        assert made.needed == made.funded + made.waiting == made.appropriation + made.lacking


def test_a_year_without_an_appropriation_says_so(db, law, dear):
    hand_in(db, law, {codes(1)[0]: [project(100_000)]})
    made = simulation.simulate(simulation.read(db, law, [2022]), law, dear)
    assert made.fares[0].old.appropriation is None
    assert made.fares[0].old.needed == fen(100_000)
    assert "2022 年度没有设定预算，未测算预算安排" in made.notes


def test_what_was_taken_back_or_is_not_vouched_for_does_not_count(db, law, dear):
    a, b, c = codes(3)
    desk.set_budget(db, law, 2022, fen(9_000_000))
    hand_in(db, law, {a: [project(100_000)], b: [project(200_000)]})
    run, _ = desk.run(db, law, 2022)
    issue(db, run, datetime.date(2022, 3, 10))
    take_back(db, run, b, "申报材料不实，予以追回")
    hand_in(db, law, {c: [project(400_000)]}, accepted=False)
    assert simulation.simulate(simulation.read(db, law, [2022]), law, dear).whole.old == fen(100_000)
    assert simulation.simulate(simulation.read(db, law, [2022], unchecked=True), law, dear).whole.old == fen(500_000)


def test_what_a_person_found_stands_as_far_as_the_changed_policy_lets_it(db, law):
    (a,) = codes(1)
    hand_in(db, law, {a: [revenue(52_000_000, None)]})
    (claim,) = claims(db, law, a)
    findings.find(db, law, claim, "granted", fen(1_000_000), "按审计报告还原上年收入为 4000 万元", HANDLER)
    reviewed(db, law, claim)
    steeper = law_of(law, lambda items, _: items["revenue_tier"].update(growth="0.2"))
    lower = law_of(law, lambda items, _: items["revenue_tier"]["tiers"][2].update(award="800000"))
    register = simulation.read(db, law, [2022])
    found = simulation.simulate(register, law, steeper).whole
    assert (found.old, found.new, found.referred) == (fen(1_000_000), fen(1_000_000), (0, 0))
    found = simulation.simulate(register, law, lower)
    assert (found.whole.old, found.whole.new, found.whole.referred) == (fen(1_000_000), 0, (0, 1))
    assert "转人工核定的申报改前 0 项、改后 1 项，核定金额未计入" in found.notes


def test_an_item_that_is_gone_and_one_that_is_new_are_told(db, law):
    (a,) = codes(1)
    hand_in(db, law, {a: [project(100_000), revenue(20_000_000, 10_000_000)]})

    def swapped(items, data):
        data["items"] = [row for row in data["items"] if row["id"] != "major_project"]
        data["items"].append({**items["revenue_tier"], "id": "second_tier", "sheet": "第二档", "title": "第二项奖励"})

    made = simulation.simulate(simulation.read(db, law, [2022]), law, law_of(law, swapped))
    assert (made.whole.old, made.whole.new) == (fen(300_000), fen(200_000))
    assert made.losers[0].changes[0].new_reason == "这一版政策没有该事项"
    assert made.notes[:2] == (
        "新增的事项没有人申报过，其支出未计入：四(三) 第二项奖励",
        "四(一) 软件领域重大项目补助：1 项申报按 0 元计，改后政策没有该事项",
    )


def test_a_claim_in_words_that_the_changed_policy_does_not_have_is_told(db, law):
    (a,) = codes(1)
    hand_in(db, law, {a: [("national_list", {"list": "key_ic_design_firm"})]})

    def fewer(items, data):
        del items["national_list"]["entries"]["key_ic_design_firm"]

    made = simulation.simulate(simulation.read(db, law, [2022]), law, law_of(law, fewer))
    (change,) = made.losers[0].changes
    assert change.new.outcome == "absent"
    assert "按这一版政策填报有误：名单 填的是“key_ic_design_firm”" in change.new_reason
    # and where the law in force is the one without it, as after a change that somebody approved
    back = simulation.simulate(simulation.read(db, law_of(law, fewer), [2022]), law_of(law, fewer), law)
    assert "1 项申报按现行政策无法核算，改前按 0 元计" in back.notes
    assert (back.whole.old, back.whole.new) == (0, fen(1_500_000))


def test_a_case_file_is_a_register_too(law, dear):
    firm = {"uscc": codes(1)[0], "name": "示例软件有限公司", "conditions": {}}
    claim = {
        "item": "outsourcing_bonus",
        "orders": [{"contract": "HT-1", "buyer": "示例", "buyer_region": "330100", "executed": "1000000"}],
    }
    data = {"case": "A", "policy": law.id, "year": 2022, "firm": firm, "claims": [claim], "history": []}
    case = load_case(law, data)
    made = simulation.simulate(
        simulation.of_cases(law, [case, case._replace(year=2021)], {2022: fen(40_000)}), law, dear
    )
    assert made.years == (2021, 2022)
    assert (made.whole.old, made.whole.new) == (fen(60_000), fen(100_000))
    assert [(one.old.appropriation, one.new.waiting) for one in made.fares] == [(None, 0), (fen(40_000), fen(50_000))]


@pytest.mark.parametrize("text", ["", "2022-", "去年", "2023-2022", "1999", "2022-2022-2022", f"2000-{9**19}"])
def test_what_is_no_year_is_told(text):
    with pytest.raises(DeskError, match="应为一个年度或起止年度"):
        simulation.span(text)


def test_years_are_read():
    assert (simulation.span("2022"), simulation.span(" 2021-2023 ")) == ([2022], [2021, 2022, 2023])
