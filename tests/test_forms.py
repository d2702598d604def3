"""Cover sheets and labels, printed and read back."""

import datetime
import io
import re
import subprocess
from importlib import import_module

import pytest

from subsidy import policy
from subsidy.letters import forms, office
from subsidy.letters.forms import table
from subsidy.letters.press.pdfa import About, Book
from subsidy.money import cents
from tests.build import FIRMS
from tests.printed import pages, told, whole_amounts

A = FIRMS[0]
LAW = policy.load("jiaxing-2022-10")


def _entries(count, numbered=True):
    kinds = ("grant", "refusal", "reserve", "grant")
    return [
        forms.Entry(
            f"示经信软〔2022〕{i + 1}号" if numbered else "",
            f"示例{i}软件有限公司",
            f"91330402MA{i:07d}X",
            ("南湖区", "秀洲区")[i % 2],
            kinds[i % 4],
            0 if kinds[i % 4] == "refusal" else 100 * i,
            3 + 2 * i,
            1,
        )
        for i in range(count)
    ]


def _written(cover):
    """The cover as a file of its own, as a print run writes it in front of the letters."""
    out = io.BytesIO()
    book = Book(out, About("示例合印", "示例局", INFO.date))
    for sheet in cover:
        book.add(sheet)
    book.close()
    return out.getvalue()


ABOUT = forms.About("示例", "示例局", datetime.date(2022, 3, 10))
INFO = forms.Info("2022-001", 2022, datetime.date(2022, 3, 10), LAW.source, office(), "区县、统一社会信用代码")


def test_the_cover_says_what_the_run_is_and_where_each_letter_begins():
    entries = _entries(40)
    found = told(_written(forms.cover(entries, INFO._replace(mark="补打（第2次）"))))
    first, index = found[0], "".join(found[1:])
    for part in (
        "示经信软〔2022〕1号至示经信软〔2022〕40号",
        "补打（第2次）",
        "2022年3月10日",
        "40封，40家企业，正文共40页",
    ):
        assert part in first
    assert "送签稿" not in first
    granted = [entry for entry in entries if entry.kind == "grant"]
    assert f"奖励告知书{len(granted)}{len(granted)}{len(granted)}{cents(sum(e.total for e in granted))}——" in first
    given, waits = (sum(e.total for e in entries[::2] if e.kind == kind) for kind in ("grant", "reserve"))
    assert f"南湖区202020{cents(given)}{cents(waits)}—" in first
    for number, entry in enumerate(entries, 1):
        amount = "—" if entry.kind == "refusal" else cents(entry.total)
        assert re.search(rf"{number}{entry.number}{entry.firm}{entry.district}\D+{amount}{entry.page}1", index)


def _entry(number, district, kind, total):
    return forms.Entry(f"示经信软〔2022〕{number}号", "示例甲软件有限公司", A, district, kind, total, 2 * number, 1)


def test_what_was_taken_back_is_added_to_nothing():
    made = [("南湖区", "grant", 700), ("南湖区", "reversal", 500), ("", "reversal", 30), ("", "refusal", 0)]
    made += [("南湖区", "reserve", 90), ("秀洲区", "grant", 8), ("秀洲区", "grant", 1)]
    first = told(_written(forms.cover([_entry(i, *one) for i, one in enumerate(made, 1)], INFO)))[0]
    for row in (
        "种类封企业页兑现金额储备金额撤销金额",
        "奖励告知书3137.09——",
        "不予兑现告知书111———",
        "列入储备告知书111—0.90—",
        "更正（追回）决定书212——5.30",
        "南湖区3137.000.905.00",
        "秀洲区2120.09——",
        "未填212——0.30",
    ):
        assert row in first
    assert first.index("秀洲区2") < first.index("未填2"), "what has no district stands last"


DATES = [
    (None, "2022年3月10日"),
    (datetime.date(2022, 3, 10), "2022年3月10日"),
    (datetime.date(2022, 12, 26), "2022年3月10日至12月26日"),
    (datetime.date(2023, 1, 5), "2022年3月10日至2023年1月5日"),
]


@pytest.mark.parametrize(("last", "said"), DATES)
def test_the_cover_names_the_first_and_the_last_date(last, said):
    assert f"落款日期{said}文号" in told(_written(forms.cover(_entries(3), INFO._replace(last=last))))[0]


LARGEST = 99_999_999_999_99


def test_the_largest_amount_stands_whole_within_its_column():
    entries = [_entry(i, "南湖区", kind, LARGEST) for i, kind in enumerate(("grant", "reserve", "reversal"), 1)]
    sheets = list(forms.cover(entries, INFO))
    assert whole_amounts(_written(sheets), sheets, cents(LARGEST)) == 9


def test_a_draft_says_so_and_a_mixed_run_counts_both():
    assert "（送签稿）" in told(_written(forms.cover(_entries(3, numbered=False), INFO)))[0]
    mixed = told(_written(forms.cover([*_entries(3), *_entries(2, numbered=False)], INFO)))[0]
    assert "正式3封，示经信软〔2022〕1号至示经信软〔2022〕3号；送签稿2封，未编号" in mixed


def test_a_long_cover_comes_in_parts_and_its_length_is_known_before(monkeypatch):
    monkeypatch.setattr(import_module("subsidy.letters.forms.cover"), "TOGETHER", 4)
    entries = _entries(220)
    parts = list(forms.cover(entries, INFO, start=3))
    found = told(_written(parts))
    assert len(parts) > 1
    assert len(found) == forms.cover_pages(entries)
    assert [f"第{i}页，共{len(found)}页" in page for i, page in enumerate(found, 3)] == [True] * len(found)
    assert list(forms.cover_html(entries, INFO))[1].count("示经信软") > 1


@pytest.mark.parametrize("length", [4, 15, 40, 60, 200])
def test_a_label_shrinks_until_the_name_has_room(length):
    name = ("示例很长的企业名称" * 30)[: length - 4] + "有限公司"
    label = forms.Label(A, name, "南湖区", "示例联系人")
    pdf = forms.bound(forms.labels([label] * 25), ABOUT)
    assert pages(pdf) == 2
    text = subprocess.run(["pdftotext", "-bbox", "-l", "1", "-", "-"], input=pdf, capture_output=True).stdout.decode()
    words_found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<', text)
    own = [(*map(float, box), word) for *box, word in words_found if float(box[1]) < 104 and float(box[2]) < 199]
    assert "".join(word for *_, word in own).replace("南湖区", "").replace("示例联系人收", "") == name
    to = next(box for *box, word in own if word.startswith("示例联系人"))
    assert max(bottom for _, _, _, bottom, word in own if word in name) <= to[1] + 2.5
    assert max(right for _, _, right, _, _ in own) <= 185


@pytest.mark.parametrize(
    ("heights", "first", "pages_made"),
    [
        ([], 10, [[]]),
        ([4, 4, 4], 10, [[0, 1], [2]]),
        ([4, 4, 4], 3, [[], [0, 1], [2]]),
        ([12, 1], 10, [[0], [1]]),
    ],
)
def test_rows_are_packed_whole(heights, first, pages_made):
    assert table.pack(range(len(heights)), heights, 10, first) == pages_made
