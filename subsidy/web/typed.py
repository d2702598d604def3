"""A 查验码 and a 文号 as people type, paste or scan them."""

import re
import unicodedata
from typing import NamedTuple

from subsidy.letters import award

LONGEST = 80  # characters of a field that are read

_LABEL = re.compile(r"^\s*(查验码)?\s*[:：]?")
# what the QR code of a letter says where the office has no address for this page
_BOTH = re.compile(r"([0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4})\s+(\S.*)")
_BRACKETS = str.maketrans("〔【[{〕】]}", "(((())))")


class Typed(NamedTuple):
    """What was typed: as it is shown again, the code as it is looked up, and what is wrong with it, '' if nothing."""

    shown: str
    number: str
    code: str = ""
    problem: str = ""

    @property
    def length(self) -> int:
        """How many characters of a code were typed."""
        return len(self.code)


def read(code: str, number: str = "") -> Typed:
    """Reads both fields; a whole QR code in the first one is parted."""
    code, number = _plain(code), _plain(number)
    if both := _BOTH.fullmatch(code):
        code, number = both[1], number or both[2]
    found = award.typed(_LABEL.sub("", code))
    return Typed(code, number, found, _problem(found))


def same_number(one: str, other: str) -> bool:
    """Whether two 文号 are one, whichever brackets and widths they are typed with."""
    return _number(one) == _number(other)


def _problem(code: str) -> str:
    if not code:
        return "empty"
    if set(code) - set(award.ALPHABET):
        return "letters"
    return "length" if len(code) != award.CODE_LENGTH else ""


def _number(text: str) -> str:
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    return bare.translate(_BRACKETS).replace("第", "").casefold()


def _plain(text: str) -> str:
    """A field without what is no text: some characters turn the direction of all that follows."""
    return "".join(c if c.isprintable() else " " for c in text[:LONGEST]).strip()
