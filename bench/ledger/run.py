"""Ledgers of 1,000 and of 100,000 awards: what an application costs over each, step by step, and their ratio."""

import argparse
import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.common import ROOT, keep, median, table
from bench.ledger.build import SAME, SPREAD, build

STEPS = ("type", "submit", "preview", "run", "all")
MEMORY = Path("/dev/shm")
MOST = 1.2  # how much more an application may cost over the longer ledger
Round = dict[str, float]


def made(path: Path, awards: int, where: str) -> int:
    """A database at rest, whole in its one file; how many awards there are."""
    begin = time.perf_counter()
    count = build(path, awards, where)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA journal_mode = DELETE")
    print(f"built a ledger of {count:,} awards ({where}) in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
    return count


def measure(path: Path, where: str, applications: int) -> Round:
    """One round in a process of its own."""
    command = [sys.executable, "-m", "bench.ledger.worker", str(path), where, "--applications", str(applications)]
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    """Builds, measures in turns, prints and keeps; ends with 1 where an application costs too much more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--awards", type=int, nargs=2, default=(1_000, 100_000))
    parser.add_argument("--applications", type=int, default=200)
    parser.add_argument("--where", choices=(SPREAD, SAME), nargs="+", default=[SPREAD, SAME])
    asked = parser.parse_args()
    found: dict[str, dict[int, list[Round]]] = {}
    # in memory where the system can: waiting for the disk would hide what grows
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        for where in asked.where:
            paths = {size: Path(name) / f"{where}-{size}.db" for size in asked.awards}
            for size, path in paths.items():
                made(path, size, where)
            found[where] = {size: [] for size in paths}
            for number in range(asked.rounds):
                for size, path in paths.items():
                    found[where][size].append(measure(path, where, asked.applications))
                print(f"round {number + 1} of {asked.rounds}", file=sys.stderr)
    most = report(found)
    kept = keep("ledger", {"rounds": {w: {str(n): r for n, r in sizes.items()} for w, sizes in found.items()}})
    print(f"kept in {kept.relative_to(ROOT)}", file=sys.stderr)
    raise SystemExit(most > MOST)


def report(found: dict[str, dict[int, list[Round]]]) -> float:
    """The table; the largest ratio of a whole application."""
    rows, most = [], 0.0
    for where, sizes in found.items():
        for size, rounds in sizes.items():
            cost = [f"{median(one[step] for one in rounds):.2f}" for step in STEPS]
            rows.append((f"{where}, {size:,} awards: ms", *cost))
        few, many = sizes.values()
        ratios = [median(b[step] / a[step] for a, b in zip(few, many, strict=True)) for step in STEPS]
        rows.append((f"{where}: x", *(f"{ratio:.2f}" for ratio in ratios)))
        most = max(most, ratios[-1])
    print(table(("an application", *STEPS), rows))
    return most


if __name__ == "__main__":
    main()
