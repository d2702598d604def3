"""What is seen against what is carried: what is printed otherwise is told, and nothing else."""

import pytest

from subsidy.letters import seal, verify
from tests import sealed, tamper
from tests.verified import LETTERS, look, places, printed, unsealed

NAME, TOTAL = sealed.FIRMS[sealed.FIRST], "1,100,100.01"
REPAINTED = [
    ("1,000,000.00", "2,000,000.00", "amount", "2,000,000.00"),
    ("1,000,000.00", "1,000,000.0", "amount", "1,000,000.0"),
    ("1,000,000.00", "01,000,000.00", "amount", "01,000,000.00"),
    (TOTAL, "9,100,100.01", "amount", "9,100,100.01"),
    ("壹佰壹拾万零壹佰元零壹分", "玖佰壹拾万零壹佰元零壹分", "amount", "玖佰"),
    (NAME, "示例甲软体有限公司", "name", "软体"),
    (f"{sealed.FIRST}）", "91330402MA2AB123X1）", "name", "91330402MA2AB123X1"),
    ("示例经信软〔2022〕1号", "示例经信软〔2022〕9号", "number", "〔2022〕9号"),
    ("5个工作日", "50个工作日", "text", "50个"),
    ("30%", "80%", "text", "80%"),
    ("5,200 万元", "9,200 万元", "text", "9,200"),
    ("2022年3月10日", "2022年3月11日", "text", "11日"),
    ("首次通过", "再次通过", "text", "再次"),
    ("序号", "序 号（改）", "text", "（改）"),
    ("2022年度", "2021年度", "text", "2021"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "shown"), REPAINTED, ids=lambda value: value[:12])
def test_what_is_seen_must_be_what_is_carried(old, new, place, shown):
    report = look(unsealed(tamper.repainted(LETTERS["grant"], (old, new))))
    assert report.verdict == verify.ALTERED
    assert places(report) == {place}
    (found,) = report.findings
    assert shown in found.found
    assert found.wanted
    assert 1 <= found.page <= found.line + 1 <= 60


@pytest.mark.parametrize(("old", "new", "place", "shown"), REPAINTED, ids=lambda value: value[:12])
def test_under_a_seal_that_holds_it_is_a_remark_but_for_an_amount_that_is_not_printed(old, new, place, shown):
    data = tamper.repainted(LETTERS["grant"], (old, new))
    assert seal.file_holds(data, sealed.key().public_key())
    report = look(data)
    lost = place == "amount" and old not in new
    assert report.verdict == (verify.ALTERED if lost else verify.GENUINE)
    (found,) = report.findings
    assert (found.place, found.grave) == (place, lost)
    assert shown in found.found


def test_amounts_that_change_places_are_found_and_so_is_an_added_line():
    grant = LETTERS["grant"]
    marks = [(">1,000,000.00<", ">@<"), (">100,000.00<", ">1,000,000.00<"), (">@<", ">100,000.00<")]
    assert places(look(unsealed(tamper.repainted(grant, *marks)))) == {"amount"}
    added = look(unsealed(tamper.repainted(grant, ("</article>", "<p>另行奖励 500,000.00 元。</p></article>"))))
    assert places(added) == {"text"}
    assert "另行奖励" in added.findings[0].found


def test_a_change_is_told_with_its_line():
    lines = [look(unsealed(tamper.repainted(LETTERS["grant"], pair))).findings[0].line for pair in (
        ("2022年度", "2021年度"), ("333.35", "444.35"), ("1,000,000.00", "2,000,000.00"),
    )]  # fmt: skip
    assert lines == sorted(lines)
    assert len(set(lines)) == 3


def test_of_many_changes_a_handful_is_told_the_amounts_first_whatever_the_page_numbers_say():
    report = look(tamper.edit(tamper.reread(b"0032", b"0039"))(printed("long")))
    *told, more = report.findings
    assert {"pages", "amount"} <= {found.place for found in told}
    assert any("页码" in found.text for found in told)
    amounts = [found for found in told if found.place == "amount"]
    assert all(found.found == found.wanted.replace("2", "9") for found in amounts)
    assert 1 <= len(amounts) <= len(told) <= 10
    assert "还有" in more.text


@pytest.mark.parametrize(
    "name", ["嘉兴䶮㛃𬭚𫖯㼆𠅤喆堃赟科技有限公司", "<b>&amp; =1+1 Soft-Ware（嘉兴）Ltd.￥公司", "示例" * 29 + "公司"]
)
def test_any_name_that_prints_is_read_back(name):
    told = {"firm": {"uscc": sealed.FIRST, "name": name}}
    report = look(sealed.sealed(sealed.letter(decision=told)))
    assert (report.verdict, report.findings) == (verify.GENUINE, ())


OWN = ["补打（第3次）", "补打（第3次）软件", "-3-", "第2页", "第1页，共9页", "— 7 —"]
ODD = ["ﬁﬂ软件", "e\u0301软件", "示例\u302a\u302b软件", "½①㎡", *OWN]


@pytest.mark.parametrize("said", ODD)
def test_whatever_a_letter_says_it_is_genuine_as_it_was_sealed(said):
    told = {"firm": {"uscc": sealed.FIRST, "name": said}}
    for letter in (sealed.letter(decision=told), sealed.letter(contact=said)):
        report = look(sealed.sealed(letter))
        assert (report.verdict, places(report)) == (verify.GENUINE, set())


@pytest.mark.parametrize("said", OWN)
def test_words_like_the_pages_own_are_read_as_the_letters(said):
    data = sealed.sealed(sealed.letter(contact=said))
    assert look(data).findings == ()
    forged = tamper.repainted(sealed.letter(contact=said), (said, "示例经办"))
    assert "示例经办" in "".join(found.found for found in look(unsealed(forged)).findings)


def test_a_reprints_mark_is_no_part_of_a_letters_file():
    forged = tamper.repainted(LETTERS["grant"], ("</article>", "<p>补打（第1次）</p></article>"))
    (found,) = look(unsealed(forged)).findings
    assert "补打（第1次）" in found.found
