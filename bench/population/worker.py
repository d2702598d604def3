"""One contender in a process of its own, its totals compared with the floor's; one line of JSON."""

import argparse
import importlib
import json
import time
from collections.abc import Callable
from typing import Any

from bench.common import peak_mb
from bench.population.firms import in_fen, make
from bench.population.floor import totals as floor

MODULES = {
    "ours": "ours",
    "ours_threads": "ours",
    "openfisca": "countries",
    "openfisca_stock": "countries",
    "policyengine": "countries",
}
MOST = 5  # turns; the quickest counts, as a shared machine only ever adds to it


def seconds(act: Callable[..., Any], *what: Any) -> tuple[float, Any]:
    """The seconds of one call, and what came of it."""
    begin = time.perf_counter()
    found = act(*what)
    return time.perf_counter() - begin, found


def measure(name: str, count: int) -> dict[str, Any]:
    """The quickest of some turns, in ns a firm; how many totals differ from the floor's; memory beyond the columns."""
    unit = 1 if name.endswith("_stock") else 100
    columns = make(count) if unit == 1 else in_fen(make(count))
    act = (
        (lambda c: floor(c, unit))
        if name == "floor"
        else importlib.import_module(f"bench.population.{MODULES[name]}").load(name)
    )
    act({column: values[:1000] for column, values in columns.items()})
    before = peak_mb()
    mine, got = seconds(act, columns)
    extra = peak_mb() - before
    wanted = floor(columns, unit)
    best = min(mine, *(seconds(act, columns)[0] for _ in range(MOST)))
    wrong = int((got != wanted).sum())
    return {"ns": best / count * 1e9, "wrong": wrong, "bytes": extra * 2**20 / count}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--firms", type=int, default=100_000)
    asked = parser.parse_args()
    print(json.dumps(measure(asked.name, asked.firms)))
