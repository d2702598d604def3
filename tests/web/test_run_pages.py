"""A run at the site: its decisions, approval, exclusion, letters, and who may do what."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from subsidy import config, desk, store
from subsidy.desk import approval
from subsidy.desk.bureau.runs import approve, batch, jobs
from subsidy.store import intake
from tests.build import hand_in
from tests.web import staffed
from tests.web.running import A, B, C, ended, office, published, staff, text
from tests.web.visitor import page

ROLES = ("handler", "reviewer", "approver", "finance", "auditor", "admin")


@pytest.fixture
def folder(tmp_path, monkeypatch, law):
    return office(tmp_path, monkeypatch, law)


@pytest.fixture
def db(folder):
    with store.connect(folder / "subsidy.db") as found:
        yield found


@pytest.fixture
def made(db, law):
    """A run that an operator made."""
    return desk.run(db, law, 2022)[0]


def posts(run):
    return {
        "/office/runs/new": ({"year": "2022", "digest": "0" * 64}, {"handler"}),
        f"/office/runs/{run}/exclude/{A}": ({"reason": "示例理由示例"}, {"handler"}),
        f"/office/runs/{run}/approve": ({"digest": "0" * 64, "date": "2022-03-10"}, {"approver"}),
        f"/office/runs/{run}/print/approval": ({}, {"handler", "reviewer", "approver"}),
        f"/office/runs/{run}/replay": ({}, {"handler", "reviewer", "approver", "auditor"}),
    }


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_is_its_own_by_direct_requests(folder, made, role, monkeypatch):
    monkeypatch.setattr(jobs, "COMMAND", "pass")  # who may ask is asked here, not what comes of it
    who = staff(folder, role)
    for path, (fields, roles) in posts(made).items():
        code = staffed.post(who, path, **fields).status_code
        assert (code == 403) == (role not in roles), (path, code)
    reads = role != "admin"
    for path in ("", "/new?year=2022", "/new.xlsx?year=2022", f"/{made}"):
        assert who.get(f"/office/runs{path}").status_code == (200 if reads else 403), path
    for path in ("lists.xlsx", f"letters/{B}-reserve.pdf"):
        answer = who.get(f"/office/runs/{made}/{path}")
        assert answer.status_code == (200 if reads and role != "finance" else 403), path


def listed(answer):
    """The firms of which a workbook of lists speaks, in any of its sheets."""
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return {code for sheet in book for row in sheet.values for code in (A, B, C) if code in row}


def test_who_pays_sees_letters_and_lists_of_what_is_approved(folder, db, made):
    published(db, made)
    finance, path = staff(folder, "finance"), f"/office/runs/{made}"
    assert "签批以后可以下载" in text(finance.get(path))
    assert "letters/" not in finance.get(path).text
    both = staffed.staff(folder, "liang", "finance", "reviewer")
    assert listed(both.get(f"{path}/lists.xlsx")) == {A, B}
    (held,) = db.execute("SELECT id FROM decisions WHERE uscc = ?", [B]).fetchone()
    with store.write(db):
        row = {"decision": held, "received": "2022-03-02", "who": "示例", "contact": "0573", "text": "示例", "at": ""}
        intake.insert(db, "objections", {**row, "actor": "office"})
    person = staffed.person(db, "approver", "approver")
    approve.approve(db, made, approval.digest(db, made), datetime.date.today(), person, config.office())
    assert listed(finance.get(f"{path}/lists.xlsx")) == {A}
    assert both.get(f"{path}/letters/{A}-grant.pdf").status_code == 200
    said = finance.get(path).text
    assert (f"{A}-grant.pdf" in said, f"{B}-reserve.pdf" in said) == (True, False)
    codes = [finance.get(f"{path}/letters/{name}.pdf").status_code for name in (f"{A}-grant", f"{B}-reserve")]
    assert codes == [200, 403]


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


def test_a_run_is_worked_out_again_by_a_job(folder, db, made):
    who = staff(folder, "auditor")
    assert "复算本批次" in text(who.get(f"/office/runs/{made}"))
    _, last = ended(who, staffed.post(who, f"/office/runs/{made}/replay"))
    assert "一致：按当时的政策版本" in text(last)
    db.execute("DROP TRIGGER decisions_no_update")
    db.execute("UPDATE decisions SET rank = 7 WHERE rank IS NOT NULL")
    _, last = ended(who, staffed.post(who, f"/office/runs/{made}/replay"))
    assert "储备次序，原为7，复算为1" in text(last)
    assert "的复算" in text(who.get(f"/office/runs/{made}"))
    assert "复算本批次" not in text(staff(folder, "finance").get(f"/office/runs/{made}"))


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


def test_what_cannot_be_numbered_is_told_not_approved_and_told_again(folder, db, law):
    hand_in(db, law, {}, firms=[A], names={A: "示例\U0003134a软件有限公司"})
    made, _ = desk.run(db, law, 2022)
    published(db, made)
    who, path, today = staff(folder, "approver"), f"/office/runs/{made}/approve", datetime.date.today().isoformat()
    assert "上次有未能编号的告知书" not in text(who.get(path))
    seen = page(who.get(path)).xpath("//main//input[@name='digest']/@value")[0]
    told, last = ended(who, staffed.post(who, path, digest=seen, date=today))
    assert told["next"] == ""
    assert "U+3134A" in text(last)
    assert "2份未能编号" in text(last)
    assert "没有签批，仍在批次中待签批" in text(last)
    assert db.execute("SELECT count(*) FROM approved_decisions").fetchone() == (1,)
    again = text(who.get(path))
    assert "上次签批时有2封告知书不能印制" in again
    assert "签批1家（兑现60万元）" in again


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
    answer = staffed.post(who, path, digest=seen, date=datetime.date.today().isoformat())
    assert (answer.status_code, "须由另一人办理" in text(answer)) == (403, True)
    assert (db["approvals"].count, db["jobs"].count) == (0, 0), "no job of theirs is in the way of who may"
