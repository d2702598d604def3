"""Claims whose decision is approved: they are no longer the firm's to change, and no estimate is about them.

What a run decided and nobody approved yet may still leave it: an estimate neither counts it nor gives it away.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from schemas.claims import claim_schema
from schemas.frozen import freeze
from subsidy.desk.claims import alike, names_paid
from subsidy.desk.firm.answers import Answers
from subsidy.kinds import Item
from subsidy.model import REFERRED, Claim, identity
from subsidy.policy import Policy
from subsidy.store import Database, intake
from subsidy.store.intake import Row

DECIDED = "此项已审定，结果见告知书"
SOME_DECIDED = "其中 {} 条已审定，结果见告知书，不再计入"


class Settled(NamedTuple):
    """The claims of a section that are still open, with their places; and by place what is told of the others."""

    open: list[Claim]
    places: list[int]
    texts: dict[int, str]


def settled(db: Database, policy: Policy, application: Row | None, read: Mapping[str, Answers]) -> dict[str, Settled]:
    """The claims of each section, parted into those that are open and those whose decision is approved."""
    rows = [row for row in intake.claims(db, application["id"]) if not row["withdrawn"]] if application else []
    return {
        name: _settled(policy.items[name], found, [row for row in rows if row["item"] == name])
        for name, found in read.items()
    }


def decided(row: Row) -> bool:
    """Whether a run has decided a claim for good, approved or not: one that is with a person is still open."""
    return bool(row["outcome"]) and row["outcome"] != REFERRED


def _settled(item: Item, read: Answers, rows: list[Row]) -> Settled:
    found = Settled([], [], {})
    for claim, place in zip(read.claims, read.places, strict=True):
        left = claim if not rows else _open_parts(item, claim, rows) if item.parts else _open(item, claim, rows)
        if left is not None:
            found.open.append(left)
            found.places.append(place)
        gone = len(claim.facts[item.parts]) - len(left.facts[item.parts]) if item.parts and left is not None else 0
        if left is None or gone:
            found.texts[place] = SOME_DECIDED.format(gone) if gone else DECIDED
    return found


def _open(item: Item, claim: Claim, rows: list[Row]) -> Claim | None:
    key, text = item.claim_key(claim.facts), freeze(claim_schema(item), claim.facts)
    latest = next((row for row in reversed(rows) if row["key"] == key), None)
    # a refused claim may be made again with other facts; a granted one stands as it is
    return None if latest and latest["told"] and (latest["live"] or latest["facts"] == text) else claim


def _open_parts(item: Item, claim: Claim, rows: list[Row]) -> Claim | None:
    told: list[Any] = json.loads(freeze(claim_schema(item), claim.facts))[item.parts]
    known: dict[str, tuple[Any, bool]] = {}
    for row in rows:
        paid = names_paid(row)
        for part in json.loads(row["facts"])[item.parts]:
            name = identity(part[item.part_name])
            known.pop(name, None)
            if row["told"]:
                known[name] = part, name in paid
    left = [facts for facts, text in zip(claim.facts[item.parts], told, strict=True) if not _done(item, text, known)]
    return Claim(item.id, {item.parts: left}) if left else None


def _done(item: Item, part: Any, known: Mapping[str, tuple[Any, bool]]) -> bool:
    before, paid = known.get(identity(part[item.part_name]), (None, False))
    return paid or (before is not None and alike(item, part, before))
