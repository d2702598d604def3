"""What is drawn on a letter's pages and never is in one: every sort, as data."""

import pytest

from subsidy.letters import verify
from tests import scrawl, tamper
from tests.verified import look, places, printed

DRAWN = {
    "a wide white stroke": (tamper.draw(b"1 1 1 RG 100 w 500 0 m 500 800 l S"), "线条"),
    "a thin stroke": (tamper.draw(b"0 0 0 RG 1 w 470 300 m 470 310 l S"), "线条"),
    "a curve": (tamper.draw(b"470 300 m 470 310 480 310 480 300 c b*"), "线条"),
    "a thin box": (tamper.draw(b"0 0 0 rg 470 300 1 10 re f"), "色块"),
    "a thin box as an artifact": (tamper.draw(b"/Artifact BMC 0 0 0 rg 470 300 1 10 re f EMC"), "色块"),
    "a box as a second code": (tamper.draw(b"/Figure<</MCID 0>>BDC 0 0 0 rg 470 300 1 10 re f EMC"), "色块"),
    "a thick box among the rules": (scrawl.among(b"/Artifact BMC", b"0 0 0 rg 470 300 9 9 re f"), "色块"),
    "a triangle": (tamper.draw(b"0 0 0 rg 470 300 m 470 310 l 480 300 l f*"), "线条、色块"),
    "half the page hidden": (scrawl.before(b"0 500 595 400 re W n"), "查得“剪裁”"),
    "a picture": (scrawl.resource("XObject", scrawl.image, b"q 90 0 0 90 300 300 cm %b Do Q"), "坐标变换、图像"),
    "a picture in the text": (tamper.draw(b"BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI"), "图像"),
    "everything clear": (scrawl.resource("ExtGState", scrawl.clear, b"%b gs"), "透明"),
    "a shading": (scrawl.resource("Shading", scrawl.shade, b"%b sh"), "底纹"),
    "a pattern": (tamper.draw(b"/Pattern cs"), "其他绘图指令"),
    "all smaller": (scrawl.before(b".5 0 0 .5 0 0 cm"), "坐标变换"),
    "no operators": (tamper.draw(b"\xff\x00<<"), "不是告知书的写法"),
    "a face that draws": (scrawl.resource("Font", scrawl.drawn_face, b"BT %b 9 Tf ET"), "字体"),
    "a page cut": (scrawl.set_on_page(CropBox=[0, 400, 595, 842]), "CropBox"),
    "a page turned": (scrawl.set_on_page(Rotate=90), "Rotate"),
    "all pages turned": (scrawl.turn_all, "Rotate"),
    "a page shortened": (scrawl.set_on_page(MediaBox=[0, 400, 595, 842]), "页面大小"),
}  # fmt: skip


@pytest.mark.parametrize("what", DRAWN)
def test_whatever_a_letter_never_draws_is_found(what):
    change, kind = DRAWN[what]
    report = look(tamper.edit(change)(printed("grant")))
    assert report.verdict == verify.ALTERED
    told = [found for found in report.findings if kind in str(found)]
    assert [(found.place, found.page) for found in told] == [("pages", 1)]


def test_a_page_that_draws_without_end_is_left():
    endless = tamper.edit(tamper.draw(b"0 0 m " * 1_000_000))(printed("grant"))
    report = look(endless)
    assert (report.verdict, places(report)) == (verify.ALTERED, {"pages"})
