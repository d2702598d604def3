"""A notice on paper and as a workbook, read back: nothing private, sums, pages, texts that are no formulas."""

import datetime
import io

import openpyxl
import pytest

from subsidy import desk, policy, workbook
from subsidy.desk.bureau.runs import publish
from subsidy.letters import forms, office
from subsidy.letters.forms import notice
from subsidy.letters.forms.notice import Days, Item
from subsidy.money import cents, fen
from tests.build import FIRMS, codes, hand_in, project
from tests.printed import pages, plain, told

D = datetime.date
A, B, *_ = FIRMS
LAW = policy.load("jiaxing-2022-10")
OFFICE = office(issuer="示例市软件局", contact="示例处", phone="0573-00000000", address="示例市示例路1号")
DAYS = Days(D(2022, 3, 10), D(2022, 3, 17), 5)
DETAILS = {
    "district": "南湖区",
    "legal_representative": "示例法人",
    "contact": "示例联系",
    "phone": "13900000000",
    "account_name": "示例开户",
    "bank": "示例银行",
    "bank_code": "313335000000",
    "account": "6222000000001234",
}
TRAINEES = ("training_refund", {"trainees": [
    {"name": "示例学员", "id_number": "330402199001010014", "certificate": "PX-1", "employed_in_city": True,
     "passed": True, "provider_qualified": True, "fee": fen(1000)}
]})  # fmt: skip
UNKNOWN = "\U0003134a"  # no face has it


def items(count, **changes):
    """So many lines of a list."""
    return [
        Item(f"示例{i}软件有限公司", code, "南湖区", "软件业务收入达标奖励", "四(三)", fen(200_000) + i)._replace(
            **changes
        )
        for i, code in enumerate(codes(count))
    ]


def body(granted, reserved=()):
    """A notice of these."""
    return notice.body("2022-001", 2022, LAW.source, OFFICE, DAYS, granted, reserved)


def paper(said, draft=False):
    """The file of a notice."""
    return forms.bound(notice.notice(said, draft), notice.about(said))


def book(said):
    """The workbook of a notice, read back."""
    out = io.BytesIO()
    workbook.notice(out, said)
    return openpyxl.load_workbook(out)


def cells(found):
    return [str(cell.value) for sheet in found for row in sheet for cell in row if cell.value is not None]


def test_no_form_of_it_says_anything_of_people_or_accounts(db, law):
    hand_in(db, law, {A: [project(500), TRAINEES], B: [project(300_000)]}, details=DETAILS)
    desk.set_budget(db, law, 2022, fen(100_000))
    run, _ = desk.run(db, law, 2022)
    said = publish.draft(db, run, D(2022, 3, 10), OFFICE).body
    texts = [repr(said), "".join(told(paper(said))), "\n".join(cells(book(said)))]
    private = [*DETAILS.values(), "示例学员", "330402199001010014", "1234"]
    private.remove("南湖区")
    for text in texts:
        assert A in text
        assert B in text
        assert "南湖区" in text
        assert [word for word in private if word in text] == []


def test_the_paper_says_it_all_and_has_its_lists_behind_it():
    said = body(items(3), [one._replace(rank=i) for i, one in enumerate(items(2), 1)])
    found = told(paper(said))
    assert len(found) == 3
    for text in said["text"]:
        assert plain(text) in found[0]
    assert plain("联系人：示例处，联系电话：0573-00000000") in found[0]
    assert "附件：1.拟兑现名单2.拟列入储备项目库名单示例市软件局2022年3月10日" in found[0]
    assert found[1].startswith("附件12022年度嘉兴市软件产业扶持资金拟兑现名单")
    assert f"合计3家企业、3项{cents(fen(600_000) + 3)}" in found[1]
    assert found[2].startswith("附件22022年度嘉兴市软件产业扶持资金拟列入储备项目库名单次序")
    assert [f"第{i}页，共3页" in page for i, page in enumerate(found, 1)] == [True] * 3


def test_one_list_is_the_only_annex():
    found = told(paper(body(items(1))))
    assert "名单见附件。" in found[0]
    assert "附件：拟兑现名单" in found[0]
    assert "储备" not in found[0]
    assert found[1].startswith("附件2022年度")


def test_a_reserve_list_alone_is_called_so():
    said = body([], items(1, rank=1))
    assert said["title"] == "关于2022年度嘉兴市软件产业扶持资金拟列入储备项目库名单的公示"
    assert "拟兑现" not in "".join(said["text"])


def test_a_draft_says_so_and_the_paper_does_not():
    said = body(items(1))
    assert "公示稿，尚未发布" in told(paper(said, draft=True))[0]
    assert "公示稿" not in told(paper(said))[0]


def test_a_long_list_goes_over_pages_each_with_its_heading(monkeypatch):
    monkeypatch.setattr(notice, "TOGETHER", 2)  # pages, so that a short list is laid out in parts, too
    said = body(items(130))
    made = paper(said)
    found = told(made)
    assert pages(made) == len(found) == 5
    for page in found[1:]:
        assert "序号企业名称统一社会信用代码" in page
    assert f"第{len(found)}页，共{len(found)}页" in found[-1]
    assert "合计130家企业、130项" in found[-1]


def test_a_name_that_no_face_has_does_not_stop_the_list():
    made = told(paper(body(items(1, name=f"示例{UNKNOWN}软件有限公司"))))
    assert "示例〓U+3134A软件有限公司" in made[1]


def test_the_workbook_has_both_units_their_sums_and_the_words_of_the_notice():
    said = body(items(2, amount=fen(123_456)), items(1, rank=1))
    found = book(said)
    assert found.sheetnames == ["拟兑现名单", "拟列入储备项目库名单"]
    sheet = found["拟兑现名单"]
    headings = [cell.value for cell in sheet[3]]
    assert headings[-2:] == ["金额(元)", "金额(万元)"]
    assert [[cell.value for cell in row][-2:] for row in sheet.iter_rows(min_row=4)] == [
        [123_456, 12.3456],
        [123_456, 12.3456],
        [246_912, 24.6912],
    ]
    assert sheet["A6"].value == "合计"
    for text in said["text"]:
        assert text in sheet["A2"].value
    assert found["拟列入储备项目库名单"]["B4"].value == 1


@pytest.mark.parametrize("name", ["=1+1", "+SUM(A1)", "@示例", "-2", "http://示例.example"])
def test_text_in_the_workbook_is_never_a_formula(name):
    cell = book(body(items(1, name=name)))["拟兑现名单"]["B4"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_the_same_notice_is_the_same_file():
    said, made = body(items(3)), []
    for _ in range(2):
        out = io.BytesIO()
        workbook.notice(out, said)
        made.append((out.getvalue(), paper(said)))
    assert made[0] == made[1]
    assert book(said).properties.created == datetime.datetime(2022, 3, 10)
