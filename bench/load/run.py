"""Deadline day: firms at once fill in and submit while staff run a batch; beside a bare view and a bare insert.

Each client is a thread with a browser of its own. It asks as soon as it was answered, so that the server is measured
at its limit; or, with `--think`, as somebody who reads and types. Servers take turns, each a process of its own on
loopback.
"""

import argparse
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.common import ROOT, keep, median, table
from bench.load import people, world
from bench.load.browser import Browser, Timed
from subsidy import config

BARE, INSERT, OURS = "bare view", "bare insert", "ours"
SECONDS = 60  # to come up
Result = dict[str, Any]
Act = Callable[[Browser], Any]


@contextmanager
def served(folder: Path, kind: str) -> Iterator[str]:
    """A server in a process of its own; its address. What it has to say goes to `log`."""
    env = {**os.environ, config.DATABASE: str(folder / "subsidy.db"), config.KEYS: str(folder / "keys")}
    ours = [str(Path(sys.executable).with_name("subsidy")), "serve", "--port", "0"]
    command = ours if kind == OURS else [sys.executable, "-m", "bench.load.servers", str(folder)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log, env=env, cwd=ROOT)
    try:
        yield _address(folder / "log", process)
    finally:
        process.terminate()
        process.wait(SECONDS)


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    for _ in range(SECONDS * 10):
        if found := re.search(r"http://[\d.]+:\d+/", log.read_text(encoding="utf-8")):
            return found[0]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(log.read_text(encoding="utf-8"))


def at_once(address: str, acts: list[Act], think: float) -> tuple[list[Any], list[Timed], list[str]]:
    """Every act at a browser of its own, all beginning together: results, requests, and what went wrong."""
    browsers, wrong = [Browser(address, think) for _ in acts], []
    ready = threading.Barrier(len(acts))

    def go(act: Act, who: Browser) -> Any:
        ready.wait()
        try:
            return act(who)
        except Exception as error:  # every failure is told, whatever it is
            wrong.append(f"{type(error).__name__}: {error}")
            return None

    with ThreadPoolExecutor(len(acts)) as threads:
        results = list(threads.map(go, acts, browsers))
    return results, [one for browser in browsers for one in browser.log], wrong


def ours(folder: Path, firms: int, batch: int, think: float = 0) -> Result:
    """The site: firms, somebody who runs a batch, somebody who looks on."""
    world.build(folder, firms, batch)
    left = threading.Semaphore(0)
    finished = threading.Event()

    def apply(number: int, code: str) -> Act:
        def act(who: Browser) -> int:
            try:
                return people.firm(who, number, code)
            finally:
                left.release()

        return act

    def wait(_who: Browser) -> None:
        for _ in range(firms):
            left.acquire()
        finished.set()

    acts = [apply(number, code) for number, code in enumerate(world.codes(firms))]
    staff = [lambda who: people.handler(who, world.HANDLER)]
    staff += [lambda who: people.clerk(who, world.CLERK, finished.is_set), wait]
    with served(folder, OURS) as address:
        results, log, wrong = at_once(address, [*acts, *staff], think)
    if not wrong:
        wrong = world.lost(folder, firms, batch, results[firms], results[:firms])
    faults = [line for line in (folder / "log").read_text().splitlines() if '"level": "error"' in line]
    mine = [one for one in log if one.kind not in ("staff", "preview", "job")]
    more = {"wrong": wrong + faults, "each": len(mine) // firms, "brought": results[:firms]}
    return {**figures(mine), "kinds": kinds(log), **more}


def plain(folder: Path, kind: str, clients: int, each: int, think: float = 0) -> Result:
    """A bare server: as many clients, each with as many requests as a firm makes."""
    ask = {BARE: lambda who: who.get("/"), INSERT: lambda who: who.post("/", [("text", "x" * 500)], "insert")}[kind]

    def act(who: Browser) -> None:
        for _ in range(each):
            people.want(ask(who), 200)

    with served(folder, kind) as address:
        _, log, wrong = at_once(address, [act] * clients, think)
    return {**figures(log), "wrong": wrong}


def figures(log: list[Timed]) -> Result:
    """How many requests a second, and how long they took, in seconds."""
    times = [one.seconds for one in log]
    span = max(one.at + one.seconds for one in log) - min(one.at for one in log)
    cut = quantiles(times, n=100)
    return {"requests": len(log), "seconds": span, "rate": len(log) / span, "p50": cut[49], "p95": cut[94]}


def kinds(log: list[Timed]) -> dict[str, tuple[int, float, float]]:
    """By kind of request: how many, and their 50th and 95th per cent in seconds."""
    found: dict[str, list[float]] = {}
    for one in log:
        found.setdefault(one.kind, []).append(one.seconds)
    cuts = {kind: quantiles(times, n=100) if len(times) > 1 else times * 99 for kind, times in found.items()}
    return {kind: (len(found[kind]), cut[49], cut[94]) for kind, cut in sorted(cuts.items())}


def main() -> None:
    """Measures in turns, prints and keeps; ends with 1 where anything went wrong or was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--firms", type=int, default=200)
    parser.add_argument("--batch", type=int, default=2_000, help="applications that staff run meanwhile")
    parser.add_argument("--think", type=float, default=0, help="seconds between an answer and the next request")
    asked = parser.parse_args()
    rounds: list[dict[str, Result]] = []
    for number in range(asked.rounds):
        found: dict[str, Result] = {}
        for kind in (OURS, BARE, INSERT):
            with TemporaryDirectory() as name:
                if kind == OURS:
                    found[kind] = ours(Path(name), asked.firms, asked.batch, asked.think)
                else:
                    found[kind] = plain(Path(name), kind, asked.firms, found[OURS]["each"], asked.think)
        rounds.append(found)
        print(f"round {number + 1} of {asked.rounds}: wrong {found[OURS]['wrong']}", file=sys.stderr)
    report(rounds)
    kept = keep("load-thinking" if asked.think else "load", {**vars(asked), "rounds": rounds})
    print(f"kept in {kept.relative_to(ROOT)}", file=sys.stderr)
    raise SystemExit(any(result["wrong"] for found in rounds for result in found.values()))


def report(rounds: list[dict[str, Result]]) -> None:
    """The table: medians of the rounds, and ratios within each round."""
    rows = []
    for kind in (OURS, BARE, INSERT):
        said = [f"{median(one[kind][name] for one in rounds):.3g}" for name in ("requests", "rate", "p50", "p95")]
        ratios = [
            f"{median(one[OURS]['rate'] / one[kind]['rate'] for one in rounds):.3f}",
            f"{median(one[OURS]['p95'] / one[kind]['p95'] for one in rounds):.2f}",
        ]
        rows.append((kind, *said, *ratios, str(sum(len(one[kind]["wrong"]) for one in rounds))))
    heads = ("server", "requests", "a second", "p50 s", "p95 s", "ours: rate x", "ours: p95 x", "wrong")
    print(table(heads, rows))
    print(table(("kind", "count", "p50 s", "p95 s"), _by_kind(rounds[-1][OURS]["kinds"])))


def _by_kind(found: dict[str, tuple[int, float, float]]) -> list[tuple[str, ...]]:
    return [(kind, str(count), f"{middle:.3f}", f"{most:.3f}") for kind, (count, middle, most) in found.items()]


if __name__ == "__main__":
    main()
