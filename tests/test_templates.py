"""The look of a letter, measured on the printed page."""

import re
import subprocess

import pytest

from subsidy import letters
from tests.samples import FORMAL, LONG, NAME, ONE_OF_EACH, SHAPES, count_pages, make_grant, read, within, words_of


@pytest.mark.parametrize("count", range(1, 4))
def test_up_to_three_awards_with_their_reckoning_stay_on_one_page(count):
    assert count_pages(letters.pdf([make_grant(count, **FORMAL)])) == 1


def test_twenty_awards_flow_on_with_headings_and_page_numbers():
    printed = letters.pdf([make_grant(20)])
    count = count_pages(printed)
    assert count >= 3
    for page in range(2, count + 1):
        assert f"第{page}页共{count}页" in read(printed, page)
    assert "序号事项和条款依据和计算金额（元）" in read(printed, 2)
    assert "页共" not in read(printed, 1)
    assert "页共" not in read(letters.pdf([ONE_OF_EACH["grant"]]))
    assert "嘉兴市经济和信息化局2022年3月10日" in read(printed, count).replace("（印章）", "")


@pytest.mark.parametrize("shape", SHAPES)
def test_the_window_of_the_envelope_shows_the_address_and_nothing_else(shape):
    letter = SHAPES[shape]
    shown = within(words_of(letters.pdf([letter])), 20, 47, 110, 92)
    name = letter.decision["firm"]["name"]
    wanted = f"浙江省嘉兴市南湖区{name}李示例（收）" if letter.number else f"{name}（收）"
    assert "".join(word[4] for word in shown) == wanted.replace(" ", "")
    assert min(w[0] for w in shown) >= 25
    assert max(w[2] for w in shown) <= 105
    assert min(w[1] for w in shown) >= 52
    assert max(w[3] for w in shown) <= 88


@pytest.mark.parametrize("shape", SHAPES)
def test_the_seal_finds_room_over_issuer_and_date(shape):
    printed = letters.pdf([SHAPES[shape]])
    words = words_of(printed, count_pages(printed))
    date = next(i for i, word in reversed(list(enumerate(words))) if word[4] == "2022年3月10日")
    signed = words[date - 1 : date + 1]
    assert signed[0][4] == "嘉兴市经济和信息化局"
    across, down = (signed[1][0] + signed[1][2]) / 2, (signed[0][1] + signed[1][3]) / 2
    assert across + 21 < 184
    assert down + 21 < 275  # above the red line
    others = [word for word in words if word not in signed and word[4] != "（印章）"]
    assert within(others, across - 21, down - 21, across + 21, down + 21) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_breaks_badly_or_runs_over_the_edge(shape):
    printed = letters.pdf([SHAPES[shape]])
    command = ["pdftotext", "-raw", "-", "-"]
    told = subprocess.run(command, input=printed, capture_output=True, check=True).stdout.decode()
    lines = [line.strip() for line in re.split(r"[\n\f]", told)]
    assert [line for line in lines if re.match(r"[，。、；：）》”〕!?%元]", line)] == []
    assert [line for line in lines if re.search(r"[（《“〔]$", line)] == []
    assert [line for line in lines if len(line.rstrip("，。；：”）")) == 1 and not line.isdecimal()] == []
    words = [word for page in range(count_pages(printed)) for word in words_of(printed, page + 1)]
    assert max(word[2] for word in words) < 184.5
    assert min(word[0] for word in words) > 27.5
    said = re.sub(r"<.+?>", "", letters.html([SHAPES[shape]]))
    for amount in re.findall(r"\d[\d,]*,\d{3}(?:\.\d\d)?(?: 万?元)?", said):
        assert any(amount in line for line in lines)


def test_a_draft_has_neither_number_nor_code_and_a_letter_both():
    draft, formal = ONE_OF_EACH["grant"], ONE_OF_EACH["grant"]._replace(**FORMAL)
    assert "（送签稿）" in read(letters.pdf([draft]))
    assert "查验码" not in read(letters.pdf([draft]))
    words = words_of(letters.pdf([formal]))
    number = next(word for word in words if word[4] == "嘉经信软〔2022〕12号")
    assert 47 < number[1] < 55
    assert number[2] == pytest.approx(184, abs=0.5)
    text = read(letters.pdf([formal]))
    assert re.search(r"查验码[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", text)
    assert "送签稿" not in text
    assert '<div class="qr" id="qr-0"></div>' in letters.html([formal])


def test_a_reprint_says_so_and_moves_nothing():
    plain, reprint = (words_of(letters.pdf([SHAPES["reprint"]._replace(mark=mark)])) for mark in ("", "补打（第2次）"))
    assert [word for word in reprint if word not in plain] == [w for w in reprint if w[4] == "补打（第2次）"]
    assert [word for word in plain if word not in reprint] == []


def test_the_title_of_the_file_names_letter_and_firm():
    assert f"<title>关于兑现软件产业扶持奖励资金的告知书（{NAME}）</title>" in letters.html([make_grant()])


def test_markup_in_a_name_is_printed_as_typed():
    name = "嘉兴<b>软件</b>&lt;科技"
    assert f"{name}：" in read(letters.pdf([make_grant(name=name)]))


def test_a_name_of_sixty_characters_is_whole():
    assert len(LONG) == 60
    assert f"{LONG}：" in read(letters.pdf([SHAPES["long"]]))
