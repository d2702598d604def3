"""Working days: the State Council's real calendar, weekdays where it is not known, the office's own word over both."""

import datetime

import pytest

from subsidy import config, letters
from subsidy.desk.bureau import workdays
from subsidy.letters import award
from tests.samples import OFFICE, make_grant

D = datetime.date
NEXT_YEAR = {"holidays": ["2099-02-05", "2099-02-06"], "workdays": ["2099-02-07"]}


# 国务院办公厅的放假通知: 国办发明电〔2021〕11号、国办发明电〔2023〕7号、国办发明电〔2024〕12号、国办发明电〔2025〕7号
@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2022, 1, 28), True),
        (D(2022, 1, 29), True),  # a Saturday, for the spring festival
        (D(2022, 1, 30), True),
        (D(2022, 1, 31), False),
        (D(2022, 2, 4), False),
        (D(2022, 2, 6), False),
        (D(2022, 2, 7), True),
        (D(2022, 10, 8), True),
        (D(2024, 2, 4), True),
        (D(2024, 2, 9), True),  # 除夕 was no holiday that year
        (D(2024, 2, 16), False),
        (D(2024, 2, 18), True),
        (D(2024, 10, 12), True),
        (D(2025, 1, 26), True),
        (D(2025, 1, 28), False),  # 除夕 is one again
        (D(2025, 5, 2), False),
        (D(2025, 9, 28), True),
        (D(2025, 10, 8), False),
        (D(2026, 1, 2), False),
        (D(2026, 1, 4), True),
        (D(2026, 2, 23), False),
        (D(2026, 2, 28), True),
        (D(2026, 10, 10), True),
    ],
)
def test_the_calendar_of_the_state_council(day, works):
    assert workdays.is_workday(day, {}) == works
    assert workdays.known(day.year, {})


@pytest.mark.parametrize(
    ("day", "count", "wanted"),
    [
        (D(2022, 1, 28), 1, D(2022, 1, 29)),
        (D(2022, 1, 28), 3, D(2022, 2, 7)),
        (D(2022, 1, 28), 5, D(2022, 2, 9)),
        (D(2022, 2, 2), 1, D(2022, 2, 7)),
        (D(2022, 3, 10), 0, D(2022, 3, 10)),
        (D(2025, 9, 26), 5, D(2025, 10, 10)),
        (D(2025, 12, 31), 20, D(2026, 1, 29)),
    ],
)
def test_so_many_working_days_after_a_day(day, count, wanted):
    assert workdays.after(day, count, {}) == wanted
    assert workdays.between(day, wanted, {}) == count
    assert workdays.between(wanted, day, {}) == -count


@pytest.mark.parametrize(
    ("day", "works", "office"),
    [
        (D(2099, 1, 1), False, {}),  # a Thursday, and a holiday whenever the notice comes
        (D(2099, 1, 2), True, {}),
        (D(2099, 1, 3), False, {}),
        (D(2099, 10, 2), False, {}),
        (D(2099, 2, 5), True, {}),
        (D(2099, 2, 5), False, NEXT_YEAR),
        (D(2099, 2, 7), True, NEXT_YEAR),
        (D(2099, 2, 8), False, NEXT_YEAR),
        (D(2022, 3, 10), False, {"holidays": ["2022-03-10"]}),  # the office's word counts before the calendar
        (D(2022, 1, 31), True, {"workdays": ["2022-01-31"]}),
    ],
)
def test_where_the_calendar_does_not_say(day, works, office):
    assert workdays.is_workday(day, office) == works


def test_a_year_is_known_by_the_calendar_or_by_the_office():
    assert not workdays.known(2099, {})
    assert not workdays.known(2099, {"workdays": ["2099-02-07"]})
    assert workdays.known(2099, NEXT_YEAR)
    assert workdays.after(D(2099, 2, 4), 2, NEXT_YEAR) == D(2099, 2, 9)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """What instance/office.toml gives when this stands in it."""
    monkeypatch.setattr(config, "INSTANCE", tmp_path)

    def write(text):
        (tmp_path / "office.toml").write_text(text, encoding="utf-8")
        return config.office()

    return write


def test_what_the_office_sets_holds_and_else_what_the_project_says(written):
    office = written('check_days = 30\nholidays = ["2099-02-05", 2099-02-06]\nworkdays = ["2099-02-07"]')
    assert {name: office[name] for name in NEXT_YEAR} == NEXT_YEAR
    assert (workdays.check_days(office), workdays.publication_days(office)) == (30, 5)
    assert (workdays.check_days({}), workdays.publication_days({})) == (20, 5)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('holidays = "2099-02-05"', "holidays 填的是 '2099-02-05'，应为日期的列表"),
        ('holidays = ["2099-02-05", "二月六日"]', "holidays 第 2 项填的是 '二月六日'，应为日期"),
        ('workdays = ["2099-02-30"]', "workdays 第 1 项填的是 '2099-02-30'，应为日期"),
        ('holidays = ["2099-02-05"]\nworkdays = ["2099-02-05"]', "2099-02-05 既在 holidays 又在 workdays"),
        ("publication_days = -1", "publication_days 填的是 -1，应为整数，0 或以上"),
        ("check_days = true", "check_days 填的是 True，应为整数，1 或以上"),
        ('check_days = "20"', "check_days 填的是 '20'，应为整数，1 或以上"),
        ("objection_days = '5'", "objection_days 填的是 '5'，应为整数"),
        ("issuer = 5", "issuer 填的是 5，应为文字"),
        ("holiday = []", "没有 holiday 这一项"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_with_its_place(written, text, told):
    with pytest.raises(config.ConfigError) as refused:
        written(text)
    assert "office.toml" in str(refused.value)
    assert told in str(refused.value)


def test_an_office_may_publish_nothing(written):
    office = written("publication_days = 0")
    assert workdays.publication_days(office) == letters.office(**office)["publication_days"] == 0
    assert letters.office()["publication_days"] == 5


def test_no_letter_carries_the_settings_of_the_desk():
    carried = [award.award(make_grant(office=OFFICE | more)) for more in ({}, NEXT_YEAR | {"check_days": 30})]
    assert carried[0] == carried[1]
    assert not [name for name in config.DESK if name.encode() in carried[0]]
