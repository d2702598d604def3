"""审批单 written one by one and together: each laid out once, none held, tagged as they are read, broken where long."""

import io
import logging

import pikepdf
import pytest

from subsidy import desk
from subsidy.desk import approval, signing
from subsidy.letters import forms
from subsidy.money import cents, fen
from tests import anatomy
from tests.build import codes, hand_in, project, revenue
from tests.printed import plain, told, whole_amounts

FIRMS = codes(4)
LARGEST = 99_999_999_999_99
PAGE = 1050  # the lower edge of text on A4, in CSS pixels


def trainees(count):
    sound = dict.fromkeys(("employed_in_city", "passed", "provider_qualified"), True)
    rows = [{"name": f"示例学员{i}", "certificate": f"PX-{i}", "fee": fen(3000 + i), **sound} for i in range(count)]
    return "training_refund", {"trainees": rows}


@pytest.fixture
def papers(db, law):
    """A run of four firms: one claim, two claims, a list of twelve, and many claims."""
    claims = [[project(100)], [project(200), revenue(1, 1)], [trainees(12), revenue(52_000_000, 40_000_000)]]
    claims.append([*(project(300 + i, f"示例项目{i}") for i in range(14)), trainees(30)])
    hand_in(db, law, dict(zip(FIRMS, claims, strict=True)))
    desk.set_budget(db, law, 2022, fen(100_000_000))
    run, _ = desk.run(db, law, 2022)
    return approval.Papers(db, run, {"issuer": "示例市软件局"})


@pytest.fixture
def layouts():
    """How often WeasyPrint laid a document out, as it says itself."""
    said = []
    logger = logging.getLogger("weasyprint.progress")
    handler = logging.Handler(logging.INFO)
    handler.emit = lambda record: said.append(record.getMessage())
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield lambda: sum("Step 4" in one for one in said)
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_each_is_laid_out_once_and_only_one_is_held(papers, tmp_path, layouts):
    read, written = [], []

    def watched(things, total, label):
        assert total == len(FIRMS)
        for thing in things:
            read.append(thing.firm["uscc"])
            yield thing

    for one in signing.approvals(papers, tmp_path / "out", tmp_path / "all.pdf", watched):
        written.append(one.path.name)
        assert read == FIRMS[: len(written) - 1]
        assert one.path.exists()
    assert written == [signing.BATCH, *(f"{code}-approval.pdf" for code in FIRMS), "all.pdf"]
    assert layouts() == len(FIRMS) + 2, "and the batch: its front, its list"


def test_together_they_are_what_they_are_alone(papers, tmp_path):
    out, merged = tmp_path / "out", tmp_path / "all.pdf"
    *single, whole = signing.approvals(papers, out, merged)
    alone = [page for one in single for page in told(one.path.read_bytes())]
    assert whole.path == merged
    assert told(merged.read_bytes()) == alone
    with pikepdf.open(merged) as pdf, pdf.open_outline() as outline:
        titles = [mark.title for mark in outline.root]
    assert titles[0].startswith("批次")
    assert len(titles) == len(single)
    again = tmp_path / "again.pdf"
    list(signing.approvals(papers, out, again))
    assert again.read_bytes() == merged.read_bytes()


def test_two_at_once_to_one_place_do_not_meet_and_leave_nothing_behind(papers, tmp_path):
    out, merged = tmp_path / "out", tmp_path / "all.pdf"
    slow = signing.approvals(papers, out, merged)
    next(slow)
    list(signing.approvals(papers, out, merged))
    before = merged.read_bytes()
    assert len(list(slow)) == len(FIRMS) + 1
    assert merged.read_bytes() == before
    torn = signing.approvals(papers, out, merged)
    next(torn)
    torn.close()
    assert merged.read_bytes() == before
    assert {path.name for path in out.iterdir()} == {signing.BATCH, *(f"{code}-approval.pdf" for code in FIRMS)}
    assert not list(tmp_path.glob(".*"))


def test_every_word_hangs_in_the_tree_of_tags_and_cells_know_their_headings(papers):
    made = list(papers.firms())[2]
    pdf = pikepdf.open(io.BytesIO(forms.bound([forms.approval(made)], forms.about(made))))
    said = anatomy.texts(pdf)
    found = list(anatomy.tree(pdf))
    text = {id(one): "".join(said[mark] for mark in one.marks) for one in found}
    marks = [mark for one in found for mark in one.marks]
    assert sorted(marks) == sorted(set(marks)) == sorted(said)
    read = plain("".join(text.values()))
    for claim in made.claims:
        for part in (claim.title, *claim.grounds, *claim.workings):
            assert plain(part) in read
    heads = {str(one.element.ID): plain(text[id(one)]) for one in found if one.tag == "TH"}
    cells = {}
    for one in found:
        if one.tag == "TD":
            cells.setdefault(plain(text[id(one)]), [heads[str(ref)] for ref in one.element.A.Headers])
    assert cells["示例学员3"] == ["姓名"]
    assert cells["共12条，见下表。"][::2] == ["软件人才培训费补助四(二)", "申报内容"]
    assert cells[FIRMS[2]] == ["统一社会信用代码"]


def test_what_is_long_breaks_under_its_headings_and_leaves_no_page_half_empty(papers):
    made = list(papers.firms())[3]
    sheet = forms.approval(made)
    found = told(forms.bound([sheet], forms.about(made)))
    assert len(found) >= 4
    assert [f"第{i}页，共{len(found)}页" in page for i, page in enumerate(found, 1)] == [True] * len(found)
    filled = [max(rect.y + rect.height for rect in page.rects) / PAGE for page in sheet.pages[:-1]]
    assert min(filled) > 0.8, filled
    assert "经办意见" in found[-1]
    assert "本批兑现" in found[-1], "nobody signs a page that says nothing"


def test_the_largest_amounts_stand_whole_within_their_columns(papers):
    batch = papers.batch()
    lines = [
        line._replace(outcome=outcome, amount=LARGEST // 2 + i)
        for outcome in ("granted", "reserved")
        for i, line in enumerate(batch.lines[:2])
    ]
    batch = batch._replace(lines=lines, appropriation=2 * LARGEST, before=LARGEST)
    assert _amounts(batch, list(forms.batch(batch))) > 10
    made = next(papers.firms())
    claim = made.claims[0]._replace(outcome="granted", amount=LARGEST, parts=[[("实际执行金额", LARGEST)]] * 2)
    made = made._replace(claims=[claim])
    assert _amounts(made, [forms.approval(made)]) == 4


def _amounts(made, sheets):
    return whole_amounts(forms.bound(sheets, forms.about(made)), sheets, cents(LARGEST))


# how many major projects a firm claims: what is set smaller where that makes one page of two, and never else
SIZES = [(1, 10.5, 1), (3, 9.5, 1), (6, 10.5, 2)]


@pytest.mark.parametrize(("claims", "size", "length"), SIZES)
def test_a_form_is_set_smaller_only_where_that_saves_its_second_page(db, law, claims, size, length):
    hand_in(db, law, {FIRMS[0]: [project(100 + i, f"示例项目{i}") for i in range(claims)]})
    desk.set_budget(db, law, 2022, fen(100_000_000))
    run, _ = desk.run(db, law, 2022)
    (made,) = approval.Papers(db, run, {}).firms()
    sheet = forms.approval(made)
    used = {round(run.size * 0.75, 1) for text in sheet.pages[0].texts for run in text.runs}
    assert ((size in used), len(sheet.pages)) == (True, length), used
