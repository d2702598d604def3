"""Amounts of a population: item by item over columns, a bounded number of rows at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from subsidy import fanout
from subsidy.model import Case
from subsidy.policy import Policy, kept, stored
from subsidy.population.columns import COLUMNS, LARGEST, ColumnError, Parts
from subsidy.population.table import Population, Table, gather

ROWS = 32_768  # at a time: what is worked out on the way stays in the processor's cache
CHUNK = 2_000  # cases that a worker takes


class Outcome(NamedTuple):
    """What the claims of one item earn, in the order of their table: fen, whether granted, whether referred."""

    amount: Any
    granted: Any
    referred: Any


class Amounts(NamedTuple):
    """What a population earns: each firm together in fen, and every claim by item."""

    totals: Any
    items: Mapping[str, Outcome]


def evaluate(policy: Policy, population: Population) -> Amounts:
    """What each firm and claim earns, to the fen what `assess` gives. ColumnError before anything could overflow."""
    totals = np.zeros(population.firms, np.int64)
    found, most = {}, 0
    for name, table in population.tables.items():
        outcome = _item(policy, name, table)
        most += int(outcome.amount.max(initial=0)) * _times(table.firm)
        if most > LARGEST:
            raise ColumnError(f"一家企业的合计可达 {most} 分，超出可计算的范围（{LARGEST}），请分开核算")
        if len(table.firm) == population.firms and (table.firm == np.arange(population.firms)).all():
            totals += outcome.amount
        else:
            np.add.at(totals, table.firm, outcome.amount)
        found[name] = outcome
    return Amounts(totals, found)


def _times(firm: Any) -> int:
    """How many claims of an item a firm has at most."""
    return int(np.bincount(firm).max(initial=0)) if len(firm) else 0


def _item(policy: Policy, name: str, table: Table) -> Outcome:
    item, rows = policy.items[name], len(table.firm)
    made = Outcome(np.zeros(rows, np.int64), np.zeros(rows, bool), np.zeros(rows, bool))
    for start in range(0, rows, ROWS):
        stop = min(start + ROWS, rows)
        amount, granted, referred, _ = item.worth(COLUMNS, *_slices(table.numbers, start, stop))
        made.amount[start:stop], made.granted[start:stop], made.referred[start:stop] = amount, granted, referred
    return made


def _slices(numbers: tuple[Any, ...], start: int, stop: int) -> list[Any]:
    return [_slice(one, start, stop) for one in numbers]


def _slice(one: Any, start: int, stop: int) -> Any:
    if one is None or isinstance(one, int):
        return one
    if isinstance(one, Parts):
        first = int(one.counts[:start].sum())
        counts = one.counts[start:stop]
        return Parts(one.values[first : first + int(counts.sum())], counts)
    return one[start:stop]


def amounts(policy: Policy, cases: Sequence[Case]) -> list[list[int]]:
    """What each claim of each case earns, in fen, in their order; nothing for what is barred, refused or referred."""
    population = gather(policy, cases)
    found = [[0] * len(case.claims) for case in cases]
    for name, outcome in evaluate(policy, population).items.items():
        table = population.tables[name]
        rows = zip(table.firm.tolist(), table.claim.tolist(), outcome.amount.tolist(), strict=True)
        for firm, place, amount in rows:
            found[firm][place] = amount
    return found


def over(policy: Policy, cases: Iterable[Case], workers: Executor, chunk: int = CHUNK) -> Iterator[list[int]]:
    """As `amounts`, by an executor, for any number of cases: one list a case, in their order. FanoutError."""
    source = kept(policy)
    rest = iter(cases)
    pieces = iter(lambda: (source, list(islice(rest, chunk))), (source, []))
    for found in fanout.ordered(workers, _piece, pieces):
        yield from found


def _piece(work: tuple[str, Sequence[Case]]) -> list[list[int]]:
    source, cases = work
    return amounts(_policy(source), cases)


@lru_cache(8)
def _policy(source: str) -> Policy:
    return stored(source, "policy")
