"""Money read, written and rounded."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidy import money
from subsidy.money import WAN, YUAN, MoneyError

READ = [
    (1000000, YUAN, 100_000_000),
    ("1000000.00", YUAN, 100_000_000),
    ("1,000,000", YUAN, 100_000_000),
    ("１，０００．５０", YUAN, 100_050),
    (" 12 ", YUAN, 1_200),
    ("1 000", YUAN, 100_000),
    (0.29, YUAN, 29),  # in binary a little less than 29 fen
    (1.1, YUAN, 110),
    (Decimal("0.01"), YUAN, 1),
    ("0", YUAN, 0),
    ("3000", WAN, 3_000_000_000),
    ("0.000001", WAN, 1),
    (2676.8, WAN, 2_676_800_000),
    ("５００", WAN, 500_000_000),
]


@pytest.mark.parametrize(("typed", "unit", "fen"), READ)
def test_money_is_read_as_people_type_it(typed, unit, fen):
    assert money.fen(typed, unit) == fen


REFUSED = [
    (None, "没有填"),
    ("", "应填数字"),
    ("约3000", "约3000"),
    ("3000万元", "不带文字和单位"),
    ("1,00", "应填数字"),
    ("1.2.3", "应填数字"),
    (True, "填的是“是”"),
    (False, "填的是“否”"),
    ("-1", "应为零或正数"),
    (-1, "应为零或正数"),
    (float("nan"), "应填数字"),
    (float("inf"), "应填数字"),
    ("0.001", "精确到分"),
    (0.001, "精确到分"),
    (10**13, "超出可受理的金额"),
    ("9" * 30, "超出可受理的金额"),
    ("1" * 41, "应填数字"),
]


@pytest.mark.parametrize(("typed", "told"), REFUSED)
def test_what_is_no_amount_is_told_in_chinese(typed, told):
    with pytest.raises(MoneyError, match=told):
        money.fen(typed)


# fen; as JSON, as people read it, in lists and letters, in 万元
WRITTEN = [
    (0, "0.00", "0", "0.00", "0"),
    (1, "0.01", "0.01", "0.01", "0.000001"),
    (100_000_000, "1000000.00", "1,000,000", "1,000,000.00", "100"),
    (132_000_050, "1320000.50", "1,320,000.50", "1,320,000.50", "132.00005"),
    (12_345_678_000_000, "123456780000.00", "123,456,780,000", "123,456,780,000.00", "12,345,678"),
    (-1_050, "-10.50", "-10.50", "-10.50", "-0.00105"),
]


@pytest.mark.parametrize(("fen", "yuan", "figures", "cents", "wan"), WRITTEN)
def test_money_is_written_for_each_reader(fen, yuan, figures, cents, wan):
    assert (money.yuan(fen), money.figures(fen), money.cents(fen), money.wan(fen)) == (yuan, figures, cents, wan)


@given(st.integers(min_value=0, max_value=money.LIMIT - 1))
def test_what_is_written_is_read_again(fen):
    assert money.fen(money.yuan(fen)) == money.fen(money.cents(fen)) == money.fen(money.figures(fen)) == fen
    assert money.fen(money.wan(fen), WAN) == fen


# The vectors of the banks' rules for filling in bills; 整 after 角 as the accounting rules ask.
# Where the rules leave 零 free, either spelling is right.
WORDS = [
    ("0", ("零元整",)),
    ("10", ("壹拾元整",)),
    ("1409.50", ("壹仟肆佰零玖元伍角整",)),
    ("6007.14", ("陆仟零柒元壹角肆分",)),
    ("1680.32", ("壹仟陆佰捌拾元零叁角贰分", "壹仟陆佰捌拾元叁角贰分")),
    ("107000.53", ("壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分", "壹拾万柒仟元伍角叁分")),
    ("16409.02", ("壹万陆仟肆佰零玖元零贰分",)),
    ("325.04", ("叁佰贰拾伍元零肆分",)),
    ("100000", ("壹拾万元整",)),
    ("150000", ("壹拾伍万元整",)),
    ("200000", ("贰拾万元整",)),
    ("500000", ("伍拾万元整",)),
    ("1000000", ("壹佰万元整",)),
    ("1050000", ("壹佰零伍万元整",)),
    ("1500000", ("壹佰伍拾万元整",)),
    ("2000500", ("贰佰万零伍佰元整",)),
    ("10000010", ("壹仟万零壹拾元整",)),
    ("30000000", ("叁仟万元整",)),
    ("0.05", ("伍分", "零元零伍分")),
    ("0.50", ("伍角整", "零元伍角整")),
    ("20.05", ("贰拾元零伍分",)),
    ("1000000000", ("壹拾亿元整",)),
    ("100000000.01", ("壹亿元零壹分",)),
    ("100050000", ("壹亿零伍万元整",)),
]


@pytest.mark.parametrize(("yuan", "allowed"), WORDS)
def test_amounts_in_words_follow_the_official_vectors(yuan, allowed):
    assert money.words(money.fen(yuan)) in allowed


@pytest.mark.parametrize("fen", [-1, money.LIMIT])
def test_an_amount_beyond_words_is_refused(fen):
    with pytest.raises(MoneyError):
        money.words(fen)


DIGITS = dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True))
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def _spoken(words):
    """The fen that words stand for, read digit by digit."""
    whole, _, rest = words.removesuffix("整").rpartition("元")
    total = section = digit = 0
    for character in whole:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in UNITS:
            section, digit = section + digit * UNITS[character], 0
        else:
            scale = {"万": 10**4, "亿": 10**8}[character]
            section, digit = section + digit, 0
            total = (total + section) * scale if character == "亿" else total + section * scale
            section = 0
    fen = (total + section + digit) * 100
    for character in rest:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            fen += digit * {"角": 10, "分": 1}[character]
    return fen


@given(st.integers(min_value=0, max_value=money.LIMIT - 1))
def test_words_read_back_as_the_amount(fen):
    assert _spoken(money.words(fen)) == fen


# fen, rate, fen
SHARES = [
    (50, Fraction(1, 100), 1),  # half a fen
    (49, Fraction(1, 100), 0),
    (150, Fraction(1, 100), 2),
    (250, Fraction(1, 100), 3),  # a banker would say 2
    (3_333_333_333, Fraction(3, 100), 100_000_000),  # 999,999.9999 yuan
    (700, Fraction(1), 700),
    (0, Fraction(3, 10), 0),
]


@pytest.mark.parametrize(("amount", "rate", "share"), SHARES)
def test_a_share_is_rounded_half_up_once(amount, rate, share):
    assert money.share(amount, rate) == share
