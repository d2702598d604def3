"""Workbooks made to do harm, at each of the doors: refused in words or read, within memory and time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from subsidy import config
from tests.security.apart import DOORS
from tests.security.hostile import HOSTILE

LARGE = {"a hundred megabytes of blanks", "many sheets of one large part"}  # an office's workbook may be this large
ROOMY = {"a cell in the last row", "cells in a wide square", "millions of cells", "very many texts", *LARGE}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in HOSTILE.items():
        (found / name.replace("/", "⁄")).write_bytes(make())
    return found


@pytest.fixture(scope="module")
def opened(folder):
    """What became of every file at a door, each door in a process with limits of its own."""
    made = {}

    def at(door):
        if door not in made:
            asked = [sys.executable, "-m", "tests.security.apart", door, str(folder)]
            answer = subprocess.run(asked, cwd=config.ROOT, capture_output=True, text=True, check=False)
            assert answer.returncode == 0, answer.stderr[-2000:]
            made[door] = json.loads(answer.stdout)
        return made[door]

    return at


@pytest.mark.parametrize("door", DOORS)
def test_what_would_do_harm_is_refused_in_words_or_read_for_what_it_is(opened, door):
    outcomes = opened(door)
    for name, (_, read) in HOSTILE.items():
        found = outcomes[name.replace("/", "⁄")]
        assert found == "read" or found.startswith("refused: "), f"{name}: {found}"
        assert len(found) < 300, name
        if door == "import" and name not in ROOMY:
            assert (found == "read") == read, f"{name}: {found}"
        if door == "payments":
            assert (found == "read") == read, f"{name}: {found}"
    assert not Path("/tmp/traversal-of-a-test").exists()


def test_no_message_of_a_hostile_file_holds_what_it_wanted_to_read(opened):
    told = json.dumps([opened(door) for door in DOORS])
    assert "root:" not in told
