"""Whether a letter is genuine, and where it is not: every change that people may make to it, as data."""

import io
import json

import pikepdf
import pytest

from subsidy.letters import award, seal, verify
from tests import sealed, tamper
from tests.much import much
from tests.verified import LAW, LETTERS, look, places, printed, unsealed

FORGER = sealed.key(2)


@pytest.mark.parametrize("name", LETTERS)
def test_what_the_office_printed_is_genuine_and_every_line_is_worked_out_again(name):
    report = look(printed(name))
    assert (report.verdict, report.findings) == (verify.DRAFT if name == "draft" else verify.GENUINE, ())
    assert report.recomputed == report.lines == len(LETTERS[name].decision["lines"])
    assert (report.number, report.uscc) == (LETTERS[name].number, LETTERS[name].decision["firm"]["uscc"])
    assert report.draft == (name == "draft")
    assert report.total == LETTERS[name].decision["total"]


COVER = b"1 1 1 rg 60 400 450 200 re f"
EDITED = {
    "a glyph": ("grant", tamper.edit(tamper.swap_glyphs), {"text"}),
    "a white rectangle": ("grant", tamper.edit(tamper.draw(COVER)), {"pages"}),
    "a text": ("grant", tamper.edit(tamper.write(b"%b 12 Tf 300 300 Td (900,000.00) Tj")), {"text", "pages"}),
    "a hidden text": ("grant", tamper.edit(tamper.write(b"3 Tr %b 12 Tf 300 300 Td (9) Tj")), {"text", "pages"}),
    "a text beside the page": ("grant", tamper.edit(tamper.write(b"%b 9 Tf 900 900 Td (9) Tj")), {"text", "pages"}),
    "the title": ("grant", tamper.edit(tamper.info(Title="示例丙软件有限公司：告知书")), {"metadata"}),
    "both titles": ("grant", tamper.edit(tamper.both(Title="示例丙软件有限公司：告知书")), {"metadata"}),
    "the author": ("grant", tamper.edit(tamper.info(Author="某人")), {"metadata"}),
    "a note": ("grant", tamper.edit(tamper.annotate), {"pages"}),
    "a script": ("grant", tamper.edit(tamper.script), {"pages"}),
    "a form": ("grant", tamper.edit(tamper.form), {"pages"}),
    "a layer": ("grant", tamper.edit(tamper.layer), {"pages"}),
    "an attachment": ("grant", tamper.edit(tamper.third_file), {"attachment"}),
    "an empty page": ("grant", tamper.edit(tamper.blank_page), {"pages"}),
    "pages swapped": ("long", tamper.edit(tamper.swap_pages), {"pages"}),
    "the first page gone": ("long", tamper.edit(tamper.drop_page(0)), {"pages"}),
    "the second page gone": ("long", tamper.edit(tamper.drop_page(1)), {"pages"}),
    "an update": ("grant", tamper.update, {"file"}),
    "saved again": ("grant", tamper.edit(lambda pdf: None), {"file"}),
    "saved uncompressed": ("grant", tamper.edit(lambda pdf: None, compress_streams=False), {"file"}),
    "a byte added": ("grant", lambda data: data + b"\n", {"file"}),
    "the seal in capitals": ("grant", tamper.shout, None),
}  # fmt: skip


@pytest.mark.parametrize("what", EDITED)
def test_whatever_is_changed_in_a_file_is_found_and_said_where(what):
    name, change, wanted = EDITED[what]
    data = change(printed(name))
    assert data != printed(name)
    report = look(data)
    assert report.verdict == (verify.UNKNOWN if what == "the seal in capitals" else verify.ALTERED)
    if wanted is not None:
        assert places(report) == wanted
    assert all(str(found) for found in report.findings)


def test_where_nothing_says_what_was_changed_nothing_is_said_to_be_unchanged():
    for name in LETTERS:
        (found,) = look(unsealed(printed(name))).findings
        assert found.text == "文件被另存或改动，未能指出改在何处，不要采信，请索取原件"


def test_a_page_of_another_letter_is_found():
    report = look(tamper.edit(tamper.page_of(printed("other")))(printed("grant")))
    assert report.verdict == verify.ALTERED
    assert "pages" in places(report)


def test_an_award_swapped_between_letters_says_whose_it_is():
    mine, other = printed("grant"), printed("other")
    whose = f"{sealed.FIRMS[sealed.SECOND]} 示例经信软〔2022〕5号"
    alone = look(tamper.attach(mine, tamper.carried(other)))
    together = look(tamper.attach(mine, tamper.carried(other), tamper.seal_of(other)))
    assert alone.verdict == together.verdict == verify.ALTERED
    assert places(alone) >= {"signature", "attachment"}
    assert places(together) == {"attachment", "metadata"}
    for report in (alone, together):
        assert any(whose in found.text for found in report.findings)


def _carrying(data, **changes):
    told = json.loads(tamper.carried(data))
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = told
        for part in parents:
            place = place[int(part) if part.isdigit() else part]
        place[last] = value
    return award.canonical(told)


CARRIED = [
    ({"lines__0__amount": "2000000.00"}, {"signature", "amount", "number", "recomputed"}),
    ({"lines__0__amount": "2000000.00", "total": "2100100.01"}, {"signature", "amount", "number", "recomputed"}),
    ({"firm__name": "示例丙软件有限公司"}, {"signature", "name", "number", "metadata"}),
    ({"letter__number": "示例经信软〔2022〕9号"}, {"signature", "number"}),
    ({"facts__0__claims": [sealed.SLOW] * 3}, {"signature", "number", "recomputed"}),
    ({"lines__0__item": "national_list"}, {"signature", "number", "recomputed"}),
    ({"lines__0__basis": {"facts": 7, "claim": 0}}, {"signature", "number", "recomputed"}),
    ({"text": ["x"]}, None),
    ({"letter": None}, {"signature", "attachment"}),
]


@pytest.mark.parametrize(("changes", "wanted"), CARRIED, ids=range(len(CARRIED)))
def test_a_changed_award_is_found_by_its_signature_and_by_what_it_says(changes, wanted):
    changed = _carrying(printed("grant"), **changes)
    report = look(tamper.attach(printed("grant"), changed))
    assert report.verdict == verify.ALTERED
    assert wanted is None or places(report) == wanted
    insider = look(tamper.reseal(printed("grant"), changed))
    assert insider.verdict == verify.ALTERED
    assert wanted is None or places(insider) == wanted - {"signature", "metadata"}


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"letter":{}}', b"\xff", b"[" * 100_000], ids=range(6))
def test_an_attachment_that_is_no_award_is_told(data):
    report = look(tamper.reseal(printed("grant"), data))
    assert (report.verdict, places(report)) == (verify.ALTERED, {"attachment"})


def test_nothing_in_a_report_steers_a_terminal():
    half = tamper.carried(printed("grant")).replace(b'"run":"', b'"run":"\\ud800', 1)
    assert places(look(tamper.reseal(printed("grant"), half))) == {"attachment"}
    report = look(tamper.reseal(printed("grant"), _carrying(printed("grant"), firm__name="\x1b[2J\n")))
    assert report.firm == "\ufffd[2J "
    assert all(str(found).isprintable() for found in report.findings)


def test_another_keys_letter_is_unknown_and_both_keys_are_told():
    from_elsewhere = tamper.reseal(printed("grant"), _carrying(printed("grant"), total="9.00"), FORGER)
    for data in (sealed.sealed(LETTERS["grant"], FORGER), from_elsewhere):
        report = look(data)
        assert (report.verdict, places(report)) == (verify.UNKNOWN, {"signature"})
        (found,) = report.findings
        assert (found.found, found.wanted) == (seal.find(data)[0].key, seal.find(printed("grant"))[0].key)
        assert report.firm == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空"),
        (b"hello", "不是 PDF"),
        (b"PK\x03\x04" * 100, "不是 PDF"),
        (b"%PDF-1.7\n" + b"junk " * 100, "打不开"),
        (tamper.bomb(), "过大"),
        (b"%PDF-1.7\n" + bytes(21_000_000), "MB"),
    ],
    ids=["empty", "text", "zip", "junk", "bomb", "huge"],
)
def test_what_is_no_letter_is_unknown_and_told_why(data, said):
    report = look(data)
    assert report.verdict == verify.UNKNOWN
    assert said in report.findings[0].text


def test_other_pdfs_are_unknown():
    plain = io.BytesIO()
    with pikepdf.new() as pdf:
        tamper.blank_page(pdf)
        pdf.save(plain)
    without = tamper.edit(lambda pdf: pdf.attachments.clear())(printed("grant"))
    locked = tamper.edit(lambda pdf: None, encryption=pikepdf.Encryption(owner="a", user="b"))(printed("grant"))
    for data, place in ((plain.getvalue(), "attachment"), (without, "attachment"), (locked, "file")):
        report = look(data)
        assert (report.verdict, places(report)) == (verify.UNKNOWN, {place})
    owned = look(tamper.edit(lambda pdf: None, encryption=pikepdf.Encryption(owner="a", user=""))(printed("grant")))
    assert (owned.verdict, places(owned)) == (verify.ALTERED, {"file"})


@pytest.mark.parametrize("part", range(0, 100, 7))
def test_a_truncated_file_is_never_genuine(part):
    data = printed("grant")
    assert look(data[: len(data) * part // 100]).verdict != verify.GENUINE
    assert look(data[:-1]).verdict == verify.ALTERED


def test_no_single_changed_byte_passes():
    data = printed("grant")
    start = data.index(b"subsidy-seal 1")
    sample = [*range(0, len(data), len(data) // much(16, 200)), *range(start, start + 320, much(40, 4)), -1, -7]
    for at in sample:
        assert look(tamper.flip(data, at)).verdict != verify.GENUINE, at


def test_without_the_policy_a_letter_is_genuine_but_not_worked_out_again():
    report = look(printed("grant"), known={})
    assert (report.verdict, report.recomputed) == (verify.GENUINE, 0)
    (found,) = report.findings
    assert (found.place, found.grave) == ("policy", False)
    assert LAW.digest in found.text
    assert LAW.id in found.text


def test_history_and_what_was_granted_in_the_same_application_count_again():
    certified = [{"item": "capability_certificate", "scheme": "CMMI", "level": level} for level in ("3", "5")]
    past = [{"item": "capability_certificate", "year": 2021, "amount": "200000.00", "scheme": "CMMI", "level": "3"}]
    told = sealed.decision(certified[1:], history=past)
    assert told["total"] == "400000.00"
    report = look(sealed.sealed(sealed.letter(decision=told)))
    assert (report.verdict, report.recomputed) == (verify.GENUINE, 1)
