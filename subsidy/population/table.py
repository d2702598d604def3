"""A population as columns, one table an item: gathered from cases, or given as columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from subsidy.assessment import by_item, carried, failed_conditions
from subsidy.model import Case
from subsidy.policy import Policy
from subsidy.population.columns import ColumnError, Parts, column, parts


class Table(NamedTuple):
    """The claims of one item: whose each is, its place among the claims of its case, and the item's `columns`."""

    firm: Any
    claim: Any
    numbers: tuple[Any, ...]


class Population(NamedTuple):
    """Firms, and their claims by item; what the conditions of a firm bar is not in it."""

    firms: int
    tables: Mapping[str, Table]


def gather(policy: Policy, cases: Iterable[Case]) -> Population:
    """The claims of cases as columns. ColumnError for a figure out of bounds, KeyError for an item not the policy's."""
    rows: dict[str, list[tuple[int, int, tuple[Any, ...]]]] = {name: [] for name in policy.items}
    firms = 0
    for firm, case in enumerate(cases):
        firms += 1
        barred = bool(failed_conditions(policy, case.firm.conditions))
        for place, numbers in _claims(policy, case, barred):
            rows[case.claims[place].item].append((firm, place, numbers))
    return Population(firms, {name: _table(policy, name, found) for name, found in rows.items() if found})


def _claims(policy: Policy, case: Case, barred: bool) -> Iterable[tuple[int, tuple[Any, ...]]]:
    """The numbers of each claim that is not barred, with its place; each sees what earlier ones of the case got."""
    past = by_item(case)
    for place, claim in enumerate(case.claims):
        item = policy.items[claim.item]
        if barred and item.pays:
            continue
        seen: Sequence[Any] = past.get(claim.item, ())
        numbers = item.numbers(claim.facts, seen, case)
        yield place, numbers
        award = carried(policy, case, place, seen, numbers)
        if award:
            past[claim.item] = [*seen, award]


def _table(policy: Policy, name: str, rows: list[tuple[int, int, tuple[Any, ...]]]) -> Table:
    firm = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    claim = np.fromiter((row[1] for row in rows), np.int64, len(rows))
    heads = policy.items[name].columns
    found = zip(heads, zip(*(row[2] for row in rows), strict=True), strict=True)
    return Table(firm, claim, tuple(_column(f"{name}.{head}", values) for head, values in found))


def _column(name: str, values: Sequence[Any]) -> Any:
    if any(isinstance(value, list) for value in values):
        return parts(name, values)
    if None in values:
        return None if all(value is None for value in values) else column(name, [value or 0 for value in values])
    return column(name, values)


def of_columns(policy: Policy, firms: int, tables: Mapping[str, Mapping[str, Any]]) -> Population:
    """A population from columns by item and name: `firm` (whose each row is; left out: one row a firm) and `columns`.

    A plain number stands for a column of it. ColumnError names an item, column or row that is not as wanted.
    """
    found = {}
    for name, given in tables.items():
        item = policy.items.get(name)
        if item is None:
            raise ColumnError(f"没有 {name} 这一事项，应为 {'、'.join(policy.items)} 之一")
        wanted = {"firm", *item.columns}
        if set(given) | {"firm"} != wanted:
            raise ColumnError(f"{name} 的列是 {'、'.join(given)}，应为 {'、'.join(item.columns)}（和 firm）")
        firm = column(f"{name}.firm", given["firm"]) if "firm" in given else np.arange(firms)
        if firm.size and not 0 <= firm.min() <= firm.max() < firms:
            raise ColumnError(f"{name}.firm 应在 0 至 {firms - 1} 之间")
        numbers = tuple(_given(f"{name}.{head}", given[head], len(firm)) for head in item.columns)
        found[name] = Table(firm, np.zeros(len(firm), np.int64), numbers)
    return Population(firms, found)


def _given(name: str, values: Any, rows: int) -> Any:
    if values is None or isinstance(values, Parts):
        return values
    if isinstance(values, int):
        return int(column(name, [values])[0])
    found = column(name, values)
    if found.shape != (rows,):
        raise ColumnError(f"{name} 有 {found.size} 行，应为 {rows} 行")
    return found
