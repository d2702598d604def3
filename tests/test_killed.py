"""Killed anywhere: each act of the office in a process of its own, killed and done again, ends as if nobody had."""

import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bench.common import ROOT
from bench.killed import death, office
from subsidy import desk, store
from subsidy.desk.firm import accounts
from subsidy.letters import keys
from subsidy.store import applying
from tests import applicant, build
from tests.served import Window, serving

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


FIRMS, CHECK = build.codes(12), "/year/2022/check"


def test_a_server_killed_while_firms_send_takes_each_application_once(tmp_path, law):
    store.create(tmp_path / "subsidy.db")
    keys.create(tmp_path / "keys")
    with store.connect(tmp_path / "subsidy.db") as db:
        for firm in FIRMS:
            accounts.register(db, firm, "示例软件有限公司", build.PASSWORD)
            applicant.save(db, law, firm, firm=applicant.DETAILS, tier=applicant.TIER)
            applicant.bring(db, tmp_path / "files", law, firm)
    with serving(tmp_path) as server:
        windows = [server.enter(firm) for firm in FIRMS]
        forms = [window.hidden(CHECK, "//form[@class='sending']") for window in windows]
        with ThreadPoolExecutor(len(FIRMS)) as clients:
            first = [clients.submit(w.post, CHECK, declared="1", **f) for w, f in zip(windows, forms, strict=True)]
            _until_some_are_in(tmp_path, random.Random(1).randrange(1, len(FIRMS)))
            server.process.kill()
        lost = [one for one in first if one.exception()]
    with serving(tmp_path) as server:
        for window, form in zip(windows, forms, strict=True):
            again = Window(server.port, window.cookies).post(CHECK, declared="1", **form)
            assert (again.status, again.leads) == (303, "/year/2022/sent/1")
    assert lost, "some of them were never answered"
    with store.connect(tmp_path / "subsidy.db") as db:
        assert [len(applying.submissions(db, law.id, 2022, firm)) for firm in FIRMS] == [1] * len(FIRMS)
        assert [len(applicant.kept(db, law, firm)) for firm in FIRMS] == [1] * len(FIRMS)
        assert desk.check(db) == []


def _until_some_are_in(folder, count):
    with store.connect(folder / "subsidy.db") as db:
        until = time.monotonic() + 60
        while db["submissions"].count < count:
            assert time.monotonic() < until
