"""One peer in a process of its own, in turns with the plain function over the same firms; one line of JSON."""

import argparse
import importlib
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.common import median, peak_mb
from bench.rules.firms import make
from bench.rules.plain import total

TURN = 250
WARM = 100


def seconds(act: Callable[[Any], int], things: Sequence[Any]) -> tuple[float, list[int]]:
    """The seconds of calling one by one, and what came of it."""
    begin = time.perf_counter()
    found = [act(thing) for thing in things]
    return time.perf_counter() - begin, found


def load(peer: str) -> tuple[Callable[[Any], Any], Callable[[Any], int]]:
    """How a peer wants a firm, and its function."""
    if peer == "plain":
        return lambda firm: firm, total
    loaded = importlib.import_module(f"bench.rules.{peer.split('_')[0]}").load(peer)
    return loaded[0], loaded[1]


def measure(peer: str, count: int, busy: bool) -> dict[str, float]:
    """The time of a peer as a multiple of the plain function's: the median over the turns."""
    prepare, one = load(peer)
    firms = make(count, busy)
    ready = [prepare(firm) for firm in firms]
    seconds(one, ready[:WARM])
    ratios, micros, wrong = [], [], 0
    for start in range(0, count, TURN):
        turn, mine = firms[start : start + TURN], ready[start : start + TURN]
        before, wanted = seconds(total, turn)
        spent, got = seconds(one, mine)
        after, _ = seconds(total, turn)
        ratios.append(spent / ((before + after) / 2))
        micros.append(spent / len(turn) * 1e6)
        wrong += sum(a != b for a, b in zip(got, wanted, strict=True))
    return {"ratio": median(ratios), "us": median(micros), "wrong": wrong, "firms": count, "peak_mb": peak_mb()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer")
    parser.add_argument("--firms", type=int, default=2000)
    parser.add_argument("--busy", action="store_true")
    asked = parser.parse_args()
    print(json.dumps(measure(asked.peer, asked.firms, asked.busy)))
