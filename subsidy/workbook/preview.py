"""A run before it is started, as a workbook: every line, and the sums by clause and by district."""

from collections.abc import Iterable
from pathlib import Path
from typing import IO, NamedTuple

import xlsxwriter

from subsidy.workbook.export import FIRM, Amount, Sheets
from subsidy.workbook.template import OPTIONS

LINES = (*FIRM, "事项", "政策条款", "结果", "储备次序", "兑现金额(元)", "储备金额(元)", "理由")
SUMS = ("企业数", "兑现企业数", "兑现金额(元)", "储备企业数", "储备金额(元)", "不予兑现项数", "转人工核定项数")


class Line(NamedTuple):
    """One line of a decision that is not made yet; amounts in fen."""

    firm: str
    uscc: str
    district: str
    title: str
    clause: str
    outcome: str
    rank: int | None
    granted: int
    reserved: int
    reasons: str


class Sum(NamedTuple):
    """What the lines of a clause or a district come to; amounts in fen."""

    name: str
    firms: int
    funded: int
    granted: int
    waiting: int
    reserved: int
    refused: int
    referred: int


def preview(
    path: Path | IO[bytes],
    title: str,
    note: str,
    lines: Iterable[Line],
    clauses: Iterable[Sum],
    districts: Iterable[Sum],
) -> None:
    """Writes the lists; text is never a formula. OSError if the file cannot be written."""
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        sheets = Sheets(workbook)
        sheets.add("清单", f"{title}清单", note, LINES, map(_line, lines))
        sheets.add("按条款", f"{title}按条款汇总", note, ("政策条款", *SUMS), map(_sum, clauses))
        sheets.add("按区县", f"{title}按区县汇总", note, ("所属区县", *SUMS), map(_sum, districts))


def _line(line: Line) -> tuple[str | int | Amount | None, ...]:
    head = (line.firm, line.uscc, line.district, line.title, line.clause, line.outcome, line.rank)
    return (*head, Amount(line.granted), Amount(line.reserved), line.reasons)


def _sum(found: Sum) -> tuple[str | int | Amount, ...]:
    name, firms, funded, granted, waiting, reserved, refused, referred = found
    return name, firms, funded, Amount(granted), waiting, Amount(reserved), refused, referred
