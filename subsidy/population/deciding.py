"""Amounts of a population: item by item over columns, a bounded number of rows at a time."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from subsidy import fanout
from subsidy.model import Case
from subsidy.policy import Policy
from subsidy.population.columns import COLUMNS, LARGEST, Coded, ColumnError, Parts, bounded
from subsidy.population.table import Population, Table, gather

ROWS = 65_536  # at a time: what is worked out on the way stays in the processor's cache


class Outcome(NamedTuple):
    """What the claims of one item earn, in the order of their table: fen, whether granted, whether referred."""

    amount: Any
    granted: Any
    referred: Any


class Earned(NamedTuple):
    """What one claim earns: its item, whose it is and its place in the case, fen, whether granted, whether referred."""

    item: str
    firm: int
    claim: int
    amount: int
    granted: bool
    referred: bool


class Amounts(NamedTuple):
    """What a population earns: each firm together in fen, and every claim by item."""

    totals: Any
    items: Mapping[str, Outcome]


def evaluate(policy: Policy, population: Population) -> Amounts:
    """What each firm and claim earns, to the fen what `assess` gives. ColumnError before anything could overflow."""
    found = {name: _empty(table, population.firms) for name, table in population.tables.items()}
    return Amounts(_added(policy, population, found), found)


def totals(policy: Policy, population: Population, threads: int = 1) -> Any:
    """What each firm earns together, in fen: `evaluate` without a word of the claims, by threads of this process."""
    return _added(policy, population, {}, threads)


def _empty(table: Table, firms: int) -> Outcome:
    rows = table.rows(firms)
    return Outcome(np.empty(rows, np.int64), np.empty(rows, bool), np.empty(rows, bool))


def _added(policy: Policy, population: Population, found: Mapping[str, Outcome], threads: int = 1) -> Any:
    """Each firm's total; what each claim earns goes into `found`, for the tables that stand there."""
    firms, made = population.firms, np.zeros(population.firms, np.int64)
    own = {name: table for name, table in population.tables.items() if table.firm is None}
    most = [0]

    def piece(start: int) -> None:
        """Some firms, under every table in which row and firm are one."""
        stop = min(start + ROWS, firms)
        for name, table in own.items():
            amount = _rows(policy, name, table, start, stop, found.get(name))
            most.append(int(amount.max(initial=0)))
            made[start:stop] += amount

    with ThreadPoolExecutor(threads) if threads > 1 else fanout.Here() as pool:
        for done in [pool.submit(piece, start) for start in range(0, firms, ROWS)] if own else ():
            done.result()
    bound = max(most) * len(own)
    for name, table in population.tables.items():
        if table.firm is not None:
            rows = [
                _rows(policy, name, table, start, start + ROWS, found.get(name))
                for start in range(0, len(table.firm), ROWS)
            ]
            amounts = np.concatenate(rows or [np.zeros(0, np.int64)])
            bound += int(amounts.max(initial=0)) * _times(table.firm)
            _within(bound)
            np.add.at(made, table.firm, amounts)
    _within(bound)
    return made


def _within(most: int) -> None:
    if most > LARGEST:
        raise ColumnError(f"一家企业的合计可达 {most} 分，超出可计算的范围（{LARGEST}），请分开核算")


def _times(firm: Any) -> int:
    """How many claims of a table a firm has at most."""
    return int(np.bincount(firm).max()) if len(firm) else 0


def _rows(policy: Policy, name: str, table: Table, start: int, stop: int, made: Outcome | None) -> Any:
    """What some rows of a table earn."""
    item = policy.items[table.item]
    numbers = [
        _slice(f"{name}.{head}", one, start, stop) for head, one in zip(item.columns, table.numbers, strict=True)
    ]
    amount, granted, referred, _ = item.worth(COLUMNS, *numbers)
    rows = stop - start if table.firm is None else len(table.firm[start:stop])
    amount = np.broadcast_to(amount, rows)  # of plain numbers alone it is one
    if made is not None:
        made.amount[start:stop], made.granted[start:stop], made.referred[start:stop] = amount, granted, referred
    return amount


def _slice(name: str, one: Any, start: int, stop: int) -> Any:
    """Some rows of a column, within their bounds; whole numbers stand for themselves."""
    if one is None or isinstance(one, int):
        return one
    if isinstance(one, Coded):
        return one.figures.take(one.codes[start:stop])
    if isinstance(one, Parts):
        first = int(one.counts[:start].sum())
        counts = one.counts[start:stop]
        return Parts(bounded(name, one.values[first : first + int(counts.sum())], first), counts)
    return bounded(name, one[start:stop], start)


def amounts(policy: Policy, cases: Sequence[Case]) -> list[list[int]]:
    """What each claim of each case earns, in fen, in their order; nothing for what is barred, refused or referred."""
    found = [[0] * len(case.claims) for case in cases]
    for one in earned(policy, gather(policy, cases)):
        found[one.firm][one.claim] = one.amount
    return found


def earned(policy: Policy, population: Population) -> Iterator[Earned]:
    """What each claim of a population gathered from cases earns, item by item."""
    for name, outcome in evaluate(policy, population).items.items():
        table = population.tables[name]
        columns = (table.firm, table.claim, outcome.amount, outcome.granted, outcome.referred)
        for row in zip(*(column.tolist() for column in columns), strict=True):
            yield Earned(table.item, *row)
