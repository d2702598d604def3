"""What is granted first when money is short, and what never fits; pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple


class Candidate(NamedTuple):
    """One firm's awards of a run, funded whole or not at all: `amount` in fen, `waiting` since an earlier run."""

    uscc: str
    amount: int
    priority: int
    received: str
    waiting: bool


ORDERS: dict[str, Callable[[Candidate], Any]] = {
    "waiting": lambda c: not c.waiting,
    "priority": lambda c: c.priority,
    "received": lambda c: c.received,
    "amount_ascending": lambda c: c.amount,
    "amount_descending": lambda c: -c.amount,
    "uscc": lambda c: c.uscc,
}
WHEN_SHORT = ("next_that_fits", "stop")


def queue(candidates: Iterable[Candidate], order: Sequence[str]) -> list[Candidate]:
    """The candidates in the order that the policy gives (轻重缓急)."""
    keys = [ORDERS[name] for name in order]
    return sorted(candidates, key=lambda c: tuple(key(c) for key in keys))


def fund(ranked: Sequence[Candidate], left: int, when_short: str) -> list[bool]:
    """Who of the queue is funded with `left` fen: whole or not at all, never more than there is (5号 三(二)5)."""
    funded = []
    stopped = False
    for candidate in ranked:
        fits = candidate.amount <= left and not stopped
        funded.append(fits)
        if fits:
            left -= candidate.amount
        elif when_short == "stop":
            stopped = True
    return funded
