"""A database of accepted applications, written by the store's own bulk insert; `desk.take_in` would check each one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.rules.firms import make
from bench.rules.ours import POLICY, YEAR, case
from schemas.cases import load_case
from schemas.claims import claim_schema
from schemas.frozen import freeze
from subsidy import desk, policy, store
from subsidy.desk import vouching
from subsidy.kinds import Item
from subsidy.model import Case
from subsidy.store import awards, checks, intake

AT = "2022-12-01T09:00:00+08:00"
CLAIMS = 3  # of a firm that could claim every award
PAST_EVERY = 4  # every fourth firm was granted something before this program
FUNDED = 0.7  # the share of what is claimed that the appropriation covers
TABLES = {
    "firms": ("uscc", "name", "conditions"),
    "firm_names": ("uscc", "name", "since"),
    "applications": ("id", "policy", "year", "uscc", "case_id", "received"),
    "claims": ("application", "item", "key", "version", "facts", "place", "accepted"),
    "vouchings": checks.VOUCHINGS,
    "awards": ("source", "policy", "uscc", "item", "year", "amount", "facts", "at"),
}
CONDITIONS = '{"registered_in_city": true, "serious_dishonesty": false, "software_firm": true}'


def cases(count: int) -> Iterator[Case]:
    """Cases with three claims each, of every item in turn."""
    decides = policy.load(POLICY)
    for number, firm in enumerate(make(count, busy=True)):
        data = case(firm, number)
        claims = data["claims"]
        start = number % len(claims)
        data["claims"] = (claims[start:] + claims[:start])[:CLAIMS]
        yield load_case(decides, data)


def build(path: Path, count: int) -> None:
    """The database, its appropriation short of what the firms ask for."""
    decides = policy.load(POLICY)
    schemas = {name: claim_schema(item) for name, item in decides.items.items()}
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
    for number, found in enumerate(cases(count), 1):
        code, name = found.firm.uscc, found.firm.name
        rows["firms"].append((code, name, CONDITIONS))
        rows["firm_names"].append((code, name, AT))
        rows["applications"].append((number, POLICY, YEAR, code, found.id, AT))
        for index, claim in enumerate(found.claims):
            facts = freeze(schemas[claim.item], claim.facts)
            key = _key(decides.items[claim.item], claim.facts, index)
            rows["claims"].append((number, claim.item, key, 1, facts, "bench", 0))
            rows["vouchings"].append(vouching.imported(len(rows["claims"]), facts, "bench", "bench", AT))
        if number % PAST_EVERY == 0:
            row = (f"bench:{number}", POLICY, code, "revenue_tier", YEAR - 1, 20_000_000, '{"tier": 2000000000}', AT)
            rows["awards"].append(row)
    store.create(path)
    with store.connect(path) as db:
        with store.write(db):
            for table, columns in TABLES.items():
                awards.append(db, table, columns, rows[table])
            checks.set_accepted(db, range(1, len(rows["claims"]) + 1), True)
            intake.note(db, AT, "bench", "build", str(count), {})
        _appropriate(db, decides)


def _key(item: Item, facts: Any, index: int) -> str:
    return f"#{index}" if item.parts else item.claim_key(facts)


def _appropriate(db: store.Database, decides: policy.Policy) -> None:
    """Sets an appropriation that suffices for a part of the firms."""
    desk.set_budget(db, decides, YEAR, 10**14)
    wanted = desk.plan(db, decides, YEAR).granted
    desk.set_budget(db, decides, YEAR, int(wanted * FUNDED))
