"""Killed anywhere: each act of the office in a process of its own, killed and done again, ends as if nobody had."""

import json
import subprocess
import sys

from bench.common import ROOT
from bench.killed import death, office

KILLS = 30
ACTS = [*(act.name for act in office.THE_YEAR), *(act.name for act in office.BESIDES)]


def ran(*command):
    """What a program of ours says, as JSON, and how it ended."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.stdout, done.stderr
    return json.loads(done.stdout), done


def test_each_act_killed_in_each_way_is_neither_lost_nor_doubled_nor_left_half_done():
    result, done = ran("bench.killed", "--times", str(KILLS), "--json")
    assert done.stderr == ""
    assert [line for line in result["acts"] if line["problems"]] == []
    assert done.returncode == 0
    assert result["kills"] >= KILLS
    assert {(line["act"], line["way"]) for line in result["acts"]} >= {(act, way) for act in ACTS for way in death.WAYS}
    for act in ACTS:
        assert sum(line["kills"] for line in result["acts"] if line["act"] == act) > 0, act
        assert min(n for way, n in result["lengths"][act].items() if way != death.TIME) > 20, "points to die at"


def test_a_careless_act_is_found_out():
    found, _ = ran("tests.careless")
    assert any("neither as before nor as after" in problem for problem in found["in_two_steps"])
    assert {"audit differs", "budgets differs"} <= set(found["twice"])
    assert found["in_place"] == ["letters.pdf is not whole"]
