"""What a letter carries, read with suspicion, and whether it agrees with itself."""

import datetime
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from subsidy import money
from subsidy.letters import award

from .report import KINDS, Finding

MOST = 200_000  # characters that a letter shows


class CarriedError(ValueError):
    """An award.json that is none."""


class Carried(NamedTuple):
    """An award.json; amounts in fen, `name` as letters print it."""

    data: dict[str, Any]
    kind: str
    number: str
    code: str
    name: str
    uscc: str
    issuer: str
    run: str
    date: datetime.date
    total: int
    amounts: tuple[int, ...]
    text: tuple[str, ...]

    @property
    def whose(self) -> str:
        """Which letter it is, for a person."""
        return f"{self.name} {self.number or '送签稿'}"

    @property
    def printed_date(self) -> str:
        """The date as the letter prints it."""
        return f"{self.date.year}年{self.date.month}月{self.date.day}日"

    @property
    def printed_amounts(self) -> tuple[str, ...]:
        """The amounts that the letter prints, in figures and in words."""
        if self.kind == "refusal":
            return ()
        found = [money.cents(amount) for amount in (*self.amounts, self.total) if amount]
        return (*dict.fromkeys(found), money.words(self.total))


def read(text: bytes) -> Carried:
    """What an award.json says; CarriedError where it says nothing that a letter does."""
    try:
        data = json.loads(text)
        award.canonical(data)  # what cannot be written again was not written by us
        return _read(data)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise CarriedError("附件 award.json 不是告知书所附的决定") from None


def _read(data: Any) -> Carried:
    letter, firm, lines, pieces = data["letter"], data["firm"], data["lines"], data["text"]
    said = (
        letter["number"],
        letter["code"],
        firm["name"],
        firm["uscc"],
        letter["office"]["issuer"],
        letter["run"],
        *pieces,
    )
    if (
        sum(map(len, pieces)) + len(pieces) > MOST
        or letter["kind"] not in KINDS
        or not all(isinstance(value, str) for value in said)
    ):
        raise ValueError
    return Carried(
        data,
        letter["kind"],
        letter["number"],
        letter["code"],
        firm["name"].replace("\uffe5", "¥"),
        firm["uscc"],
        letter["office"]["issuer"],
        letter["run"],
        datetime.date.fromisoformat(letter["date"]),
        money.fen(data["total"]),
        tuple(money.fen(line["amount"]) for line in lines),
        tuple(pieces),
    )


def squeezed(text: str) -> str:
    """A text without its spaces, which layout adds and takes."""
    return "".join(text.split())


def agreement(carried: Carried, raw: bytes) -> Iterator[Finding]:
    """Where the parts of an award.json contradict one another."""
    whole = squeezed("".join(carried.text))
    if sum(carried.amounts) != carried.total:
        wanted = money.cents(sum(carried.amounts))
        yield Finding("amount", "所附决定的合计不是各项之和", money.cents(carried.total), wanted)
    for amount in carried.printed_amounts:
        if amount not in whole:
            yield Finding("amount", "所附决定的金额不在信的文字中", wanted=amount)
    if squeezed(carried.name) not in whole:
        yield Finding("name", "所附决定的企业名称不在信的文字中", wanted=carried.name)
    shown = (("文号", carried.number or "送签稿"), ("日期", carried.printed_date))
    for what, value in shown:
        if squeezed(value) not in whole:
            yield Finding("number" if what == "文号" else "text", f"所附决定的{what}不在信的文字中", wanted=value)
    code = award.code_of(carried.data)
    if code != carried.code:
        yield Finding("number", "查验码与所附决定不符", award.shown(carried.code), award.shown(code))
    elif carried.number and carried.code not in whole.replace("-", ""):
        yield Finding("number", "查验码不在信的文字中", wanted=award.shown(code))
    if award.canonical(carried.data) != raw:
        yield Finding("attachment", "附件 award.json 不是本系统的写法")
