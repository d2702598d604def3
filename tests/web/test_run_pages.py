"""The run's pages: preview, start, progress, decisions, approval, exclusion, letters, and who may do what."""

import datetime
import io
import time
import zipfile

import openpyxl
import pytest

from subsidy import config, desk, store
from subsidy.desk import approval
from subsidy.desk.bureau import approve, batch, jobs, preview
from subsidy.letters import keys
from subsidy.money import fen
from subsidy.store import intake, runs
from subsidy.store import jobs as rows
from tests.build import FIRMS, hand_in, project, revenue
from tests.web import staffed
from tests.web.visitor import page, site

A, B, C, D = FIRMS
PATIENCE = 60
ROLES = ("handler", "reviewer", "approver", "finance", "auditor", "admin")


@pytest.fixture
def folder(tmp_path, monkeypatch, law):
    """A and B wait for a run, B with too much for the year's money; C has not been checked."""
    site(tmp_path, monkeypatch)
    keys.create(tmp_path / "keys")
    with store.connect(tmp_path / "subsidy.db") as db:
        hand_in(db, law, {A: [project(600_000), revenue(1)]}, details={"district": "南湖区"})
        hand_in(db, law, {B: [project(9_000_000)]}, conditions={"software_firm": True})
        hand_in(db, law, {C: [project(300_000)]}, accepted=False)
        desk.set_budget(db, law, 2022, fen(5_000_000))
    return tmp_path


@pytest.fixture
def db(folder):
    with store.connect(folder / "subsidy.db") as found:
        yield found


@pytest.fixture
def made(db, law):
    """A run that an operator made."""
    return desk.run(db, law, 2022)[0]


def staff(folder, role):
    return staffed.staff(folder, role, role)


def text(answer):
    """What the main part says, without blanks."""
    return "".join(page(answer).find(".//main").text_content().split())


def start(who, year=2022):
    """Sends the form of the preview as it was drawn."""
    drawn = page(who.get(f"/office/runs/new?year={year}"))
    return send(who, drawn)


def send(who, drawn):
    fields = {field.get("name"): field.get("value") for field in drawn.xpath("//main//form//input[@type='hidden']")}
    return staffed.post(who, "/office/runs/new", **{k: v for k, v in fields.items() if k != "csrf_token"})


def ended(who, answer):
    """Where a job's page leads in the end: the job's last page."""
    assert answer.status_code == 303
    until = time.monotonic() + PATIENCE
    while not (told := who.get(answer.location + "/now").get_json())["over"]:
        assert time.monotonic() < until
        time.sleep(0.05)
    return told, who.get(answer.location)


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


def posts(run):
    return {
        "/office/runs/new": ({"year": "2022", "digest": "0" * 64}, {"handler"}),
        f"/office/runs/{run}/exclude/{A}": ({"reason": "示例理由示例"}, {"handler"}),
        f"/office/runs/{run}/approve": ({"digest": "0" * 64, "date": "2022-03-10"}, {"approver"}),
        f"/office/runs/{run}/print/approval": ({}, {"handler", "reviewer", "approver"}),
    }


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_is_its_own_by_direct_requests(folder, made, role, monkeypatch):
    monkeypatch.setattr(jobs, "COMMAND", "pass")  # who may ask is asked here, not what comes of it
    who = staff(folder, role)
    for path, (fields, roles) in posts(made).items():
        code = staffed.post(who, path, **fields).status_code
        assert (code == 403) == (role not in roles), (path, code)
    reads = role != "admin"
    for path in ("", "/new?year=2022", "/new.xlsx?year=2022", f"/{made}", f"/{made}/lists.xlsx"):
        assert who.get(f"/office/runs{path}").status_code == (200 if reads else 403), path


def test_an_auditor_starts_no_job_again(folder, db):
    staffed.person(db, "handler", "handler")
    with store.write(db):
        lost = rows.add(db, "run", "x", "{}", "2022-03-10T09:00:00+08:00", "handler")
    who = staff(folder, "auditor")
    assert "再次办理" not in text(who.get(f"/office/jobs/{lost}"))
    assert staffed.post(who, f"/office/jobs/{lost}/again").status_code == 403


def test_a_firm_is_taken_out_with_a_reason(folder, db, made):
    who = staff(folder, "handler")
    path = f"/office/runs/{made}/exclude/{A}"
    assert "将示例23XK软件有限公司移出批次" in text(who.get(path))
    short = staffed.post(who, path, reason="错")
    assert short.status_code == 400
    assert "至少5个字" in text(short)
    assert staffed.post(who, path, reason="材料与原件不符").status_code == 303
    said = text(who.get(f"/office/runs/{made}"))
    assert "已移出批次" in said
    assert "材料与原件不符" in said
    assert "本批兑现0万元0家" in said
    assert who.get(path).status_code == 404
    assert len(batch.standing(db, made, {"publication_days": 5}).kept) == 1


def test_decisions_are_found_by_name_code_and_outcome(folder, made):
    who = staff(folder, "reviewer")
    for query, wanted in {
        "q=23XK": {A},
        f"q={B.lower()}": {B},
        "show=reserved": {B},
        "show=refused": {A},
        "show=granted": {A},
        "show=held": set(),
        "show=unchecked": {B},
        "": {A, B},
    }.items():
        said = text(who.get(f"/office/runs/{made}?{query}"))
        assert {code for code in (A, B) if code in said} == wanted, query


def test_a_letter_is_seen_as_draft(folder, made):
    who = staff(folder, "auditor")
    answer = who.get(f"/office/runs/{made}/letters/{A}-grant.pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    for name in (f"{A}-reserve.pdf", f"{C}-grant.pdf", "x.pdf"):
        assert who.get(f"/office/runs/{made}/letters/{name}").status_code == 404
    assert who.get("/office/runs/2021-009").status_code == 404


def test_the_letters_of_a_run_are_printed_by_a_job_and_fetched(folder, made):
    who = staff(folder, "reviewer")
    _, last = ended(who, staffed.post(who, f"/office/runs/{made}/print/singles"))
    link = page(last).xpath("//main//a[contains(text(), '下载')]/@href")[0]
    names = zipfile.ZipFile(io.BytesIO(who.get(link).data)).namelist()
    assert names == [f"{A}-grant.pdf", f"{A}-refusal.pdf", f"{B}-reserve.pdf"]
    next((folder / "cache" / "jobs").glob("*.zip")).unlink()
    gone = who.get(link)
    assert gone.status_code == 404
    assert "文件已清理" in text(gone)
    auditor = staff(folder, "auditor")
    assert auditor.get(link).status_code == 403
    assert "下载" not in text(auditor.get(link.removesuffix("/file")))
    assert staffed.post(who, f"/office/runs/{made}/print/other").status_code == 404


def published(db, run):
    """A notice that is over."""
    body = {"run": run, "digest": "", "days": 5, "body": "{}", "at": "2022-03-01T09:00:00+08:00", "actor": "handler"}
    with store.write(db):
        intake.insert(db, "publications", {**body, "starts": "2022-03-01", "ends": "2022-03-08"})


def test_a_run_is_approved_after_its_notice_as_it_was_seen(folder, db, made):
    who, path, today = staff(folder, "approver"), f"/office/runs/{made}/approve", datetime.date.today().isoformat()
    assert "公示尚未期满" in text(who.get(path))
    told, last = ended(who, staffed.post(who, path, digest="0" * 64, date=today))
    assert told["next"] == ""
    assert "没有办成" in text(last)
    published(db, made)
    drawn = page(who.get(path))
    seen = drawn.xpath("//main//input[@name='digest']/@value")[0]
    assert "签批2家（兑现60万元）" in text(who.get(path))
    wrong = staffed.post(who, path, digest=seen, date="三月")
    assert wrong.status_code == 400
    assert "成文日期填的是“三月”" in text(wrong)
    told, last = ended(who, staffed.post(who, path, digest="0" * 64, date=today))
    assert "有变动" in text(last)
    told, _ = ended(who, staffed.post(who, path, digest=seen, date=today))
    assert told["next"] == f"/office/runs/{made}"
    said = text(who.get(told["next"]))
    assert "1家待拨付60万元" in said
    assert "移出批次" not in text(staff(folder, "handler").get(told["next"]))


def test_an_issued_letter_is_seen_by_an_auditor_once_somebody_made_its_file(folder, db, made):
    published(db, made)
    today = datetime.date.today()
    person = staffed.person(db, "approver", "approver")
    approve.approve(db, made, approval.digest(db, made), today, person, config.office())
    path, auditor = f"/office/runs/{made}/letters/{A}-grant.pdf", staff(folder, "auditor")
    assert "尚未生成" in text(auditor.get(path))
    assert db.execute("SELECT count(*) FROM prints").fetchone()[0] == 0
    file = staff(folder, "reviewer").get(path).data
    assert file.startswith(b"%PDF")
    assert auditor.get(path).data == file


def test_who_prepared_a_run_is_told_that_somebody_else_approves_it(folder, db, made):
    published(db, made)
    with store.write(db):
        body = {"run": made, "digest": "", "starts": "2022-03-01", "ends": "2022-03-08", "days": 5, "body": "{}"}
        intake.insert(db, "publications", {**body, "at": "2022-03-01T09:00:00+08:00", "actor": "approver"})
    who, path = staff(folder, "approver"), f"/office/runs/{made}/approve"
    assert "须由另一人办理" in text(who.get(path))
    seen = approval.digest(db, made)
    _, last = ended(who, staffed.post(who, path, digest=seen, date=datetime.date.today().isoformat()))
    assert "须由另一人办理" in text(last)
    assert db.execute("SELECT count(*) FROM approvals").fetchone()[0] == 0
