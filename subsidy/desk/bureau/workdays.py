"""Working days: the State Council's calendar, with the days over it that the office names in office.toml.

The calendar of a year comes out in the November before, and the library some weeks later. Until then a year has its
weekdays and the holidays whose date the law fixes; `known` says so, that pages can ask to look again.
"""

import datetime
from collections.abc import Mapping
from functools import cache
from typing import Any

import chinese_calendar

from subsidy import config

MONDAY_TO_FRIDAY = range(5)
FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))  # 全国年节及纪念日放假办法: all others follow the moon

Office = Mapping[str, Any]


def is_workday(day: datetime.date, office: Office) -> bool:
    """Whether offices work on this day: 调休 Saturdays and Sundays included, holidays not."""
    said = day.isoformat()
    if said in _named(office, "workdays"):
        return True
    if said in _named(office, "holidays"):
        return False
    if day.year in _years():
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() in MONDAY_TO_FRIDAY and (day.month, day.day) not in FIXED


def after(day: datetime.date, count: int, office: Office) -> datetime.date:
    """The count-th working day after a day, which is itself not counted; the day itself for none."""
    while count > 0:
        day += datetime.timedelta(days=1)
        count -= is_workday(day, office)
    return day


def between(day: datetime.date, end: datetime.date, office: Office) -> int:
    """How many working days come after a day up to and including the end; below nought where the end has passed."""
    if end < day:
        return -between(end, day, office)
    days = (day + datetime.timedelta(days=number) for number in range(1, (end - day).days + 1))
    return sum(is_workday(one, office) for one in days)


def known(year: int, office: Office) -> bool:
    """Whether the holidays of a year are known: by the library, or because the office has named some."""
    return year in _years() or any(said.startswith(f"{year}-") for said in _named(office, "holidays"))


def publication_days(office: Office) -> int:
    """How many working days a list is published."""
    return int(config.setting(office, "publication_days"))


def check_days(office: Office) -> int:
    """Within how many working days an application is to be decided."""
    return int(config.setting(office, "check_days"))


def _named(office: Office, which: str) -> list[str]:
    return list(config.setting(office, which))


@cache
def _years() -> range:
    days = chinese_calendar.holidays
    return range(min(days).year, max(days).year + 1)
