"""In which order letters are numbered, and which dates they may bear."""

import datetime
import re

import pytest

from subsidy.desk import drafts, papers, printrun
from subsidy.desk.issue import DateError, check_date
from tests.build import FIRMS, hand_in, issue, project
from tests.printed import told
from tests.samples import GRANTED, NOTED, REFERRED, REFUSED, USCC
from tests.test_issue import DAY, OFFICE, decided, numbered

A, B, C, _ = FIRMS


def test_letters_are_numbered_as_they_are_printed_those_without_a_district_last(db, law, tmp_path):
    for code, district in ((A, ""), (B, "秀洲区"), (C, "南湖区")):
        hand_in(db, law, {code: [project(1)]}, details={"district": district})
    run = decided(db, law, {}, 10)
    assert [one.name[:18] for one in issue(db, run, DAY, office=OFFICE).letters] == [C, B, A]
    path = tmp_path / "all.pdf"
    assert list(printrun.write(db, papers.papers(db, run, OFFICE), path)) == []
    assert re.findall(r"〔2022〕(\d)号：?示例", "".join(told(path.read_bytes())[1:2])) == ["1", "2", "3"]


# days after the run, days from then to today; what is told: nothing, or what was found and what is wanted
DATES = [
    (0, 0, None),
    (3, 5, None),
    (-1, 5, r"2022-03-09 早于审核日期；应为 2022-03-10（批次 2022-001 的审核日期）至 2022-03-15（今天）"),
    (6, 5, r"2022-03-16 还没有到；应为 2022-03-10（批次 2022-001 的审核日期）至 2022-03-15（今天）"),
]


@pytest.mark.parametrize(("after", "today", "told"), DATES)
def test_a_date_before_the_run_or_still_to_come_is_refused(db, law, after, today, told):
    run = decided(db, law, {A: [project(1)]}, 10)
    db.execute("DROP TRIGGER runs_no_update")
    db.execute("UPDATE runs SET at = '2022-03-10T23:59:59+08:00'")
    days = DAY + datetime.timedelta(after), DAY + datetime.timedelta(today)
    if told is None:
        check_date(db, run, *days)
    else:
        with pytest.raises(DateError, match=told):
            check_date(db, run, *days)


def test_numbers_follow_dates_within_a_year(db, law):
    first = decided(db, law, {A: [project(1)]}, 10)
    second = decided(db, law, {B: [project(2)]}, 10)
    issue(db, first, DAY, office=OFFICE)
    with pytest.raises(DateError, match="2022-03-09 早于已编到的 示例信〔2022〕1号；应为"):
        issue(db, second, DAY.replace(day=9), office=OFFICE)
    assert db["letters"].count == 1
    assert issue(db, first, DAY.replace(day=9)).letters == [], "nothing to be numbered is nothing to be refused"
    assert numbered(issue(db, second, DAY.replace(year=2021), office=OFFICE))[0][0] == "示例信〔2021〕1号"


def test_the_command_refuses_a_date_as_a_wrong_use(command, db, law):
    run = decided(db, law, {A: [project(1)]}, 10)
    for day in ("2022-03-10", "2999-01-01"):
        done = command.approve(run, "--date", day)
        assert (done.exit_code, db["letters"].count) == (2, 0)
        assert f"成文日期 {day}" in done.stderr
    assert command.approve(run).exit_code == 0


@pytest.mark.parametrize(
    ("lines", "funded", "kinds"),
    [
        ([GRANTED[0]], True, ("grant",)),
        ([GRANTED[0]], False, ("reserve",)),
        ([GRANTED[0], REFUSED], True, ("grant", "refusal")),
        ([GRANTED[0], REFERRED, NOTED], True, ("grant",)),
        ([REFUSED, REFERRED], True, ("refusal",)),
        ([REFERRED], True, ("refusal",)),
        ([NOTED], False, ("refusal",)),
    ],
)
def test_every_firm_gets_the_letters_its_lines_call_for(lines, funded, kinds):
    waits = [] if funded else [i for i, line in enumerate(lines) if line["outcome"] == "granted"]
    assert tuple(drafts.kinds({"lines": lines}, waits)) == kinds


def test_a_letters_file_is_named_by_code_and_kind():
    assert papers.name(USCC, "reserve") == f"{USCC}-reserve.pdf"
