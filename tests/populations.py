"""Random policies, random firms: every kind of award, amounts on its edges, several claims of an item, a past."""

import copy

from subsidy import policy as policies
from subsidy.model import Case, Claim, Firm, Past

YEAR = 2022
FEN = (0, 1, 2, 49, 50, 51, 99, 100)
SOURCES = [policies.load("jiaxing-2022-10").source]


def policy(rng, sources=SOURCES):
    """One of the policies with other rates, thresholds, caps, awards and readings."""
    data = copy.deepcopy(dict(rng.choice(sources)))
    for row in data["items"]:
        _CHANGES.get(row["kind"], lambda *_: None)(rng, row)
        for reading in row.get("readings", {}).values():
            reading["value"] = rng.choice(list(reading["choices"]))
    return policies.build(data, data["id"])


def _money(rng, most=3_000_000):
    return f"{rng.randint(1, most)}.{rng.randint(0, 99):02d}"


def _rate(rng):
    digits = rng.choice((1, 2, 3, 6, 9))
    return f"0.{rng.randint(1, 10**digits - 1):0{digits}d}"


def _tier(rng, row):
    if "growth" in row or rng.random() < 0.5:
        row["growth"] = _rate(rng)
    reaches = sorted(rng.sample(range(1_000_000, 60_000_000), rng.randint(1, 5)))
    awards = sorted(rng.sample(range(1, 2_000_000), len(reaches)))
    row["tiers"] = [{"reach": str(r), "award": str(a)} for r, a in zip(reaches, awards, strict=True)]


def _awards(name):
    def change(rng, row):
        for entry in row[name].values():
            entry["award"] = _money(rng) if rng.random() < 0.9 else "0"

    return change


def _rated(rng, row):
    row["rate"] = _rate(rng)
    if "cap" in row:
        row["cap"] = _money(rng)


def _ladder(rng, row):
    for scheme in row["schemes"]:
        scheme["step"] = _money(rng)
        if scheme["numbers"]:
            scheme["paid_from"] = rng.choice(scheme["numbers"])


_CHANGES = {
    "tier": _tier,
    "first": _awards("entries"),
    "grade": _awards("grades"),
    "rate": _rated,
    "refund": _rated,
    "cost": _rated,
    "ladder": _ladder,
    "approved": lambda rng, row: row.update(cap=_money(rng)),
    "match": lambda rng, row: row.update(max_ratio=_rate(rng)),
}


def cases(rng, law, count):
    """Firms that claim some of the items, one of them several times over, and had some of them before."""
    return [_case(rng, law, number) for number in range(count)]


def _case(rng, law, number):
    known = {c.id: rng.random() < 0.93 if c.wanted else rng.random() < 0.07 for c in law.conditions}
    claims = []
    for name, item in law.items.items():
        if rng.random() < 0.4:
            claims += [Claim(name, _facts(rng, item)) for _ in range(rng.choice((1, 1, 1, 2, 4)))]
    rng.shuffle(claims)
    history = [past for item in law.items.values() for past in _past(rng, law, item) if rng.random() < 0.5]
    return Case(f"C-{number}", law.id, YEAR, Firm(f"F{number}", "某公司", known), tuple(claims), tuple(history))


def _fen(rng, edges=()):
    if edges and rng.random() < 0.5:
        return max(0, rng.choice(edges) + rng.randint(-1, 1))
    return rng.choice((rng.choice(FEN), rng.randint(0, 10**6), rng.randint(0, 10**9), rng.randint(0, 10**13)))


def _facts(rng, item):
    return _FACTS[item.kind](rng, item)


def _of_tier(rng, item):
    edges = [t.reach for t in item.tiers]
    previous = rng.choice((None, _fen(rng, edges)))
    growth = item.growth
    line = [int(previous * (1 + growth))] if previous and growth is not None else []
    facts = {item.measure: _fen(rng, edges + line), item.previous: previous}
    return facts | ({item.best_earlier: _fen(rng, edges)} if rng.random() < 0.4 else {})


def _of_first(rng, item):
    facts = {item.field: rng.choice(list(item.entries))}
    return facts | ({"held_before": rng.random() < 0.3} if item.asks_held_before else {})


def _of_rate(rng, item):
    regions = (f"{item.home[0]}01"[:6].ljust(6, "0"), "330100", "US")
    edge = [item.cap * item.rate.denominator // item.rate.numerator]
    return {
        "orders": [
            {"contract": f"合同{i}", "buyer": "甲", "buyer_region": rng.choice(regions), "executed": _fen(rng, edge)}
            for i in range(rng.randint(1, 4))
        ]
    }


def _of_level(rng, item):
    scheme = rng.choice(list(item.schemes.values()))
    facts = {"scheme": scheme.name}
    if scheme.numbers or item.kind == "ladder":
        levels = list(scheme.ranks) or ["甲级"]
        facts["level"] = rng.choice(levels)
        if rng.random() < 0.3:
            facts["best_earlier_level"] = rng.choice(levels)
    return facts


def _of_cost(rng, item):
    caps = [cap for levels in item.caps.values() for cap in levels.values()]
    edges = [cap * item.rate.denominator // item.rate.numerator for cap in caps]
    return {**_of_level(rng, item), "cost": _fen(rng, edges)}


def _of_refund(rng, item):
    return {
        "trainees": [
            {
                "name": "某",
                "certificate": f"证{rng.randint(1, 6)}",
                "fee": _fen(rng),
                **{need: rng.random() < 0.85 for need in item.needs},
            }
            for _ in range(rng.randint(1, 5))
        ]
    }


def _of_match(rng, item):
    facts = {"project": rng.choice("甲乙"), "level": rng.choice(list(item.levels)), "grant": _fen(rng)}
    return facts | ({"ratio": rng.choice((item.max_ratio, item.max_ratio / 3, 1))} if rng.random() < 0.5 else {})


_FACTS = {
    "tier": _of_tier,
    "first": _of_first,
    "rate": _of_rate,
    "grade": lambda rng, item: {"product": rng.choice(("甲", "乙 V2", "丙")), "grade": rng.choice(list(item.grades))},
    "ladder": _of_level,
    "cost": _of_cost,
    "refund": _of_refund,
    "approved": lambda rng, item: {"project": rng.choice("甲乙"), "approved": _fen(rng, [item.cap])},
    "match": _of_match,
    "notice": lambda rng, item: {"stage": rng.choice(list(item.stages))},
}


def _past(rng, law, item):
    """What a firm was given under an item before, as a grant of it identifies itself."""
    for _ in range(rng.randint(0, 2) if item.pays else 0):
        identity = _identity(rng, item, _FACTS[item.kind](rng, item))
        yield Past(item.id, rng.choice((YEAR, YEAR - 1, YEAR - 3)), rng.randint(1, 10**8), identity)


def _identity(rng, item, facts):
    if item.kind == "tier":
        return {"tier": rng.choice(item.tiers).reach}
    if item.kind == "refund":
        return {"certificates": [facts["trainees"][0]["certificate"]]}
    wanted = {item.field} if item.kind == "first" else {"product", "grade", "scheme", "project"}
    wanted |= {"level"} if item.kind in ("ladder", "cost") else set()
    return {name: value for name, value in facts.items() if name in wanted}
