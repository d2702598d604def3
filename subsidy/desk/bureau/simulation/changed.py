"""The policy that a simulation tries: another with values and readings of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from subsidy.desk.bureau.policies import draft
from subsidy.policy import Policy, with_readings


def changed(base: Policy, values: Mapping[str, Any], readings: Iterable[str] = ()) -> Policy:
    """A policy with values by item and field as its file has them, and other readings; PolicyError names each place."""
    made = draft.replaced(base, values) if values else base
    wanted = tuple(readings)
    return with_readings(made, wanted) if wanted else made
