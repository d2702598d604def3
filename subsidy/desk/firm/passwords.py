"""Passwords that somebody who does not know the person would try first."""

import re

from subsidy.model import identity

EASY = 10**8  # guesses by somebody who tries what is likely first
LOOKED_AT = 72  # characters that are looked at: more of them never make a password easier
# words of this house, which whoever attacks it tries with every number behind them
OWN = ("subsidy", "jiaxing", "ruanjian", "mima", "password", "admin", "嘉兴", "软件", "密码", "管理员", "奖励")
_ENDS = re.compile(r"[\d\W_]+")


def easy(password: str, *known: str) -> bool:
    """Whether a password is common, a row of keys or characters, or little but words known of its account."""
    # what is common comes with its lists of words, which only this needs
    from zxcvbn import zxcvbn

    bare = _ENDS.sub("", identity(password)).lower()
    words = [word.lower() for word in (*OWN, *map(identity, known)) if word]
    if bare and bare in {_ENDS.sub("", word) for word in words}:
        return True
    return bool(zxcvbn(password[:LOOKED_AT], user_inputs=words)["guesses"] < EASY)
