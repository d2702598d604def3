"""Letters put together from what WeasyPrint laid out before are what it would lay out, place for place."""

import importlib.metadata
import re

import pytest

from subsidy.letters import Press, award, missing, paper
from subsidy.letters.press import judge, record, setting
from subsidy.letters.press.blocks import read
from tests import letterbox, samples
from tests.printed import told

PUBLISHED = {"weasyprint": record.TRIED, "pydyf": "0.13.0"}
SEEDS = range(8)

# names that move lines, baselines or breaks; each stands in the address, the greeting and the table's ground
NAMES = {
    "sixty": samples.LONG,
    "latin": samples.LATIN,
    "wide": "ＡＢＣ１２３（嘉兴）ＳＯＦＴ软件Co., Ltd.（Ａ座）２０２２号",
    "rare first": "䶮喆软件有限公司",
    "rare inside": "嘉兴堃赟软件有限公司",
    "rare last": "嘉兴软件䶮",
    "rare after latin": "ABC喆软件有限公司",
    "rarest": "嘉兴𬭚㛃𫖯㼆𠅤科技有限公司",
    "quotes": "“示例”《云》‘软’·件（A•B・C）…—",
    "symbols": "示例㈱℡❶〜①公司",
    "formula": "=SUM(A1:A9) <b>&amp;</b> {{ x }} 50% 示例",
    "hangul": "示例한글かなカナ软件",
    "blanks": "示例　软件  有限 公司",
    "blanks after rare": "示例䶮 软件（52 − 40）❶ 4公司",
    "no-break": "示例\u00a0Demo\u00a0软件",
    "short": "甲",
}
# what our own breaking does not know and leaves to WeasyPrint
LEFT = {
    "word": "示例" + "Pneumonoultramicroscopic" * 4 + "软件",
    "blank that clings": "示䶮 Demo 喆 喆软件",
    "accents": "示例Cafe\u0301か\u3099软件",
    "syllables": "示例\u1112\u1161\u11ab软件",
}


@pytest.fixture(scope="module")
def press():
    return Press()


def weasyprint(html):
    """The sheet of a letter as WeasyPrint alone lays it out."""
    return judge.laid_out(setting._pages(html), read(html))


def composed(press, letter):
    """The letter's sheet and HTML, and whether it was put together without WeasyPrint."""
    before = press.setter.laid
    sheet, html = press.set(letter)
    return sheet, html, press.setter.laid == before


def test_the_insides_that_we_know_are_those_of_this_version():
    found = {name: importlib.metadata.version(name) for name in PUBLISHED}
    assert found == PUBLISHED, (
        "press/record.py reads the insides of WeasyPrint: read what changed in the new version, run test_stencil.py and"
        " test_golden.py with it, look at the pages, then change record.TRIED (and PUBLISHED here)"
    )


@pytest.mark.parametrize("shape", samples.SHAPES)
def test_a_letter_like_one_before_is_put_together_like_weasyprints(shape, press):
    letter = samples.SHAPES[shape]
    press.set(letter)
    number = letter.number and "嘉经信软〔2022〕10号"
    sheet, html, alone = composed(press, letter._replace(number=number, contact=letter.contact and "赵小示"))
    assert alone
    assert judge.alike(sheet, weasyprint(html))


def test_so_is_one_of_several_pages_whatever_their_number(press):
    for count, pages in ((12, 2), (20, 3)):
        for known, name in enumerate(("示例甲软件公司", "示例乙软件公司")):
            sheet, html, alone = composed(press, samples.make_grant(count, name=name, **samples.FORMAL))
            assert alone or not known
            assert len(sheet.pages) == pages
            assert judge.alike(sheet, weasyprint(html))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_characters_is_set_as_weasyprint_sets_it(name, press):
    line = samples.line_of("首版次软件产品奖励", "四(四)", "500000.00", f"“{NAMES[name]}”被评定为省级首版次软件产品")
    letter = samples.make("grant", [line], "500000.00", name=NAMES[name], account=samples.ACCOUNT, **samples.FORMAL)
    press.set(letter)
    sheet, html, alone = composed(press, letter._replace(number="嘉经信软〔2022〕7号"))
    assert alone == (name != "no-break")
    assert judge.alike(sheet, weasyprint(html))


@pytest.mark.parametrize("name", LEFT)
def test_what_only_weasyprint_can_set_it_sets_and_it_reads_as_typed(name, press):
    letter = samples.make_grant(name=LEFT[name], **samples.FORMAL)
    for _ in range(2):
        sheet, html, alone = composed(press, letter)
        assert not alone
        assert judge.alike(sheet, weasyprint(html))
    (page,) = told(press.single(letter))
    assert f"{''.join(LEFT[name].split())}：" in page


def test_letters_of_chance_put_together_are_weasyprints(press):
    alone = 0
    for seed in SEEDS:
        letter = letterbox.letter(seed)
        assert missing(letter) == []
        press.set(letter)
        sheet, html, known = composed(press, letter._replace(run="2022-002", mark="", contact="示例甲"))
        alone += known
        if known:
            assert judge.alike(sheet, weasyprint(html)), seed
    assert alone >= len(SEEDS) // 2


@pytest.mark.parametrize("seed", range(100, 105))
def test_letters_of_chance_say_just_what_they_carry(seed, press):
    letter = letterbox.letter(seed)
    pages = told(press.single(letter))
    said = "".join(re.sub(r"第\d+页共\d+页$", "", page) for page in pages)
    wanted = ["".join(text.split()) for text in award.text(paper.html([letter]))]
    head = "".join(wanted[wanted.index("序号") :]).partition("1")[0] if "序号" in wanted else "-"
    first, _, rest = said.partition(head)
    assert first + head + rest.replace(head, "") == "".join(wanted) or (len(pages) == 1 and said == "".join(wanted))


def test_learning_is_kept_for_the_next_process_and_thrown_away_when_spoilt(tmp_path):
    letters = [samples.SHAPES["grant"], samples.SHAPES["long"], samples.make_grant(20, **samples.FORMAL)]
    first = Press(cache=tmp_path)
    made = [first.single(letter) for letter in letters]
    first.keep()
    (kept,) = tmp_path.iterdir()
    second = Press(cache=tmp_path)
    assert [second.single(letter) for letter in letters] == made
    assert second.setter.laid == 0
    for spoilt in ("{", "[]", "[[],[],[],[],[[1]]]"):
        kept.write_text(spoilt, encoding="utf-8")
        assert Press(cache=tmp_path).setter.stencils.parts == {}
    third = Press(cache=tmp_path)
    assert third.single(letters[0]) == made[0]
    assert third.setter.laid > 0
