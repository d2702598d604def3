"""The arithmetic of columns: int64 throughout, and no figure that could pass its bounds is ever computed."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

MOST = 2**60  # fen, or whatever a column counts; sums and differences of a few such figures stay in int64
LARGEST = 2**63 - 1


class ColumnError(ValueError):
    """Columns that cannot be computed: which, what was found and what was wanted, in Chinese."""


class Parts(NamedTuple):
    """Several figures for each claim: all of them one after another, and how many each claim has."""

    values: Any
    counts: Any


class Coded(NamedTuple):
    """A column of codes, and the figure that each code stands for: looked up some rows at a time, never kept."""

    codes: Any
    figures: Any


def column(name: str, values: Any) -> Any:
    """An int64 column of whole numbers; ColumnError with the place of one that is not. Bounds are `bounded`'s."""
    found = np.asarray(values)
    if found.dtype.kind == "b" or (found.dtype.kind in "iu" and found.dtype != np.uint64):
        return found.astype(np.int64, copy=False)
    return _checked(name, values)


def bounded(name: str, found: Any, start: int = 0) -> Any:
    """The same column, all of it within `MOST`; ColumnError with the place, which counts from `start`."""
    if found.size and (found.max() > MOST or found.min() < -MOST):
        place = int(np.flatnonzero((found < -MOST) | (found > MOST))[0])
        raise _outside(name, start + place, found[place])
    return found


def _checked(name: str, values: Any) -> Any:
    """What NumPy did not take for whole numbers: none at all, or one too large for it."""
    found = np.asarray(values, dtype=object).ravel()
    for place, value in enumerate(found):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
            raise ColumnError(f"{name} 第 {place + 1} 个是 {value!r}，应为整数（金额以分计）")
        if not -MOST <= value <= MOST:
            raise _outside(name, place, int(value))
    return found.astype(np.int64)


def _outside(name: str, place: int, value: int) -> ColumnError:
    return ColumnError(f"{name} 第 {place + 1} 个是 {value}，超出可计算的范围（绝对值不超过 {MOST}）")


def parts(name: str, values: Sequence[Sequence[int]]) -> Parts:
    """Several figures a claim, as columns."""
    flat = [value for one in values for value in one]
    counts = np.fromiter((len(one) for one in values), np.int64, len(values))
    return Parts(column(name, flat) if flat else np.zeros(0, np.int64), counts)


class Columns:
    """`subsidy.kinds.arithmetic.Arithmetic` of int64 columns; ColumnError before anything could overflow."""

    def least(self, one: Any, other: Any) -> Any:
        """The smaller of two, row by row."""
        return np.minimum(one, other)

    def most(self, one: Any, other: Any) -> Any:
        """The larger of two, row by row."""
        return np.maximum(one, other)

    def share(self, amount: Any, numerator: Any, denominator: Any) -> Any:
        """The share of each amount, 四舍五入 to the fen."""
        return _share(amount, numerator, denominator, 2, denominator)

    def share_up(self, amount: Any, numerator: int, denominator: int) -> Any:
        """The share of each amount, up to the next fen."""
        return _share(amount, numerator, denominator, 1, denominator - 1)

    def times(self, one: Any, other: Any) -> Any:
        """The product, row by row."""
        _bounded(_highest(one) * _highest(other), "两数的乘积")
        return one * other

    def shares(self, parts: Parts, numerator: int, denominator: int) -> Any:
        """The share of each part, 四舍五入 each, together for each claim."""
        each = self.share(parts.values, numerator, denominator)
        if len(each) == len(parts.counts) and (parts.counts == 1).all():
            return each
        found = np.zeros(len(parts.counts), np.int64)
        some = parts.counts > 0
        if some.any():
            _bounded(int(parts.counts.max()) * _highest(each), "各部分的合计")
            starts = np.cumsum(parts.counts) - parts.counts
            found[some] = np.add.reduceat(each, starts[some])
        return found


COLUMNS = Columns()


def _share(amount: Any, numerator: Any, denominator: Any, times: int, up: Any) -> Any:
    """`times` the share of an amount, `up` added before it is cut to a whole fen; both at once where that fits."""
    top, bottom = _highest(numerator), _highest(denominator)
    if int(np.min(denominator, initial=1)) < 1:
        raise ColumnError(f"比例的分母是 {int(np.min(denominator))}，应不小于 1")
    if _highest(amount) * times * top + times * bottom <= LARGEST:
        return (amount * (times * numerator) + up) // (times * denominator)
    _bounded(times * bottom * (top + 1), "比例的位数")
    whole, rest = np.divmod(amount, denominator)
    _bounded((_highest(amount) // _lowest(denominator) + 1) * top + bottom, "金额与比例的乘积")
    return whole * numerator + (rest * (times * numerator) + up) // (times * denominator)


def _highest(values: Any) -> int:
    """The largest figure of a column, whatever its sign."""
    if isinstance(values, int):
        return abs(values)
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))


def _lowest(values: Any) -> int:
    return values if isinstance(values, int) else max(1, int(values.min()))


def _bounded(figure: int, what: str) -> None:
    if figure > LARGEST:
        raise ColumnError(f"{what}可达 {figure}，超出可计算的范围（{LARGEST}），请分开核算或减少小数位数")
