"""The arithmetic that a kind of award is written in: whole numbers of one claim, or columns of whole numbers.

A kind says once, in `worth`, what its numbers earn. Operators mean the same for a number and for a column; where they
do not, `worth` asks for what it means by a name of `Arithmetic`. `ONE` is the arithmetic of one claim, exact at any
size; subsidy.population has that of columns, whose bounds are checked.
"""

import operator
from collections.abc import Sequence
from typing import Any, Protocol

from subsidy.money import part


class Arithmetic(Protocol):
    """What `worth` may ask for, of numbers or of columns alike; a share is of a non-negative amount."""

    def least(self, one: Any, other: Any) -> Any:
        """The smaller of two."""

    def most(self, one: Any, other: Any) -> Any:
        """The larger of two."""

    def times(self, one: Any, other: Any) -> Any:
        """The product."""

    def share(self, amount: Any, numerator: Any, denominator: Any) -> Any:
        """The share of an amount, 四舍五入 to the fen."""

    def share_up(self, amount: Any, numerator: int, denominator: int) -> Any:
        """The share of an amount, up to the next fen."""

    def shares(self, parts: Any, numerator: int, denominator: int) -> Any:
        """The share of each part, 四舍五入 each, together."""


class Plain:
    """The numbers of one claim."""

    least = staticmethod(min)
    most = staticmethod(max)
    times = staticmethod(operator.mul)
    share = staticmethod(part)

    @staticmethod
    def share_up(amount: int, numerator: int, denominator: int) -> int:
        """The share of an amount, up to the next fen."""
        return -(-amount * numerator // denominator)

    @staticmethod
    def shares(parts: Sequence[int], numerator: int, denominator: int) -> int:
        """The share of each part, 四舍五入 each, together."""
        return sum([part(one, numerator, denominator) for one in parts])


ONE = Plain()


# What a claim's numbers earn: the amount in fen, 0 where nothing is granted; whether it is granted; whether a person
# has to decide; what the kind worked out on the way, for its sentences. A bare tuple: one is made for every claim.
Worth = tuple[Any, Any, Any, Any]
