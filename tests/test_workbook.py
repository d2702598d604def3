"""The workbook: every bad row told, every good one taken, nothing turned into a formula."""

import openpyxl
import pytest

from subsidy import desk, workbook
from subsidy.workbook.columns import heading, sheets, tier
from subsidy.workbook.export import Book, Row
from subsidy.workbook.grid import WorkbookError
from tests import messy

COLUMNS = {
    "企业信息": "统一社会信用代码 企业名称 所属区县 法定代表人 联系人 联系电话 开户名 开户银行 银行行号 银行账号 "
    "是否软件企业 注册地是否在本市 是否严重失信主体",
    "收入达标": "统一社会信用代码 年度 本年软件业务收入(万元) 上年软件业务收入(万元) 历史最高收入(万元)",
    "国家名单": "统一社会信用代码 年度 名单",
    "市外外包": "统一社会信用代码 年度 合同编号 发包方 发包方所在地代码 实际执行金额(万元)",
    "首版次产品": "统一社会信用代码 年度 产品名称 级别",
    "能力资质": "统一社会信用代码 年度 资质 等级 此前最高等级",
    "安全资质": "统一社会信用代码 年度 资质 此前是否取得",
    "培训补助": "统一社会信用代码 年度 姓名 身份证号 证书编号 是否在嘉兴就业 是否合格 机构是否符合条件 培训费(元)",
    "技术攻关": "统一社会信用代码 年度 项目名称 核定金额(万元)",
    "研发配套": "统一社会信用代码 年度 项目名称 级别 上级资助金额(万元) 配套比例",
    "重大项目": "统一社会信用代码 年度 项目名称 核定金额(万元)",
    "融资需求": "统一社会信用代码 年度 发展阶段",
    "历年奖励": "统一社会信用代码 年度 事项 名称 等级或档次 金额(元)",
}


@pytest.fixture(scope="module")
def found(workbook_path, law):
    return workbook.read(workbook_path, law)


def test_the_sheets_and_columns_are_those_that_offices_know(law):
    assert {s.name: " ".join(c.title for c in s.columns) for s in sheets(law)} == COLUMNS


@pytest.mark.parametrize(("sheet", "row", "column", "what"), [b for b in messy.BAD if b[3] != messy.UNKNOWN])
def test_a_bad_row_is_told_with_its_place(found, sheet, row, column, what):
    wanted = f"工作表 {sheet}" + (f"，第 {row} 行" if row else "") + (f"，列 {column}" if column else "")
    assert any(r.place == wanted and what in r.message for r in found.refusals), [str(r) for r in found.refusals]


def test_no_good_row_is_refused(found):
    assert len(found.refusals) == len(messy.BAD) - 1  # the unknown firm is the desk's to refuse


def test_good_rows_are_taken_as_they_were_meant(found):
    firms = {firm.uscc: firm for firm in found.firms}
    assert firms[messy.A].name == "示例甲软件有限公司"
    assert firms[messy.A].conditions == {"software_firm": True, "serious_dishonesty": False}
    assert firms[messy.A].details["account"] == "1234567890123456789"
    assert firms[messy.B].conditions["software_firm"] is True
    claims = {(c.uscc, c.item): c.facts for c in found.claims}
    assert claims[messy.A, "revenue_tier"] == {"revenue": 5_200_000_000, "previous_revenue": 4_000_000_000}
    assert claims[messy.B, "revenue_tier"] == {"revenue": 2_600_000_000, "previous_revenue": None}
    assert claims[messy.A, "capability_certificate"] == {
        "scheme": "CMMI",
        "level": "五级",
        "best_earlier_level": "三级",
    }
    assert claims[messy.B, "capability_certificate"] == {"scheme": "ITSS", "level": "二级"}
    assert [t["fee"] for t in claims[messy.A, "training_refund"]["trainees"]] == [5]


def test_a_code_merged_over_rows_counts_for_all_of_them_and_a_repeated_row_once(found):
    orders = next(c for c in found.claims if c.item == "outsourcing_bonus")
    assert [(o["contract"], o["executed"]) for o in orders.facts["orders"]] == [("HT-1", 16), ("HT-2", 100_000_000)]
    assert any("第 4 行：与工作表 市外外包，第 2 行内容相同" in note for note in found.notes)


def test_past_awards_carry_what_identifies_them(found):
    past = [(entry.uscc, entry.past.item, entry.past.facts) for entry in found.history]
    assert past[0] == (messy.A, "revenue_tier", {"tier": 2_000_000_000})
    assert past[-1] == (messy.B, "capability_certificate", {"scheme": "ITSS", "level": "三级"})


def test_what_is_not_understood_but_harmless_is_noted(found):
    assert any("填表说明" in note for note in found.notes)
    assert any("上年软件业务收入(万元)：没有填" in note for note in found.notes)


def test_a_file_that_is_no_workbook_is_refused_in_words(tmp_path, law):
    path = tmp_path / "notes.xlsx"
    path.write_text("不是工作簿")
    with pytest.raises(WorkbookError, match="另存为"):
        workbook.read(path, law)


def test_a_workbook_without_any_known_sheet_says_which_it_wants(tmp_path, law):
    path = tmp_path / "other.xlsx"
    messy.write(path, {"Sheet1": [["a", "b"]]})
    assert "收入达标" in str(workbook.read(path, law).refusals[0])


HEADINGS = [
    ("本年软件业务收入（万元） \n", ("本年软件业务收入", "万元")),
    ("金额(单位：元)", ("金额", "元")),
    ("级别 (省级/国家级/市级)", ("级别", None)),
    (None, ("", None)),
]


@pytest.mark.parametrize(("text", "wanted"), HEADINGS)
def test_headings_give_their_name_and_unit(text, wanted):
    assert heading(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3000", "30000000.00"),
        (2000, "20000000.00"),
        ("５０００万元档", "50000000.00"),
        ("0.5", "5000.00"),
        ("高", "高"),
    ],
)
def test_a_tier_is_read_in_ten_thousands_of_yuan(text, wanted):
    assert tier(text) == wanted


def test_the_template_comes_back_empty_and_clean(tmp_path, law):
    path = tmp_path / "template.xlsx"
    workbook.template(path, law)
    found = workbook.read(path, law)
    assert (found.firms, found.claims, found.history, found.refusals) == ([], [], [], [])
    book = openpyxl.load_workbook(path)
    assert book["能力资质"].data_validations.dataValidation
    assert law.items["revenue_tier"].text in book["收入达标"]["A1"].value


def row(**changes):
    known = {"uscc": messy.A, "firm": "=1+1", "district": "南湖区", "title": "@SUM(A1)", "clause": "四(三)"}
    known |= {"outcome": "granted", "ground": "http://x", "amount": 12345, "funded": True, "rank": None}
    known |= {"account_name": "甲", "bank": "乙", "bank_code": "012", "account": "0012345678901234567"}
    return Row(**{**known, **changes})


def test_lists_keep_text_as_text_and_money_as_numbers(tmp_path):
    path = tmp_path / "lists.xlsx"
    rows = [row(), row(amount=100, funded=False, rank=1), row(outcome="refused", amount=0)]
    workbook.export(path, Book("2022-001", "示例〔2022〕1号", 2022, "1. 次序", 10**9, 0, rows))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["资金分配明细表", "公示名单", "储备项目库", "不予兑现和待核定"]
    first = [cell.value for cell in book["资金分配明细表"][4]]
    assert first[1] == "=1+1"
    assert book["资金分配明细表"]["B4"].data_type == "s"
    assert first[7] == 123.45
    assert first[11] == "0012345678901234567"
    assert "银行账号" not in [cell.value for cell in book["公示名单"][3]]
    assert book["资金分配明细表"]["H5"].value == 123.45
    assert "1. 次序" in book["储备项目库"]["A2"].value
    assert book["不予兑现和待核定"]["G4"].value == "不予兑现"


def test_the_workbook_goes_all_the_way_to_an_application(db, law, found):
    taken = desk.take_in(db, law, found)
    assert any(messy.UNKNOWN in str(refusal) for refusal in taken.refusals)
    assert len(taken.refusals) == len(messy.BAD)
    assert (taken.firms, taken.history) == (2, 2)
