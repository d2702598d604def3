"""A workbook opened within bounds reads what a spreadsheet wrote: held against openpyxl's own reader."""

import datetime
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from subsidy.workbook import opened
from subsidy.workbook.archive import OFFICE, UPLOAD, WorkbookError
from tests import messy

NAMES = "ABCD"


def cells(sheet):
    """What a sheet holds, by place: value and kind."""
    found = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                found[cell.row, cell.column] = (cell.value, cell.data_type)
    return found


def same(path):
    """Every sheet as openpyxl has it, with values and with formulas, and its merged cells."""
    pages = opened.pages(path, OFFICE)
    values, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    assert [page.values.title for page in pages] == values.sheetnames
    for page, one, other in zip(pages, values.worksheets, formulas.worksheets, strict=True):
        assert cells(page.values) == cells(one)
        assert cells(page.formulas) == cells(other)
        assert set(map(str, page.values.merged_cells.ranges)) == set(map(str, one.merged_cells.ranges))
    return pages


def test_the_workbook_of_an_office_is_read_as_before(workbook_path):
    assert sum(len(cells(page.values)) for page in same(workbook_path)) > 100


def test_merged_cells_stand_where_they_stood(tmp_path):
    messy.write(tmp_path / "m.xlsx", {"一": [["a", "b"], ["c", None], ["d", "e"]]}, ["一!A2:B3"])
    found = same(tmp_path / "m.xlsx")[0]
    assert found.values.cell(3, 2).value is None
    assert {str(area) for area in found.values.merged_cells.ranges} == {"A2:B3"}


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=12).filter(str.strip)
CELL = st.one_of(
    TEXT.filter(lambda text: not text.startswith(("=", "_x", "#")) and "_x" not in text),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 4)),
    st.booleans(),
    st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2090, 1, 1)).map(lambda d: d.replace(microsecond=0)),
    st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)),
    st.sampled_from(["=A1+1", "=SUM(A1:B2)", '="a"&"b"']),
    st.none(),
)


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CELL, max_size=5), max_size=8), st.booleans())
def test_whatever_cells_hold_is_read_as_openpyxl_reads_it(tmp_path_factory, rows, written_by_openpyxl):
    path = tmp_path_factory.mktemp("same") / "book.xlsx"
    if written_by_openpyxl:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        with xlsxwriter.Workbook(path) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            sheet = book.add_worksheet("企业信息")
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(number, column, value, day)
                    elif value is not None:
                        sheet.write(number, column, value)
    same(path)


PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": '<Relationships xmlns="r"><Relationship Id="r1" Type="x/officeDocument" Target="/xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/a.xml"/>'
    '<Relationship Id="r2" Type="x/sharedStrings" Target="strings.xml"/>'
    '<Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>',
    "xl/strings.xml": '<sst><si><t>示例</t><rPh sb="0" eb="1"><t>ㄕ</t></rPh></si>'
    "<si><r><t>甲</t></r><r><t>_x000D_乙</t></r></si></sst>",
    "xl/styles.xml": '<styleSheet><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs></styleSheet>',
}


def made(path, sheet, **parts):
    """A workbook whose only sheet has this in its data; other parts as they are given."""
    body = {"xl/worksheets/a.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**PARTS, **body, **parts}.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize(
    ("cell", "value", "kind"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', "示例", "s"),
        ('<c r="A1" t="s"><v>1</v></c>', "甲\r乙", "s"),
        ('<c t="inlineStr"><is><t>甲</t><rPh><t>x</t></rPh><r><t>乙</t></r></is></c>', "甲乙", "s"),
        ('<x:c xmlns:x="y" r="A1"><x:v>7</x:v></x:c>', 7, "n"),
        ('<c r="A1" s="1"><v>45000</v></c>', datetime.datetime(2023, 3, 15), "d"),
        ('<c r="A1" t="d"><v>2023-03-15</v></c>', datetime.date(2023, 3, 15), "d"),
        ('<c r="A1" t="str"><f>A2</f><v>甲</v></c>', "甲", "s"),
        ('<c r="A1" t="b"><v>1</v></c>', True, "b"),
        ('<c r="A1"><v>1e3</v></c>', 1000.0, "n"),
    ],
)
def test_what_a_cell_can_be_is_read(tmp_path, cell, value, kind):
    found = opened.pages(made(tmp_path / "a.xlsx", f'<row r="1">{cell}</row>'), UPLOAD)[0].values["A1"]
    assert (found.value, found.data_type) == (value, kind)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><v>9</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1" t="b"><v>x</v></c>',
        '<c r="A1"><v>nan</v></c>',
        '<c r="A1"><v>1e999</v></c>',
        f'<c r="A1"><v>{"1" * 5000}</v></c>',
        '<c r="A1" s="1"><v>1e30</v></c>',
        '<c r="A1" t="d"><v>0000-99-99</v></c>',
        '<c r="A1" t="what"><v>1</v></c>',
        '<c r="A1" t="e"><v>#REF!</v></c>',
    ],
)
def test_what_a_cell_cannot_be_is_an_error_of_that_cell(tmp_path, cell):
    assert opened.pages(made(tmp_path / "a.xlsx", f'<row r="1">{cell}</row>'), UPLOAD)[0].values["A1"].data_type == "e"


@pytest.mark.parametrize("kind", ["array", "shared", "dataTable", "normal"])
def test_a_formula_without_its_value_is_seen_whatever_its_kind(tmp_path, kind):
    cell = f'<row r="2"><c r="B2"><f t="{kind}" ref="B2:B3" si="0">A1*2</f></c></row>'
    found = opened.pages(made(tmp_path / "a.xlsx", cell), UPLOAD)[0]
    assert (found.values["B2"].value, found.formulas["B2"].value) == (None, "=A1*2")
    assert found.formulas["B2"].data_type == "f"


def test_a_formula_over_an_area_that_openpyxl_writes_is_seen(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = ArrayFormula("A1:A2", "=B1:B2*2")
    book.save(tmp_path / "a.xlsx")
    assert opened.pages(tmp_path / "a.xlsx", UPLOAD)[0].formulas["A1"].value == "=B1:B2*2"


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path):
    book = PARTS["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    path = made(tmp_path / "a.xlsx", '<row><c s="1"><v>1</v></c></row>', **{"xl/workbook.xml": book})
    assert opened.pages(path, UPLOAD)[0].values["A1"].value == datetime.datetime(1904, 1, 2)


def test_rows_and_cells_without_numbers_are_counted(tmp_path):
    path = made(tmp_path / "a.xlsx", '<row r="3"><c><v>1</v></c><c r="D3"><v>2</v></c><c><v>3</v></c></row><row/>')
    assert cells(opened.pages(path, UPLOAD)[0].values) == {(3, 1): (1, "n"), (3, 4): (2, "n"), (3, 5): (3, "n")}


def test_formatted_cells_that_hold_nothing_count_for_nothing(tmp_path):
    """A whole sheet with borders, as offices make it by marking all columns."""
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(2, 200_000))
    path = made(tmp_path / "a.xlsx", f'<row r="1"><c r="A1"><v>1</v></c></row>{empty}')
    found = opened.pages(path, UPLOAD)[0].values
    assert (found.max_row, found["A1"].value) == (1, 1)


SHEET, ROW = "xl/worksheets/a.xml", '<row r="1" s="x" ht="x"><c r="A1" s="1"><v>45000</v></c></row>'
BEYOND = (
    '<conditionalFormatting sqref="?"><cfRule type="no such"/></conditionalFormatting><hyperlinks><hyperlink ref="0"/>'
    '</hyperlinks><dataValidations><dataValidation sqref="?"/></dataValidations><legacyDrawing r:id="gone"/>'
    '<tableParts><tablePart r:id="gone"/></tableParts><sheetProtection spinCount="x"/><pageSetup orientation="x"/>'
)
NAMED = '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">#REF!</definedName></definedNames>'
LINKED = '<externalReferences><externalReference r:id="gone"/></externalReferences>'


def test_what_is_not_read_of_a_file_cannot_spoil_it(tmp_path):
    """Rules, links, names and looks that openpyxl would not take never reach it."""
    strange = {
        SHEET: f'<worksheet xmlns:r="r"><cols><col min="x"/></cols><sheetData>{ROW}</sheetData>{BEYOND}</worksheet>',
        "xl/worksheets/_rels/a.xml.rels": '<Relationships><Relationship Id="c" Type="x/comments" Target="no"/>',
        "xl/workbook.xml": PARTS["xl/workbook.xml"].replace("</sheets>", f"</sheets>{NAMED}{LINKED}"),
        "xl/styles.xml": PARTS["xl/styles.xml"].replace(
            "<cellStyleXfs>", "<fills><fill><no/></fill></fills><cellStyleXfs>"
        ),
        "docProps/core.xml": "<cut",
    }
    found = opened.pages(made(tmp_path / "a.xlsx", "", **strange), UPLOAD)[0]
    assert cells(found.values) == {(1, 1): (datetime.datetime(2023, 3, 15), "d")}


@pytest.mark.parametrize("cell", ['<c r="A0"><v>1</v></c>', '<c r="A1" s="9"><v>1</v></c>', '<c r="1A"><v>1</v></c>'])
def test_a_cell_of_no_place_or_of_a_style_that_is_not_there_spoils_the_file(tmp_path, cell):
    with pytest.raises(WorkbookError, match="已损坏"):
        opened.pages(made(tmp_path / "a.xlsx", f"<row>{cell}</row>"), UPLOAD)


def test_a_cell_with_too_much_is_told_with_its_place(tmp_path):
    path = made(tmp_path / "a.xlsx", f'<row r="7"><c r="B7" t="str"><v>{"示" * 32_768}</v></c></row>')
    with pytest.raises(WorkbookError, match=r"^工作表 一，第 7 行第 2 列：超过 32767 个字，"):
        opened.pages(path, UPLOAD)


def test_charts_and_sheets_that_are_not_there_are_passed_over(tmp_path):
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet("数据")
        sheet.write(0, 0, "甲")
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=数据!$A$1:$A$2"})
        workbook.add_chartsheet("图").set_chart(chart)
    (tmp_path / "a.xlsx").write_bytes(book.getvalue())
    assert [page.values.title for page in opened.pages(tmp_path / "a.xlsx", UPLOAD)] == ["数据"]


def test_a_name_that_no_sheet_may_have_is_told(tmp_path):
    book = PARTS["xl/workbook.xml"].replace("一", "a/b")
    with pytest.raises(WorkbookError, match="改名"):
        opened.pages(made(tmp_path / "a.xlsx", "", **{"xl/workbook.xml": book}), UPLOAD)
