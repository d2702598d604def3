"""Rounds: an act killed, perhaps more than once, done again to the end, and held against the undisturbed one."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from bench.killed import death, office, state
from bench.killed.office import Act
from bench.killed.state import State

PARTS = 1000  # of an act, of which one is taken at random
MOST = 3  # times that one act is killed before it is left in peace


class World(NamedTuple):
    """An act's office before it, what it should come to, and how long the act is in each way."""

    act: Act
    folder: Path
    before: State
    after: State
    files: dict[str, str]
    lengths: dict[str, float]


class Told(NamedTuple):
    """What a round found: how often it killed, whether work was left to do, and everything that does not hold."""

    act: str
    way: str
    kills: int
    problems: list[str]


def do(act: Callable[[Path], None], folder: Path) -> Callable[[], None]:
    """An act at a folder, to be done by a process of its own."""
    return lambda: act(folder)


def good(ended: death.Ended, act: Act) -> bool:
    """Whether an act ended as it should, or says that it was done before."""
    return ended.code == 0 or bool(act.told and act.told in ended.said)


def prepared(act: Act, before: Path, folder: Path, ways: tuple[str, ...]) -> tuple[World, Path]:
    """An act's world from the folder where the act before it ended; and the folder where this one ends."""
    begun, ended = office.copied(before, folder / f"{act.name}-begun"), folder / f"{act.name}-ended"
    said = folder / "said"
    _must(death.done(do(act.ready, begun), said), act)
    there = (begun / "subsidy.db").exists()
    lengths = {}
    for way in (way for way in ways if way != death.TIME):
        began = time.monotonic()
        found = death.measured(way, do(act.do, office.copied(begun, ended)), said, act.typed)
        _must(found, act)
        lengths |= {death.TIME: time.monotonic() - began, way: found.length}
    known = state.tables(begun) if there else {}
    return World(act, begun, known, state.tables(ended), state.files(ended, act.made), lengths), ended


def _must(ended: death.Ended, act: Act) -> None:
    if ended.code:
        raise RuntimeError(f"{act.name} undisturbed ended with {ended.code}: {ended.said}")


def round_(world: World, way: str, nth: int, of: int, folder: Path, chance: random.Random) -> Told:
    """One round of an act."""
    act, home = world.act, office.copied(world.folder, folder / "round")
    kills, problems = _killed(world, way, nth, of, home, chance)
    problems += _finished(act, home, world.after, world.files)
    return Told(act.name, way, kills, problems)


def _killed(world: World, way: str, nth: int, of: int, home: Path, chance: random.Random) -> tuple[int, list[str]]:
    """Kills an act once in a way, then maybe more at random; what it left that must not be."""
    act, kills, problems = world.act, 0, []
    said = home.with_name("said")
    while kills < MOST:
        at = death.point(way, world.lengths[way], nth, of, chance)
        again = act.again if kills and act.again else act.do
        state.aged(home, act.made)
        ended = death.killed(way, do(again, home), said, act.typed, at)
        if not ended.killed:
            if not good(ended, act):
                problems.append(f"{act.name} ended with {ended.code}: {ended.said[-300:]}")
            break
        kills += 1
        problems += state.looked_at(home)
        if (home / "subsidy.db").exists() and act.name != "init":
            problems += state.between(world.before, state.tables(home), world.after, act.whole)
        problems += _half(state.files(home, act.made), world.files)
        if chance.random() < 0.7:
            break
        nth, of = chance.randrange(PARTS), PARTS
    return kills, problems


def _half(found: dict[str, str], wanted: dict[str, str]) -> list[str]:
    """Files that are there under their names and not whole."""
    return [f"{name} is not whole" for name, digest in found.items() if wanted.get(name) != digest]


def _finished(act: Act, home: Path, after: State, files: dict[str, str]) -> list[str]:
    """Does an act to the end in a fresh process, an hour later; what is not as it should be then."""
    state.aged(home, act.made)
    ended = death.done(do(act.again or act.do, home), home.with_name("said"), act.typed)
    problems = [] if good(ended, act) else [f"{act.name} again ended with {ended.code}: {ended.said[-600:]}"]
    problems += state.looked_at(home)
    problems += state.differences(after, state.tables(home))
    problems += state.differences(files, state.files(home, act.made))
    return problems + [f"left behind: {name}" for name in state.litter(home, act.made)]


def year(worlds: list[World], folder: Path, chance: random.Random) -> Told:
    """A whole year in which every act is killed at a random point and done again; it ends as the undisturbed one."""
    first, *later = worlds[1:]  # the office keeps its keys, or its letters would be others
    home = office.copied(first.folder, folder / "round")
    kills, problems = 0, []
    for world in (first, *later):
        if world is not first:
            death.done(do(world.act.ready, home), home.with_name("said"))
        way = chance.choice(list(world.lengths))
        lost, found = _killed(world, way, chance.randrange(PARTS), PARTS, home, chance)
        kills += lost
        problems += found + _finished(world.act, home, world.after, world.files)
    return Told("year", "any", kills, problems)


def summary(found: list[Told]) -> list[dict[str, Any]]:
    """Rounds, kills and problems by act and way."""
    groups: dict[tuple[str, str], list[Told]] = {}
    for told in found:
        groups.setdefault((told.act, told.way), []).append(told)
    return [
        {
            "act": act,
            "way": way,
            "rounds": len(group),
            "kills": sum(told.kills for told in group),
            "problems": sorted({problem for told in group for problem in told.problems}),
        }
        for (act, way), group in groups.items()
    ]
