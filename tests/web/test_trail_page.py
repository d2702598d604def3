"""The page of the audit trail: what it shows, where it leads, how it is looked through and exported."""

import io

import openpyxl
import pytest

from subsidy import create_app, store
from subsidy.desk.bureau import trail
from subsidy.desk.bureau.cases import case as cases
from subsidy.desk.bureau.trail import Asked
from tests import filled
from tests.filled import PERSON_ID, B
from tests.web.filling import sound
from tests.web.visitor import Visitor, page

EVIL = '=HYPERLINK("https://evil.example","点这里")'


@pytest.fixture(scope="module")
def world(law, tmp_path_factory):
    made = filled.year(tmp_path_factory.mktemp("trailpage"), law)
    with store.connect(made.folder / "subsidy.db") as db:
        cases.comment(db, made.application, EVIL, made.people["jing"])
        cases.comment(db, made.application, "很长的意见。" * 60, made.people["jing"])
    return made


@pytest.fixture
def auditor(world, monkeypatch):
    for name, value in filled.environment(world.folder).items():
        monkeypatch.setenv(name, value)
    found = Visitor(create_app())
    assert found.log_in("shen").status_code == 303
    return found


def rows(answer):
    return page(answer).xpath("//table[contains(@class, 'trail')]/tbody/tr")


def test_the_page_is_sound_and_shows_no_identity_number(auditor, world):
    with store.connect(world.folder / "subsidy.db") as db:
        older = trail.page(db, world.law, Asked(), world.people["shen"]).older
    for path in ("/office/trail", f"/office/trail?after={older}"):
        answer = auditor.get(path)
        sound(answer)
        assert rows(answer)
        assert PERSON_ID not in answer.text


def test_a_long_text_is_folded_and_whole(auditor):
    answer = auditor.get("/office/trail?act=comment")
    (folded,) = page(answer).xpath("//details[@class='long']")
    assert folded.xpath("span")[0].text == "很长的意见。" * 60


def test_subjects_lead_to_what_there_is_a_page_for_and_who_looks_may_open(auditor, world):
    links = page(auditor.get("/office/trail?act=staff_roles")).xpath("//tbody//td/a/@href")
    assert links == ["/office/people/lin"]
    for href in page(auditor.get("/office/trail")).xpath("//table//a/@href"):
        assert auditor.get(href).status_code == 200


def test_filters_stay_in_the_form_and_in_the_addresses(auditor):
    answer = auditor.get("/office/trail?actor=jing&act=exclude&subject=2022-001&since=2000-01-01&until=2099-01-01")
    assert len(rows(answer)) == 1
    form = page(answer).xpath("//form[@class='filters']")[0]
    assert dict(form.form_values()) == {
        "actor": "jing",
        "act": "exclude",
        "subject": "2022-001",
        "since": "2000-01-01",
        "until": "2099-01-01",
    }
    (export,) = page(answer).xpath("//a[text()='导出工作簿']/@href")
    assert "actor=jing" in export
    assert "没有符合条件的记录" in auditor.get("/office/trail?actor=nobody").text


def test_a_day_that_there_is_not_is_told_and_the_rest_is_kept(auditor):
    for path in ("/office/trail", "/office/trail.xlsx"):
        answer = auditor.get(f"{path}?since=昨天&actor=jing")
        assert "日期填的是“昨天”，应如 2022-03-10" in answer.text
        assert page(answer).get_element_by_id("actor").get("value") == "jing"


def test_the_export_has_what_the_filters_show_and_no_formula(auditor):
    answer = auditor.get("/office/trail.xlsx?act=comment")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[6], row[10]) for row in cells][1] == ("写办理意见", EVIL)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert "操作“写办理意见”" in sheet["A2"].value
    paid = openpyxl.load_workbook(io.BytesIO(auditor.get(f"/office/trail.xlsx?act=pay&subject={B}").data)).active
    assert ("状态", "待拨付", "已拨付") in [tuple(cell.value for cell in row)[8:] for row in paid.iter_rows(min_row=4)]


def test_nobody_else_reads_it(world, auditor):
    other = Visitor(auditor.app)
    other.log_in("guan")
    assert other.get("/office/trail").status_code == other.get("/office/trail.xlsx").status_code == 403
