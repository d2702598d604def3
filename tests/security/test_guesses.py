"""Guesses at passwords: counted in the database, whatever process they are made in and wherever they come from."""

import json
import subprocess
import sys

import pytest

from subsidy import config, create_app, store
from subsidy.desk.firm.accounts import MOST, MOST_OF_LOGIN, MOST_OF_SOURCE
from tests.build import FIRMS
from tests.web.visitor import Visitor, account, site

A, *_ = FIRMS


@pytest.fixture
def firm(tmp_path, monkeypatch):
    app = site(tmp_path, monkeypatch)
    account(tmp_path, A)
    return app


GUESS = """
import json, sys
from subsidy import config, store
from subsidy.desk.firm import accounts
login, source, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
found = {"wrong": 0, "late": 0}
with store.connect(config.database()) as db:
    sys.stdin.readline()
    for number in range(count):
        try:
            accounts.login(db, login.format(number), "这不是那个密码呀" + str(number), source)
        except accounts.ThrottledError:
            found["late"] += 1
        except accounts.AccountError:
            found["wrong"] += 1
print(json.dumps(found))
"""


def guesses(processes, login, source, count):
    """So many processes that begin at once, each with so many guesses; how many of all were looked at."""
    asked = [sys.executable, "-c", GUESS, login]
    started = [
        subprocess.Popen(
            [*asked, source.format(n), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=config.ROOT,
        )
        for n in range(processes)
    ]
    for one in started:
        one.stdin.write("\n")
        one.stdin.flush()
    found = [json.loads(one.communicate()[0]) for one in started]
    return sum(one["wrong"] for one in found), sum(one["late"] for one in found)


def test_guesses_at_one_login_are_counted_across_processes_and_survive_them(firm, tmp_path):
    assert guesses(6, A, "", 3) == (MOST, 18 - MOST)
    assert guesses(1, A, "", 1) == (0, 1)
    assert Visitor(create_app()).log_in(A).status_code == 429
    with store.connect(tmp_path / "subsidy.db") as db:
        db.execute("UPDATE attempts SET at = at - 15 * 60 - 1")
    assert Visitor(create_app()).log_in(A).status_code == 303


def test_whoever_fails_elsewhere_keeps_nobody_out(firm):
    """Else anybody could lock all firms out on the last day, whose codes are public."""
    assert guesses(1, A, "10.0.0.1", 9) == (MOST, 9 - MOST)
    assert Visitor(create_app()).log_in(A).status_code == 303


def test_guesses_from_very_many_places_are_few_all_together(firm):
    assert guesses(9, A, "10.0.1.{}", 4) == (MOST_OF_LOGIN, 36 - MOST_OF_LOGIN)
    assert Visitor(create_app()).log_in(A).status_code == 429


def test_guesses_from_one_place_are_counted_across_processes(firm):
    assert guesses(4, "9133040{}", "10.0.0.1", 10) == (MOST_OF_SOURCE, 40 - MOST_OF_SOURCE)
