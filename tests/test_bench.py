"""The benchmarks measure what they say: the same totals, and the program's own run."""

import pytest

from bench.rules import firms, ours, plain
from bench.run import build, worker


@pytest.mark.parametrize("kind", ["ours", "ours_told", "ours_json"])
@pytest.mark.parametrize("busy", [False, True])
def test_every_way_of_deciding_comes_to_the_plain_total(kind, busy):
    prepare, decide = ours.load(kind)
    for firm in firms.make(60, busy=busy):
        assert decide(prepare(firm)) == plain.total(firm)


def test_the_run_that_is_timed_is_a_real_one(tmp_path):
    path = tmp_path / "bench.db"
    build.build(path, 24)
    found = worker.in_steps(path, tmp_path)
    assert found["decisions"] == 24
    assert found["rows"] > 24
    assert 0 < found["reserve"] < 24
