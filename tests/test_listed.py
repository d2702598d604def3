"""Published lists read: which columns are meant by which words, what stands above them, what is told of the rest."""

import datetime

import openpyxl
import pytest

from subsidy.workbook import entitled as workbook
from subsidy.workbook import listed
from subsidy.workbook.grid import WorkbookError
from tests import published
from tests.build import FIRMS

A = FIRMS[0]


def read(law, tmp_path, *rows, title="名单"):
    return listed.read(published.book(tmp_path / "list.xlsx", **{title: rows}), law)


def claims(found):
    return [(row.name or row.uscc, one.item, one.facts) for row in found.rows for one in row.claims]


def level(scheme, level):
    return "capability_certificate", {"scheme": scheme, "level": level}


PLATFORM = {"product": "示例平台V1.0", "grade": "provincial"}
KEY = ("national_list", {"list": "key_software_firm"})
SAFE = ("security_certificate", {"scheme": "ISO27001"})
FIRST = ("first_version_product", PLATFORM)


@pytest.mark.parametrize(
    ("head", "row", "wanted"),
    [
        (["企业名称", "资质", "等级"], ["甲", "CMMI", "五级"], level("CMMI", "五级")),
        (["获证单位", "证书类型", "资质等级"], ["甲", "cmmi", "ML3"], level("CMMI", "三级")),
        (["公司名称", "标准", "级别"], ["甲", "SDCA", "2级"], level("T/SIA009-2020", "二级")),
        (["单位名称", "认证项目"], ["甲", "CMMI V2.0 五级"], None),
        (["单位名称", "认证项目"], ["甲", "CMMI五级"], level("CMMI", "五级")),
        (["单位", "资质名称", "证书等级"], ["甲", "CS", "CS3级"], level("CS", "CS3")),
        (["单位", "资质"], ["甲", "CSMM三级"], None),
        (["单位", "资质", "等级"], ["甲", "ISO/IEC 27001:2013", None], SAFE),
        (["单位", "资质"], ["甲", "ISO270012"], None),
        (["企业", "名单"], ["甲", "国家鼓励的重点软件企业"], KEY),
        (["研发单位", "软件产品名称", "认定级别"], ["甲", " 示例平台V1.0 ", "省级"], FIRST),
        (["企业", "产品", "级别"], ["甲", "平台", "市级"],
         ("first_version_product", {"product": "平台", "grade": "municipal"})),
        (["企业", "产品", "级别"], ["甲", "平台", "区级"], None),
        (["企业", "产品", "级别"], ["甲", None, "省级"], None),
    ],
)  # fmt: skip
def test_lists_call_their_columns_what_they_like(law, tmp_path, head, row, wanted):
    found = read(law, tmp_path, ["附件"], head, row)
    assert claims(found) == ([("甲", *wanted)] if wanted else [])
    assert bool(found.refusals) is (wanted is None)
    assert all("第 3 行" in refusal.place for refusal in found.refusals)


@pytest.mark.parametrize(
    ("title", "head", "row", "wanted"),
    [
        ("关于公布2022年国家鼓励的重点软件企业清单的通知", ["序号", "企业名称"], [1, "甲"], KEY),
        ("2022年度省级首版次软件产品名单", ["产品名称", "企业名称"], ["示例平台V1.0", "甲"], FIRST),
        ("省级、国家级首版次软件产品名单", ["产品名称", "企业名称"], ["示例平台V1.0", "甲"], None),
        ("CMMI五级企业", ["企业名称", "备注"], ["甲", None], None),
        ("2022年ISO27001获证企业", ["企业名称", "证书号"], ["甲", "x"], SAFE),
    ],
)  # fmt: skip
def test_what_no_column_says_stands_above_the_list(law, tmp_path, title, head, row, wanted):
    found = read(law, tmp_path, [title], head, row)
    assert claims(found) == ([("甲", *wanted)] if wanted else [])
    if wanted is None:
        assert "表头认不出是哪一种名单" in found.refusals[0].message
    else:
        assert f"《{title}》" in found.rows[0].source


def test_a_row_says_its_number_and_day_and_is_cited(law, tmp_path):
    path = published.certificates(
        tmp_path / "list.xlsx",
        ("甲", "CMMI", "三级", "C-1", "2022年5月3日"),
        ("乙", "CMMI", "三级", None, datetime.date(2022, 5, 4)),
        ("丙", "CMMI", "三级", None, "去年"),
    )
    found = published.rows(path, law)
    assert [row.day for row in found] == ["2022-05-03", "2022-05-04", "去年"]
    assert found[0].source == f"《{published.CMMI}》，工作表 CMMI，第 4 行，编号 C-1，日期 2022-05-03"


def test_a_scheme_merged_over_its_rows_counts_for_all_of_them(law, tmp_path):
    path = published.book(
        tmp_path / "list.xlsx", 名单=[["企业", "资质", "等级"], ["甲", "ITSS", "2"], ["乙", None, "3"]]
    )
    made = openpyxl.load_workbook(path)
    made.active.merge_cells("B2:B3")
    made.save(path)
    assert claims(listed.read(path, law)) == [("甲", *level("ITSS", "二级")), ("乙", *level("ITSS", "三级"))]


@pytest.mark.parametrize(
    ("rows", "place", "wanted"),
    [
        ([["企业", "资质", "等级"], ["甲", "CMMI", "九级"]], "列 等级", "CMMI 没有“九级”这一等级"),
        ([["企业", "资质", "等级"], ["甲", "CMMI", None]], "列 等级", "没有填"),
        ([["企业", "资质", "等级"], ["甲", "DCMM", "3"]], "列 资质", "填的是“DCMM”，不在本政策奖励的范围：CMMI"),
        ([["企业", "资质", "等级"], [None, "CMMI", "3"]], "列 企业", "没有填企业名称"),
        ([["企业", "代码", "资质", "等级"], ["甲", A[:17] + "X", "CMMI", "3"]], "列 代码", "校验位不符"),
        ([["企业", "单位", "资质"], ["甲", "乙", "ISO27001"]], "第 1 行", "有两列都是“企业名称”"),
        ([["企业", "营业额"], ["甲", 3]], "第 1 行", "表头认不出是哪一种名单"),
        ([["资质", "等级"], ["CMMI", "3"]], "list.xlsx", "没有找到表头"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(law, tmp_path, rows, place, wanted):
    found = read(law, tmp_path, *rows)
    assert found.rows == []
    (told,) = found.refusals
    assert place in told.place.replace(A[:17], "")
    assert wanted in told.message


def test_what_is_not_read_is_noted(law, tmp_path):
    found = read(
        law, tmp_path, ["企业", "资质", "等级", "法定代表人"], ["甲", "CMMI", "3", "某"], ["合计"], ["联系人：某"]
    )
    assert len(found.rows) == 1
    assert found.notes == ["工作表 名单，第 1 行：“法定代表人”列用不到，未读"]


def test_a_file_that_is_no_workbook_is_told(law, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK")
    with pytest.raises(WorkbookError, match=r"list\.xlsx"):
        listed.read(path, law)


def test_the_template_is_read_as_what_it_is_for(law, tmp_path):
    path = tmp_path / "list.xlsx"
    workbook.template(path, law)
    made = openpyxl.load_workbook(path)
    assert made.sheetnames == ["国家名单", "首版次产品", "能力资质", "安全资质"]
    filled = {
        "国家名单": ["甲", A, "国家鼓励的重点软件企业", None, None],
        "首版次产品": ["甲", None, "示例平台V1.0", "省级", "文号", "2022-01-02"],
        "能力资质": ["甲", None, "CMMI", "3", None, None],
        "安全资质": ["甲", None, "BS7799", None, None],
    }
    for title, row in filled.items():
        made[title].append(row)
    made.save(path)
    found = listed.read(path, law)
    assert (found.refusals, found.notes) == ([], [])
    assert [item for _, item, _ in claims(found)] == [
        "national_list", "first_version_product", "capability_certificate", "security_certificate",
    ]  # fmt: skip
