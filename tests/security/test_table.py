"""docs/security.md has every requirement of ASVS 5.0.0, levels 1 and 2, and what it names is there; pins are whole."""

import ast
import re
from collections import Counter
from configparser import ConfigParser
from functools import cache
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from subsidy import config

PAGE = (config.ROOT / "docs" / "security.md").read_text("utf-8")
# of each section of the standard the numbers that levels 1 and 2 ask for; its other numbers are of level 3
ASKED = {
    **{"1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2"},
    **{"2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1-1"},
    **{"3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2"},
    **{"4.1": "1-3", "4.2": "1-1", "4.3": "1-2", "4.4": "1-4"},
    **{"5.1": "1-1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3"},
    **{"6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4"},
    **{"7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2"},
    **{"8.1": "1-2", "8.2": "1-3", "8.3": "1-1", "8.4": "1-1"},
    **{"9.1": "1-3", "9.2": "1-4"},
    **{"10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2", "10.7": "1-3"},
    **{"11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1-1", "11.6": "1-1"},
    **{"12.1": "1-3", "12.2": "1-2", "12.3": "1-4"},
    **{"13.1": "1-1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5"},
    **{"14.1": "1-2", "14.2": "1-4", "14.3": "1-3"},
    **{"15.1": "1-3", "15.2": "1-3", "15.3": "1-7"},
    **{"16.1": "1-1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3"},
    **{"17.1": "1-1", "17.2": "1-4", "17.3": "1-2"},
}
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+[^|]*) \| ([^|]+) \|([^|]*)\|([^|]*)\|$", PAGE, re.MULTILINE)
EXCUSED = ("does not apply", "operator", "**not met**")


def numbers(text):
    """The requirements of a row: one, several, or from one to another."""
    for part in text.split(", "):
        first, _, last = part.partition("–")
        section, _, start = first.rpartition(".")
        assert not last or last.rpartition(".")[0] == section
        for number in range(int(start), int((last or first).rpartition(".")[2]) + 1):
            yield f"{section}.{number}"


def asked():
    for section, span in ASKED.items():
        first, last = map(int, span.split("-"))
        yield from (f"{section}.{number}" for number in range(first, last + 1))


def test_every_requirement_has_its_place_once():
    found = Counter(number for row in ROWS for number in numbers(row[0]))
    assert set(found.values()) == {1}
    assert set(found) == set(asked())
    assert len(found) == 253


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:30])
def test_every_requirement_is_shown_by_a_test_or_says_why_there_is_none(row):
    number, _, how, shown = row
    assert re.search(r"`tests/\S+::test_\w+`", shown) or any(word in how for word in EXCUSED), number


@cache
def names_in(path):
    """The names of the tests in a module."""
    tree = ast.parse((config.ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE))))
def test_every_test_that_is_named_exists(named):
    path, _, name = named.partition("::")
    assert name in names_in(path)


def test_every_file_that_is_named_exists():
    named = set(re.findall(r"`((?:subsidy|schemas|tests)/[\w/]+(?:\.py)?)`", PAGE))
    assert len(named) > 10
    assert [path for path in named if not (config.ROOT / path).exists()] == []


def test_what_is_not_met_is_said_above_too():
    unmet = {number for row in ROWS if "**not met**" in row[2] for number in numbers(row[0])}
    above = PAGE[PAGE.index("## What is not met") : PAGE.index("## V1 ")]
    assert unmet
    assert set(re.findall(r"^- (\d+\.\d+\.\d+):", above, re.MULTILINE)) == unmet


# packages

INSTALLERS = {"pip", "setuptools"}  # they come with the environment that the others are put into


def pins():
    """The version that is pinned of each package."""
    text = (config.ROOT / "requirements.txt").read_text("utf-8")
    found = [line.split("==") for line in text.splitlines() if line and not line.startswith("#")]
    assert all(len(pair) == 2 for pair in found)
    return {canonicalize_name(name): version for name, version in found}


def wanted():
    """What the library and its extras ask for."""
    read = ConfigParser()
    read.read(config.ROOT / "setup.cfg", "utf-8")
    lines = [read["options"]["install_requires"], *read["options.extras_require"].values()]
    return [Requirement(line) for text in lines for line in text.splitlines() if line.strip()]


def test_every_package_is_pinned_and_within_its_range():
    known = pins()
    for one in wanted():
        assert known[canonicalize_name(one.name)] in one.specifier, one
        assert one.specifier, f"{one.name} has no range"
    waiting = [canonicalize_name(one.name) for one in wanted()]
    seen = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name in INSTALLERS:
            continue
        seen.add(name)
        assert name in known, f"{name} is not pinned"
        for line in metadata.requires(name) or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                waiting.append(canonicalize_name(needed.name))


def test_tests_and_benches_are_not_in_the_package():
    read = ConfigParser()
    read.read(config.ROOT / "setup.cfg", "utf-8")
    assert read["options.packages.find"]["include"].split() == ["subsidy*", "schemas*"]
