"""One way to ask for work: here, by processes, by a real cluster of which a worker is killed on the way."""

import datetime
import random
import signal
import socket

import pytest

from subsidy import config, desk, fanout
from subsidy import policy as policies
from subsidy.desk import papers, printing
from subsidy.desk.bureau.simulation import worth
from subsidy.fanout import FanoutError
from subsidy.letters import keys
from subsidy.money import fen
from subsidy.population import amounts
from tests import populations
from tests.build import codes, hand_in, issue, project
from tests.cluster import cluster
from tests.piecework import dies, double

DAY, OFFICE = datetime.date(2022, 3, 10), {"number_prefix": "示例信"}

LAW = policies.load("jiaxing-2022-10")


@pytest.fixture
def office(tmp_path):
    with cluster(tmp_path) as (address, workers):
        yield address, workers


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_comes_back_is_in_order_and_few_are_on_their_way(jobs):
    asked = []

    def numbers():
        for number in range(20):
            asked.append(number)
            yield number

    with fanout.executor(jobs) as workers:
        for place, found in enumerate(fanout.ordered(workers, double, numbers())):
            assert found == 2 * place
            assert len(asked) <= place + 1 + fanout.AHEAD * jobs


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_fails_is_raised_as_it_is(jobs):
    with fanout.executor(jobs) as workers, pytest.raises(ValueError, match="-1 is below nothing"):
        list(fanout.ordered(workers, double, [1, -1]))


def test_a_process_that_was_killed_is_told():
    with fanout.executor(2) as workers, pytest.raises(FanoutError, match="一再中断"):
        list(fanout.ordered(workers, dies, [1]))


def test_a_scheduler_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr(fanout, "PATIENCE", 1)
    with (
        pytest.raises(FanoutError, match=r"连接不上调度器 tcp://127\.0\.0\.1:9"),
        fanout.executor(1, "tcp://127.0.0.1:9"),
    ):
        pass


@pytest.mark.parametrize(
    ("address", "told"), [("{}", "没有调度器应答"), ("tls://{}", "TLS"), ("tcp://", "missing port")]
)
def test_what_answers_nothing_of_a_scheduler_is_told_and_not_waited_for(address, told, monkeypatch):
    monkeypatch.setattr(fanout, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        place = address.format(f"127.0.0.1:{mute.getsockname()[1]}")
        with pytest.raises(FanoutError, match=f"连接不上调度器.*{told}"), fanout.executor(1, place):
            pass


@pytest.mark.parametrize("jobs", [1, 2])
def test_processes_decide_a_population_in_its_order(jobs):
    cases = populations.cases(random.Random(3), LAW, 50)
    with fanout.executor(jobs) as workers:
        found = [[one.amount for one in told] for told in worth.worths(LAW, cases, workers, chunk=7)]
    assert found == amounts(LAW, cases)


def test_a_cluster_decides_as_one_process_though_a_worker_is_killed(office):
    address, (first, _) = office
    cases = populations.cases(random.Random(5), LAW, 600)
    wanted = amounts(LAW, cases)
    with fanout.executor(scheduler=address) as workers:
        assert fanout.size(workers) == 2
        found = ([one.amount for one in told] for told in worth.worths(LAW, cases, workers, chunk=10))
        got = [next(found)]
        first.kill()
        assert got + list(found) == wanted
    assert first.wait(10) == -signal.SIGKILL


def test_a_cluster_sets_the_same_letters_though_a_worker_is_killed(office, db, database, tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "CHUNK", 2)
    address, (_, second) = office
    keys.create(config.keys())
    hand_in(db, LAW, {code: [project(100 + i)] for i, code in enumerate(codes(24))})
    desk.set_budget(db, LAW, 2022, fen(10_000_000))
    run, _ = desk.run(db, LAW, 2022)
    issue(db, run, DAY, office=OFFICE)

    def printed(out, workers=None):
        return printing.files(db, papers.papers(db, run, OFFICE), out, config.keys(), workers)

    with fanout.executor(scheduler=address) as workers:
        found = printed(tmp_path / "cluster", workers)
        got = [next(found)]
        second.kill()
        got += found
    assert got == list(printed(tmp_path / "here"))
    assert not any(one.problem for one in got)
    files = sorted(path.name for path in (tmp_path / "here").glob("*.pdf"))
    assert len(files) == 24
    for name in files:
        assert (tmp_path / "cluster" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
