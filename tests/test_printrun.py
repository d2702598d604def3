"""A print run: cover, index and bookmarks lead to the letters, each on a fresh sheet; prints are counted."""

import datetime
import io
import re
import subprocess
from collections import Counter
from typing import NamedTuple

import pikepdf
import pytest

from subsidy import desk
from subsidy.desk import papers, printrun
from subsidy.money import cents, fen
from tests.build import codes, hand_in, issue, project, revenue
from tests.printed import told

DAY = datetime.date(2022, 3, 10)
OFFICE = {"number_prefix": "示例信"}
RARE = "\U0003134a"
A, B, C, D, E = codes(5)
DISTRICTS = {A: "秀洲区", B: "南湖区", C: "", D: "秀洲区", E: "南湖区"}
NAMES = {code: f"示例{letter}软件有限公司" for letter, code in zip("甲乙丙丁戊", codes(5), strict=True)}
CLAIMS = {
    A: [project(100)],
    B: [project(200 + i, f"示例项目{i}") for i in range(16)],  # several pages
    C: [project(300), revenue(1, 1)],  # a grant and a refusal
    D: [revenue(2, 2)],
    E: [project(9_000_000)],  # waits
}


class Row(NamedTuple):
    """A row of the index."""

    number: str
    firm: str
    district: str
    kind: str
    amount: str
    page: int
    pages: int


@pytest.fixture
def decided(db, law):
    """The run of five firms, issued or not; its id."""

    def make(numbered=True, names=NAMES):
        for code, claims in CLAIMS.items():
            hand_in(db, law, {code: claims}, names=names, details={"district": DISTRICTS[code]})
        desk.set_budget(db, law, 2022, fen(100_000))
        run, _ = desk.run(db, law, 2022)
        if numbered:
            issue(db, run, DAY, office=OFFICE)
        return run

    return make


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def write(db, cache):
    """Prints the run; what had to stay out, and the bytes."""

    def make(run, path, **more):
        found = papers.papers(db, run, OFFICE, more.pop("draft", False))
        left = dict(printrun.write(db, found, path, cache=cache, **more))
        return left, path.read_bytes()

    return make


def index(data):
    """The rows of the index, in order; and how many pages the cover takes, blank ones too."""
    said = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout
    rows = []
    for line in said.decode().splitlines():
        cells = re.split(r"\s{2,}", line.strip())
        if cells[0].isdecimal() and len(cells) >= 6 and cells[-1].isdecimal() and cells[-2].isdecimal():
            district = cells[3] if cells[3] in DISTRICTS.values() else ""
            rows.append(Row(cells[1], cells[2], district, cells[-4], cells[-3], int(cells[-2]), int(cells[-1])))
    return rows


def begins(pages, row):
    """Whether a letter begins on the page that its row names: with its number or the mark of a draft, and its firm."""
    page = pages[row.page - 1]
    return (row.number if row.number != "—" else "（送签稿）") in page and f"{row.firm}：" in page


def bookmarks(data):
    """Titles with level and page, from 1."""
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        places = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}

        def walk(items, level):
            for item in items:
                yield item.title, level, places[item.destination[0].objgen]
                yield from walk(item.children, level + 1)

        return list(walk(outline.root, 0))


@pytest.mark.parametrize("duplex", [True, False])
def test_index_and_bookmarks_lead_to_where_each_letter_begins(duplex, write, decided, tmp_path):
    run = decided()
    left, data = write(run, tmp_path / "all.pdf", duplex=duplex)
    pages, rows = told(data), index(data)
    assert left == {}
    assert len(rows) == 6
    assert all(begins(pages, row) for row in rows)
    assert [row.page % 2 for row in rows] == [1] * 6 or not duplex
    ends = [row.page + row.pages + (duplex and row.pages % 2) for row in rows]
    assert ends == [*(row.page for row in rows[1:]), len(pages) + 1]
    long = next(row for row in rows if row.pages > 1)
    last = pages[long.page + long.pages - 2]
    assert f"第{long.pages}页共{long.pages}页" in last
    blank = [number for number, page in enumerate(pages, 1) if not page]
    assert blank == [row.page + row.pages for row in rows if row.pages % 2 and duplex]
    marks = bookmarks(data)
    assert marks[0] == ("封面和目录", 0, 1)
    assert [mark for mark in marks if mark[1]] == [(f"{row.number} {row.firm}", 1, row.page) for row in rows]
    assert [mark[0] for mark in marks[1:] if not mark[1]] == ["南湖区", "秀洲区", "未填区县"]


def test_the_cover_counts_and_adds_what_is_in_the_run(write, decided, tmp_path):
    _, data = write(decided(), tmp_path / "all.pdf")
    first, rows = told(data)[0], index(data)
    assert f"6封，5家企业，正文共{sum(row.pages for row in rows)}页" in first
    assert "示例信〔2022〕1号至示例信〔2022〕6号" in first
    for district, name in (("南湖区", "南湖区"), ("秀洲区", "秀洲区"), ("", "未填")):
        mine = [row for row in rows if row.district == district]
        counts = len(mine), len({row.firm for row in mine}), sum(row.pages for row in mine)
        sums = Counter()
        for row in mine:
            sums[row.kind] += fen(row.amount.replace(",", "")) if row.amount != "—" else 0
        granted, waiting = (cents(sums[kind]) if sums[kind] else "—" for kind in ("兑现", "列入储备"))
        assert f"{name}{''.join(map(str, counts))}{granted}{waiting}" in first


def _places(order, rows, numbers):
    return {
        "district": [(DISTRICTS[code] == "", DISTRICTS[code], code) for code in rows],
        "firm": rows,
        "number": numbers,
    }[order]


@pytest.mark.parametrize("order", list(printrun.ORDERS))
def test_letters_come_in_the_order_asked_for(order, db, write, decided, tmp_path):
    _, data = write(decided(), tmp_path / "all.pdf", order=order)
    rows = index(data)
    by_name = {name: code for code, name in NAMES.items()}
    numbers = [int(re.search(r"(\d+)号", row.number)[1]) for row in rows]
    found = _places(order, [by_name[row.firm] for row in rows], numbers)
    assert found == sorted(found)
    assert printrun.ORDERS[order] in told(data)[0]


def test_a_second_print_says_so_on_every_letter_and_in_the_log(db, write, decided, tmp_path):
    run = decided()
    for copy, mark in enumerate(("", "补打（第1次）")):
        _, data = write(run, tmp_path / "all.pdf", actor="示例经办")
        pages, rows = told(data), index(data)
        assert all((mark or "补打") in pages[at] for at in (0, *(row.page - 1 for row in rows))) == bool(mark)
        assert ("补打" in "".join(pages)) == bool(mark)
        assert Counter(row["copy"] for row in db["prints"].rows) == dict.fromkeys(range(1, copy + 2), 6)
    assert {row["actor"] for row in db["prints"].rows} == {"示例经办"}


def test_drafts_are_marked_as_drafts_never_as_reprints_and_not_logged(db, write, decided, tmp_path):
    run = decided()
    for _ in range(2):
        _, data = write(run, tmp_path / "all.pdf", draft=True)
    pages, rows = told(data), index(data)
    assert all(begins(pages, row) for row in rows)
    assert {row.number for row in rows} == {"—"}
    assert "补打" not in "".join(pages)
    assert db["prints"].count == 0


def test_the_cover_names_the_dates_of_all_letters(db, law, write, decided, tmp_path):
    run = decided()
    desk.reverse(db, run, A, None, "核定有误")
    issue(db, run, DAY.replace(month=12, day=26), office=OFFICE)
    _, data = write(run, tmp_path / "all.pdf")
    first = told(data)[0]
    assert "落款日期2022年3月10日至12月26日" in first
    assert "秀洲区323100.00—100.00" in first, "what was taken back is no part of what was given"


def test_a_letter_whose_templates_changed_stays_out_once_it_was_printed(db, write, decided, tmp_path):
    run = decided()
    found = list(papers.papers(db, run, OFFICE))
    changed = [paper._replace(look="0" * 64) if paper.name.startswith(A) else paper for paper in found]
    for left in ({}, {f"{A}-grant.pdf": "印发以后模板、字体或程序有变"}):
        told_ = dict(printrun.write(db, changed, tmp_path / "all.pdf"))
        assert told_.keys() == left.keys()
        assert all(why in told_[name] for name, why in left.items())
        assert len(index((tmp_path / "all.pdf").read_bytes())) == 6 - len(left)
    assert Counter(row["copy"] for row in db["prints"].rows) == {1: 6, 2: 5}


def test_two_print_runs_to_one_place_do_not_meet(db, write, decided, tmp_path):
    path = tmp_path / "out" / "all.pdf"
    run = decided(numbered=False, names={**NAMES, A: f"示例{RARE}软件有限公司"})
    slow = printrun.write(db, papers.papers(db, run, OFFICE), path)
    assert next(slow)[0] == f"{A}-grant.pdf"
    _, data = write(run, path)
    assert list(slow) == []
    assert path.read_bytes() == data
    assert list(path.parent.iterdir()) == [path]


def test_the_same_run_is_the_same_bytes(db, write, decided, tmp_path):
    run = decided(numbered=False)
    assert write(run, tmp_path / "one.pdf") == write(run, tmp_path / "two.pdf")


def test_a_letter_that_cannot_be_printed_stays_out_and_is_told(db, write, decided, tmp_path):
    run = decided(names={**NAMES, A: f"示例{RARE}软件有限公司"})
    left, data = write(run, tmp_path / "all.pdf")
    assert list(left) == [f"{A}-grant.pdf"]
    assert "U+3134A" in left[f"{A}-grant.pdf"]
    pages, rows = told(data), index(data)
    assert len(rows) == 5
    assert all(begins(pages, row) for row in rows)
    assert db["prints"].count == 5
    left, data = write(run, tmp_path / "all.pdf", known=left)
    assert left == {}
    assert len(index(data)) == 5


def test_nothing_lies_about_afterwards(db, write, decided, tmp_path):
    run, path = decided(), tmp_path / "out" / "all.pdf"
    write(run, path)
    assert list(path.parent.iterdir()) == [path]
    before = path.read_bytes()
    assert dict(printrun.write(db, iter(()), path)) == {}
    some = (paper for paper in papers.papers(db, run, OFFICE))
    bad = (paper._replace(letter=paper.letter._replace(kind="?")) for paper in some)
    assert len(dict(printrun.write(db, bad, path))) == 6
    torn = printrun.write(db, _torn(db, run), path)
    with pytest.raises(OSError, match="gone"):
        list(torn)
    assert list(path.parent.iterdir()) == [path]
    assert path.read_bytes() == before


def _torn(db, run):
    """Papers that stop coming."""
    yield next(papers.papers(db, run, OFFICE))
    raise OSError("gone")
