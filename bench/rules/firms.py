"""Random firms from a fixed seed, amounts in fen; a good part stands on an edge of the rules or one fen beside it."""

import random

SEED = 2022_0410
YUAN = 100
TIERS = (20_000_000 * YUAN, 30_000_000 * YUAN, 50_000_000 * YUAN)
CAP_REACHED = 3_333_333_333  # fen of orders: 3 % of it rounds to the cap of a million yuan
CMMI = (0, 1, 2, 3, 4, 5)  # 0: no certificate
ITSS = (0, 4, 3, 2, 1)  # one is the top

Firm = dict[str, int]


def make(count: int, busy: bool = False, seed: int = SEED) -> list[Firm]:
    """Firms as flat records of whole numbers; `busy` ones have something to claim for every award."""
    rng = random.Random(seed)
    return [{**_revenue(rng), **_orders(rng, busy), **_certificates(rng, busy)} for _ in range(count)]


def _revenue(rng: random.Random) -> Firm:
    """Revenue of the year, of the year before (never none: there the text is silent), and the best before that."""
    revenue = _near(rng, rng.choice(TIERS)) if rng.random() < 0.3 else _spread(rng, 16.5, 0.9)
    previous = _near(rng, revenue * 10 // 11) if rng.random() < 0.3 else int(revenue / rng.uniform(0.7, 1.8))
    best = previous
    if rng.random() < 0.3:
        best = max(previous, _near(rng, rng.choice(TIERS)))
    return {"revenue": revenue, "previous": max(previous, 1), "best": best}


def _orders(rng: random.Random, busy: bool) -> Firm:
    """Orders from out of the city and one trainee's fee; some end in half a fen."""
    orders = fee = 0
    if busy or rng.random() < 0.5:
        orders = _near(rng, CAP_REACHED) if rng.random() < 0.2 else _spread(rng, 14.0, 2.0)
        if rng.random() < 0.2:
            orders = orders // 100 * 100 + 50
    if busy or rng.random() < 0.4:
        fee = _spread(rng, 8.0, 0.8)
        if rng.random() < 0.2:
            fee = fee // 10 * 10 + 5
    return {"orders": orders, "fee": fee}


def _certificates(rng: random.Random, busy: bool) -> Firm:
    """Levels now and before, an information-security certificate, products by grade."""

    def some(chance: float) -> bool:
        return busy or rng.random() < chance

    cmmi_before = rng.choice(CMMI[:5])
    cmmi_now = min(5, max(cmmi_before, 1) + rng.choice((0, 1, 1, 2)))
    itss_before = rng.choice((0, 0, 1, 2, 3))
    itss_now = min(4, max(itss_before, 1) + rng.choice((0, 1, 1, 2)))
    cmmi, itss, iso = some(0.35), some(0.2), some(0.2)
    return {
        "cmmi_now": cmmi_now * cmmi,
        "cmmi_before": cmmi_before * cmmi,
        "itss_now": ITSS[itss_now * itss],
        "itss_before": ITSS[itss_before * itss],
        "iso_now": int(iso),
        "iso_before": int(iso and rng.random() < 0.3),
        "provincial": rng.choice((1, 1, 2)) if some(0.15) else 0,
        "national": 1 if some(0.05) else 0,
    }


def _spread(rng: random.Random, middle: float, width: float) -> int:
    """An amount of no fixed scale: e to the `middle` yuan, give or take."""
    return max(1, int(rng.lognormvariate(middle, width) * YUAN))


def _near(rng: random.Random, edge: int) -> int:
    return max(1, edge + rng.randint(-1, 1))
