"""This project: the policy file as it is, over columns."""

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.population.firms import Columns
from subsidy import policy
from subsidy.policy import Policy
from subsidy.population import Coded, Parts, of_columns, totals

POLICY = "jiaxing-2022-10"
GROWING = ("revenue", "previous", "best")
GRADES, SCHEMES = ("provincial", "national"), ("cmmi", "itss")
THREADS = len(os.sched_getaffinity(0))


def load(name: str) -> Callable[[Columns], Any]:
    """What is timed: columns of firms in, each firm's total in fen out."""
    law = policy.load(POLICY)

    def decided(c: Columns) -> Any:
        return totals(law, of_columns(law, len(c["revenue"]), tables(law, c)), THREADS if name == "ours_threads" else 1)

    return decided


def tables(law: Policy, c: Columns) -> dict[str, dict[str, Any]]:
    """The claims of the firms, item by item, as the kinds of award take them."""
    award = law.items["security_certificate"].entries["ISO27001"].award
    return {
        "revenue_tier": {name: c[name] for name in ("revenue", "previous", "best")}
        | {"had": None, "top": 0, "given": 0},
        "outsourcing_bonus": {"outside": c["orders"], "used": 0},
        "training_refund": {"fees": Parts(c["fee"], np.ones(len(c["fee"]), np.int64))},
        "security_certificate": {
            "award": Coded(c["iso_now"], [0, award]),
            "given": 0,
            "held": c["iso_before"],
            "rival": 0,
        },
        **{name: _certificate(law, c, name) for name in SCHEMES},
        **{name: _products(law, c, name) for name in GRADES},
    }


def _certificate(law: Policy, c: Columns, name: str) -> dict[str, Any]:
    """One claim a firm; without a certificate its level is below those that are paid."""
    scheme = law.items["capability_certificate"].schemes[name.upper()]
    ranks = [0] * 6
    for number, rank in zip(scheme.numbers, scheme.ranks.values(), strict=True):
        ranks[number] = max(rank, 0)
    now, before = (Coded(c[f"{name}_{when}"], ranks) for when in ("now", "before"))
    return {"item": "capability_certificate", "rank": now, "held": before, "step": scheme.step, "known": 1}


def _products(law: Policy, c: Columns, name: str) -> dict[str, Any]:
    """A firm's products of one grade as one claim: none is of another grade, none was paid for before."""
    award = law.items["first_version_product"].grades[name].award
    item = {"item": "first_version_product", "deducted": 0, "given": 0, "rival": 0}
    return item | {"award": Coded(c[name], [award * count for count in range(int(c[name].max(initial=0)) + 1)])}
