"""This project alone, N/40, N/4 and N letters: whether a letter costs the same and memory stays flat."""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bench.common import keep, table
from bench.letters import watch

PARTS = (40, 4, 1)
SAMPLES = 60  # kept of the memory over time
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def report(count: int, mode: str, folder: Path) -> None:
    """Measures, prints and keeps."""
    from bench.letters import world

    begin = time.perf_counter()
    run = world.decide(folder / "letters.db", count)
    print(f"decided in {time.perf_counter() - begin:.1f} s", file=sys.stderr)
    found = {}
    for size in sorted({max(1, count // part) for part in PARTS}):
        found[size] = measure(folder / "letters.db", run, size, mode, folder)
        print(f"{size} letters in {found[size]['seconds']:.1f} s", file=sys.stderr)
    shares = [f"MB at {share:.0%}" for share in SHARES]
    rows = []
    for size, one in found.items():
        figures = [f"{one[key]:.1f}" for key in ("seconds", "ms", "cpu_ms", "kb")]
        rows.append((str(size), *figures, *over(one), f"{one['peak_mb']:.0f}"))
    print(table(("letters", "seconds", "ms", "cpu ms", "kB", *shares, "peak MB"), rows))
    kept = keep(f"letters-scale-{mode}", {"mode": mode, "sizes": found})
    print(f"kept in {kept}", file=sys.stderr)


def measure(database: Path, run: str, count: int, mode: str, folder: Path) -> dict[str, Any]:
    """One size in a process of its own, with the memory of its family over time."""
    out = folder / f"scale-{count}"
    command = [sys.executable, "-m", "bench.letters.scale", str(database), run, str(count), mode, str(out)]
    told, samples = watch.run(command, min(1.0, max(0.05, count / 1000)))
    shutil.rmtree(out)
    every = max(1, len(samples) // SAMPLES)
    kept = [(round(at, 1), round(held)) for at, held in samples[::every]]
    return {**json.loads(told), "memory": kept, "peak_mb": max((held for _, held in samples), default=0.0)}


def over(one: dict[str, Any]) -> Iterator[str]:
    """The memory at parts of the whole time."""
    samples = one["memory"]
    for share in SHARES:
        yield str(samples[int(len(samples) * share)][1]) if samples else "-"


def work(database: Path, run: str, count: int, mode: str, out: Path) -> dict[str, float]:
    """Prints the first letters of the run as they are read; cold, all included."""
    from bench.letters import ours, worker, world

    begin = time.perf_counter()
    target = worker.target(out, mode)
    found = worker.timed(lambda: getattr(ours, mode)(islice(world.letters(database, run), count), target), count)
    size = sum(path.stat().st_size for path in out.rglob("*.pdf"))
    return {**found, "kb": size / count / 1e3, "seconds": time.perf_counter() - begin, "letters": count}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("run")
    parser.add_argument("count", type=int)
    parser.add_argument("mode", choices=("single", "merged"))
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    print(json.dumps(work(asked.database, asked.run, asked.count, asked.mode, asked.out)))
