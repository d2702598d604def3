"""Entries of the audit trail that somebody looked for, as a workbook; text is never a formula."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from subsidy.workbook.export import Sheets
from subsidy.workbook.template import OPTIONS

HEADINGS = ("编号", "时间", "姓名", "登录名", "来源", "操作", "对象", "内容", "改前", "改后")
LONGEST = 32_000  # characters; a cell holds no more than 32,767


class Line(NamedTuple):
    """One field of an entry, or an entry that tells none."""

    id: int
    at: str
    name: str
    login: str
    source: str
    act: str
    subject: str
    label: str
    before: str
    after: str


def export(path: Path, note: str, lines: Iterable[Line]) -> None:
    """Writes the list, a line a field; `note` says what was looked for. OSError if the file cannot be written."""
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        Sheets(workbook).add("操作记录", "操作记录", note, HEADINGS, map(_cells, lines))


def _cells(line: Line) -> tuple[int | str, ...]:
    return tuple(value[:LONGEST] if isinstance(value, str) else value for value in line)
