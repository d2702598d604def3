"""A list handed in on a page, what is chosen offered, and the firm's one press on its own: up to what it sends."""

import io
import re

import openpyxl
import pytest

from subsidy.desk.firm import accounts, drafts, offers
from subsidy.money import fen
from tests import applicant, build, published
from tests.entitling import NAMES, YEAR, A, B
from tests.web import sending, staffed
from tests.web.visitor import HERE, PASSWORD, page

PLACE, START = f"/office/entitled?year={YEAR}", f"/year/{YEAR}"
ROWS = (
    (NAMES[A], "CMMI", "ML5", "C-1", "2022-05-03"),
    (NAMES[B], "ITSS", "三级"),
    (NAMES[B], "CMMI", "二级"),
    ("无", "CS", "3"),
)
SHOWN = (
    "经核对公布名单，您单位可享受",
    "四(四)",
    "60万元",
    "CMMI",
    "五级",
    f"《{published.CMMI}》，工作表CMMI，第4行",
)


@pytest.fixture
def site(tmp_path, monkeypatch, law):
    made = sending.site(tmp_path, monkeypatch, law)
    with made.db() as db:
        details = {name: value for name, value in applicant.DETAILS.items() if name != "name"}
        build.hand_in(db, law, {}, firms=[A, B], names=NAMES, details=details)
    return made


@pytest.fixture
def jing(site):
    return staffed.staff(site.folder, "jing", "handler", app=site.app)


def hand_in(who, path, **more):
    file = (io.BytesIO(path.read_bytes()), "list.xlsx")
    return who.client.post(PLACE, data={"csrf_token": who.token("/password"), "file": file, **more}, headers=HERE)


def looked_through(who, tmp_path):
    return hand_in(who, published.certificates(tmp_path / "list.xlsx", *ROWS))


def choices(answer):
    return page(answer).xpath("//input[@name='row']/@value")


def offer(who, *rows):
    data = {"csrf_token": who.token("/password"), "row": list(rows)}
    return who.client.post(f"/office/entitled/offers?year={YEAR}", data=data, headers=HERE, follow_redirects=True)


def test_a_list_is_looked_through_chosen_from_and_offered(site, jing, tmp_path):
    answer = looked_through(jing, tmp_path)
    said = sending.main(answer)
    assert "可享受、尚未申报：2项，700,000元" in said
    assert "首次通过CMMI五级，此前未达到三级，新提高3级" in said
    assert "CMMI二级，四(四)要求三级以上" in said
    assert "“无”不在企业登记中" in said
    first, _ = choices(answer)
    done = offer(jing, first)
    assert "已推送 1 项，1 家企业；其中 1 家企业没有账户" in done.text
    with site.db() as db:
        assert [one.item for one in offers.offers(db, site.law, YEAR, A)] == ["capability_certificate"]
        assert offers.offers(db, site.law, YEAR, B) == []
    again = offer(jing, *choices(answer))
    assert "已推送 1 项，1 家企业；1 项核对以后已有变动，没有推送" in again.text
    listed = sending.main(jing.get(PLACE))
    assert "已推送，等待企业确认" in listed
    assert f"《{published.CMMI}》" in listed


def test_looking_keeps_nothing_and_the_result_is_a_workbook_too(site, jing, tmp_path):
    with site.db() as db:
        before = applicant.everything(db)
    answer = hand_in(jing, published.certificates(tmp_path / "list.xlsx", *ROWS), book="1")
    made = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert made.sheetnames == ["可享受", "其他", "未能核对"]
    with site.db() as db:
        assert applicant.everything(db) == before
    template = openpyxl.load_workbook(io.BytesIO(jing.get("/office/entitled/template.xlsx").data))
    assert "能力资质" in template.sheetnames


def test_what_is_no_list_is_told_and_what_nobody_chose_is_not_offered(site, jing, tmp_path):
    assert "没有选择文件" in jing.post(PLACE, page="/password").text
    (tmp_path / "x.xlsx").write_bytes(b"PK")
    answer = hand_in(jing, tmp_path / "x.xlsx")
    assert answer.status_code == 400
    assert "不是 .xlsx 工作簿" in answer.text
    assert "没有选择要推送的企业" in offer(jing).text


def test_a_choice_that_the_page_did_not_make_is_refused(site, jing, tmp_path):
    first, _ = choices(looked_through(jing, tmp_path))
    assert offer(jing, first[:-1] + ("A" if first[-1] != "A" else "B")).status_code == 400
    with site.db() as db:
        assert offers.offers(db, site.law, YEAR, A) == []


def test_an_offer_is_taken_back(site, jing, tmp_path):
    offer(jing, choices(looked_through(jing, tmp_path))[0])
    back = re.search(r"/office/entitled/offers/\d+/take-back", jing.get(PLACE).text)[0]
    assert "没有写明撤回推送的理由" in jing.get(staffed.post(jing, back + f"?year={YEAR}").headers["Location"]).text
    answer = staffed.post(jing, back + f"?year={YEAR}", reason="名单有误")
    assert "推送后已撤回" in jing.get(answer.headers["Location"]).text


@pytest.fixture
def offered(site, jing, tmp_path):
    offer(jing, choices(looked_through(jing, tmp_path))[0])
    with site.db() as db:
        for uscc in (A, B):
            accounts.register(db, uscc, NAMES[uscc], PASSWORD, accounts.hand_out(db, uscc, "activate", "jing"))
    return site.firm(A)


def answer_offer(who, answer):
    (action,) = set(page(who.get(START)).xpath("//form[contains(@action, '/offers/')]/@action"))
    return who.client.post(action, data={"csrf_token": who.token("/password"), "answer": answer}, headers=HERE)


def test_the_firm_sees_it_first_confirms_it_by_one_press_and_sends_it(site, offered):
    said = sending.main(offered.get(START))
    assert [wanted for wanted in SHOWN if wanted not in said] == []
    answer = answer_offer(offered, "accept")
    assert answer.headers["Location"] == sending.CHECK
    shown = offered.get(sending.CHECK)
    assert page(shown).xpath("//form[@class='sending']"), "nothing is left to do but to declare and send"
    assert sending.sent(offered).status_code == 303
    assert len(site.submissions()) == 1
    assert "经核对公布名单" not in offered.get(START).text


def test_another_year_leads_to_what_waits(offered):
    links = page(offered.get(f"/year/{YEAR + 1}")).xpath("//main//div[contains(@class, 'notice')]//a")
    assert [(link.get("href"), link.text) for link in links] == [
        (START, "2022 年度有受理单位核对出的奖励，等您单位确认")
    ]
    answer_offer(offered, "decline")
    assert START not in [link.get("href") for link in page(offered.get(f"/year/{YEAR + 1}")).xpath("//main//div//a")]


def test_the_firm_says_no(site, offered):
    assert answer_offer(offered, "decline").headers["Location"] == START
    start = offered.get(START)
    assert "已记下，不再提示这一项" in start.text
    assert not page(start).xpath("//form[contains(@action, '/offers/')]")
    with site.db() as db:
        assert drafts.load(db, site.law, YEAR, A, "capability_certificate").version == 0


def test_a_second_press_does_nothing_twice(site, offered):
    (action,) = set(page(offered.get(START)).xpath("//form[contains(@action, '/offers/')]/@action"))
    data = {"csrf_token": offered.token("/password"), "answer": "accept"}
    first, second = (offered.client.post(action, data=data, headers=HERE) for _ in range(2))
    assert (first.headers["Location"], second.headers["Location"]) == (sending.CHECK, START)
    with site.db() as db:
        assert len(drafts.load(db, site.law, YEAR, A, "capability_certificate").values["claims"]) == 1


def test_in_english(offered):
    offered.client.post("/language", data={"to": "en"})
    said = offered.get(START).text
    assert "you are entitled to the following awards" in said
    assert "Confirm and fill in" in said


def test_nobody_elses_offer_is_a_page(site, offered):
    (action,) = set(page(offered.get(START)).xpath("//form[contains(@action, '/offers/')]/@action"))
    other = site.firm(B)
    data = {"csrf_token": other.token("/password"), "answer": "accept"}
    assert other.client.post(action, data=data, headers=HERE).status_code == 404


def test_amounts_are_those_of_the_law(site, jing, tmp_path):
    with site.db() as db:
        build.hand_in(
            db, site.law, {}, firms=[A], names=NAMES,
            history=[(A, ("capability_certificate", 2021, fen(400_000), {"scheme": "CMMI", "level": "四级"}))],
        )  # fmt: skip
    assert "可享受、尚未申报：2项，300,000元" in sending.main(looked_through(jing, tmp_path))
