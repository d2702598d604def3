"""One run over a copy of a built database, in a process of its own; one line of JSON."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.common import peak_mb
from bench.rules.ours import POLICY, YEAR
from bench.run.floor import floor
from subsidy import desk, policy, store
from subsidy.desk.commit import commit


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    begin = time.perf_counter()
    found = act()
    return time.perf_counter() - begin, found


def copy(source: Path, target: Path) -> None:
    """A copy of a database at rest, by SQLite's own backup."""
    with store.connect(source) as db:
        db.execute("VACUUM INTO ?", [str(target)])


def write(db: store.Database, made: desk.Plan) -> None:
    """Commits a plan, as `desk.run` does."""
    with store.write(db):
        commit(db, made, "bench")


def in_steps(path: Path, folder: Path) -> dict[str, float]:
    """Plan and commit apart, then the floor of what was committed."""
    decides = policy.load(POLICY)
    with store.connect(path) as db:
        planning, made = timed(lambda: desk.plan(db, decides, YEAR))
        found = {"plan": planning, "plan_mb": peak_mb()}
        found["commit"], _ = timed(lambda: write(db, made))
        found |= {"peak_mb": peak_mb(), "decisions": len(made.entries), "reserve": len(made.reserve)}
        found["floor"], found["rows"] = floor(db, folder / "floor.db")
    return found


def at_once(path: Path) -> dict[str, float]:
    """`desk.run` as people call it, and once more with nothing new but the reserve list."""
    decides = policy.load(POLICY)
    with store.connect(path) as db:
        running, (_, made) = timed(lambda: desk.run(db, decides, YEAR, "bench"))
        found = {"run": running, "peak_mb": peak_mb(), "decisions": len(made.entries)}
        found["again"], _ = timed(lambda: desk.run(db, decides, YEAR, "bench"))
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("--at-once", action="store_true")
    asked = parser.parse_args()
    with TemporaryDirectory(dir=asked.database.parent) as name:
        place = Path(name)
        copy(asked.database, place / "run.db")
        found = at_once(place / "run.db") if asked.at_once else in_steps(place / "run.db", place)
    print(json.dumps(found))
