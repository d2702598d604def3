"""Deciding and committing runs of N/5 and N firms: seconds per 1,000 decisions, beside bare rows, and memory."""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.common import ROOT, keep, median, table
from bench.run.build import build

GROWTH = 5
COLUMNS = ("plan", "commit", "floor", "run", "again")
Round = dict[str, float]


def measure(database: Path) -> Round:
    """One round: in steps in one process, at once in another."""
    found: Round = {}
    for option in (["--at-once"], []):
        command = [sys.executable, "-m", "bench.run.worker", str(database), *option]
        done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=True)
        found |= json.loads(done.stdout)
    return found


def main() -> None:
    """Builds, measures, prints and keeps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--firms", type=int, default=20_000, help="the larger run; the smaller is a fifth of it")
    parser.add_argument("--folder", type=Path, help="where to build (default: the folder for temporary files)")
    asked = parser.parse_args()
    sizes = (asked.firms // GROWTH, asked.firms)
    rounds: dict[int, list[Round]] = {size: [] for size in sizes}
    with TemporaryDirectory(dir=asked.folder) as name:
        for size in sizes:
            begin = time.perf_counter()
            build(Path(name) / f"{size}.db", size)
            print(f"built {size} firms in {time.perf_counter() - begin:.1f} s", file=sys.stderr)
        for number in range(asked.rounds):
            for size in sizes:
                rounds[size].append(measure(Path(name) / f"{size}.db"))
            print(f"round {number + 1} of {asked.rounds}", file=sys.stderr)
    report(rounds)


def report(rounds: dict[int, list[Round]]) -> None:
    """The table, the ratios, and the file."""
    rows = []
    for found in rounds.values():
        count = found[0]["decisions"]
        seconds = [f"{median(one[step] for one in found) / count * 1000:.3f}" for step in COLUMNS]
        ratio = median(one["commit"] / one["floor"] for one in found)
        memory = median(one["peak_mb"] for one in found)
        rows.append((f"{count:.0f}", f"{found[0]['rows']:.0f}", *seconds, f"{ratio:.1f}", f"{memory:.0f}"))
    heads = ("decisions", "rows", *(f"{step} s/1000" for step in COLUMNS), "commit x floor", "peak MB")
    print(table(heads, rows))
    small, large = rounds.values()
    for step in ("plan", "commit"):
        each = [
            (more[step] / more["decisions"]) / (few[step] / few["decisions"])
            for few, more in zip(small, large, strict=True)
        ]
        print(f"{step}: a decision costs {median(each):.2f} times as much in a run {GROWTH} times as large")
    kept = keep("run", {"rounds": {str(size): found for size, found in rounds.items()}})
    print(f"kept in {kept.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
