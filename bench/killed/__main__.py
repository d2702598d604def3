"""The command: python -m bench.killed --times 500."""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.common import keep, table
from bench.killed import death, office, rounds
from bench.killed.rounds import Told, World

YEARS = 20  # one round in so many is a whole year
OFTEN = 4  # times that an act comes before a slow one comes again


def main() -> int:
    """Runs the rounds; 1 where anything does not hold."""
    asked = _asked()
    began, chance = time.monotonic(), random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="killed-") as place:
        folder = Path(place)
        worlds, found = _worlds(folder), []
        for told in (_each if asked.every else _rounds)(worlds, asked, folder, chance):
            found.append(told)
            _tell(told)
    seconds = round(time.monotonic() - began)
    lines = rounds.summary(found)
    lengths = {name: {way: round(n, 3) for way, n in world.lengths.items()} for name, world in worlds.items()}
    result = {"seed": asked.seed, "kills": sum(told.kills for told in found), "seconds": seconds}
    result |= {"rounds": len(found), "lengths": lengths, "acts": lines}
    if asked.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        _show(result)
    if asked.keep:
        keep("killed", result)
    return int(any(line["problems"] for line in lines))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.killed", description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="how many kills at least")
    parser.add_argument("--seed", type=int, default=0, help="what chance begins with")
    parser.add_argument("--act", action="append", default=[], help="only these acts")
    parser.add_argument("--every", action="store_true", help="at every statement and every call of the acts instead")
    parser.add_argument("--json", action="store_true", help="results as JSON")
    parser.add_argument("--keep", action="store_true", help="results into bench/results/killed.json")
    return parser.parse_args()


def _worlds(folder: Path) -> dict[str, World]:
    """Every act's world by its name, from the year as nobody disturbed it."""
    place = folder / "blank"
    office.blank(place)
    worlds, ends = {}, {}
    for act in office.THE_YEAR:
        worlds[act.name], place = rounds.prepared(act, place, folder, death.WAYS)
        ends[act.name] = place
    for act, after in office.BESIDES.items():
        worlds[act.name], _ = rounds.prepared(act, ends[after], folder, death.WAYS)
    return worlds


def _turns(worlds: dict[str, World], acts: list[str]) -> list[tuple[World, str]]:
    """Act and way in turn; what is slow comes less often."""
    chosen = [world for name, world in worlds.items() if not acts or name in acts]
    return [
        (world, way)
        for turn in range(OFTEN)
        for world in chosen
        for way in world.lengths
        if not turn or world.act.name not in office.SLOW
    ]


def _rounds(worlds: dict[str, World], asked: argparse.Namespace, folder: Path, chance: random.Random) -> Iterator[Told]:
    """Round after round until there were enough kills, and each act was killed in each way."""
    turns = _turns(worlds, asked.act)
    least = len({(world.act.name, way) for world, way in turns})
    share = max(1, asked.times // len(turns))
    year = [worlds[act.name] for act in office.THE_YEAR]
    kills = nth = 0
    while kills < asked.times or nth < least:
        world, way = turns[nth % len(turns)]
        told = rounds.round_(world, way, nth // len(turns) % share, share, folder, chance)
        nth += 1
        kills += told.kills
        yield told
        if not asked.act and nth % YEARS == 0:
            told = rounds.year(year, folder, chance)
            kills += told.kills
            yield told


def _each(worlds: dict[str, World], asked: argparse.Namespace, folder: Path, chance: random.Random) -> Iterator[Told]:
    """One round for every statement and every call."""
    for world, way in {(world.act.name, way): (world, way) for world, way in _turns(worlds, asked.act)}.values():
        count = int(world.lengths[way]) if way != death.TIME else 0
        for nth in range(count):
            yield rounds.round_(world, way, nth, count, folder, chance)


def _tell(told: Told) -> None:
    for problem in told.problems:
        print(f"{told.act} ({told.way}): {problem}", file=sys.stderr)


def _show(result: dict[str, Any]) -> None:
    rows = [
        (f"{line['act']} ({line['way']})", str(line["rounds"]), str(line["kills"]), str(len(line["problems"])))
        for line in result["acts"]
    ]
    print(table(("act", "rounds", "kills", "problems"), rows))
    print(f"{result['kills']} kills in {result['rounds']} rounds, {result['seconds']} s")


if __name__ == "__main__":
    sys.exit(main())
