"""Every peer in a fresh process, in shuffled order, several rounds; medians as multiples of the plain function."""

import argparse
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.common import ROOT, keep, median, table

ZEN = "BENCH_ZEN_PYTHON"
PEERS = {
    "plain": "plain function, nothing explained",
    "zen": "ZEN, bare",
    "zen_trace": "ZEN with its trace",
    "ours_bare": "bare: amounts, nothing explained",
    "ours": "assess: explained, sentences unwritten",
    "ours_told": "assess, every sentence written",
    "ours_json": "a line of `subsidy assess`: JSON to JSON",
}


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--firms", type=int, default=2000)
    parser.add_argument("--busy", action="store_true", help="firms that claim every award")
    parser.add_argument("--only", help=f"some of: {','.join(PEERS)}")
    parser.add_argument("--zen", default=os.environ.get(ZEN), help=f"a Python that has zen-engine (or {ZEN})")
    return parser.parse_args()


def python_of(peer: str, zen: str | None) -> str | None:
    """The interpreter for a peer, None where it cannot be measured here."""
    if not peer.startswith("zen"):
        return sys.executable
    if zen is None or subprocess.run([zen, "-c", "import zen"], capture_output=True, check=False).returncode:
        return None
    return zen


def measure(python: str, peer: str, asked: argparse.Namespace) -> dict[str, Any]:
    """One round of one peer."""
    command = [python, "-m", "bench.rules.worker", peer, "--firms", str(asked.firms)]
    done = subprocess.run(
        command + ["--busy"] * asked.busy,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measures, prints and keeps."""
    asked = arguments()
    names = asked.only.split(",") if asked.only else list(PEERS)
    pythons = {}
    for name in names:
        python = python_of(name, asked.zen)
        if python:
            pythons[name] = python
        else:
            print(f"SKIPPED {name}: zen-engine is not installed; --zen PYTHON or {ZEN} names one", file=sys.stderr)
    rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in pythons}
    for number in range(asked.rounds):
        order = list(pythons)
        random.Random(number).shuffle(order)
        for name in order:
            rounds[name].append(measure(pythons[name], name, asked))
        print(f"round {number + 1} of {asked.rounds}", file=sys.stderr)
    report(rounds, asked)


def report(rounds: dict[str, list[dict[str, Any]]], asked: argparse.Namespace) -> None:
    """The table, and the file; exit status 1 where a total differs from the plain function's."""
    rows, wrong = [], 0
    for name, found in rounds.items():
        ratios = [one["ratio"] for one in found]
        bad = max(one["wrong"] for one in found)
        wrong += bad
        span = f"{min(ratios):.1f}-{max(ratios):.1f}"
        micros = median(one["us"] for one in found)
        rows.append((name, PEERS[name], f"{median(ratios):.1f}", span, f"{micros:.1f}", f"{bad} of {asked.firms}"))
    print(table(("peer", "what", "x plain", "range", "us a firm", "wrong totals"), rows))
    kept = keep("rules-busy" if asked.busy else "rules", {"rounds": rounds, "firms": asked.firms})
    print(f"kept in {kept.relative_to(ROOT)}", file=sys.stderr)
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
