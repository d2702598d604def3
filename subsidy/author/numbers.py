"""Whether each figure of an item stands in the words of the law that it is read against."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from subsidy import money

AMOUNTS = ("reach", "award", "cap", "step", "loan", "guarantee")
SHARES = ("growth", "rate", "max_ratio")
YI = 100 * 1_000_000 * 100  # fen in one 亿元
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


def not_in_text(source: Mapping[str, Any], item: str) -> Iterator[tuple[str, str]]:
    """The figures of an item that its text does not have, by place: an amount in 元, 万元 or 亿元, a share in %."""
    row = next(row for row in source["items"] if row["id"] == item)
    known = _figures(row["text"])
    for place, name, value in _values(row, ()):
        if name in AMOUNTS:
            fen = money.fen(value)
            if fen and not {Fraction(fen, unit) for unit in (money.YUAN, money.WAN, YI)} & known:
                yield f"{item}.{place}", f"原文中没有找到 {money.figures(fen)} 元（{money.wan(fen)} 万元），应对照原文"
        elif name in SHARES and not {Fraction(str(value)) * 100, Fraction(str(value))} & known:
            percent = money.decimal(*(Fraction(str(value)) * 100).as_integer_ratio())
            yield f"{item}.{place}", f"原文中没有找到 {percent}%，应对照原文"


def _figures(text: str) -> set[Fraction]:
    plain = unicodedata.normalize("NFKC", text)
    found = {Fraction(one.replace(",", "")) for one in _NUMBER.findall(plain)}
    # 三成, 五成: tenths
    tenths = re.findall(r"([一二三四五六七八九])成", plain)
    return found | {Fraction(int(one.translate(_NUMERALS)) * 10) for one in tenths}


def _values(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str, Any]]:
    """Every plain value of an item with its place; not those of readings, labels and evidence."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if path or name not in ("readings", "labels", "evidence"):
                yield from _values(part, (*path, str(name)))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _values(part, (*path, str(number)))
    else:
        yield ".".join(path), path[-1], value
