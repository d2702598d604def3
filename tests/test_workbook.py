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
    assert past[:2] == [(messy.A, "revenue_tier", {"tier": 2_000_000_000})] * 2  # two instalments may be true
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


CODE = "统一社会信用代码"
REVENUE = [CODE, "年度", "本年软件业务收入(万元)", "上年软件业务收入(万元)"]
ORDERS = [CODE, "年度", "合同编号", "发包方", "发包方所在地代码", "实际执行金额(万元)"]
LIST = [[CODE, "年度", "名单"], [messy.A, 2022, "国家鼓励的重点软件企业"]]
TIER = [messy.A, 2022, 3000, 2000]
PROJECT = [messy.A, 2022, "攻关", 50]
OF_PROJECT = [CODE, "年度", "项目名称"]


@pytest.fixture
def read(tmp_path, law):
    def read(sheets, *merged):
        messy.write(tmp_path / "some.xlsx", sheets, merged)
        return workbook.read(tmp_path / "some.xlsx", law)

    return read


# sheets, how many claims are read, the one refusal: its place, what it says
NOT_QUIET = [
    ({"国家名单": LIST, "收入达标(2)": [REVENUE, TIER]}, 1, "工作表 收入达标(2)", "应为以下之一且不重复：企业信息"),
    ({"国家名单": LIST, "国家名单 ": LIST}, 1, "工作表 国家名单", "表名是“国家名单 ”"),
    ({"国家名单": LIST, "附表": [["附"]] * 29 + LIST}, 1, "工作表 附表", "本表各行均未读入"),
    ({"收入达标": [[*REVENUE, "最高收入"], [*TIER, 1]]}, 1, "工作表 收入达标，第 1 行", "缺少“历史最高收入(万元)”"),
    ({"技术攻关": [[*OF_PROJECT, "核定金额(千元)"], PROJECT]}, 0, "工作表 技术攻关，第 1 行", "写的是“千元”，应为"),
]


@pytest.mark.parametrize(("sheets", "claims", "place", "what"), NOT_QUIET)
def test_rows_and_columns_that_cannot_be_read_are_refused_aloud(read, sheets, claims, place, what):
    found = read(sheets)
    assert len(found.claims) == claims
    assert [r.place for r in found.refusals] == [place]
    assert what in found.refusals[0].message


NOTED = [
    ({"国家名单": LIST, "填表说明": [["请填统一社会信用代码"]]}, "工作表 填表说明 不在模板中，未读"),
    ({"国家名单": [[*LIST[0], "电话"], [*LIST[1], "1"]]}, "工作表 国家名单，第 1 行：“电话”列不在模板中，未读"),
    ({"收入达标": [[*REVENUE, "电话"], [*TIER, " "]]}, "工作表 收入达标，第 1 行：“电话”列不在模板中，未读"),
    ({"国家名单": LIST}, "本工作簿没有这些表：企业信息、重大项目、"),
]


@pytest.mark.parametrize(("sheets", "what"), NOTED)
def test_what_holds_no_rows_of_the_template_is_only_noted(read, sheets, what):
    found = read(sheets)
    assert (len(found.claims), found.refusals) == (1, [])
    assert any(what in note for note in found.notes), found.notes


# cells merged in 市外外包, and the columns told as (row, column)
MERGES = [
    ("A2:A3", []),
    ("B2:B3", []),
    ("D2:D3", []),
    ("F2:F3", [(2, "实际执行金额(万元)"), (3, "实际执行金额(万元)")]),
    ("C2:C3", [(3, "合同编号")]),
    ("A4:F5", []),
    ("F4:F5", []),
]


@pytest.mark.parametrize(("area", "told"), MERGES)
def test_codes_years_and_names_are_carried_down_a_merged_cell_and_nothing_else(read, area, told):
    rows = [[messy.A, 2022, f"HT-{n}", "示例", "330100", n] for n in (1, 2)]
    found = read({"市外外包": [ORDERS, *rows, ["填报人：" if area == "A4:F5" else None]]}, f"市外外包!{area}")
    assert [r.place for r in found.refusals] == [f"工作表 市外外包，第 {row} 行，列 {column}" for row, column in told]
    assert sum(len(c.places) for c in found.claims) == 2 - len({row for row, _ in told})
    assert all("合并单元格" in r.message for r in found.refusals)


FEET = [
    [None, None, None, 7, None],
    [None, None, "合　计", None, 3000],
    [None, None, None, "总计：", 3000],
    ["填报人（签字）：", None, "审核人：", None, None],
]


@pytest.mark.parametrize("foot", FEET)
def test_numbered_blank_rows_and_totals_are_no_data(read, foot):
    found = read({"技术攻关": [[*OF_PROJECT, "序号", "核定金额(元)"], [*PROJECT[:3], 1, 50], foot]})
    assert (len(found.claims), found.refusals) == (1, [])


NO_TOTALS = [[None, 2022, "总计通软件", 50], [None, 2022, "注册系统：二期", 50], ["注册系统：二期", 2022, "攻关", 50]]


@pytest.mark.parametrize("row", NO_TOTALS)
def test_a_row_without_a_code_that_only_looks_like_a_total_is_told(read, row):
    found = read({"技术攻关": [[*OF_PROJECT, "核定金额(元)"], row]})
    assert [r.place for r in found.refusals] == ["工作表 技术攻关，第 2 行，列 统一社会信用代码"]


@pytest.mark.parametrize("word", ["无", "没有", "/", "—", "——", "-", "／ "])
def test_words_for_nothing_leave_an_optional_column_empty(read, word):
    found = read({"收入达标": [REVENUE, [*TIER[:3], word]]})
    assert found.claims[0].facts == {"revenue": 3_000_000_000, "previous_revenue": None}
    note = f"工作表 收入达标，第 2 行，列 上年软件业务收入(万元)：填的是“{word.strip()}”，按没有理解"
    assert [n for n in found.notes if "第 2 行" in n] == [note]
    assert found.refusals == []


@pytest.mark.parametrize(("word", "held"), [("无", {"held_before": False}), ("/", {})])
def test_in_a_column_of_yes_or_no_the_word_for_none_is_an_answer(read, word, held):
    found = read({"安全资质": [[CODE, "年度", "资质", "此前是否取得"], [messy.A, 2022, "ISO27001", word]]})
    assert found.claims[0].facts == {"scheme": found.claims[0].facts["scheme"], **held}


def test_a_firm_whose_row_was_refused_is_remembered_by_its_code(found):
    assert found.refused_firms == {messy.C: "工作表 企业信息，第 6 行"}


HEADINGS = [
    ("本年软件业务收入（万元） \n", ("本年软件业务收入", "万元")),
    ("金额(单位：元)", ("金额", "元")),
    ("金额【万元】", ("金额", "万元")),
    ("金额 [ 元 ]", ("金额", "元")),
    ("金额（单位：千元）", ("金额", "千元")),
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
    assert (taken.firms, taken.history) == (2, 3)
