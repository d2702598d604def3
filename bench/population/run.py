"""Every contender in a fresh process, in shuffled order, several rounds; medians, and how many times ours."""

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

CONTENDERS = {
    "floor": "this policy alone, by hand in NumPy",
    "ours": "this project, from the policy file",
    "ours_threads": "this project, by a thread for each processor",
    "openfisca": "OpenFisca, widened to 64 bits",
    "openfisca_stock": "OpenFisca as it comes: 32 bits, whole yuan",
    "policyengine": "PolicyEngine, widened to 64 bits",
}
SIZES = (100_000, 1_000_000)


def python_of(name: str, asked: argparse.Namespace) -> str | None:
    """The interpreter for a contender, None where its library is not installed there."""
    core = name.removesuffix("_stock")
    if core not in ("openfisca", "policyengine"):
        return sys.executable
    found = getattr(asked, core)
    check = [found, "-c", f"import {core}_core"] if found else None
    done = check and subprocess.run(check, capture_output=True, check=False).returncode == 0
    return found if done else None


def measure(python: str, name: str, firms: int) -> dict[str, Any]:
    """One round of one contender, on the same processors as the others."""
    command = [python, "-m", "bench.population.worker", name, "--firms", str(firms)]
    env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=True, env=env)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measures, prints and keeps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    for core in ("openfisca", "policyengine"):
        name = f"BENCH_{core.upper()}_PYTHON"
        parser.add_argument(
            f"--{core}", default=os.environ.get(name), help=f"a Python that has {core}-core (or {name})"
        )
    asked = parser.parse_args()
    pythons = {name: found for name in CONTENDERS if (found := python_of(name, asked))}
    for name in set(CONTENDERS) - set(pythons):
        print(f"SKIPPED {name}: its library is not installed; --{name.removesuffix('_stock')} PYTHON", file=sys.stderr)
    rounds: dict[str, dict[int, list[Any]]] = {name: {size: [] for size in SIZES} for name in pythons}
    for number in range(asked.rounds):
        order = [(name, size) for name in pythons for size in SIZES]
        random.Random(number).shuffle(order)
        for name, size in order:
            rounds[name][size].append(measure(pythons[name], name, size))
        print(f"round {number + 1} of {asked.rounds}", file=sys.stderr)
    report(rounds)


def report(rounds: dict[str, dict[int, list[Any]]]) -> None:
    """The table and the file; exit status 1 where a total of ours differs."""
    rows = []
    for name, sizes in rounds.items():
        for size, found in sizes.items():
            times = [one["ns"] / ours["ns"] for one, ours in zip(found, rounds["ours"][size], strict=True)]
            ns, extra = (median(one[key] for one in found) for key in ("ns", "bytes"))
            wrong = max(one["wrong"] for one in found)
            cells = (
                f"{median(times):.2f}",
                f"{min(times):.2f}-{max(times):.2f}",
                f"{ns:.0f}",
                f"{extra:.0f}",
                f"{wrong:,}",
            )
            rows.append((CONTENDERS[name], f"{size:,}", *cells))
    print(table(("what", "firms", "x ours", "range", "ns a firm", "bytes a firm", "wrong totals"), rows))
    kept = keep("population", {"rounds": rounds})
    print(f"kept in {kept.relative_to(ROOT)}", file=sys.stderr)
    if any(one["wrong"] for found in rounds["ours"].values() for one in found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
