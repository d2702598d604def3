"""Which claims the office found itself in a published list: what it saw there, no firm has to upload."""

from collections.abc import Mapping
from typing import Any

from schemas import typed
from schemas.frozen import claim_facts
from subsidy.kinds import Item
from subsidy.model import Facts
from subsidy.policy import Policy
from subsidy.store import Database, offers


def cited(db: Database, policy: Policy, year: int, uscc: str, section: str, values: Mapping[str, Any]) -> bool:
    """Whether every claim typed into a section is one that was offered by a list and confirmed as it was offered."""
    item = policy.items.get(section)
    if item is None or item.parts or not values.get("claims"):
        return False
    known = {
        row["key"]: claim_facts(item, row["facts"])
        for row in offers.of_firm(db, policy.id, year, uscc)
        if row["item"] == section and row["outcome"] == offers.ACCEPTED
    }
    found = typed.load(item, values)
    return bool(known) and not found.problems and all(_as_offered(item, facts, known) for facts in found.facts)


def _as_offered(item: Item, facts: Facts, known: Mapping[str, Facts]) -> bool:
    """Whether a claim is one of these, and says all that the offer said; what an offer left open the firm may add."""
    said = known.get(item.claim_key(facts))
    return said is not None and all(facts.get(name) == value for name, value in said.items() if value is not None)
