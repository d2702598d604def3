"""A letter is PDF/A-3a as it says: every page, tag, face and attachment taken apart and looked at."""

import io
import re
import unicodedata
from collections import Counter

import lxml.etree
import pikepdf
import pytest

from subsidy.letters import Press, award, paper, seal
from subsidy.letters.press import embed
from tests import anatomy, samples, sealed

KINDS = ("grant", "refusal", "reserve", "reversal", "latin", "rare", "many")
LETTERS = {
    **{name: samples.SHAPES[name] for name in KINDS if name in samples.SHAPES},
    "rare": samples.make_grant(name="嘉兴䶮㛃𬭚𫖯㼆𠅤喆堃赟·“A•B”⽂软件（ＡＢ）公司", **samples.FORMAL),
    "many": samples.make_grant(24, **samples.FORMAL),
}
XMP = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
}


@pytest.fixture(scope="module")
def files():
    made = {}
    press = Press(sealed.key())

    def get(name):
        if name not in made:
            made[name] = press.single(LETTERS[name])
        return made[name]

    return get


@pytest.fixture
def opened(files):
    with_pages = []

    def get(name):
        with_pages.append(pikepdf.open(io.BytesIO(files(name))))
        return with_pages[-1]

    yield get
    for pdf in with_pages:
        pdf.close()


@pytest.mark.parametrize("name", KINDS)
def test_the_file_is_sound_and_says_the_same_of_itself_everywhere(name, files, opened):
    data, pdf = files(name), opened(name)
    assert pdf.check_pdf_syntax() == []
    assert re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4,}\n", data)
    assert data.endswith(b"%%EOF\n")
    assert data.count(b"startxref") == 1
    assert not pdf.is_encrypted
    assert [len(bytes(part)) for part in pdf.trailer.ID] == [16, 16]
    assert not {"/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Perms", "/Requirements"} & set(pdf.Root.keys())
    assert not any("/Annots" in page or "/AA" in page for page in pdf.pages)
    assert pdf.Root.Lang == "zh-CN"
    assert pdf.Root.MarkInfo.Marked is True
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
    (intent,) = pdf.Root.OutputIntents
    assert (intent.S, intent.DestOutputProfile.N) == (pikepdf.Name.GTS_PDFA1, 3)
    profile = intent.DestOutputProfile.read_bytes()
    assert (profile[16:20], profile[36:40], int.from_bytes(profile[:4], "big")) == (b"RGB ", b"acsp", len(profile))


@pytest.mark.parametrize("name", ["grant", "latin"])
def test_its_metadata_say_pdfa_3a_and_the_title_of_the_letter(name, opened):
    pdf, letter = opened(name), LETTERS[name]
    assert "/Filter" not in pdf.Root.Metadata
    meta = lxml.etree.fromstring(pdf.Root.Metadata.read_bytes())

    def said(path):
        return meta.xpath(f"//{path}", namespaces=XMP)[0].text

    assert (said("pdfaid:part"), said("pdfaid:conformance")) == ("3", "A")
    title = str(pdf.docinfo["/Title"])
    assert title.endswith(f"（{letter.decision['firm']['name']}）")
    assert said("dc:title/rdf:Alt/rdf:li") == title
    assert said("dc:creator/rdf:Seq/rdf:li") == str(pdf.docinfo["/Author"])
    assert said("pdf:Producer") == str(pdf.docinfo["/Producer"])
    assert said("dc:language/rdf:Bag/rdf:li") == "zh-CN"
    assert said("xmp:CreateDate") == "2022-03-10T00:00:00+08:00"
    assert str(pdf.docinfo["/CreationDate"]) == "D:20220310000000+08'00'"


@pytest.mark.parametrize("name", KINDS)
def test_every_face_is_embedded_with_just_what_is_shown_in_its_own_widths(name, opened):
    pdf = opened(name)
    used = {}
    for page in pdf.pages:
        for one in anatomy.shown(page):
            used.setdefault(one.font, set()).update(one.codes)
    fonts = dict(pdf.pages[0].Resources.Font.items())
    assert set(used) == set(fonts)
    for key, font in fonts.items():
        inner = font.DescendantFonts[0]
        family = re.fullmatch(r"/[A-Z]{6}\+(\w+)", str(font.BaseFont))[1]
        assert str(font.BaseFont) == str(inner.BaseFont) == str(inner.FontDescriptor.FontName)
        assert (font.Encoding, inner.DW) == (pikepdf.Name("/Identity-H"), 1000)
        named, widths, program = anatomy.unicode_of(font), anatomy.widths_of(font), anatomy.Program(font)
        assert set(named) == used[key]
        assert 0 not in named
        glyphs = {code: glyph for glyph, code in embed.codes(family).items()}
        for code, char in named.items():
            assert len(char) == 1
            assert unicodedata.category(char)[0] != "C"
            assert char not in "\ufeff\ufffe"
            wide = widths.get(code, 1000)
            assert wide == pytest.approx(program.width(code), abs=0.01)
            assert wide == pytest.approx(embed.advance(family, glyphs.get(code, code)), abs=0.01)
            assert program.empty(code) == (char in " \u3000"), char


@pytest.mark.parametrize("name", KINDS)
def test_whatever_is_written_hangs_in_the_tree_of_tags_once(name, opened):
    pdf = opened(name)
    told = anatomy.texts(pdf)
    found = list(anatomy.tree(pdf))
    marks = Counter(mark for each in found for mark in each.marks)
    assert set(marks.values()) == {1}
    figures = [each for each in found if each.tag == "Figure"]
    assert len(figures) == bool(LETTERS[name].number)
    assert set(told) == set(marks) - {mark for each in figures for mark in each.marks}
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(key): row for key, row in zip(numbers[::2], numbers[1::2], strict=True)}
    assert [int(page.obj.StructParents) for page in pdf.pages] == sorted(parents)
    for each in found:
        for page, mark in each.marks:
            key = next(int(p.obj.StructParents) for p in pdf.pages if p.objgen == page)
            assert parents[key][mark].objgen == each.element.objgen
    assert sum(map(len, parents.values())) == len(set(marks))


@pytest.mark.parametrize("name", KINDS)
def test_read_in_the_order_of_its_tags_a_letter_says_what_it_carries(name, opened):
    pdf = opened(name)
    told = anatomy.texts(pdf)
    read = ["".join(told.get(mark, "") for mark in each.marks) for each in anatomy.tree(pdf)]
    carried = award.text(paper.html([LETTERS[name]]))
    assert ["".join(text.split()) for text in read if text] == ["".join(text.split()) for text in carried]


@pytest.mark.parametrize("name", ["grant", "refusal", "many"])
def test_the_tags_are_a_title_and_a_table_whose_cells_know_their_headings(name, opened):
    pdf = opened(name)
    told = anatomy.texts(pdf)
    found = list(anatomy.tree(pdf))
    said = {id(each): "".join(told.get(mark, "") for mark in each.marks) for each in found}
    assert [found[0].tag, found[1].tag] == ["Document", "Art"]
    assert [said[id(each)] for each in found if each.tag == "H1"] == [str(pdf.docinfo["/Title"]).partition("（")[0]]
    assert [each.tag for each in found].count("Table") == 1
    heads = {str(each.element.ID): said[id(each)] for each in found if each.tag == "TH"}
    assert {str(each.element.A.Scope) for each in found if each.tag == "TH"} == {"/Column"}
    assert all(len(each.marks) <= 1 for each in found if each.tag == "TH"), "a repeated heading is no text of its own"
    rows = [each for each in found if each.tag == "TR"]
    lines = len(LETTERS[name].decision["lines"])
    assert len(rows) == (lines + 2 if name != "refusal" else 2)
    first = [each for each in found if each.tag == "TD"][: len(heads)]
    assert [[heads[str(ref)] for ref in each.element.A.Headers] for each in first] == [
        [head] for head in heads.values()
    ]
    if name != "refusal":
        total = next(each for each in found if each.tag == "TD" and said[id(each)].startswith("合计"))
        assert total.element.A.ColSpan == len(total.element.A.Headers) == 3
    leaves = [str(ref) for leaf in pdf.Root.StructTreeRoot.IDTree.Kids for ref in list(leaf.Names)[::2]]
    assert leaves == sorted(leaves) == sorted(heads)


def test_the_code_is_a_figure_that_says_what_it_shows(opened):
    (figure,) = [each for each in anatomy.tree(opened("grant")) if each.tag == "Figure"]
    code = award.shown(award.code(LETTERS["grant"]))
    assert str(figure.element.Alt) == f"二维码：查验码 {code}，{LETTERS['grant'].number}"
    left, low, right, high = map(float, figure.element.A.BBox)
    assert (right - left, high - low) == pytest.approx((56.7, 56.7), abs=0.1)


@pytest.mark.parametrize("name", ["grant", "many"])
def test_two_files_travel_inside_each_once(name, files, opened):
    pdf = opened(name)
    names = list(pdf.Root.Names.EmbeddedFiles.Names)
    assert [str(found) for found in names[::2]] == [award.NAME, seal.NAME]
    assert [spec.objgen for spec in names[1::2]] == [spec.objgen for spec in pdf.Root.AF]
    streams = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Stream) and obj.get("/Type") == "/EmbeddedFile"]
    assert len(streams) == 2
    for spec, subtype in zip(pdf.Root.AF, ("/application/json", "/text/plain"), strict=True):
        assert (spec.AFRelationship, str(spec.F)) == (pikepdf.Name.Data, str(spec.UF))
        assert spec.EF.F.objgen == spec.EF.UF.objgen
        assert str(spec.EF.F.Subtype) == subtype
        assert spec.EF.F.Params.Size == len(spec.EF.F.read_bytes())
        assert str(spec.EF.F.Params.ModDate) == "D:20220310000000+08'00'"
        assert str(spec.Desc)
    assert pdf.Root.AF[0].EF.F.read_bytes() == award.award(LETTERS[name])
    assert "/Filter" not in pdf.Root.AF[1].EF.F
    assert files(name).count(pdf.Root.AF[1].EF.F.read_bytes()) == 1
