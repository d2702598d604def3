"""A run at the site before it is a run: its preview, its start, the job that makes it."""

import io

import openpyxl
import pytest

from subsidy import desk, store
from subsidy.desk.bureau.runs import preview
from subsidy.money import fen
from subsidy.store import jobs as rows
from subsidy.store import runs
from tests.build import hand_in, project
from tests.web import staffed
from tests.web.running import A, B, C, D, ended, office, send, staff, start, text
from tests.web.visitor import page


@pytest.fixture
def folder(tmp_path, monkeypatch, law):
    return office(tmp_path, monkeypatch, law)


@pytest.fixture
def db(folder):
    with store.connect(folder / "subsidy.db") as found:
        yield found


def test_the_preview_shows_the_list_the_sums_and_what_to_mind(folder, db):
    who = staff(folder, "handler")
    said = text(who.get("/office/runs/new?year=2022"))
    assert "按此清单启动批次（兑现1家60万元）" in said
    assert "本批以后余额440万元" in said
    assert "预算不足：1家的900万元列入储备" in said
    assert "1家有条件尚未核实" in said
    assert "注册地是否在本市、是否严重失信主体" in said
    assert "四(一)2家600,0009,000,0000项0项" in said
    assert "南湖区1家600,00001项0项" in said
    assert "另有1件申报不在本批：待核查1件" in said
    assert C not in said
    assert runs.runs(db) == []
    assert "另有" not in text(staff(folder, "finance").get("/office/runs/new?year=2022"))


def test_the_whole_list_can_be_fetched(folder):
    answer = staff(folder, "auditor").get("/office/runs/new.xlsx?year=2022")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["清单", "按条款", "按区县"]
    found = [[cell.value for cell in row] for row in book["清单"].iter_rows(min_row=4)]
    assert [(row[2], row[6], row[7], row[8], row[9]) for row in found] == [
        (A, "兑现", "", 600_000, 0),
        (A, "不予兑现", "", 0, 0),
        (B, "列入储备", 1, 0, 9_000_000),
        ("", "", "", 600_000, 9_000_000),
    ]


@pytest.mark.parametrize(("year", "told"), [(2021, "尚未设定预算"), (2023, "没有可以核算的申报")])
def test_where_nothing_can_be_started_the_page_says_why(folder, db, law, year, told):
    desk.set_budget(db, law, 2023, fen(5_000_000))
    answer = staff(folder, "handler").get(f"/office/runs/new?year={year}")
    assert told in text(answer)
    assert "按此清单启动" not in text(answer)


def test_a_run_is_started_from_its_preview_and_leads_to_its_page(folder, db):
    who = staff(folder, "handler")
    told, last = ended(who, start(who))
    assert told["next"] == "/office/runs/2022-001"
    assert "查看批次2022-001" in text(last)
    said = text(who.get("/office/runs/2022-001"))
    assert "本批兑现60万元1家" in said
    assert "第1位" in said
    assert "发布公示" in said
    assert "2022-001" in text(who.get("/office/runs?year=2022"))
    assert runs.run(db, "2022-001")["actor"] == "handler"


def test_a_run_from_a_stale_preview_is_refused_and_says_what_changed(folder, db, law):
    who = staff(folder, "handler")
    drawn = page(who.get("/office/runs/new?year=2022"))
    hand_in(db, law, {D: [project(100_000)]}, names={D: "示例丁软件有限公司"})
    desk.set_budget(db, law, 2022, fen(20_000_000))
    told, last = ended(who, send(who, drawn))
    assert told["next"] == ""
    said = text(last)
    assert "没有启动" in said
    assert "预算由5,000,000元改为20,000,000元" in said
    assert "新增1家：示例丁软件有限公司" in said
    assert "重新预览" in said
    assert "再次办理" not in said
    assert runs.runs(db) == []


def test_a_browser_closed_in_mid_run_finds_the_job_again(folder, db):
    who = staff(folder, "handler")
    answer = start(who)
    del who  # whoever asked is gone; the job belongs to nobody's browser
    other = staffed.staff(folder, "er", "handler")
    told, _ = ended(other, answer)
    assert told["next"] == "/office/runs/2022-001"
    assert len(runs.runs(db)) == 1


def test_who_starts_the_same_preview_later_is_led_to_the_run(folder, db):
    first, second = staff(folder, "handler"), staffed.staff(folder, "er", "handler")
    drawn = page(second.get("/office/runs/new?year=2022"))
    ended(first, start(first))
    _, last = ended(second, send(second, drawn))
    assert "这份清单已由示例经办handler启动，批次2022-001" in text(last)
    assert len(runs.runs(db)) == 1


def test_an_interrupted_job_says_so_and_is_started_again(folder, db, law):
    who = staff(folder, "handler")
    person = staffed.person(db, "handler")
    digest = preview.preview(db, law, 2022, person).digest
    with store.write(db):
        asked = f'{{"year": 2022, "digest": "{digest}"}}'
        lost = rows.add(db, "run", f"{law.id} 2022", asked, "2022-03-10T09:00:00+08:00", "handler")
    assert "任务中断" in text(who.get(f"/office/jobs/{lost}"))
    again = staffed.post(who, f"/office/jobs/{lost}/again")
    told, _ = ended(who, again)
    assert told["next"] == "/office/runs/2022-001"
    assert staffed.post(who, f"/office/jobs/{lost}/again").location == again.location
    assert "再次办理" not in text(who.get(f"/office/jobs/{lost}"))


def test_an_auditor_starts_no_job_again(folder, db):
    staffed.person(db, "handler", "handler")
    with store.write(db):
        lost = rows.add(db, "run", "x", "{}", "2022-03-10T09:00:00+08:00", "handler")
    who = staff(folder, "auditor")
    assert "再次办理" not in text(who.get(f"/office/jobs/{lost}"))
    assert staffed.post(who, f"/office/jobs/{lost}/again").status_code == 403
