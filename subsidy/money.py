"""Money is whole fen (int): read from what people type, written as yuan, 万元 and 人民币大写."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

import cn2an

YUAN = 100
WAN = 1_000_000  # fen in one 万元
LIMIT = 10**15  # fen; ten trillion yuan is more than any appropriation and keeps 大写 within 万亿

_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")


class MoneyError(ValueError):
    """What was found and what was wanted, in Chinese, for the person who typed it."""


def number(value: object) -> Decimal:
    """A non-negative number as people type it: spaces, thousands separators and full-width digits allowed.

    A float counts as the fifteen digits that a spreadsheet shows. Raises MoneyError.
    """
    if value is None:
        raise MoneyError("没有填，应填数字")
    if isinstance(value, bool):
        raise MoneyError(f"填的是“{'是' if value else '否'}”，应填数字")
    if isinstance(value, int):
        found = Decimal(value)
    elif isinstance(value, float):
        found = _of_float(value)
    elif isinstance(value, Decimal):
        found = value
    else:
        found = _of_text(str(value))
    if found.is_nan() or found.is_infinite():
        raise MoneyError(f"填的是“{value}”，应填数字")
    if found < 0:
        raise MoneyError(f"填的是“{value}”，应为零或正数")
    return found


def _of_float(value: float) -> Decimal:
    return Decimal(format(value, ".15g"))


def _of_text(text: str) -> Decimal:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain.startswith("-") and _NUMBER.fullmatch(plain[1:]):
        return Decimal(plain.replace(",", ""))
    if not _NUMBER.fullmatch(plain) or len(plain) > 40:
        raise MoneyError(f"填的是“{text.strip()[:40]}”，应填数字，如 3000 或 3,000.50，不带文字和单位")
    return Decimal(plain.replace(",", ""))


def fen(value: object, unit: int = YUAN) -> int:
    """Fen from a number of yuan (`unit=YUAN`) or 万元 (`unit=WAN`); exact, or MoneyError."""
    found = number(value)
    if found.adjusted() > 20 or found.as_tuple().exponent < -40:  # type: ignore[operator]
        raise MoneyError(f"填的是“{value}”，超出可受理的金额")
    exact = Fraction(found) * unit
    if exact.denominator != 1:
        raise MoneyError(f"填的是“{value}”，金额应精确到分，不能有不足一分的尾数")
    if exact >= LIMIT:
        raise MoneyError(f"填的是“{value}”，超出可受理的金额（{figures(LIMIT)} 元以下）")
    return int(exact)


def yuan(amount: int) -> str:
    """Fen as JSON carries them: a string of yuan with two decimals, "1000000.00"."""
    sign, rest = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{rest // 100}.{rest % 100:02d}"


def of_yuan(text: str) -> int:
    """Fen from what `yuan` wrote, and from nothing else: quick, for what was checked when it was taken in."""
    return int(text.replace(".", ""))


def figures(amount: int) -> str:
    """Fen as people read yuan: thousands separators, no decimals where there are none, "1,320,000"."""
    return cents(amount).removesuffix(".00")


def cents(amount: int) -> str:
    """Fen as lists and letters print yuan: thousands separators and always two decimals."""
    sign, rest = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{rest // 100:,}.{rest % 100:02d}"


def wan(amount: int) -> str:
    """Fen as a number of 万元 without needless zeros: "150", "0.5", "1,234.5678"."""
    text = f"{amount // WAN:,}.{amount % WAN:06d}" if amount >= 0 else "-" + wan(-amount)
    return text.rstrip("0").rstrip(".") if "." in text else text


def brief(amount: int) -> str:
    """Fen in words that are read at a glance: 万元 where that is short."""
    return f"{wan(amount)} 万元" if amount >= WAN and amount % (WAN // YUAN) == 0 else f"{figures(amount)} 元"


def decimal(numerator: int, denominator: int) -> str:
    """A non-negative fraction that was written as a decimal, every digit of it: "0.333", "3", "12.5"."""
    digits = 0
    while numerator % denominator:
        numerator, digits = numerator * 10, digits + 1
    text = str(numerator // denominator).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


def words(amount: int) -> str:
    """人民币大写 of a non-negative amount by the bank rules, "壹佰零伍万元整"; 整 also after 角."""
    if not 0 <= amount < LIMIT:
        raise MoneyError(f"{yuan(amount)} 元不能写成大写")
    if amount == 0:
        return "零元整"
    written = str(cn2an.an2cn(yuan(amount), "rmb"))
    return written + "整" if written.endswith("角") else written


def share(amount: int, rate: Fraction) -> int:
    """`rate` of a non-negative amount, 四舍五入 to the fen."""
    return part(amount, *rate.as_integer_ratio())


def enough(due: int, rate: Fraction) -> int:
    """The least amount whose `share` is what is due, or more."""
    numerator, denominator = rate.as_integer_ratio()
    return -(-denominator * (2 * due - 1) // (2 * numerator))


def part(amount: int, numerator: int, denominator: int) -> int:
    """As `share`, of a rate in two whole numbers."""
    return (2 * amount * numerator + denominator) // (2 * denominator)
