"""The office returns an application from the command line: sections with what is to be mended in each."""

import pytest

from subsidy.store import applying
from tests.applicant import (
    TIER,
    applied,
    events,
    project,
)
from tests.build import FIRMS
from tests.web.staffed import person
from tests.web.visitor import PASSWORD

A, B, _, _ = FIRMS
FIRST, SECOND = "网上申报第1次·", "网上申报第2次·"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


def test_the_office_returns_from_the_command_line(command, db, folder, law):
    applied(db, folder, law, A, tier=TIER, projects=project("1"))
    given = ("--section", "revenue_tier=上年收入=4000？", "--section", "firm=账号不符")
    person(db, "jing", "handler")
    person(db, "qian", "approver")
    for login, typed in (("jing", "不是这个密码"), ("qian", PASSWORD), ("nobody", PASSWORD)):
        refused = command("return", 2022, A, *given, "--user", login, typed=typed + "\n")
        assert (refused.exit_code, events(db, law, A)[-1][0]) == (3, "submitted")
    done = command("return", 2022, A.lower(), *given, "--user", "jing", typed=PASSWORD + "\n")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "2 个部分" in done.stderr
    (row,) = [e for e in applying.events(db, law.id, 2022, A) if e["kind"] == "returned"]
    assert row["body"]["sections"] == {"revenue_tier": "上年收入=4000？", "firm": "账号不符"}
    assert row["actor"] == "jing"
    again = command("return", 2022, A, "--section", "revenue_tier=x")
    assert (again.exit_code, "没有已提交" in again.stderr) == (3, True)


WRONG = ((), ("revenue_tier",), ("revenue_tier= ",), ("firm=a", "firm=b"))


@pytest.mark.parametrize("sections", WRONG)
def test_a_return_without_a_section_and_a_message_is_wrong_usage(command, sections):
    given = [part for section in sections for part in ("--section", section)]
    assert command("return", 2022, A, *given).exit_code == 2
