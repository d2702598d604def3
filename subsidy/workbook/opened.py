"""A workbook opened within bounds: openpyxl is given a copy that holds only what is read of it.

That is the sheets, texts, number formats, cells that hold something, and merged areas. Pictures, links, macros,
comments, rules, and cells that only are formatted, never reach it.
"""

import io
import math
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_ISO8601
from openpyxl.utils.escape import unescape
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml import constants as xml

from subsidy.workbook import archive
from subsidy.workbook.archive import Archive, Bounds, WorkbookError

AT_ONCE = 2  # workbooks that are opened at a time: each may take some hundred megabytes
PLACES = threading.BoundedSemaphore(AT_ONCE)
LONGEST, LONGEST_FORMAT, LONGEST_NUMBER = 32_767, 255, 40  # characters
MOST_STYLES, MOST_AREAS = 65_490, 20_000  # styles: as spreadsheets have it; areas that are merged
DAY, DAYS = 14, frozenset((*range(27, 37), *range(50, 59)))  # formats: everybody's, those of East Asia's spreadsheets
TYPES = (
    f'<Types xmlns="{xml.CONTYPES_NS}"><Override PartName="/{xml.ARC_WORKBOOK}" ContentType="{xml.XLSX}"/>'
    f'<Override PartName="/{xml.ARC_SHARED_STRINGS}" ContentType="{xml.SHARED_STRINGS}"/></Types>'
)
STYLES = (  # with what openpyxl wants beside number formats
    "<numFmts>{}</numFmts><fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    "<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{}</cellXfs>"
    '<cellStyles><cellStyle name="Normal" xfId="0"/></cellStyles>'
)
TEXT = ("str", "inlineStr")  # kinds of cells that hold a text of their own
Write = Callable[[str], int]
warnings.filterwarnings("ignore", module="openpyxl")  # what it warns of in English is told in words, with its place


class Page(NamedTuple):
    """A sheet with the values that a spreadsheet last computed, and with its formulas."""

    values: Worksheet
    formulas: Worksheet


def pages(path: Path, bounds: Bounds) -> list[Page]:
    """The sheets of a file in their order; WorkbookError, in words, where it is no workbook or beyond the bounds."""
    with PLACES, archive.opened(path, bounds) as found, io.BytesIO() as copy:
        with ZipFile(copy, "w", ZIP_DEFLATED, compresslevel=1) as out:
            calculated = _copied(found, out)
        values = openpyxl.load_workbook(copy, data_only=True).worksheets
        formulas = openpyxl.load_workbook(copy).worksheets if any(calculated) else values
        pairs = zip(values, formulas, calculated, strict=True)
        return [Page(one, other if differs else one) for one, other, differs in pairs]


def _copied(found: Archive, out: ZipFile) -> list[bool]:
    """Writes the copy; of each sheet, in their order, whether it has formulas."""
    office = next((target for _, kind, target in found.related("") if kind == "officeDocument"), None)
    if office is None:
        raise WorkbookError(archive.NO_WORKBOOK)
    related = found.related(office)
    parts = {kind: target for _, kind, target in related}
    with _part(out, xml.ARC_STYLE, "styleSheet") as write:
        _styles(found, parts.get("styles"), write)
    with _part(out, xml.ARC_SHARED_STRINGS, "sst") as write:
        texts = _texts(found, parts.get("sharedStrings"), write)
    with _part(out, xml.ARC_WORKBOOK, "workbook") as write:
        sheets = _listed(found, office, {id_: target for id_, kind, target in related if kind == "worksheet"}, write)
    calculated = []
    for number, (title, target) in enumerate(sheets):
        with _part(out, f"{number}.xml", "worksheet") as write:
            calculated.append(_Sheet(title, found.bounds, texts).copy(found, target, write))
    links = (f'<Relationship Id="r{number}" Type="worksheet" Target="/{number}.xml"/>' for number in range(len(sheets)))
    out.writestr(xml.ARC_WORKBOOK_RELS, f'<Relationships xmlns="{xml.PKG_REL_NS}">{"".join(links)}</Relationships>')
    out.writestr(xml.ARC_CONTENT_TYPES, TYPES)
    return calculated


@contextmanager
def _part(out: ZipFile, name: str, root: str) -> Iterator[Write]:
    with io.TextIOWrapper(out.open(name, "w"), "utf-8", newline="") as part:
        part.write(f'<{root} xmlns="{xml.SHEET_MAIN_NS}" xmlns:r="{xml.REL_NS}">')
        yield part.write
        part.write(f"</{root}>")


def _styles(found: Archive, part: str | None, write: Write) -> None:
    """Which styles show numbers as days; no more of them than there can be."""
    formats, styles = "", ""
    for one in islice(found.elements(part, numFmt="numFmts", xf="cellXfs"), MOST_STYLES):
        number, code = int(one.get("numFmtId") or 0), one.get("formatCode", "")
        if one.tag == "xf":
            styles += f'<xf numFmtId="{DAY if number in DAYS else number}"/>'
        elif len(code) <= LONGEST_FORMAT:
            formats += f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
    write(STYLES.format(formats, styles))


def _texts(found: Archive, part: str | None, write: Write) -> int:
    """The texts that cells name by their number; how many there are."""
    count = 0
    for count, one in enumerate(found.elements(part, si="sst"), 1):
        text = _said(one)
        if count > found.bounds.cells:
            raise WorkbookError(archive.TOO_LARGE)
        if len(text) > LONGEST:
            raise WorkbookError(f"工作簿中有超过 {LONGEST} 个字的单元格，请删去多余的内容再试")
        write(f"<si><t>{_written(text)}</t></si>")
    return count


def _listed(found: Archive, part: str, places: dict[str, str], write: Write) -> list[tuple[str, str]]:
    """The sheets by title and part; writes them, and from when days are counted."""
    sheets: list[tuple[str, str]] = []
    said = days = ""
    for one in found.elements(part, sheet="sheets", workbookPr="workbook"):
        title, id_ = one.get("name", ""), next((value for name, value in one.items() if name.endswith("}id")), "")
        if INVALID_TITLE_REGEX.search(title):
            raise WorkbookError(f"工作表的名称“{title[:31]}”不能用，请改名再试")
        if one.tag == "workbookPr":
            days = f'<workbookPr date1904="{one.get("date1904") in ("1", "true"):d}"/>'
        elif id_ in places:
            said += f'<sheet name={quoteattr(title)} sheetId="{len(sheets) + 1}" r:id="r{len(sheets)}"/>'
            sheets.append((title, places[id_]))
        if len(sheets) > found.bounds.sheets:
            raise WorkbookError(f"工作簿有 {found.bounds.sheets} 张以上的工作表，请只留要用的工作表再试")
    write(f"{days}<sheets>{said}</sheets>")
    return sheets


def _said(entry: Element | None) -> str:
    """A text without what stands above characters to read them by, and without what XML cannot hold."""
    found = [] if entry is None else [*entry.findall("t"), *entry.findall("r/t")]
    return ILLEGAL_CHARACTERS_RE.sub("", unescape("".join(one.text or "" for one in found)))


def _written(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


class _Sheet:
    """A sheet on its way into the copy."""

    def __init__(self, title: str, bounds: Bounds, texts: int) -> None:
        self.title, self.bounds, self.texts = title, bounds, texts
        self.filled = self.covered = self.last = self.widest = 0
        self.calculated = False

    def copy(self, found: Archive, part: str, write: Write) -> bool:
        """Writes the rows with cells that hold something, and the merged areas; whether there are formulas."""
        number = 0
        areas: list[str] = []
        write("<sheetData>")
        for one in found.elements(part, row="sheetData", mergeCell="mergeCells"):
            if one.tag == "row":
                number = int(one.get("r") or number + 1)
                if cells := "".join(self._cells(one, number)):
                    write(f'<row r="{number}">{cells}</row>')
            else:
                areas.append(self._area(one.get("ref", ""), len(areas)))
        write(f"</sheetData><mergeCells>{''.join(areas)}</mergeCells>")
        return self.calculated

    def _cells(self, row: Element, number: int) -> Iterator[str]:
        column = 0
        for cell in row.findall("c"):
            place, kind, style = cell.get("r"), cell.get("t", "n"), int(cell.get("s") or 0)
            number, column = coordinate_to_tuple(place) if place else (number, column + 1)
            formula = cell.findtext("f")
            raw = _said(cell.find("is")) if kind == "inlineStr" else cell.findtext("v", "")
            if not raw and formula is None:
                continue
            self._fill(number, column, max(len(raw), len(formula or "")))
            self.calculated |= formula is not None
            said = "" if formula is None else f"<f>{_written(formula)}</f>"
            kind = self._kind(kind, raw) if raw else "n"
            yield f'<c r="{get_column_letter(column)}{number}" s="{style}" t="{kind}">{said}<v>{_written(raw)}</v></c>'

    def _kind(self, kind: str, raw: str) -> str:
        """What a cell holds; if it cannot be what it says, it is told with its place, as what a formula got wrong."""
        try:
            match kind:
                case "n":
                    fits = len(raw) <= LONGEST_NUMBER and "_" not in raw and math.isfinite(float(raw))
                case "s":
                    fits = 0 <= int(raw) < self.texts
                case "b":
                    fits = raw in ("0", "1")
                case "d":
                    fits = from_ISO8601(raw) is not None
                case _:
                    fits = kind in TEXT
        except (ValueError, TypeError, OverflowError):
            fits = False
        return "e" if not fits else "str" if kind in TEXT else kind

    def _fill(self, row: int, column: int, length: int) -> None:
        """Another cell, if it is within the bounds."""
        bounds = self.bounds
        self.filled += 1
        self.last, self.widest = max(self.last, row), max(self.widest, column)
        for found, most, unit in ((row, bounds.rows, "行"), (column, bounds.columns, "列"), (length, LONGEST, "个字")):
            if found > most:
                place = f"工作表 {self.title}，第 {row} 行第 {column} 列"
                raise WorkbookError(f"{place}：超过 {most} {unit}，请删去多余的内容再试")
        if row < 1:
            raise WorkbookError(archive.DAMAGED)
        if self.filled > bounds.cells or self.last * self.widest > bounds.area:
            raise WorkbookError(f"工作表 {self.title} 内容过多，请删去多余的行和列，或分成几个文件再试")

    def _area(self, ref: str, others: int) -> str:
        left, top, right, bottom = range_boundaries(ref)
        if bottom > self.bounds.rows or right > self.bounds.columns:
            raise WorkbookError(f"工作表 {self.title}：合并单元格一直到第 {bottom} 行，请取消合并再试")
        self.covered += (bottom - top + 1) * (right - left + 1)
        self.last, self.widest = max(self.last, bottom), max(self.widest, right)
        most = self.covered > self.bounds.cells or self.last * self.widest > self.bounds.area
        if most or others >= MOST_AREAS:
            raise WorkbookError(f"工作表 {self.title}：合并的单元格过多，请取消合并再试")
        return f"<mergeCell ref={quoteattr(ref)}/>"
