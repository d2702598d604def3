"""What the claims of a population earn: over columns, in chunks, by any executor; to the fen what `assess` gives."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from subsidy import fanout
from subsidy.assessment import assess
from subsidy.model import GRANTED, NOTED, REFERRED, REFUSED, Case, Decision
from subsidy.policy import Policy, kept, stored
from subsidy.population import ColumnError, earned, gather

ABSENT = "absent"  # the outcome of a claim that a policy cannot read, beside those of a line
CHUNK = 2_000  # cases that a worker takes


class Worth(NamedTuple):
    """What a claim earns: its outcome, or ABSENT, and fen."""

    outcome: str
    amount: int


NOTHING = Worth(ABSENT, 0)


def worths(policy: Policy, cases: Sequence[Case], workers: Executor, chunk: int = CHUNK) -> Iterator[list[Worth]]:
    """What each claim of each case earns, case by case in their order. FanoutError where the workers are lost.

    LookupError for facts in words that the policy does not have.
    """
    source, rest = kept(policy), iter(cases)
    pieces = iter(lambda: (source, list(islice(rest, chunk))), (source, []))
    for found in fanout.ordered(workers, _piece, pieces):
        yield from found


def explained(decision: Decision) -> list[Worth]:
    """What each claim of a decision earns."""
    return [Worth(line.outcome, line.amount) for line in decision.lines]


def _piece(work: tuple[str, Sequence[Case]]) -> list[list[Worth]]:
    source, cases = work
    policy = _policy(source)
    try:
        return _columns(policy, cases)
    except ColumnError:  # figures that only whole numbers without bounds can hold
        return [explained(assess(policy, case)) for case in cases]


@lru_cache(8)
def _policy(source: str) -> Policy:
    return stored(source, "policy")


def _columns(policy: Policy, cases: Sequence[Case]) -> list[list[Worth]]:
    # what is barred stands in no column
    found = [[Worth(REFUSED if policy.items[one.item].pays else NOTED, 0) for one in case.claims] for case in cases]
    for one in earned(policy, gather(policy, cases)):
        if policy.items[one.item].pays:
            outcome = GRANTED if one.granted else REFERRED if one.referred else REFUSED
            found[one.firm][one.claim] = Worth(outcome, one.amount)
    return found
