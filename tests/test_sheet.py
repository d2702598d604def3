"""Rows pasted or uploaded: read as the workbook is, every error by row and column, nothing kept."""

import io

import openpyxl
import pytest

from schemas import typed
from subsidy import workbook
from subsidy.desk.firm import sheet
from subsidy.desk.firm.sheet import MOST_ROWS, SheetError
from tests import messy
from tests.build import FIRMS

A, B, _, _ = FIRMS
YEAR = 2022
ORDERS, CERTIFICATES, TRAINEES, TIER = (
    "outsourcing_bonus",
    "capability_certificate",
    "training_refund",
    "revenue_tier",
)
HEADINGS = "合同编号\t发包方\t发包方所在地代码\t实际执行金额(万元)"
ORDER = {"contract": "HT-1", "buyer": "示例发包方", "buyer_region": "310000", "executed": "100"}
ROW = "HT-1\t示例发包方\t310000\t100"


def read(law, data, section=ORDERS):
    found = sheet.rows(law, section, data, A, YEAR)
    assert len(found.rows) == len(found.numbers)
    return found


def told(problems):
    return [(one.row, one.column) for one in problems]


def book(*rows, title="市外外包", merged=()):
    """A workbook of one sheet, as bytes."""
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    for area in merged:
        made.active.merge_cells(area)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        ROW,
        f"{ROW}\n",
        f"{HEADINGS}\n{ROW}",
        f"{HEADINGS}\r\n{ROW}\r\n\r\n",
        f"2022年度市外订单\n\n{HEADINGS}\n{ROW}\n合计\t\t\t100\n填报人：\t\t审核人：",
        "合同编号\t实际执行金额（元）\t发包方所在地代码\t发包方\nHT-1\t1,000,000.00\t３１００００\t示例发包方",
        f"{A}\t2022\t{ROW}",
        f"统一社会信用代码\t年度\t{HEADINGS}\n{A}\t2022年度\t{ROW}",
        f"统一社会信用代码\t{HEADINGS}\n\t{ROW}",
        '"合同\n编号"\t发包方\t发包方所在地代码\t"实际执行金额\n(万元)"\n' + ROW,
        f"序号\t{HEADINGS}\t备注\n1\t{ROW}\t无",
    ],
)
def test_pasted_rows_are_understood_however_they_come(law, text):
    found = read(law, text)
    assert found.rows == (ORDER,)
    assert found.problems == ()


def test_what_is_read_is_what_a_form_would_hold(law):
    found = read(law, ROW)
    values = sheet.added(law, ORDERS, {"claims": []}, found.rows)
    assert typed.load(law.items[ORDERS], values).problems == ()


@pytest.mark.parametrize("heading", [HEADINGS + "\n", ""])
def test_every_bad_row_is_told_by_the_number_it_has_where_it_was_pasted(law, heading):
    rows = [
        ROW,
        "HT-2\t示例发包方\t310000\t约100",
        "",
        "HT-3\t\t310000\t-5",
        "HT-1\t示例发包方\t310000\t7",
        "HT-4\t示例发包方\t3100\t=1+1",
    ]
    found = read(law, heading + "\n".join(rows))
    first = 2 if heading else 1
    money = "实际执行金额(万元)"
    wanted = [(1, money), (3, money), (3, "发包方"), (4, "合同编号"), (5, "发包方所在地代码"), (5, money)]
    assert sorted(told(found.problems)) == sorted((first + row, column) for row, column in wanted)
    assert {one.row: one.message for one in found.problems}[first + 1].startswith("填的是“约100”")
    assert f"与第 {first} 行重复" in {one.row: one.message for one in found.problems}[first + 4]
    assert (found.rows, found.numbers) == ((ORDER,), (first,))


def test_rows_of_claims_are_told_when_they_claim_the_same_twice(law):
    found = read(law, "CMMI\t5级\t3级\nITSS\t二级\t\nCMMI\t五级\t3级", CERTIFICATES)
    assert [row["scheme"] for row in found.rows] == ["CMMI", "ITSS", "CMMI"]
    assert told(found.problems) == [(3, "")]


def test_flags_and_names_come_as_a_form_has_them(law):
    found = read(law, "示例学员\t330402199002280010\tPX-1\t√\tY\t无\t1,980", TRAINEES)
    assert found.rows == (
        {
            "name": "示例学员",
            "id_number": "330402199002280010",
            "certificate": "PX-1",
            "employed_in_city": "是",
            "passed": "是",
            "provider_qualified": "否",
            "fee": "1,980",
        },
    )


def test_what_was_taken_for_nothing_is_noted(law):
    found = read(law, "5200\t\t无", TIER)
    assert found.rows[0] == {
        "revenue": "5,200",
        "previous_revenue": "",
        "previous_revenue.none": "1",
        "best_earlier_revenue": "",
    }
    assert told(found.notes) == [(1, "历史最高收入(万元)"), (1, "上年软件业务收入(万元)")]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        (f"{B}\t2022\t{ROW}", "统一社会信用代码", f"填的是“{B}”，不是本企业"),
        (f"{A}\t2021\t{ROW}", "年度", "填的是“2021”，应为 2022"),
        (f"{messy.WRONG}\t2022\t{ROW}", "统一社会信用代码", "校验位不符"),
    ],
)
def test_rows_of_others_are_not_taken(law, text, column, message):
    found = read(law, text)
    assert (found.rows, told(found.problems)) == ((), [(1, column)])
    assert message in found.problems[0].message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("合同编号\t发包方\t发包方所在地代码\n" + ROW, "缺少“实际执行金额(万元)”列"),
        (HEADINGS.replace("(万元)", "") + "\n" + ROW, "没有写单位"),
        (HEADINGS.replace("万元", "千元") + "\n" + ROW, "单位写的是“千元”"),
    ],
)
def test_a_heading_that_leaves_something_open_is_told_once_for_all_rows(law, text, message):
    found = read(law, text)
    assert (found.rows, told(found.problems)) == ((), [(1, "")])
    assert message in found.problems[0].message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "没有内容"),
        (" \n\t\n", "没有内容"),
        (f"{ROW}\n" * (MOST_ROWS + 1), "一次最多读 5000 行"),
        (b"", r"不是 \.xlsx"),
        (b"PK\x03\x04" + bytes(50), r"不是 \.xlsx"),
    ],
)
def test_what_are_no_rows_at_all_is_told(law, data, message):
    with pytest.raises(SheetError, match=message):
        read(law, data)


def test_text_that_is_no_table_gives_problems_not_rows(law):
    found = read(law, '您好，请查收附件。\n谢谢 "示例')
    assert found.rows == ()
    assert {problem.row for problem in found.problems} == {1, 2}


CELLS = [cell if cell != "100" else 100 for cell in ROW.split("\t")]


@pytest.mark.parametrize(
    "data",
    [
        book(HEADINGS.split("\t"), CELLS),
        book(["市外订单"], HEADINGS.split("\t"), CELLS, ["合计", None, None, "=SUM(D3:D3)"], title="Sheet1"),
        book(["统一社会信用代码", "年度", *HEADINGS.split("\t")], [A, YEAR, *CELLS]),
        book(["统一社会信用代码", "年度", *HEADINGS.split("\t")], [None, None, *CELLS]),
    ],
)
def test_an_uploaded_sheet_is_read_whoever_made_it(law, data):
    found = read(law, data)
    assert (found.rows, found.problems) == ((ORDER,), ())


def test_names_merged_downwards_count_for_all_rows_of_an_upload(law):
    rows = (HEADINGS.split("\t"), CELLS, ["HT-2", None, "310000", 200])
    found = read(law, book(*rows, merged=["B2:B3"]))
    assert [row["buyer"] for row in found.rows] == ["示例发包方"] * 2
    assert found.numbers == (2, 3)


def test_a_formula_without_a_value_is_told(law):
    found = read(law, book(HEADINGS.split("\t"), [*CELLS[:3], "=1+1"]))
    assert told(found.problems) == [(2, "实际执行金额(万元)")]


def test_of_the_offices_workbook_only_this_sheet_and_this_firm_are_read(law, workbook_path):
    found = sheet.rows(law, CERTIFICATES, workbook_path.read_bytes(), A, YEAR)
    assert [(row["scheme"], row["level"]) for row in found.rows] == [("CMMI", "五级")]
    assert sorted(told(found.problems)) == [(3, "等级"), (4, "资质"), (5, "统一社会信用代码")]


def test_the_empty_template_filled_in_is_read(law, tmp_path):
    path = tmp_path / "empty.xlsx"
    row = dict(zip(sheet.titles(law, ORDERS), CELLS, strict=True))
    workbook.template(path, law, {"市外外包": [row]})
    assert read(law, path.read_bytes()).rows == (ORDER,)


@pytest.mark.parametrize("section", ["outsourcing_bonus", "training_refund", "capability_certificate", "rd_match"])
def test_an_empty_sheet_has_no_rows(law, tmp_path, section):
    path = tmp_path / "empty.xlsx"
    workbook.template(path, law)
    found = read(law, path.read_bytes(), section)
    assert (found.rows, found.problems) == ((), ())


def test_a_workbook_without_the_sheet_says_which_is_wanted(law):
    made = openpyxl.Workbook()
    made.create_sheet("国家名单")
    held = io.BytesIO()
    made.save(held)
    with pytest.raises(SheetError, match="没有工作表“市外外包”"):
        read(law, held.getvalue())


def test_rows_are_put_after_those_that_are_filled_in(law):
    other = {**ORDER, "contract": "HT-2"}
    blank = dict.fromkeys(ORDER, "")
    values = {"claims": [{"orders": [other, blank]}]}
    assert sheet.added(law, ORDERS, values, [ORDER]) == {"claims": [{"orders": [other, ORDER]}]}
    assert values == {"claims": [{"orders": [other, blank]}]}
    certificate = {"scheme": "CMMI", "level": "5", "best_earlier_level": ""}
    found = sheet.added(law, CERTIFICATES, {"claims": [dict.fromkeys(certificate, ""), certificate]}, [certificate])
    assert found == {"claims": [certificate, certificate]}
