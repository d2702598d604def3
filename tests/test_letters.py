"""Letters, printed by WeasyPrint and read back."""

import os

import pytest

from subsidy import letters
from subsidy.letters import GlyphError, LetterError, fonts, paper, wording
from tests.samples import NAME, ONE_OF_EACH, USCC, count_pages, line_of, make, make_grant, read

EXPECTED = {
    "grant": ["关于兑现软件产业扶持奖励资金的告知书", "四(三)", "1,000,000.00", "50,000.00",
              "合计：人民币壹佰零伍万元整1,050,000.00", "账号末四位：2345", "5个工作日", "嘉政办发〔2022〕10号"],
    "refusal": ["关于不予兑现软件产业扶持奖励资金的告知书", "6.7%", "下列事项不予兑现", "60日内", "6个月内",
                "还差收入1,320,000元", "能力资质认证奖励", "行政复议"],
    "reserve": ["关于列入软件产业扶持储备项目库的告知书", "本年度预算余额不足以全额安排上述事项", "第3位", "四(四)3",
                "按轻重缓急进行排序", "不作为付款承诺", "壹佰零伍万元整"],
    "reversal": ["关于更正（追回）软件产业扶持资金的决定书", "审计调整", "合计：人民币壹佰万元整1,000,000.00", "退回"],
}  # fmt: skip


@pytest.mark.parametrize("kind", letters.KINDS)
def test_each_kind_is_one_page_and_says_what_it_must(kind):
    printed = letters.pdf([ONE_OF_EACH[kind]])
    text = read(printed)
    assert count_pages(printed) == 1
    for wanted in [f"{NAME}：", USCC, "嘉兴市经济和信息化局", "2022年3月10日", "（送签稿）", *EXPECTED[kind]]:
        assert wanted in text
    assert "此页无正文" not in text
    assert "￥" not in text


def test_rare_characters_of_names_are_printed():
    name = "嘉兴䶮㛃𬭚𫖯㼆𠅤喆堃赟科技有限公司"
    letter = make_grant(name=name)
    assert letters.missing(letter) == []
    assert f"{name}：" in read(letters.pdf([letter]))


@pytest.mark.parametrize(("character", "point"), [("\U0001f9ff", "U+1F9FF"), ("\x07", "U+0007"), ("\ue000", "U+E000")])
def test_a_character_no_face_has_is_told_with_firm_and_code_point(character, point):
    letter = make_grant(name=f"嘉兴{character}软件")
    assert letters.missing(letter) == [character]
    for door in (letters.pdf, letters.html, letters.merged):
        with pytest.raises(GlyphError, match=USCC) as caught:
            door([ONE_OF_EACH["grant"], letter])
        assert point in str(caught.value)
        assert caught.value.characters == [character]


def test_a_glyph_missed_by_the_gate_still_stops_the_letter(monkeypatch):
    monkeypatch.setattr(fonts, "without_glyph", lambda texts, families=(): [])
    with pytest.raises(LetterError, match="notdef"):
        letters.pdf([make_grant(name="嘉兴\U0001f9ff软件")])


def test_the_full_width_yen_sign_never_prints_as_a_dollar():
    text = read(letters.pdf([make("refusal", [line_of("甲", "四(三)", "0.00", "仅￥100", "refused")], "0.00")]))
    assert "¥100" in text
    assert "$" not in text


def test_a_run_is_merged_each_letter_from_its_first_page():
    run = [*ONE_OF_EACH.values(), make_grant(20)]
    printed = letters.merged(run)
    single = [count_pages(letters.pdf([letter])) for letter in run]
    assert count_pages(printed) == sum(single)
    assert f"第2页共{single[-1]}页" in read(printed, 6)
    assert printed == letters.merged(run)


@pytest.mark.parametrize("url", ["http://localhost:9/a.png", "file:///etc/hostname"])
def test_a_template_cannot_fetch_what_is_not_the_projects_own(url, monkeypatch):
    fill = paper.fill
    monkeypatch.setattr(paper, "fill", lambda *a: fill(*a).replace("</article>", f'<img src="{url}"></article>'))
    with pytest.raises(LetterError):
        letters.pdf([ONE_OF_EACH["grant"]])


def test_the_environment_is_left_as_it_was():
    letters.pdf([ONE_OF_EACH["grant"]])
    assert os.environ.get("FONTCONFIG_FILE") != str(wording.TEMPLATES / "fonts.conf")
