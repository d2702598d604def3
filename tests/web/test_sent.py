"""What was sent: a page and a copy as PDF, the same each time, for nobody else; and taking it back."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from subsidy import desk
from subsidy.desk.firm import submit
from subsidy.money import fen
from tests import applicant
from tests.printed import told
from tests.web import sending
from tests.web.sending import CHECK, CLAIMS, STATUS, WITHDRAW, YEAR, A, B, main, page, posted

SENT = f"/year/{YEAR}/sent/"


@pytest.fixture
def site(tmp_path, monkeypatch, law):
    """A firm that sent its application."""
    made = sending.site(tmp_path, monkeypatch, law)
    made.type_in(**CLAIMS)
    assert sending.sent(made.firm(A)).status_code == 303
    return made


def give_back(site, **sections):
    with site.db() as db:
        submit.send_back(db, site.law, YEAR, A, sections, "office")


def copy(who, number=1):
    return who.get(f"{SENT}{number}.pdf")


def test_the_page_says_the_number_the_moment_and_what_happens_next(site):
    answer = site.firm(A).get(f"{SENT}1")
    text = main(answer)
    (row,) = site.submissions()
    day = re.fullmatch(r"(\d+)-0?(\d+)-0?(\d+)T(\d\d:\d\d).*", row["at"])
    assert "申报已提交" in text
    assert f"受理号{YEAR}-{A}-1" in text
    assert "提交时间：{}年{}月{}日{}".format(*day.groups()) in text
    assert "由受理单位核对申报内容和证明材料" in text
    assert page(answer).xpath(f"//a[@href='{SENT}1.pdf']")
    assert page(answer).xpath(f"//a[@href='{WITHDRAW}']")


def test_the_copy_is_one_file_however_often_it_is_made(site):
    who = site.firm(A)
    first = copy(who)
    assert first.status_code == 200
    assert first.mimetype == "application/pdf"
    assert first.headers["Content-Disposition"].startswith("attachment;")
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Cache-Control"] == "no-store"
    assert copy(who).data == first.data
    shutil.rmtree(site.folder / "cache")
    people = [site.firm(A) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        assert {answer.data for answer in pool.map(copy, people)} == {first.data}
    (kept,) = (site.folder / "cache" / "receipts").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    text = "".join(told(first.data))
    assert f"受理号{YEAR}-{A}-1" in text
    assert site.submissions()[0]["digest"] in text


def test_a_later_sending_leaves_the_first_as_it_was(site):
    who = site.firm(A)
    before = copy(who).data
    give_back(site, revenue_tier="收入与报告不符")
    assert "已退回修改或撤回" in main(who.get(f"{SENT}1"))
    with site.db() as db:
        applicant.save(db, site.law, A, YEAR, tier={**applicant.TIER, "revenue": "5300"})
    assert posted(who, sending.form(who.get(CHECK))).headers["Location"] == f"{SENT}2"
    assert "以第2次为准" in main(who.get(f"{SENT}1"))
    shutil.rmtree(site.folder / "cache")
    assert copy(who).data == before
    assert "5,200万元" in "".join(told(before))
    assert "5,300万元" in "".join(told(copy(who, 2).data))


@pytest.mark.parametrize("number", ["0", "2", "9" * 30, "-1", "x"])
@pytest.mark.parametrize("end", ["", ".pdf"])
def test_what_was_not_sent_is_no_page(site, number, end):
    assert site.firm(A).get(f"{SENT}{number}{end}").status_code == 404


def test_another_firm_sees_nothing_of_it(site):
    other = site.firm(B)
    for where in (f"{SENT}1", f"{SENT}1.pdf"):
        answer = other.get(where)
        assert answer.status_code == 404
        assert A not in answer.text
    assert A not in other.get(STATUS).text
    assert posted(other, {"csrf_token": other.token("/password"), "number": "0"}, WITHDRAW).status_code == 409
    assert "申报已提交" in main(site.firm(A).get(f"{SENT}1"))


def taken_back(who, **more):
    fields = page(who.get(WITHDRAW)).xpath("//main//form//input[@type='hidden']")
    return posted(who, {**{field.get("name"): field.get("value") for field in fields}, **more}, WITHDRAW)


def test_it_is_taken_back_once_and_can_be_sent_again(site):
    who = site.firm(A)
    old = {"csrf_token": who.token(WITHDRAW), "number": "1"}
    answer = taken_back(who, reason="填错<i>了</i>")
    assert (answer.status_code, answer.headers["Location"]) == (303, STATUS)
    text = main(who.get(STATUS))
    assert "申报已撤回" in text
    assert "撤回申报填错<i>了</i>" in text
    assert posted(who, old, WITHDRAW).status_code == 409
    assert "没有可以撤回的申报" in main(who.get(WITHDRAW))
    assert posted(who, sending.form(who.get(CHECK))).headers["Location"] == f"{SENT}2"
    stale = posted(who, old, WITHDRAW)
    assert stale.status_code == 409
    assert "又提交过申报，请重新确认" in main(stale)
    with site.db() as db:
        standing = [claim for claim in applicant.kept(db, site.law, A, YEAR) if not claim[-1]]
    assert len(standing) == 2


def test_a_reason_that_is_too_long_is_kept_on_the_page(site):
    who = site.firm(A)
    answer = taken_back(who, reason="长" * 501)
    assert answer.status_code == 422
    assert page(answer).findtext(".//textarea") == "长" * 501
    assert "申报已提交" in main(who.get(f"{SENT}1"))


def test_what_is_decided_is_not_taken_back(site):
    with site.db() as db:
        applicant.vouch(db, site.law, A, YEAR)
        desk.set_budget(db, site.law, YEAR, fen(10_000_000))
        desk.run(db, site.law, YEAR)
    who = site.firm(A)
    assert "各项都已审定" in main(who.get(WITHDRAW))
    answer = posted(who, {"csrf_token": who.token("/password"), "number": "1"}, WITHDRAW)
    assert answer.status_code == 409
    assert "不能撤回" in main(answer)
