"""Letters as they were once looked at: their lines as text, their pages as small pictures.

After a change that is meant: `.venv/bin/python -m tests.test_golden`, look at tests/golden/*.png, commit them.
"""

import datetime
import io
import subprocess
import tempfile
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from subsidy import policy
from subsidy.letters import Press, forms, office
from subsidy.letters.press.pdfa import About, Book
from tests import samples, sealed
from tests.build import codes

GOLDEN = Path(__file__).with_name("golden")
DPI = 50
# Blurred by so many pixels, painters of PDF (poppler, MuPDF, PDFium) differ by 2.0 grey levels of 255 on average, and
# in a hundred-thousandth of the pixels by more than 48; a page without an amount does in twenty times as many.
BLUR, MEAN, FAR, SHARE = 1.5, 2.5, 48, 0.0001
NAME = "示例云启软件有限公司"
FORMAL = {**samples.FORMAL, "number": "示例经信软〔2022〕12号", "run": "2022-001"}
FORMAL["office"] = {**samples.OFFICE, **sealed.OFFICE}


def _letter(of, **more):
    decision = {**of.decision, "firm": {**of.decision["firm"], "name": NAME}}
    account = of.account and {**of.account, "name": NAME, "bank": "示例银行嘉兴分行"}
    return of._replace(decision=decision, account=account, **{**FORMAL, **more})


LETTERS = {
    **{kind: _letter(letter) for kind, letter in samples.ONE_OF_EACH.items()},
    "draft": _letter(samples.make_grant(3), number="", contact=""),
    "two-pages": _letter(samples.make_grant(12), mark="补打（第1次）"),
}
DAY = datetime.date(2022, 3, 10)


def _cover():
    """The cover of a print run of twelve letters."""
    kinds = ("grant", "refusal", "reserve", "reversal")
    entries = []
    for i, code in enumerate(codes(12), 1):
        kind, district = kinds[i % 4], ("南湖区", "秀洲区")[i % 2]
        total = 0 if kind == "refusal" else 12_345_600 * i
        number, firm = f"示例经信软〔2022〕{i}号", f"示例{i}软件有限公司"
        entries.append(forms.Entry(number, firm, code, district, kind, total, 1 + 2 * i, 1))
    info = forms.Info("2022-001", 2022, DAY, policy.load(sealed.POLICY).source, office(**sealed.OFFICE), "按文号")
    out = io.BytesIO()
    book = Book(out, About("合印", "示例局", DAY))
    for sheet in forms.cover(entries, info):
        book.add(sheet)
    book.close()
    return out.getvalue()


NAMES = (*LETTERS, "cover")
_press = Press()


def made(name):
    """The PDF of a golden page."""
    return _cover() if name == "cover" else _press.single(LETTERS[name])


def lines(pdf):
    """The text as it stands on the pages, line by line."""
    said = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return "\n".join(line.rstrip() for line in said.decode().splitlines()).strip() + "\n"


def words(text):
    """Lines as lists of words: how far apart poppler sets them is its own affair."""
    return [line.split() for line in text.splitlines() if line.strip()]


def pictures(pdf):
    """The pages, small and grey."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-gray", "-r", str(DPI), "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, check=True)
        return [Image.open(path).copy() for path in sorted(Path(folder).iterdir())]


def far_apart(mine, its):
    """How far two pictures of a page are apart: on average, and the share of pixels that differ much."""
    difference = ImageChops.difference(*(page.filter(ImageFilter.GaussianBlur(BLUR)) for page in (mine, its)))
    counts = difference.histogram()
    return ImageStat.Stat(difference).mean[0], sum(counts[FAR:]) / sum(counts)


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_breaks_its_lines_as_it_did_when_it_was_looked_at(name):
    assert words(lines(made(name))) == words((GOLDEN / f"{name}.txt").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_looks_as_it_did_when_it_was_looked_at(name):
    kept = sorted(GOLDEN.glob(f"{name}-[0-9].png"))
    found = pictures(made(name))
    assert len(found) == len(kept)
    for mine, path in zip(found, kept, strict=True):
        with Image.open(path) as its:
            assert mine.size == its.size
            mean, share = far_apart(mine, its.convert("L"))
        assert mean <= MEAN, path.name
        assert share <= SHARE, path.name


AREAS = {"line": (0, 120, 414, 135), "amount": (330, 300, 352, 312), "date": (250, 440, 400, 470)}


def test_the_measure_sees_a_page_that_slipped_and_whatever_is_gone():
    (page,) = pictures(made("grant"))
    assert far_apart(page, page) == (0, 0)
    slipped = page.transform(page.size, Image.Transform.AFFINE, (1, 0, 0, 0, 1, 1))
    for changed in (slipped, *(_without(page, area) for area in AREAS.values())):
        assert far_apart(page, changed)[1] > SHARE


def _without(page, box):
    """The page with an area left white."""
    changed = page.copy()
    changed.paste(255, box)
    return changed


def renew():
    """Writes all golden pages anew."""
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.iterdir():
        path.unlink()
    for name in NAMES:
        pdf = made(name)
        (GOLDEN / f"{name}.txt").write_text(lines(pdf), "utf-8")
        for number, page in enumerate(pictures(pdf), 1):
            page.quantize(16).save(GOLDEN / f"{name}-{number}.png", optimize=True)


if __name__ == "__main__":
    renew()
