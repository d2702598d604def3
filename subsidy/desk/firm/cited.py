"""Which claims the office found itself in a published list: what it saw there, no firm has to upload."""

from collections.abc import Mapping
from typing import Any

from schemas import typed
from subsidy.kinds import Item
from subsidy.policy import Policy
from subsidy.store import Database, offers


def cited(db: Database, policy: Policy, year: int, uscc: str, section: str, values: Mapping[str, Any]) -> bool:
    """Whether every claim typed into a section is one that was offered by a list and confirmed as it was offered."""
    item = policy.items.get(section)
    if item is None or item.parts or not values.get("claims"):
        return False
    known = {
        row["key"]
        for row in offers.of_firm(db, policy.id, year, uscc)
        if row["item"] == section and row["outcome"] == offers.ACCEPTED
    }
    return bool(known) and _keys(item, values) <= known


def _keys(item: Item, values: Mapping[str, Any]) -> set[str]:
    found = typed.load(item, values)
    return {item.claim_key(facts) for facts in found.facts} | ({""} if found.problems else set())
