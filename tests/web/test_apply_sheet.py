"""Rows pasted or uploaded, and the files that prove them: looked at first, kept when somebody says so, theirs alone."""

import io
import json

import openpyxl
import pytest

from subsidy.desk.firm import evidence, submit
from tests import applicant
from tests.applicant import PDF, TIER
from tests.web import sending
from tests.web.filling import again, bare, draft, fields, path, press, send, sound
from tests.web.sending import YEAR, A, B, main, page
from tests.web.visitor import told

SHEET = path("orders", "/sheet")
PASTED = "\n".join(["甲\t示例\t310000\t50", "乙\t示例\t31\t60", "丙\t\t320000\tabc", "丁\t示例\tJP\t7.5"])
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def site(tmp_path, monkeypatch, law):
    return sending.site(tmp_path, monkeypatch, law)


@pytest.fixture
def who(site):
    return site.firm(A)


def looked_at(who, where=SHEET, **sent):
    data = fields(who.get(where), form="")
    files = {"file": sent.pop("file")} if "file" in sent else {}
    for name, value in sent.items():
        data[name] = value
    return send(who, where, data, **files)


def cells(answer, caption):
    return [
        [cell.text_content() for cell in row]
        for row in page(answer).xpath(f"//table[caption[@id='{caption}']]/tbody/tr")
    ]


def contracts(site):
    return [order["contract"] for claim in draft(site, "orders").values["claims"] for order in claim["orders"]]


def keep(who, shown, button, where=SHEET):
    return send(who, where, again(shown, button))


def test_pasted_rows_are_told_by_row_and_column_before_anything_is_kept(site, who):
    shown = looked_at(who, text=PASTED)
    sound(shown)
    assert "2行可以用，3处有误" in main(shown)
    wrong = cells(shown, "wrong")
    assert sorted((row, column) for row, column, _said in wrong) == [
        ("2", "发包方所在地代码"),
        ("3", "发包方"),
        ("3", "实际执行金额(万元)"),
    ]
    assert cells(shown, "good") == [["1", "甲", "示例", "310000", "50"], ["4", "丁", "示例", "JP", "7.5"]]
    assert page(shown).get_element_by_id("text").text_content().strip() == PASTED
    assert draft(site, "orders").version == 0


@pytest.mark.parametrize(("button", "left"), [("add", ["旧", "甲", "丁"]), ("replace", ["甲", "丁"])])
def test_rows_are_added_or_put_in_place(site, who, button, left):
    site.type_in(A, bring=False, orders=applicant.orders(applicant.order("旧")))
    answer = keep(who, looked_at(who, text=PASTED), button)
    assert (answer.status_code, answer.headers["Location"]) == (303, path("orders", "?check=1"))
    assert contracts(site) == left


def test_rows_that_would_replace_what_another_window_saved_meet_it_first(site, who):
    site.type_in(A, bring=False, orders=applicant.orders(applicant.order("旧")))
    shown = looked_at(who, text=PASTED)
    press(who, path("orders"), "save", {"claims.0.orders.0.contract": "新"})
    assert keep(who, shown, "replace").status_code == 409
    assert contracts(site) == ["新"]
    assert keep(who, shown, "add").status_code == 303
    assert contracts(site) == ["新", "甲", "丁"]


def test_the_empty_sheet_comes_back_filled_in(site, who):
    answer = who.get(path("certificates", "/sheet.xlsx"))
    assert "attachment" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = book[site.law.items["capability_certificate"].sheet]
    titles = [cell.value for cell in sheet[2]]
    for row, known in enumerate(({"资质": "CMMI", "等级": "5级"}, {"资质": "没有的", "等级": "5级"}), 3):
        for title, value in known.items():
            sheet.cell(row, titles.index(title) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    where = path("certificates", "/sheet")
    shown = looked_at(who, where, file=[("表.xlsx", out.getvalue())])
    assert "1行可以用，1处有误" in main(shown)
    assert keep(who, shown, "add", where).status_code == 303
    assert [claim["level"] for claim in draft(site, "certificates").values["claims"]] == ["五级"]


@pytest.mark.parametrize("sent", [{"text": ""}, {"file": [("表.xlsx", b"x")]}, {"file": [("表.xlsx", b"PK\x03\x04")]}])
def test_what_is_no_sheet_is_told_at_its_field(site, who, sent):
    shown = looked_at(who, **sent)
    sound(shown)
    assert (shown.status_code, list(told(shown))) == (400, ["text"])


@pytest.mark.parametrize("rows", ["", "{}", "[1]", "x", json.dumps([{"contract": 1}]), json.dumps([{"a": [[]]}])])
def test_rows_that_no_page_carried_are_not_kept(site, who, rows):
    answer = send(who, SHEET, bare(who, rows=rows, add="1", version="0"))
    assert answer.status_code == 400
    assert draft(site, "orders").version == 0


def brought(site, uscc=A):
    with site.db() as db:
        return [(p.requirement, p.name) for p in evidence.list_(db, site.law, YEAR, uscc)]


def test_several_files_are_known_by_their_content_and_what_is_typed_is_saved_with_them(site, who):
    files = {
        "file.audit": [("审计<b>.pdf", PDF), ("假的.pdf", b"<html>"), ("图", PNG)],
        "file.earlier": [("a.pdf", b"")],
    }
    shown = press(who, path("tier"), "upload", {"claims.0.revenue": "5200"}, files)
    sound(shown)
    assert shown.status_code == 400
    wrong = told(shown)
    assert set(wrong) == {"evidence-audit", "evidence-earlier"}
    assert "假的.pdf" in wrong["evidence-audit"]
    assert "空的" in wrong["evidence-earlier"]
    assert brought(site) == [("audit", "审计_b_.pdf"), ("audit", "图.png")]
    assert fields(shown)["claims.0.revenue"] == draft(site, "tier").values["claims"][0]["revenue"] == "5200"


def test_files_for_what_nobody_asked_for_are_left(site, who):
    files = {"file.tax": [("a.pdf", PDF)], "file.nothing": [("b.pdf", PDF)]}
    assert press(who, path("tier"), "upload", files=files).status_code == 303
    assert brought(site) == []


def test_a_file_is_a_download_and_only_its_owners(site, who):
    press(who, path("tier"), "upload", files={"file.audit": [("审计.pdf", PDF)]})
    (link,) = page(who.get(path("tier"))).xpath("//ul[@class='files']//a/@href")
    answer = who.get(link)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"
    number = link.rpartition("/")[2]
    other = site.firm(B, "示例乙软件有限公司")
    gone = path("tier", f"/evidence/{number}/remove")
    token = bare(other)
    assert [other.get(link).status_code, other.get(gone).status_code] == [404, 404]
    assert send(other, gone, token).status_code == 404
    for where in ("/evidence/999", "/evidence/99999999999999999999", path("orders", f"/evidence/{number}/remove")):
        assert who.get(where).status_code == 404
    assert brought(site) == [("audit", "审计.pdf")]


def test_a_file_is_removed_after_a_question_and_not_when_locked(site, who):
    site.type_in(tier=TIER)
    (button,) = page(who.get(path("tier"))).xpath("//button[starts-with(@name, 'drop:')]/@name")
    where = press(who, path("tier"), button).headers["Location"]
    asked = who.get(where)
    sound(asked)
    assert "本年和上年的审计报告.pdf" in main(asked)
    sent = fields(asked, form="")
    assert brought(site) != []
    sending.sent(who)
    assert "不能修改" in main(who.client.post(where, data=sent, headers=sending.visitor.HERE, follow_redirects=True))
    assert brought(site) != []
    with site.db() as db:
        submit.withdraw(db, site.law, YEAR, A, A)
    assert send(who, where, sent).status_code == 303
    assert brought(site) == []
