"""The page of promises names tests and commands that are there."""

import ast
import importlib.util
import re

import pytest

from subsidy.config import ROOT

PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
SECTIONS = {"Killed anywhere": "tests/test_killed.py", "At once": "tests/test_at_once.py"}  # whose tests stand alone
SPAN = re.compile(r"`(tests/[\w/]+\.py)`|`(test_\w+)`")


def named():
    """Every test that the page names, with the file it is in."""
    for part in PAGE.split("\n## ")[1:]:
        for line in part.splitlines():
            file = SECTIONS.get(part.splitlines()[0], "")
            for path, test in SPAN.findall(line):
                file = path or file
                if test:
                    yield file, test


def kept_in(file):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "test"), dict.fromkeys(named()))
def test_what_the_page_names_is_there(file, test):
    assert test in kept_in(file)


def test_the_page_names_many_and_every_file_is_there():
    assert len(set(named())) > 30
    for path in re.findall(r"`(tests/[\w/]+\.py)`", PAGE):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m ([\w.]+)", PAGE))))
def test_every_command_is_there(module):
    assert importlib.util.find_spec(module), module
