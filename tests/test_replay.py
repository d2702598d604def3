"""A past run comes out the same again, whatever the law has become; and what was touched is told."""

import datetime
import json
import random

import pytest

from subsidy import desk, policy
from subsidy.desk import law as laws
from subsidy.desk.bureau.claims import findings
from subsidy.desk.bureau.runs import batch
from subsidy.desk.bureau.runs.replay import replay
from subsidy.desk.plan import RunError
from subsidy.money import fen
from subsidy.store import runs
from tests import checking
from tests.build import FIRMS, GOOD, codes, hand_in, issue, outcomes, project, revenue, take_back
from tests.payer import HANDLER
from tests.test_law import adopt

A, B, C, D = FIRMS
TODAY = datetime.date(2022, 6, 1)
LADDER = ("capability_certificate", {"scheme": "CMMI", "level": "四级"})
LISTED = ("national_list", {"list": "key_software_firm"})
ORDER = {"contract": "H-1", "buyer": "示例", "buyer_region": "JP", "executed": fen(10**6)}
ORDERS = ("outsourcing_bonus", {"orders": [ORDER]})
UNKNOWN = ("capability_certificate", {"scheme": "T/SIA010.11-2021.1", "level": "二级"})


def told(db, run):
    return replay(db, run).differences


@pytest.fixture
def year(db, law):
    """Three runs: money short, one firm barred, a claim with a person, what waited funded, a law changed between."""
    claims = {A: [revenue(52_000_000, 40_000_000), LISTED], B: [project(500_000)], C: [ORDERS, UNKNOWN]}
    hand_in(db, law, claims)
    hand_in(db, law, {D: [project(7)]}, conditions={**GOOD, "serious_dishonesty": True})
    desk.set_budget(db, law, 2022, fen(600_000))
    first, _ = desk.run(db, law, 2022)
    new = adopt(db, {"revenue_tier.growth": "50", "outsourcing_bonus.rate": "5", "appropriation.when_short": "stop"})
    issue(db, first, TODAY)
    desk.set_budget(db, new, 2022, fen(2_000_000))
    hand_in(db, new, {B: [LADDER], D: [revenue(30_000_000, 25_000_000)]})
    second, _ = desk.run(db, new, 2022)
    desk.set_budget(db, new, 2022, fen(9_000_000))
    third, _ = desk.run(db, new, 2022)
    return [first, second, third]


def test_past_runs_are_identical_whatever_the_law_has_become(db, year):
    adopt(db, {"revenue_tier.growth": "99", "major_project.cap": "1"})
    for run in year:
        found = replay(db, run)
        assert found.differences == ()
        assert found.identical
        assert found.decisions == len(outcomes(db, run)) > 0
    assert {replay(db, run).digest for run in year} == {
        policy.load("jiaxing-2022-10").digest,
        laws.versions(db)[1].digest,
    }
    waited = [row for run in year for row in runs.decisions(db, run) if row["rank"]]
    assert waited  # the reserve list was worked out again too


def test_what_left_its_run_or_was_taken_back_is_still_worked_out(db, law):
    hand_in(db, law, {A: [project(5)], B: [project(7)], C: [project(9)]})
    desk.set_budget(db, law, 2022, fen(12))
    first, _ = desk.run(db, law, 2022)
    batch.exclude(db, first, A, "材料与申报内容不一致，另行核实", HANDLER)
    desk.set_budget(db, law, 2022, fen(100))
    second, _ = desk.run(db, law, 2022)
    issue(db, first, TODAY)
    take_back(db, first, B, "复核发现申报材料不实，应予追回")
    for run in (first, second):
        assert replay(db, run).differences == ()
    assert replay(db, first).decisions == 3


def test_what_a_person_decided_is_taken_as_found(db, law):
    hand_in(db, law, {A: [UNKNOWN, LADDER], B: [revenue(20_000_000, None)]})
    desk.set_budget(db, law, 2022, fen(10**6))
    first, _ = desk.run(db, law, 2022)
    for (claim,) in db.execute("SELECT claim FROM lines WHERE outcome = 'referred'").fetchall():
        amount = fen(100_000) if claim == 1 else 0
        outcome = "granted" if amount else "refused"
        body = {"levels": ["二级"]} if amount else {}
        findings.find(db, law, claim, outcome, amount, "核定结论，理由充分，有据可查", checking.HANDLER, body)
        checking.reviewed(db, law, claim)
    second, _ = desk.run(db, law, 2022)
    for run in (first, second):
        assert replay(db, run).differences == ()
    assert replay(db, first).lines == 3
    assert replay(db, second).lines == 2  # as persons found


def test_random_years_are_identical(db, law):
    chance = random.Random(7)
    firms = codes(40)
    desk.set_budget(db, law, 2022, fen(2_000_000))
    for amount in (2_000_000, 5_000_000, 40_000_000):
        claims = {
            firm: chance.sample([project(chance.randrange(1, 900_000)), LISTED, LADDER, ORDERS, UNKNOWN], k=2)
            for firm in chance.sample(firms, 20)
        }
        hand_in(db, law, claims)
        desk.set_budget(db, law, 2022, fen(amount))
        run, _ = desk.run(db, law, 2022)
        issue(db, run, TODAY)
    for row in runs.runs(db):
        assert replay(db, row["id"]).differences == ()


def edit(db, run, change):
    """A decision's text as somebody touched it, past the program."""
    db.execute("DROP TRIGGER decisions_no_update")
    row = next(iter(runs.made(db, run)))
    body = json.loads(row["body"])
    change(body)
    db.execute("UPDATE decisions SET body = ? WHERE id = ?", [json.dumps(body, ensure_ascii=False), row["id"]])


def more(body):
    body["lines"][0]["amount"] = "999.00"


def facts(body):
    body["facts"][0]["claims"][0]["approved"] = "6.00"


def words(body):
    body["lines"][0]["workings"] = ["另写的"]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (more, [("金额", "999.00", "5.00"), ("合计", "5.00", "999.00")]),
        (facts, [("金额", "5.00", "6.00")]),
        (words, []),
    ],
)
def test_what_was_touched_is_told(db, law, change, wanted, command):
    hand_in(db, law, {A: [project(5)]})
    desk.set_budget(db, law, 2022, fen(100))
    run, _ = desk.run(db, law, 2022)
    assert command("replay", run).stdout == "一致\n"
    edit(db, run, change)
    assert [(one.what, one.kept, one.again) for one in told(db, run)][: len(wanted) or None] == wanted
    done = command("replay", run)
    assert done.exit_code == (1 if wanted else 0)
    assert ("有 " in done.stdout) == bool(wanted)
    assert replay(db, run).worded == (change is words)


def test_a_place_on_the_reserve_list_that_was_touched_is_told(db, law):
    hand_in(db, law, {A: [project(5)], B: [project(7)]})
    desk.set_budget(db, law, 2022, fen(6))
    run, _ = desk.run(db, law, 2022)
    db.execute("DROP TRIGGER decisions_no_update")
    db.execute("UPDATE decisions SET unfunded = '[]', rank = NULL WHERE uscc = ?", [B])
    assert [(one.uscc, one.what, one.kept, one.again) for one in told(db, run)] == [
        (B, "列入储备的项", "无", "第 1 项"),
        (B, "储备次序", "无", "1"),
    ]


def test_a_law_that_was_touched_is_told(db, law):
    hand_in(db, law, {A: [project(5)]})
    desk.set_budget(db, law, 2022, fen(100))
    run, _ = desk.run(db, law, 2022)
    db.execute("DROP TRIGGER runs_no_update")
    db.execute("""UPDATE runs SET policy_source = replace(policy_source, '"30000000"', '"3"')""")
    (one, *_) = told(db, run)
    assert (one.what, "摘要不符" in one.again) == ("依据", True)


def test_a_replay_changes_nothing_and_an_unknown_run_is_told(db, year, database):
    before = db.execute("PRAGMA data_version").fetchone(), db.conn.total_changes
    replay(db, year[0])
    assert (db.execute("PRAGMA data_version").fetchone(), db.conn.total_changes) == before
    with pytest.raises(RunError, match="没有批次"):
        replay(db, "2022-999")
