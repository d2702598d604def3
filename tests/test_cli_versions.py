"""Versions of a policy by command: what a file would change, proposed by one person and approved by another."""

import pytest

from subsidy.config import ROOT
from tests.build import PASSWORD
from tests.web import staffed

SHIPPED = ROOT / "subsidy" / "policies" / "jiaxing-2022-10.toml"
WHY = "依市政府办公室修订后的条款"


@pytest.fixture
def typed(command, db):
    """A command whose person types the password."""
    for login, role in (("jing", "handler"), ("qian", "approver")):
        staffed.person(db, login, role)
    return lambda *args: command(*args, typed=PASSWORD + "\n")


@pytest.fixture
def new(tmp_path):
    """The policy with another growth asked for."""
    path = tmp_path / "new.toml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace('growth = "0.10"', 'growth = "0.12"'), "utf-8")
    return path


def test_what_a_file_would_change_is_told_line_by_line(command, typed, new):
    done = command("policies", "diff", new)
    (line,) = done.stdout.splitlines()
    assert line.split("\t")[2:] == ["改动", "10%", "12%"]
    assert command("policies", "diff", SHIPPED, new).stdout == done.stdout
    assert command("policies", "diff", "jiaxing-2022-10").stdout == ""


def test_a_file_becomes_the_law_when_another_approves_it(command, typed, new):
    made = typed("policies", "propose", new, "--reason", WHY, "--user", "jing")
    assert (made.exit_code, made.stdout) == (0, "1\n")
    assert "第 1 版，改动 1 处" in command("proposals").stdout
    assert command("policies", "versions").stdout == ""
    alone = typed("answer", "1", "--reason", "同意", "--user", "jing")
    assert alone.exit_code == 3
    assert typed("answer", "1", "--reason", "同意", "--user", "qian").exit_code == 0
    policy, number, _, proposer, approver, reason, digest = command("policies", "versions").stdout.strip().split("\t")
    assert (policy, number, proposer, approver, reason) == ("jiaxing-2022-10", "1", "jing", "qian", WHY)
    assert digest in command("policies", "show", "jiaxing-2022-10").stdout
    assert command("policies", "diff", new).stdout == ""


def test_a_file_that_cannot_be_used_is_told_with_its_place(command, typed, new):
    new.write_text(new.read_text("utf-8").replace('growth = "0.12"', 'growth = "12"'), "utf-8")
    done = typed("policies", "propose", new, "--reason", WHY, "--user", "jing")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "items.2(revenue_tier).growth" in done.stderr
