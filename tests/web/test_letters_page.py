"""Status and letters: told when they are issued, the sealed file itself, and to nobody else."""

import datetime
import hashlib

import pytest

from subsidy import desk
from subsidy.desk import papers, printing
from subsidy.desk.firm import submit
from subsidy.letters import keys, verify
from subsidy.money import fen
from subsidy.store import letters as table
from subsidy.store import write
from tests import applicant
from tests.build import issue
from tests.web import sending
from tests.web.sending import CHECK, CLAIMS, STATUS, YEAR, A, B, main, page

DAY = datetime.date(2022, 3, 10)
OFFICE = {"issuer": "示例市经济和信息化局", "number_prefix": "示例信"}
LETTERS = "/letters"


@pytest.fixture
def site(tmp_path, monkeypatch, law):
    """Two firms that sent their applications, one of whose claims is refused."""
    made = sending.site(tmp_path, monkeypatch, law)
    for uscc, name, claims in ((A, "示例甲软件有限公司", CLAIMS), (B, "示例乙软件有限公司", {"tier": applicant.TIER})):
        made.type_in(uscc, firm={**applicant.DETAILS, "name": name}, **claims)
        assert sending.sent(made.firm(uscc, name)).status_code == 303
    return made


def decided(site, budget=10_000_000):
    """The run that decides what both sent, its letters not issued yet."""
    with site.db() as db:
        for uscc in (A, B):
            applicant.vouch(db, site.law, uscc, YEAR)
        desk.set_budget(db, site.law, YEAR, fen(budget))
        return desk.run(db, site.law, YEAR)[0]


def issued(site, run, day=DAY):
    with site.db() as db:
        return [letter.number for letter in issue(db, run, day, office=OFFICE).letters]


def files(answer):
    """The addresses of the letters that a page offers."""
    return page(answer).xpath("//article//a/@href")


def steps(answer):
    """The steps of the timeline: name, state and what is said."""
    found = page(answer).xpath("//ol[@class='timeline']/li")
    return {step.findtext(".//strong"): step.get("class") for step in found}


def read(site, answer):
    """What whoever has the office's public key and the policy finds in a file."""
    return verify.examine(answer.data, keys.public(site.folder / "keys" / keys.PUBLIC), {site.law.digest: site.law}.get)


def digests(site):
    with site.db() as db:
        return [digest for (digest,) in db.execute("SELECT digest FROM prints ORDER BY id")]


def test_before_they_are_issued_nothing_of_a_decision_is_told(site):
    run = decided(site)
    who = site.firm(A)
    for where in (LETTERS, STATUS):
        assert files(who.get(where)) == []
        assert "1,600,000" not in who.get(where).text
    assert "还没有印发" in main(who.get(LETTERS))
    assert steps(who.get(STATUS))["公示"] == "current"
    assert who.get(f"{LETTERS}/{run}-{A}-grant.pdf").status_code == 404


def test_the_file_is_the_sealed_letter_that_the_office_prints(site, tmp_path):
    run = decided(site)
    numbers = issued(site, run)
    who = site.firm(A)
    answer = who.get(LETTERS)
    assert numbers[0] in main(answer)
    assert "奖励合计1,600,000元" in main(answer)
    (where,) = files(answer)
    first = who.get(where)
    assert first.mimetype == "application/pdf"
    assert first.headers["Content-Disposition"] == f"attachment; filename={run}-{A}-grant.pdf"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Cache-Control"] == "no-store"
    report = read(site, first)
    assert (report.verdict, report.number, report.uscc) == (verify.GENUINE, numbers[0], A)
    assert digests(site) == [hashlib.sha256(first.data).hexdigest()]
    assert who.get(where).data == first.data
    with site.db() as db:
        made = list(printing.files(db, papers.papers(db, run, OFFICE), tmp_path / "out", site.folder / "keys"))
    assert not any(one.problem for one in made)
    assert (tmp_path / "out" / f"{A}-grant.pdf").read_bytes() == first.data
    assert len(digests(site)) == 2


def test_another_firms_letter_is_no_page(site):
    issued(site, decided(site))
    one, other = site.firm(A), site.firm(B)
    (mine,), (theirs,) = files(one.get(LETTERS)), files(other.get(LETTERS))
    assert mine != theirs
    for who, where in ((one, theirs), (other, mine)):
        answer = who.get(where)
        assert answer.status_code == 404
        assert answer.mimetype == "text/html"
    assert A not in other.get(LETTERS).text
    for name in ("x", f"{A}-grant.pdf", "..%2f..%2fsubsidy.db", mine.rpartition("/")[2].upper()):
        assert one.get(f"{LETTERS}/{name}").status_code == 404
    assert digests(site) == []


def test_a_file_that_came_out_otherwise_is_not_given_out(site, caplog):
    issued(site, decided(site))
    who = site.firm(A)
    (where,) = files(who.get(LETTERS))
    with site.db() as db, write(db):
        ((key,),) = db.execute("SELECT id FROM letters WHERE uscc = ?", [A])
        table.add_prints(db, [(key, "2022-03-10T00:00:00+08:00", "office", 0, "0" * 64)])
    answer = who.get(where)
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "暂时不能提供，请与受理单位联系" in main(answer)
    assert "0" * 64 not in answer.text
    assert "0" * 64 in caplog.text


def test_what_was_taken_back_says_so_and_its_letters_stay(site):
    run = decided(site)
    issued(site, run)
    who = site.firm(A)
    (grant,) = files(who.get(LETTERS))
    before = who.get(grant).data
    with site.db() as db:
        desk.reverse(db, run, A, "revenue_tier", "收入数据有误")
    assert "已部分追回" in main(who.get(LETTERS))
    assert files(who.get(LETTERS)) == [grant]
    (number,) = issued(site, run, DAY + datetime.timedelta(days=1))
    answer = who.get(LETTERS)
    reversal, kept = files(answer)
    assert kept == grant
    assert number in main(answer)
    assert "追回合计1,000,000元" in main(answer)
    assert who.get(grant).data == before
    report = read(site, who.get(reversal))
    assert (report.verdict, report.number) == (verify.GENUINE, number)
    assert steps(who.get(STATUS))["拨付"] == "current"


def test_a_refusal_is_told_with_its_reason_its_clause_and_how_to_object(site):
    with site.db() as db:
        submit.send_back(db, site.law, YEAR, B, {"revenue_tier": "收入与报告不符"}, "office")
        applicant.save(db, site.law, B, YEAR, tier={"revenue": "4268", "previous_revenue": "4000"})
        applicant.send(db, site.law, B, "again", YEAR)
    issued(site, decided(site))
    who = site.firm(B)
    for where in (LETTERS, STATUS):
        text = main(who.get(where))
        for told in (
            "不予兑现告知书",
            "四(三)软件业务收入达标奖励：不予兑现",
            "还差收入1,320,000元",
            "自收到告知书之日起",
        ):
            assert told in text
    assert steps(who.get(STATUS)) == {
        **dict.fromkeys(("申报", "初审", "复核", "公示", "签批"), "done"),
        "拨付": "none",
    }


def test_what_waits_for_money_is_told_as_waiting(site):
    issued(site, decided(site, budget=1_000))
    text = main(site.firm(A).get(STATUS))
    assert "列入储备告知书" in text
    assert "储备合计1,600,000元" in text
    assert "待财政部门筹措资金" in text


def test_the_steps_follow_what_happens(site, law):
    who = site.firm(A)
    assert steps(who.get(STATUS)) == {
        "申报": "done",
        "初审": "current",
        **dict.fromkeys(("复核", "公示", "签批", "拨付"), "coming"),
    }
    with site.db() as db:
        applicant.vouch(db, law, A, YEAR)
    assert steps(who.get(STATUS))["复核"] == "current"
    issued(site, decided(site))
    assert steps(who.get(STATUS))["拨付"] == "current"
    assert len(files(who.get(STATUS))) == 1
    assert steps(who.get("/year/2021/status"))["申报"] == "current"


def test_all_that_is_to_be_mended_stands_in_one_list_with_links(site):
    wanted = {"firm": "开户银行与账号不符", "revenue_tier": "缺<b>第 3 页</b>"}
    with site.db() as db:
        submit.send_back(db, site.law, YEAR, A, wanted, "office")
    who = site.firm(A)
    answer = who.get(STATUS)
    rows = page(answer).xpath("//ol[@class='mending']/li")
    assert [row.findtext("p") for row in rows] == list(wanted.values())
    for row, section in zip(rows, wanted, strict=True):
        where = row.find("a").get("href")
        assert where == f"/year/{YEAR}/{section}?back=check"
        assert who.get(where).status_code == 200
    assert page(answer).xpath(f"//a[@href='{CHECK}']")
    assert steps(answer)["申报"] == "current"
