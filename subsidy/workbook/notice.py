"""公示 as a workbook: the lists of a notice as it was kept, a sheet each, the words of the notice above each."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from subsidy.workbook.export import FIRM, Amount, Sheets
from subsidy.workbook.template import OPTIONS

HEADINGS = (*FIRM, "奖励项目", "政策条款", "金额(元)", "金额(万元)")
RANKED = ("次序", *HEADINGS)
ABOVE = 190  # points of the rows' height that the words of the notice take


def notice(out: Path | BinaryIO, said: Mapping[str, Any]) -> None:
    """Writes a notice's lists; text is never a formula. The same notice gives the same bytes."""
    with xlsxwriter.Workbook(out, {**OPTIONS, "in_memory": True}) as workbook:
        day = datetime.datetime.fromisoformat(said["starts"])
        workbook.set_properties({"title": said["title"], "author": said["issuer"], "created": day})
        sheets, words = Sheets(workbook), _words(said)
        for part in said["lists"]:
            ranked = part["kind"] == "reserved"
            headings = RANKED if ranked else HEADINGS
            rows = (((row["rank"],) if ranked else ()) + _cells(row) for row in part["rows"])
            sheets.add(part["title"], f"{said['fund']}{part['title']}", words, headings, rows, ABOVE)


def _cells(row: Mapping[str, Any]) -> tuple[Any, ...]:
    amount = Amount(row["amount"])
    return row["name"], row["uscc"], row["district"], row["title"], row["clause"], amount, amount._replace(wan=True)


def _words(said: Mapping[str, Any]) -> str:
    """The whole text of the notice, a paragraph a line."""
    reach = "，".join(f"{label}：{value}" for label, value in said["reach"])
    lines = (said["title"], *said["text"], reach, f"{said['issuer']}，批次 {said['run']}")
    return "\n".join(line for line in lines if line)
