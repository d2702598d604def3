"""Case files spoilt in thousands of ways: every line is decided, or refused with what is wrong and where."""

import json
import random

import pytest
from click.testing import CliRunner

from schemas.cases import UnreadableError, load_case, parse
from schemas.decisions import dump_decision
from subsidy import casefile, desk
from subsidy.assessment import assess
from subsidy.cli import group
from subsidy.money import fen
from subsidy.store import check
from tests.build import FIRMS, codes
from tests.much import much
from tests.security import nasty

LINES, SEEDS = much(200, 1000), range(16)
TRAINEE = {
    "name": "示例甲某",
    "certificate": "PX-1",
    "employed_in_city": True,
    "passed": "是",
    "provider_qualified": "√",
    "fee": "3,000.00",
    "id_number": "110101199003078515",
}
ORDER = {"contract": "HT-1", "buyer": "示例发包方", "buyer_region": "310000", "executed": 1000000}
CASE = {
    "case": "A-001",
    "policy": "jiaxing-2022-10",
    "year": 2022,
    "firm": {"uscc": FIRMS[0], "name": "示例甲软件有限公司", "conditions": {"software_firm": True}},
    "claims": [
        {"item": "revenue_tier", "revenue": "52000000.00", "previous_revenue": None},
        {"item": "national_list", "list": "top100_software_revenue"},
        {"item": "outsourcing_bonus", "orders": [ORDER, {**ORDER, "contract": "HT-2", "buyer_region": "US"}]},
        {"item": "first_version_product", "product": "示例云平台V3.0", "grade": "national"},
        {"item": "capability_certificate", "scheme": "CMMI", "level": "五级", "best_earlier_level": "3"},
        {"item": "security_certificate", "scheme": "ISO27001"},
        {"item": "training_refund", "trainees": [TRAINEE]},
        {"item": "core_technology", "project": "示例攻关", "approved": "500000"},
        {"item": "rd_match", "project": "示例研发", "level": "national", "grant": "800000", "ratio": "1:0.5"},
        {"item": "major_project", "project": "示例重大", "approved": "30000000"},
        {"item": "financing", "stage": "growth"},
    ],
    "history": [
        {"item": "revenue_tier", "year": 2021, "amount": "200000.00", "tier": "20000000.00"},
        {"item": "capability_certificate", "year": 2020, "amount": "1", "scheme": "ITSS", "level": "三级"},
        {"item": "training_refund", "year": 2020, "amount": "900", "certificates": ["PX-0"]},
    ],
}


def lines(seed, firms=FIRMS):
    """Lines of cases, of so many firms, each spoilt."""
    rng = random.Random(seed)
    found = []
    for _ in range(LINES):
        firm = {**CASE["firm"], "uscc": rng.choice(firms)}
        found.append(nasty.line(rng, {**CASE, "firm": firm}))
    return found


def test_the_case_that_is_spoilt_is_sound(law):
    [(_, _, case)] = casefile.cases([json.dumps(CASE)], lambda name: law)
    assert len(assess(law, case).lines) == len(CASE["claims"])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spoilt_line_is_decided_or_refused_with_what_is_wrong(law, seed):
    outcomes = {True: 0, False: 0}
    for found in casefile.cases(lines(seed), casefile.named):
        refused = isinstance(found, casefile.BadLine)
        outcomes[refused] += 1
        if refused:
            assert found.problems
            assert found.line > 0
            for problem in found.problems:
                assert problem.message.strip()
                assert str(problem).encode()
        else:
            said = dump_decision(assess(found[1], found[2]))
            assert json.dumps(said, ensure_ascii=False).encode()
            assert fen(said["total"]) >= 0
    assert min(outcomes.values()) > LINES / 25, outcomes


def test_the_command_says_each_line_and_goes_on():
    sent = [line for line in lines("command") if line.strip()]
    good = json.dumps(CASE).encode()
    found = CliRunner().invoke(group, ["assess"], input=b"\n".join([*sent, good]))
    assert isinstance(found.exception, SystemExit)
    assert found.exit_code == 1
    assert json.loads(found.stdout.splitlines()[-1])["case"] == "A-001"
    told = {text.split(":")[0] for text in found.stderr.splitlines() if text.startswith("line ")}
    assert len(found.stdout.splitlines()) + len(told) == len(sent) + 1


def test_what_is_accepted_goes_all_the_way_through_the_desk(db, law):
    """Numbers that no database holds, names that no page shows: what the reader lets through, run and check take."""
    for seed in range(100, 106):
        found = casefile.intake(lines(seed, codes(1000)), law, any_name=True)
        assert all(refusal.place and refusal.message for refusal in found.refusals)
        desk.take_in(db, law, found, accepted=True)
    for (year,) in db.execute("SELECT DISTINCT year FROM applications").fetchall():
        desk.set_budget(db, law, year, fen(10**9))
        run, _ = desk.run(db, law, year)
        assert json.dumps(list(desk.decisions(db, run)), ensure_ascii=False).encode()
    assert db.execute("SELECT count(*) FROM claims").fetchone()[0] > 50
    assert not check.check(db)


@pytest.mark.parametrize("depth", [150, 500, 900, 100_000])
@pytest.mark.parametrize("where", ["{}", '{{"case": {}}}', '{{"policy": {}}}', '{{"claims": [{{"item": {}}}]}}'])
def test_what_is_nested_without_end_is_told(law, depth, where):
    text = where.format("[" * depth + "]" * depth)
    with pytest.raises(UnreadableError, match=r"嵌套|JSON|对象"):
        load_case(law, parse(text))


def test_a_field_that_comes_twice_among_very_many_is_found(law):
    many = ", ".join(f'"字段{number}": 1' for number in range(200_000))
    with pytest.raises(UnreadableError, match="字段7 出现了两次"):
        parse(f'{{{many}, "字段7": 2}}')
