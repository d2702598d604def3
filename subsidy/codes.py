"""Codes that people read out and type: twelve characters of Crockford's base32, shown in fours."""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U
LENGTH = 12


def shown(code: str) -> str:
    """A code as people read it, XXXX-XXXX-XXXX."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def typed(text: str) -> str:
    """A code from what somebody typed: of any width, without separators, in capitals, with O, I, L read as 0, 1, 1."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper().translate(str.maketrans("OIL", "011"))


def spelt(number: int) -> str:
    """A number of sixty bits as a code."""
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def fresh() -> str:
    """A code that nobody can guess."""
    return spelt(secrets.randbits(5 * LENGTH))
