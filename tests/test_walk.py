"""The whole walk, case file to decision: what a run decides is what `assess` decides."""

import json

import pytest
from stdnum.cn import uscc

from subsidy import casefile, desk
from tests.build import bodies, proved
from tests.test_assessment import JIAXING, as_json, decide, worked_cases

UNLIMITED = 10**14


@pytest.fixture(scope="module")
def worked(law):
    """The law's worked cases under its own readings, each a firm of its own."""
    found = {}
    for number, case in enumerate(worked_cases()):
        name, heading, row = case.values
        if name == JIAXING and not row.get("readings"):
            code = f"91330402MA{number:07d}"
            data = as_json(law, heading, row) | {"case": f"{heading} {row['name']}"}
            data["firm"]["uscc"] = code + uscc.calc_check_digit(code)
            found[data["case"]] = data
    return found


def outcomes(decision):
    return [(line["item"], line["outcome"], line["amount"]) for line in decision["lines"]]


def test_a_run_decides_every_worked_case_as_assess_does(db, law, worked):
    lines = [json.dumps(data) for data in worked.values()]
    desk.take_in(db, law, casefile.intake(lines, law, any_name=True), accepted=True)
    decided, found = {}, []
    for year in {data["year"] for data in worked.values()}:
        desk.set_budget(db, law, year, UNLIMITED)
        found.append(desk.run(db, law, year)[0])
        decided |= {d["case"]: d for d in desk.decisions(db, found[-1])}
    assert set(decided) == set(worked)
    same = 0
    for name, data in worked.items():
        alone, run = outcomes(decide(law, data)), outcomes(decided[name])
        if len(run) == len(alone):
            assert run == alone, name
            same += 1
        else:  # the desk takes a claim once where a case may say it twice; it never grants more
            assert set(run) <= set(alone), name
    assert same > 90
    assert proved([law], bodies(db, *found)) > 90
    assert desk.check(db) == []
