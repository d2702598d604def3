"""The applications that staff looked for, as a workbook; text is never a formula."""

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from subsidy.workbook.export import FIRM, Sheets
from subsidy.workbook.template import OPTIONS

HEADINGS = (*FIRM, "申报事项", "办理阶段", "收到日期", "办理期限", "期限情况", "承办人")


class Line(NamedTuple):
    """One application, as the list shows it."""

    firm: str
    uscc: str
    district: str
    items: str
    stage: str
    received: datetime.date
    deadline: datetime.date | None
    left: str
    assignee: str


def export(path: Path, title: str, note: str, lines: Iterable[Line]) -> None:
    """Writes the list; `note` says what was looked for. OSError if the file cannot be written."""
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        Sheets(workbook).add("申报", title, note, HEADINGS, map(_cells, lines))


def _cells(line: Line) -> tuple[str, ...]:
    deadline = line.deadline.isoformat() if line.deadline else ""
    head = (line.firm, line.uscc, line.district, line.items, line.stage)
    return (*head, line.received.isoformat(), deadline, line.left, line.assignee)
