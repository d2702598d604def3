"""Random firms as int64 columns from a fixed seed, whole yuan; a fifth stand on an edge of the rules or beside it."""

from typing import Any

import numpy as np

SEED = 2022_0310
TIERS = (20_000_000, 30_000_000, 50_000_000)
CAP_REACHED = 33_333_333  # yuan of orders: 3 % of it is all but the cap
COLUMNS = (
    "revenue",
    "previous",
    "best",
    "orders",
    "fee",
    "cmmi_now",
    "cmmi_before",
    "itss_now",  # 0: none; 4 to 1, one is the top
    "itss_before",
    "iso_now",
    "iso_before",
    "provincial",  # products
    "national",
)
Columns = dict[str, Any]


def make(count: int, seed: int = SEED) -> Columns:
    """The columns of so many firms, amounts in yuan."""
    rng = np.random.default_rng(seed)
    previous = np.exp(rng.normal(16.5, 1.4, count)).astype(np.int64).clip(1, 4_000_000_000)
    revenue = (previous * rng.normal(1.1, 0.25, count).clip(0.2)).astype(np.int64)
    on_tier, on_line = rng.random(count) < 0.1, rng.random(count) < 0.1
    near = rng.integers(-1, 2, count)
    revenue = np.where(on_tier, rng.choice(TIERS, count) + near, revenue)
    previous = np.where(on_tier, revenue // 2, previous // 10 * 10)
    revenue = np.where(on_line & ~on_tier, previous // 10 * 11 + near, revenue).clip(0)
    best = np.where(rng.random(count) < 0.25, previous // 10 * 13, previous)
    orders = np.where(rng.random(count) < 0.5, np.exp(rng.normal(14.5, 2, count)).astype(np.int64), 0)
    orders = np.where(rng.random(count) < 0.03, CAP_REACHED + near, orders).clip(0, 900_000_000)
    fee = np.where(rng.random(count) < 0.6, np.exp(rng.normal(10, 1.5, count)).astype(np.int64), 0)
    found = {"revenue": revenue, "previous": previous.clip(1), "best": best, "orders": orders, "fee": fee}
    return {name: found[name].astype(np.int64) for name in COLUMNS[:5]} | _certificates(rng, count)


def _certificates(rng: Any, count: int) -> Columns:
    cmmi = rng.choice(6, count, p=[0.6, 0.02, 0.08, 0.18, 0.07, 0.05])
    rank = rng.choice(5, count, p=[0.6, 0.15, 0.15, 0.06, 0.04])
    later = np.minimum(4, rank + rng.choice(3, count, p=[0.6, 0.3, 0.1]))
    found = {
        "cmmi_now": np.minimum(5, cmmi + rng.choice(4, count, p=[0.55, 0.2, 0.05, 0.2])),
        "cmmi_before": cmmi,
        "itss_now": np.where(later == 0, 0, 5 - later),
        "itss_before": np.where(rank == 0, 0, 5 - rank),
        "iso_now": rng.random(count) < 0.2,
        "iso_before": rng.random(count) < 0.1,
        "provincial": rng.choice(4, count, p=[0.85, 0.1, 0.04, 0.01]),
        "national": rng.choice(3, count, p=[0.95, 0.04, 0.01]),
    }
    return {name: found[name].astype(np.int64) for name in COLUMNS[5:]}


def in_fen(columns: Columns) -> Columns:
    """The same firms with their amounts in fen."""
    return {name: values * 100 if name in COLUMNS[:5] else values for name, values in columns.items()}
