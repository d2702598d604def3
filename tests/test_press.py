"""What the press prints: the texts of each letter in order, to be searched and copied; always the same bytes."""

import hashlib
import io
import multiprocessing
import os
import subprocess
import sys

import pikepdf
import pypdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen

from subsidy.config import ROOT
from subsidy.letters import GlyphError, Press, PrintRun, award, paper
from tests import anatomy, letterbox, samples, sealed
from tests.printed import told

RARE = "䶮喆堃𬭚"
NAME = f"嘉兴{RARE}“云·启”•《软件》＆<b>ＡＢ</b>Smith & Co., Ltd.（¥⽂）公司"
SHAPES = {name: letter for name, letter in samples.SHAPES.items() if name != "twelve"}  # that one takes two pages
LETTERS = {**SHAPES, "rare": samples.make_grant(name=NAME, **samples.FORMAL)}


@pytest.fixture(scope="module")
def press():
    return Press()


def plain(letter):
    """What a letter says, all of it, without blanks."""
    return "".join("".join(award.text(paper.html([letter]))).split())


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_reads_as_it_is_carried(name, press):
    (page,) = told(press.single(LETTERS[name]))
    assert page == plain(LETTERS[name])


def test_so_does_each_letter_of_a_print_run(press):
    out = io.BytesIO()
    run = PrintRun(out, press, "示例合印", "示例局", sealed.letter().date, duplex=True)
    for letter in LETTERS.values():
        run.add(letter)
    run.close()
    assert told(out.getvalue()) == [text for letter in LETTERS.values() for text in (plain(letter), "")]


@pytest.mark.parametrize("part", [*RARE, "“云·启”", "•《软件》", "<b>ＡＢ</b>Smith & Co., Ltd.", "¥", "⽂", "文件"])
def test_what_is_searched_for_is_found_as_typed(part, press):
    data = press.single(LETTERS["rare"])
    found = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    assert "".join(part.split()) in "".join(found.split())
    assert "".join(part.split()) in "".join(pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().split())


def test_a_second_face_serves_where_one_glyph_stands_for_two_characters(press):
    with pikepdf.open(io.BytesIO(press.single(LETTERS["rare"]))) as pdf:
        names = [str(font.BaseFont)[8:] for font in pdf.pages[0].Resources.Font.values()]
    assert names.count("Fang") == 2


def digests(letters, queue):
    """What a process prints that has printed nothing before."""
    press = Press(sealed.key())
    queue.put([hashlib.sha256(press.single(letter)).hexdigest() for letter in letters])


def test_a_letter_is_the_same_bytes_in_a_new_process_and_after_many_others():
    letters = [LETTERS[name] for name in ("refusal", "rare")]
    letters += [letterbox.letter(7), samples.make_grant(14, **samples.FORMAL)]
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=digests, args=(letters[::-1], queue))
    process.start()
    press = Press(sealed.key())
    for number in range(50):
        press.set(samples.make_grant(1 + number % 3, name=f"示例{number}·软件公司", **samples.FORMAL))
    for seed in range(200, 202):
        press.set(letterbox.letter(seed))
    mine = [hashlib.sha256(press.single(letter)).hexdigest() for letter in letters]
    assert queue.get(timeout=60)[::-1] == mine
    process.join()
    assert mine == [hashlib.sha256(press.single(letter)).hexdigest() for letter in letters]


def test_a_letter_that_cannot_be_printed_leaves_the_run_as_it_was(press):
    bad = samples.make_grant(name="嘉兴\U0003134a软件", **samples.FORMAL)
    files = []
    for letters in ([LETTERS["grant"], LETTERS["refusal"]], [LETTERS["grant"], bad, LETTERS["refusal"]]):
        out = io.BytesIO()
        run = PrintRun(out, press, "示例合印", "示例局", bad.date, duplex=True)
        for letter in letters:
            if letter is bad:
                with pytest.raises(GlyphError, match=r"U\+3134A"):
                    run.add(letter)
            else:
                run.add(letter)
        run.close()
        files.append(out.getvalue())
    assert files[0] == files[1]


def _own_face(path):
    """A face of an office's own: some square characters with names, in a CFF table that gives them no numbers."""
    chars = " 嘉兴市经济和信息化局0123456789"
    names = [".notdef", *(f"own{ord(char):X}" for char in chars)]
    made = FontBuilder(1000, isTTF=False)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({ord(char): f"own{ord(char):X}" for char in chars})
    strings = {}
    for name in names:
        pen = T2CharStringPen(1000, None)
        if name != "own20":
            pen.moveTo((100, 0))
            for point in ((900, 0), (900, 800), (100, 800)):
                pen.lineTo(point)
            pen.closePath()
        strings[name] = pen.getCharString()
    made.setupCFF("Own", {}, strings, {})
    made.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    made.setupHorizontalHeader(ascent=880, descent=-120)
    made.setupNameTable({"familyName": "Own", "styleName": "Regular"})
    made.setupOS2()
    made.setupPost()
    made.save(path)


WITH_OWN = """import sys
from subsidy.letters import Press
from tests import samples
sys.stdout.buffer.write(Press().single(samples.SHAPES["grant"]))
"""


def test_an_office_may_own_a_face_whose_glyphs_have_names(tmp_path):
    _own_face(tmp_path / "body.otf")
    known = {**os.environ, "SUBSIDY_FONTS": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", WITH_OWN], env=known, capture_output=True, check=True, cwd=ROOT)
    assert told(done.stdout) == [plain(samples.SHAPES["grant"])]
    with pikepdf.open(io.BytesIO(done.stdout)) as pdf:
        (own,) = [font for font in pdf.pages[0].Resources.Font.values() if str(font.BaseFont)[8:] == "OfficeBody"]
        program = anatomy.Program(own)
        for code, char in anatomy.unicode_of(own).items():
            assert program.width(code) == 1000
            assert program.empty(code) == (char == " ")
