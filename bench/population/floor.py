"""The floor: the seven awards written out by hand over NumPy columns, for this policy and no other."""

from typing import Any

import numpy as np

from bench.population.firms import TIERS, Columns

AWARDS = (200_000, 500_000, 1_000_000)


def totals(c: Columns, unit: int = 100) -> Any:
    """What each firm earns in `unit`s of a yuan: 100 for fen, 1 for whole yuan; half up."""
    before = np.maximum(c["previous"], c["best"])
    award = np.zeros(c["revenue"].shape, np.int64)
    for tier, amount in zip(TIERS, AWARDS, strict=True):
        award[(before < tier * unit) & (c["revenue"] >= tier * unit)] = amount * unit
    award *= c["revenue"] * 10 >= c["previous"] * 11
    now, held = (np.where(c[name] > 0, 5 - c[name], 0) for name in ("itss_now", "itss_before"))
    return (
        award
        + np.minimum((c["orders"] * 3 + 50) // 100, 1_000_000 * unit)
        + (c["fee"] * 3 + 5) // 10
        + 200_000 * unit * np.maximum(0, c["cmmi_now"] - np.maximum(c["cmmi_before"], 2))
        + 100_000 * unit * np.maximum(0, now - np.maximum(held, 1))
        + 100_000 * unit * ((c["iso_now"] > 0) & (c["iso_before"] < 1))
        + 500_000 * unit * c["provincial"]
        + 1_500_000 * unit * c["national"]
    )
