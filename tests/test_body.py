"""What a decision carries: everything to work each of its lines out again, and nothing that is not its firm's."""

import random

import pytest

from bench.rules import ours
from bench.rules.firms import make
from schemas.cases import load_case
from subsidy import demo, desk, policy, workbook
from subsidy.money import fen
from subsidy.store import runs
from tests.build import FIRMS, GOOD, bodies, hand_in, outcomes, project, proved, revenue
from tests.test_desk import entered

A, B, *_ = FIRMS
UNKNOWN = "T/SIA010.11-2021.1"


def random_firms(law, count, seed):
    """Firms that claim every award, by code: the claims of each, shuffled."""
    rng = random.Random(seed)
    found = {}
    for number, firm in enumerate(make(count, busy=True, seed=seed)):
        case = load_case(law, ours.case(firm, number))
        found[case.firm.uscc] = rng.sample(case.claims, len(case.claims))
    return found


@pytest.mark.parametrize(("seed", "readings"), [
    (1, ()),
    (2, ("revenue_tier.jump=sum", "revenue_tier.move_up=difference", "first_version_product.move_up=difference")),
    (3, ("capability_certificate.step=per_event", "national_list.same_year=highest", "revenue_tier.jump=sum")),
])  # fmt: skip
def test_every_line_of_many_runs_can_be_worked_out_again(db, law, seed, readings):
    """Firms hand in in steps, over two years, wait for money, and have awards taken back in between."""
    law, rng = policy.with_readings(law, readings), random.Random(seed)
    firms = random_firms(law, 40, seed)
    found = []
    for step, (year, amount) in enumerate([(2022, 0), (2022, 9_000_000), (2022, 20_000_000), (2023, 30_000_000)]):
        claims = {code: [(c.item, c.facts) for c in claims[step % 3 :: 3]] for code, claims in firms.items()}
        hand_in(db, law, claims, year=year)
        desk.set_budget(db, law, year, fen(amount))
        run, made = desk.run(db, law, year)
        found.append(run)
        given = [entry.uscc for entry in made.entries if entry.amount]
        for code in rng.sample(given, min(3, len(given))):
            if not any(entry.uscc == code and entry.reserved for entry in made.entries):
                desk.reverse(db, run, code, None, "核定有误")
    decisions = bodies(db, *found)
    assert any(len(decision["facts"]) > 1 for decision in decisions)
    assert any(past.get("own") for decision in decisions for known in decision["facts"] for past in known["history"])
    assert proved([law], decisions) > 600


def test_the_demo_and_a_workbook_as_people_leave_it_can_be_worked_out_again(db, law, workbook_path, tmp_path):
    world = demo.world()
    workbook.template(tmp_path / "demo.xlsx", law, demo.rows(law, world))
    for path in (tmp_path / "demo.xlsx", workbook_path):
        desk.take_in(db, law, workbook.read(path, law), accepted=True)
    desk.set_budget(db, law, world["year"], demo.appropriation(world))
    first, _ = desk.run(db, law, world["year"])
    desk.set_budget(db, law, world["year"], fen(100_000_000))
    second, _ = desk.run(db, law, world["year"])
    assert proved([law], bodies(db, first, second)) > 50


def test_what_waited_under_another_policy_file_rests_on_that_one(db, law):
    hand_in(db, law, {A: [revenue(52_000_000, 10_000_000)]})
    desk.set_budget(db, law, 2022, 0)
    desk.run(db, law, 2022)
    hand_in(db, law, {A: [project(500)]}, conditions={**GOOD, "software_firm": True})
    other = policy.with_readings(law, ["revenue_tier.jump=sum"])
    desk.set_budget(db, law, 2022, fen(2_000_000))
    run, _ = desk.run(db, other, 2022)
    (decision,) = bodies(db, run)
    assert [known["policy_digest"] for known in decision["facts"]] == [law.digest, other.digest]
    assert [(line["claim"], line["basis"]) for line in decision["lines"]] == [
        (0, {"facts": 0, "claim": 0}),
        (1, {"facts": 1, "claim": 0}),
    ]
    assert proved([law, other], [decision]) == 2


def test_a_claim_that_only_a_person_can_read_spoils_no_other(db, law):
    """Such a line is told without a basis; the certificates of its kind that can be read keep theirs."""
    odd, good = {"scheme": UNKNOWN, "level": "卓越级"}, {"scheme": "ITSS", "level": "三级"}
    hand_in(db, law, {A: [("capability_certificate", facts) for facts in (odd, good)], B: [project(1)]})
    history = [(B, ("capability_certificate", 2021, fen(1), odd))]
    hand_in(db, law, {B: [("capability_certificate", {"scheme": UNKNOWN, "level": "2级"})]}, history=history)
    desk.set_budget(db, law, 2022, fen(1_000_000))
    other = entered(law, UNKNOWN, [3, 2, 1])
    run, _ = desk.run(db, other, 2022)
    assert outcomes(db, run) == {
        A: ([("referred", "0.00"), ("granted", "100000.00")], True),
        B: ([("granted", "1.00"), ("referred", "0.00")], True),
    }
    decisions = bodies(db, run)
    for decision in decisions:
        assert [("basis" in line) for line in decision["lines"]] == [x["amount"] != "0.00" for x in decision["lines"]]
        decision["lines"] = [line for line in decision["lines"] if "basis" in line]
    assert proved([other], decisions) == 2


def test_an_identity_number_never_gets_into_a_decision(db, law):
    trainee = {"name": "示例学员", "certificate": "PX-1", "fee": fen(1000), "id_number": "330402199002280010"}
    needs = dict.fromkeys(law.items["training_refund"].needs, True)
    hand_in(db, law, {A: [("training_refund", {"trainees": [{**trainee, **needs}]})]})
    desk.set_budget(db, law, 2022, fen(1_000_000))
    run, _ = desk.run(db, law, 2022)
    (row,) = runs.decisions(db, run)
    assert "PX-1" in row["body"]
    assert "id_number" not in row["body"]
    assert "330402199002280010" not in row["body"]


def test_what_only_letters_need_is_not_told_with_the_decisions(db, law):
    hand_in(db, law, {A: [project(600)]})
    desk.set_budget(db, law, 2022, fen(600))
    run, _ = desk.run(db, law, 2022)
    (decision,) = desk.decisions(db, run)
    assert list(decision) == [
        *("case", "policy", "policy_digest", "year", "firm", "lines", "to_check", "total"),
        "funded",
    ]
    assert list(decision["lines"][0]) == [
        *("claim", "item", "clause", "outcome", "amount", "reasons", "workings", "readings"),
        "funded",
    ]
