"""A letter asked for by its 查验码: read however it is typed, answered with what became of it."""

import lxml.html
import pytest

from subsidy.web import typed
from tests.web.office import UNKNOWN_CODE, A, B, C, D, asked, heading, words

BY_CODE = {
    (A, "grant"): (
        "查验码有效",
        "奖励告知书 示例信〔2022〕1号 2022年3月10日 奖励合计 600.00元 请与手中的",
    ),
    (A, "refusal"): ("查验码有效", "不予兑现告知书 示例信〔2022〕5号"),
    (B, "grant"): ("已追回（示例信〔2022〕6号）", "所列奖励已于 详见示例信〔2022〕6号。 请与手中的"),
    (B, "reversal"): ("查验码有效", "更正（追回）决定书 追回合计 500.00元"),
    (C, "grant"): ("已部分追回（示例信〔2022〕7号）", "部分奖励已于 示例<i>丙</i>&软件有限公司"),
    (D, "reserve"): ("已被 示例信〔2022〕8号 代替", "2022年3月12日起以示例信〔2022〕8号为准 储备合计"),
}


@pytest.mark.parametrize("letter", BY_CODE, ids=lambda letter: f"{letter[1]}-{letter[0][-4:]}")
def test_a_code_is_answered_with_what_became_of_the_letter_and_what_it_says(client, world, letter):
    answer = asked(client, world.codes[letter])
    title, parts = BY_CODE[letter]
    assert (answer.status_code, heading(answer)) == (200, title)
    for part in parts.split():
        assert part in words(answer)
    assert letter[0] not in answer.text
    assert ("合计" in words(answer)) == (letter[1] != "refusal")


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda code: "-".join((code[:4], code[4:8], code[8:])),
        lambda code: f"  {code[:4]} {code[4:8]}　{code[8:]} ",
        lambda code: f"{code[:4]}–{code[4:8]}－{code[8:]}",
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I"),
        lambda code: "".join(chr(ord(c) + 0xFEE0) for c in code),
        lambda code: f"查验码：{code}",
        lambda code: f"{code[:4]}-{code[4:8]}-{code[8:]} 示例信〔2022〕1号",
    ],
)
def test_a_code_is_read_however_it_is_typed(client, world, change):
    answer = asked(client, change(world.codes[A, "grant"]))
    assert heading(answer) == "查验码有效"
    assert "示例信〔2022〕1号" in words(answer)


def test_typed_codes_lose_nothing_that_tells_them_apart():
    assert typed.read("oil0-1abz-9xyw").code == "01101ABZ9XYW"
    assert typed.read("7k3m-9qwx-2d5r 示例信〔2022〕1号").number == "示例信〔2022〕1号"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "请填写查验码"),
        (" - ", "请填写查验码"),
        ("7K3M-9QWX", "查验码应为12位，填的是8位"),
        ("7K3M9QWX2D5R0", "填的是13位"),
        ("示例信〔2022〕1号", "也没有汉字"),
        ("7K3M9QWX2D5U", "没有字母U"),
    ],
)
def test_what_is_no_code_is_said_beside_the_field_and_above(client, code, problem):
    answer = asked(client, code)
    assert answer.status_code == 400
    page = lxml.html.document_fromstring(answer.text)
    field = page.get_element_by_id("code")
    assert field.get("value") == code.strip()
    assert field.get("aria-invalid") == "true"
    for told_at in (page.get_element_by_id("code-error"), page.find(".//a[@href='#code']")):
        assert problem in "".join(told_at.text_content().split())


def test_an_unknown_code_says_what_to_do(client):
    answer = asked(client, UNKNOWN_CODE)
    assert (answer.status_code, heading(answer)) == (200, "登记中没有这个查验码")
    for part in ("7K3M-9QWX-2D5R", "逐字核对", "不要采信，请"):
        assert part in words(answer)


@pytest.mark.parametrize("number", ["示例信〔2022〕1号", "示例信[2022]1号", "示例信（２０２２）第 1 号"])
def test_a_number_that_agrees_changes_nothing(client, world, number):
    assert heading(asked(client, world.codes[A, "grant"], number)) == "查验码有效"


@pytest.mark.parametrize(
    ("letter", "more"), [((A, "grant"), ""), ((D, "reserve"), "示例信〔2022〕4号已被示例信〔2022〕8号代替。")]
)
def test_a_code_with_the_number_of_another_letter_is_told(client, world, letter, more):
    answer = asked(client, world.codes[letter], "示例信〔2022〕11号")
    assert heading(answer) == "查验码与文号不符"
    assert "而填的文号是示例信〔2022〕11号" in words(answer)
    assert more in words(answer)
    assert "请与手中的" not in words(answer)
