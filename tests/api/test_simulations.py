"""What a changed policy would cost, asked by a program: what the command writes, and nothing is kept."""

import json

import pytest

from subsidy import store
from subsidy.config import ROOT
from tests import filled
from tests.api import bureau, caller
from tests.api.caller import error

FILE = (ROOT / "subsidy" / "policies" / "jiaxing-2022-10.toml").read_text(encoding="utf-8")
DEARER = {"revenue_tier.growth": "0.05", "major_project.cap": "250"}


@pytest.fixture(scope="module")
def made(law, tmp_path_factory):
    return filled.year(tmp_path_factory.mktemp("simulated"), law)


@pytest.fixture
def jing(made, monkeypatch):
    return caller.staff(bureau.app(made, monkeypatch), "jing", "read_simulations")


def test_the_answer_is_what_the_command_writes(made, jing, command, monkeypatch):
    for name, value in filled.environment(made.folder).items():
        monkeypatch.setenv(name, value)
    options = [word for name, value in DEARER.items() for word in ("--set", f"{name}={value}")]
    written = command("simulate", 2022, *options, "--json", "--reading", "revenue_tier.jump=sum")
    asked = {"year": 2022, "changes": DEARER, "readings": ["revenue_tier.jump=sum"]}
    answer = jing.post("/simulations", asked)
    assert answer.status_code == 200, answer.text
    assert answer.json == json.loads(written.stdout)
    assert answer.json["whole"]["difference"] == "-50.00"
    assert [(one["uscc"], one["difference"]) for one in answer.json["losers"]] == [(filled.D, "-50.00")]
    assert answer.json["fares"][0]["old"]["needed"] == "300.00"


def test_a_whole_policy_is_tried_and_nothing_is_written(made, jing):
    with store.connect(made.folder / "subsidy.db") as db:
        jing.get("/token")  # its day of use is written now
        before = db.execute("PRAGMA data_version").fetchone()[0]
        found = jing.post("/simulations", {"year": 2021, "until": 2022, "policy": FILE.replace('"0.30"', '"0.40"')})
        assert found.json["parts"][0]["changes"][0]["after"] == "40%"
        assert (found.json["years"], found.json["whole"]["difference"]) == ([2021, 2022], "0.00")
        assert db.execute("PRAGMA data_version").fetchone()[0] == before


@pytest.mark.parametrize(
    ("asked", "path", "told"),
    [
        ({"year": 2022}, "changes", "至少要有一个"),
        ({"changes": DEARER}, "year", "必填"),
        ({"year": 2022, "changes": DEARER, "policy": FILE}, "policy", "只能用一个"),
        ({"year": 2022, "until": 2021, "changes": DEARER}, "until", "不早于"),
        ({"year": 2022, "until": 2032, "changes": DEARER}, "until", "一次至多 10 年"),
        ({"year": 2022, "changes": {"revenue_tier.growth": "2"}}, "changes.revenue_tier.growth", "不大于 1"),
        ({"year": 2022, "changes": {"revenue_tier.nothing": "2"}}, "changes.revenue_tier.nothing", "没有这一项"),
        ({"year": 2022, "changes": {"revenue_tier.growth": ["2"]}}, "changes.revenue_tier.growth", ""),
        ({"year": 2022, "policy": "id = 'x'"}, "policy.items", "必填"),
        ({"year": 2022, "policy": "id = "}, "policy", "不是有效的 TOML"),
        ({"year": 2022, "policy": "a = " + "[" * 5000}, "policy", "不是有效的 TOML"),
        ({"year": 2022, "readings": ["revenue_tier.jump=both"]}, "readings.revenue_tier.jump", "应为"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_tried_is_told_where_it_stands(jing, asked, path, told):
    status, code, problems = error(jing.post("/simulations", asked))
    assert (status, code) == (422, "unreadable")
    assert told in problems[path]
