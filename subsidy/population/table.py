"""A population as columns, one table an item: gathered from cases, or given as columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from subsidy.assessment import numbered
from subsidy.model import Case
from subsidy.policy import Policy
from subsidy.population.columns import Coded, ColumnError, Parts, bounded, column, parts


class Table(NamedTuple):
    """Claims of one item: whose each is (None: row and firm are one), its place in its case, the item's `columns`."""

    item: str
    firm: Any
    claim: Any
    numbers: tuple[Any, ...]

    def rows(self, firms: int) -> int:
        """How many claims there are, of so many firms."""
        return firms if self.firm is None else len(self.firm)


class Population(NamedTuple):
    """Firms, and their claims by item or by another name of a table; what a firm's conditions bar is not in it."""

    firms: int
    tables: Mapping[str, Table]


def gather(policy: Policy, cases: Iterable[Case]) -> Population:
    """The claims of cases as columns. ColumnError for a figure out of bounds, KeyError for an item not the policy's."""
    rows: dict[str, list[tuple[int, int, tuple[Any, ...]]]] = {name: [] for name in policy.items}
    firms = 0
    for firm, case in enumerate(cases):
        firms += 1
        for place, item, numbers, _ in numbered(policy, case):
            rows[item.id].append((firm, place, numbers))
    return Population(firms, {name: _table(policy, name, found) for name, found in rows.items() if found})


def _table(policy: Policy, name: str, rows: list[tuple[int, int, tuple[Any, ...]]]) -> Table:
    firm = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    claim = np.fromiter((row[1] for row in rows), np.int64, len(rows))
    heads = policy.items[name].columns
    found = zip(heads, zip(*(row[2] for row in rows), strict=True), strict=True)
    return Table(name, firm, claim, tuple(_column(f"{name}.{head}", values) for head, values in found))


def _column(name: str, values: Sequence[Any]) -> Any:
    if any(isinstance(value, list) for value in values):
        return parts(name, values)
    if None in values:
        return None if all(value is None for value in values) else column(name, [value or 0 for value in values])
    return column(name, values)


def of_columns(policy: Policy, firms: int, tables: Mapping[str, Mapping[str, Any]]) -> Population:
    """A population from tables: the item's `columns` by name, `firm` (whose each row is; left out: one row a firm).

    A plain number stands for a column of it, `Coded` for a column of codes. A table has the name of its item, or tells
    it as `item` where there are several. ColumnError names an item, column or row that is not as wanted.
    """
    found = {}
    for name, given in tables.items():
        of = given.get("item", name)
        item = policy.items.get(of)
        if item is None:
            raise ColumnError(f"没有 {of} 这一事项，应为 {'、'.join(policy.items)} 之一")
        if set(given) - {"item", "firm"} != set(item.columns):
            raise ColumnError(f"{name} 的列是 {'、'.join(given)}，应为 {'、'.join(item.columns)}（和 firm）")
        firm = column(f"{name}.firm", given["firm"]) if "firm" in given else None
        if firm is not None and firm.size and not 0 <= firm.min() <= firm.max() < firms:
            raise ColumnError(f"{name}.firm 应在 0 至 {firms - 1} 之间")
        rows = firms if firm is None else len(firm)
        numbers = tuple(_given(f"{name}.{head}", given[head], rows) for head in item.columns)
        found[name] = Table(item.id, firm, None, numbers)
    return Population(firms, found)


def _given(name: str, values: Any, rows: int) -> Any:
    if values is None:
        return values
    if isinstance(values, Parts):
        return _parted(name, Parts(column(name, values.values), column(name, values.counts)), rows)
    if isinstance(values, Coded):
        return _coded(name, _given(name, values.codes, rows), bounded(name, column(name, values.figures)))
    if isinstance(values, int):
        return int(column(name, [values])[0])
    found = column(name, values)
    if found.shape != (rows,):
        raise ColumnError(f"{name} 有 {found.size} 行，应为 {rows} 行")
    return found


def _parted(name: str, found: Parts, rows: int) -> Parts:
    counts, held = found.counts, found.values.size
    if counts.shape != (rows,) or (rows and counts.min() < 0) or int(counts.sum()) != held:
        told = f"{name} 的个数有 {counts.size} 行、合计 {int(counts.sum())}"
        raise ColumnError(f"{told}，应为 {rows} 行、都不小于 0、合计 {held}（即各部分的个数）")
    return found


def _coded(name: str, codes: Any, figures: Any) -> Coded:
    if len(codes) and not 0 <= codes.min() <= codes.max() < len(figures):
        raise ColumnError(f"{name} 的代码应在 0 至 {len(figures) - 1} 之间，填的是 {codes.min()} 至 {codes.max()}")
    return Coded(codes, figures)
