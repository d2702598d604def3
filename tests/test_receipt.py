"""The receipt: every answer, file and declaration, readable whatever was typed, the same bytes each time."""

import io

import pikepdf
import pytest

from subsidy.letters.forms.receipt import Receipt, receipt
from tests import applicant
from tests.build import FIRMS
from tests.printed import elements, pages, plain, told

A = FIRMS[0]
ISSUER = "示例市经济和信息化局"
UNKNOWN = "\U0003134a"  # no face has it


def made(sent):
    return Receipt(sent.uscc, sent.year, sent.number, sent.at, sent.digest, sent.body, ISSUER)


@pytest.fixture
def sent(db, law, tmp_path):
    """What a firm sent: claims of every shape, each with its files."""
    claims = {
        "tier": applicant.TIER,
        "orders": applicant.orders(*[applicant.order(f"HT-{i}", f"{i},001.5") for i in range(1, 61)]),
        "certificates": [applicant.certificate("5级"), applicant.certificate("三级", "ITSS")],
        "projects": applicant.project("50", f"示例<b>{UNKNOWN}</b>&项目\u202e"),
    }
    return applicant.applied(db, tmp_path / "files", law, A, **claims)


def test_it_says_all_that_was_sent(sent):
    data = receipt(made(sent))
    text = "".join(told(data))
    for section in sent.body["sections"]:
        assert plain(f"{section['title']}{section['clause']}") in text
        for claim in section["answers"]:
            for label, value in claim["rows"]:
                assert plain(label + value) in text or UNKNOWN in value
            for number, row in enumerate(claim["table"], 1):
                assert plain(f"{number}{''.join(row)}") in text
        for asked in section["evidence"]:
            assert plain(asked["title"] + asked["way"]) in text
    assert len(sent.body["files"]) == 7
    for file in sent.body["files"]:
        assert plain(file["name"] + file["digest"]) in text
    for sentence in sent.body["declaration"]:
        assert sentence in text
    for said in (sent.digest, f"受理号2022-{A}-1", ISSUER, "2022年度，第1次提交", f"日{sent.at[11:19]}"):
        assert said in text
    assert "政策原文有几处可作不同理解" in text


def test_what_no_face_draws_is_told_by_its_code_and_markup_is_text(sent):
    text = "".join(told(receipt(made(sent))))
    assert "示例<b>〓U+3134A</b>&项目〓U+202E" in text


def test_it_is_one_file_each_time_and_fit_to_be_kept(sent):
    data = receipt(made(sent))
    assert receipt(made(sent)) == data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
        assert str(pdf.docinfo["/Title"]) == f"软件产业扶持资金申报回执（2022-{A}-1）"
        kinds = {str(element.get("/S")) for element in elements(pdf.Root.StructTreeRoot.K)}
        assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= kinds


def test_each_page_says_whose_it_is_and_how_many_there_are(sent):
    data = receipt(made(sent))
    count = pages(data)
    assert count > 3
    for number, page in enumerate(told(data), 1):
        assert f"第{number}页，共{count}页" in page
        assert f"受理号2022-{A}-1" in page


def test_one_amount_is_told_without_a_range(db, law, tmp_path):
    sent = applicant.applied(db, tmp_path / "files", law, A, projects=applicant.project("50"))
    assert "提交时试算500,000.00元。" in "".join(told(receipt(made(sent))))


def test_identity_numbers_are_not_printed_whole(db, law, tmp_path):
    trainee = {"name": "示例学员", "id_number": "330402199002280010", "certificate": "PX-1", "fee": "1,000"}
    needs = dict.fromkeys(("employed_in_city", "passed", "provider_qualified"), "是")
    sent = applicant.applied(db, tmp_path / "files", law, A, trainees=[{"trainees": [{**trainee, **needs}]}])
    text = "".join(told(receipt(made(sent))))
    assert "示例学员" in text
    assert "330402199002280010" not in text
    assert "0010" in text
