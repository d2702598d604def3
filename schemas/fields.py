"""Fields as people fill them in: spaces, full-width digits, 是 and √ are understood; errors say found and wanted."""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from marshmallow import Schema, ValidationError, fields
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength
from stdnum.exceptions import ValidationError as NumberError

from subsidy import money
from subsidy.model import identity

YES = frozenset(("是", "有", "√", "✓", "✔", "对", "Y", "YES", "TRUE"))
NO = frozenset(("否", "无", "没有", "×", "✗", "✘", "X", "N", "NO", "FALSE"))
# words for nothing filled in, in a field that may be left empty
NOTHING = frozenset(("无", "没有", "/", "—", "——", "-"))
UNITS = {"元": money.YUAN, "万元": money.WAN}
LONGEST_QUOTED = 40
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
MISSING = "没有填，此项必填"

fields.Field.default_error_messages.update(required=MISSING, null=MISSING)
fields.List.default_error_messages["invalid"] = "应为列表"
fields.String.default_error_messages["invalid"] = "应为文字"
fields.Integer.default_error_messages["invalid"] = "填的是“{input}”，应为整数"
fields.Boolean.default_error_messages["invalid"] = "填的是“{input}”，应为 true 或 false"
fields.Mapping.default_error_messages["invalid"] = "应为一个表（名称和值）"
fields.Nested.default_error_messages["type"] = "应为一个对象（字段和值）"


def quoted(value: Any) -> str:
    """What was filled in, as an error quotes it: what was pasted by mistake may be long."""
    text = str(value)
    return text if len(text) <= LONGEST_QUOTED else text[:LONGEST_QUOTED] + "…"


def hint(help: str = "", **more: Any) -> dict[str, Any]:
    """What is told beside a field, and how it is typed; see schemas.describe."""
    return {"metadata": {"help": help, **more}}


class Base(Schema):
    """Refuses what it does not know; keeps the order of its fields."""

    error_messages = {  # noqa: RUF012
        "unknown": "没有这个字段，请删去或改正字段名",
        "type": "应为一个对象（字段和值）",
    }


class Text(fields.Field):
    """A name or text of one line: trimmed, runs of spaces made one."""

    def __init__(self, *, longest: int = 200, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(f"填的是“{quoted(value)}”，应为文字")
        # characters without a glyph (Cf: zero-width, direction marks) would make two names of one
        seen = "".join(c for c in unicodedata.normalize("NFC", value) if unicodedata.category(c) != "Cf")
        text = " ".join(seen.split())
        if not text:
            raise ValidationError(MISSING)
        if len(text) > self.longest:
            raise ValidationError(f"共 {len(text)} 个字，应不超过 {self.longest} 个字")
        strange = [c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn")]
        if strange:
            raise ValidationError(f"含有不能打印的字符 U+{ord(strange[0]):04X}，请删去")
        return text


class Yuan(fields.Field):
    """Money: yuan in, fen inside, a string of yuan with two decimals out."""

    def __init__(self, *, unit: str = "万元", **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        try:
            return money.fen(value)
        except money.MoneyError as error:
            raise ValidationError(str(error)) from None

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else money.yuan(value)


class Flag(fields.Field):
    """Yes or no: JSON true and false, or 是 否 有 无 √ × Y N."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> bool:
        if isinstance(value, bool):
            return value
        word = identity(value) if isinstance(value, str) else ""
        if word in YES or word in NO:
            return word in YES
        raise ValidationError(f"填的是“{quoted(value)}”，应填“是”或“否”（也可用 √ ×、有 无、Y N）")


class Ratio(fields.Field):
    """A ratio as 0.5, 50% or 1:0.5; exact."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Fraction:
        text = "".join(unicodedata.normalize("NFKC", value).split()) if isinstance(value, str) else value
        scale = 1
        if isinstance(text, str) and text.endswith("%"):
            text, scale = text[:-1], 100
        elif isinstance(text, str):
            text = text.removeprefix("1:")
        try:
            found = money.number(text)
            if found.adjusted() > 9 or found.as_tuple().exponent < -12:  # type: ignore[operator]
                raise money.MoneyError
        except money.MoneyError:
            raise ValidationError(f"填的是“{quoted(value)}”，应填 0 或以上的比例，如 1、0.5 或 50%") from None
        return Fraction(found) / scale

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else money.decimal(*value.as_integer_ratio())


class Choice(fields.Field):
    """One of a list: its code, its name in Chinese, or another name it goes by."""

    def __init__(
        self, choices: Mapping[str, str], aliases: Mapping[str, Iterable[str]] | None = None, **kwargs: Any
    ) -> None:
        self.choices = dict(choices)
        self.known = {self._plain(name): code for code, name in choices.items()}
        self.known |= {self._plain(code): code for code in choices}
        for code, names in (aliases or {}).items():
            self.known |= {self._plain(name): code for name in names}
        super().__init__(**kwargs)

    @staticmethod
    def _plain(text: str) -> str:
        return identity(text).removesuffix("级")

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        code = self.known.get(self._plain(value)) if isinstance(value, str) else None
        if code is None:
            raise ValidationError(f"填的是“{quoted(value)}”，应为 {' / '.join(self.choices.values())} 之一")
        return code


class Year(fields.Field):
    """A year: 2022, "2022年", "2022年度"."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        text = identity(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else ""
        match = re.fullmatch(r"(20\d\d)(?:年度?|[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)?)?", text)
        if not match:
            raise ValidationError(f"填的是“{quoted(value)}”，应填四位年份，如 2022 或 2022年度")
        return int(match[1])


class Region(fields.Field):
    """Where a buyer is: a six-digit 行政区划代码, or a two-letter country code abroad."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = identity(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else ""
        if text == "CN":
            raise ValidationError("填的是“CN”，境内发包方应填六位行政区划代码，如 330100")
        if not re.fullmatch(r"[1-9]\d{5}|[A-Z]{2}", text):
            raise ValidationError(f"填的是“{quoted(value)}”，应填六位行政区划代码（如 330100）或两位国家代码（如 JP）")
        return text


class Uscc(fields.Field):
    """统一社会信用代码 by GB 32100-2015, its check digit verified."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        code = identity(value) if isinstance(value, str) else str(value)
        try:
            return str(uscc.validate(code))
        except InvalidLength:
            raise ValidationError(f"填的是“{quoted(code)}”，共 {len(code)} 位，统一社会信用代码应为 18 位") from None
        except InvalidChecksum:
            wanted = uscc.calc_check_digit(code[:-1])
            raise ValidationError(
                f"填的是“{quoted(code)}”，校验位不符：末位是 {code[-1]}，按前 17 位应为 {wanted}，请核对全部 18 位"
            ) from None
        except (InvalidFormat, NumberError):
            raise ValidationError(
                f"填的是“{quoted(code)}”，统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z）"
            ) from None


class IdNumber(fields.Field):
    """居民身份证号 by GB 11643-1999: region, date of birth (not in the future), check digit."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = identity(value) if isinstance(value, str) else str(value)
        try:
            number = str(ric.validate(text))
            if ric.get_birth_date(number) > datetime.date.today():
                raise NumberError
        except NumberError:
            raise ValidationError(
                f"填的是“{mask(text)}”，不是有效的 18 位身份证号，请核对位数、出生日期和校验位"
            ) from None
        return number


def nothing(rule: fields.Field, value: Any) -> bool:
    """Whether a word like 无 or / stands for nothing filled in; 无 to a question of yes or no is an answer."""
    word = identity(value) if isinstance(value, str) and rule.allow_none else ""
    return word in NOTHING and not (isinstance(rule, Flag) and word in NO)


def mask(number: str) -> str:
    """An identity number fit to be shown: first four and last four."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if len(number) > 8 else "*" * len(number)


def masked(text: str) -> str:
    """A text in which no identity number can be read, wherever it stands."""
    return _IDENTITY.sub(lambda found: mask(found[0]) if ric.is_valid(found[0]) else found[0], text)
