"""What an automatic check looks at, and what it finds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from schemas.claims import claim_schema
from schemas.frozen import thaw
from subsidy.kinds import CostItem, FirstItem, Item, LadderItem, LevelError
from subsidy.model import Past, identity
from subsidy.policy import Policy
from subsidy.store import Database, applying, awards, checks, intake, offers
from subsidy.store import files as pieces
from subsidy.store.intake import Row

PASS, FAIL, NA, ASK = "pass", "fail", "na", ""


class Found(NamedTuple):
    """What a check found: the result it suggests (ASK: a person has to look), the sentence, and `seen`.

    An answer is bound to `seen`: it no longer counts when something else is found. `pairs` names the pairs of claims,
    or of files, that look like one; a person may settle each.
    """

    suggested: str
    told: str
    seen: str = ""
    pairs: tuple[str, ...] = ()


def hint(*told: str) -> Found:
    """Something that a person has to look at, and that decides nothing."""
    text = "；".join(told)
    return Found(ASK, f"提示：{text}", text)


def wrong(*told: str) -> Found:
    """Something that contradicts."""
    text = "；".join(told)
    return Found(FAIL, text, text)


class Place(NamedTuple):
    """Where a name was claimed: the claim, its firm and application."""

    claim: int
    item: str
    uscc: str
    application: int
    value: str


class Register:
    """Which names were claimed where, read once for all the claims that are looked at."""

    def __init__(self, db: Database, policy: Policy) -> None:
        self.db, self.policy = db, policy
        self.schemas: dict[str, Any] = {}
        self._places: dict[str, dict[str, list[Place]]] = {}
        self._before: dict[str, list[Row]] = {}

    def schema(self, item: Item) -> Any:
        """The schema of an item's claims, made once."""
        if item.id not in self.schemas:
            self.schemas[item.id] = claim_schema(item)
        return self.schemas[item.id]

    def places(self, field: str, value: str) -> list[Place]:
        """Every claim that has this value in this field, however it is spelt."""
        if field not in self._places:
            items = [name for name, item in self.policy.items.items() if field in fields(item)]
            found: dict[str, list[Place]] = {}
            for claim, name, uscc, application, facts in checks.claimed(self.db, self.policy.id, items):
                # names are text as they are kept; amounts are not looked at
                for text in values(self.policy.items[name], json.loads(facts), field):
                    found.setdefault(identity(text), []).append(Place(claim, name, uscc, application, text))
            self._places[field] = found
        return self._places[field].get(identity(value), [])

    def before(self, item: Item) -> list[Row]:
        """The awards of an item from the time before this program."""
        if item.id not in self._before:
            self._before[item.id] = checks.given_before(self.db, self.policy.id, [item.id])
        return self._before[item.id]


KEY = "claim_key"  # for what only the firm itself can claim twice: a scheme and level, a list


def fields(item: Item) -> tuple[str, ...]:
    """The fields of a claim whose values nobody may claim twice."""
    if item.parts:
        return (item.part_name, "id_number")
    if isinstance(item, LadderItem | CostItem | FirstItem):
        return (KEY,)
    return tuple(name for name in ("product", "project") if name in item.labels)


def values(item: Item, facts: Mapping[str, Any], field: str) -> Iterator[str]:
    """The values of such a field in a claim's facts."""
    if field == KEY:
        yield f"{item.id}/{item.claim_key(facts)}"
        return
    for part in facts[item.parts] if item.parts else (facts,):
        if part.get(field):
            yield str(part[field])


@dataclass
class Subject:
    """A claim as the checks see it; what it needs of the register is read when it is asked for."""

    db: Database
    policy: Policy
    row: Row
    register: Register

    @property
    def item(self) -> Item:
        """The item that is claimed."""
        return self.policy.items[self.row["item"]]

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What is claimed, amounts in fen."""
        return thaw(self.register.schema(self.item), self.row["facts"])

    @cached_property
    def firm(self) -> Row:
        """The firm's record."""
        return intake.firm(self.db, self.row["uscc"]) or intake.blank_firm(self.row["uscc"], "")

    @cached_property
    def earlier(self) -> list[tuple[int, dict[str, Any]]]:
        """What the firm claimed of this item in earlier years, latest year first."""
        where = (self.policy.id, self.row["year"], self.row["uscc"], self.item.id)
        schema = self.register.schema(self.item)
        return [(row["year"], thaw(schema, row["facts"])) for row in applying.claims_before(self.db, *where)]

    @cached_property
    def past(self) -> list[Past]:
        """What the firm was given and keeps, of all items."""
        found = awards.history(self.db, self.policy.id, self.row["uscc"]).get(self.row["uscc"], [])
        return [past for _, past in found]

    @cached_property
    def siblings(self) -> list[tuple[Item, dict[str, Any]]]:
        """What else the firm claims in the same application."""
        return [
            (self.policy.items[row["item"]], thaw(self.register.schema(self.policy.items[row["item"]]), row["facts"]))
            for row in intake.claims(self.db, self.row["application"])
            if row["id"] != self.row["id"] and not row["withdrawn"] and row["item"] in self.policy.items
        ]

    @cached_property
    def listed(self) -> str:
        """The published list in which the office found the claim; '' where the firm found it itself."""
        row = self.row
        where = (self.policy.id, row["year"], row["uscc"], self.item.id, row["key"])
        return offers.source(self.db, *where)

    @cached_property
    def files(self) -> list[Row]:
        """The evidence of the item: what was sent last, or what lies there where nothing was sent."""
        where = (self.policy.id, self.row["year"], self.row["uscc"])
        return evidence(self.db, where, self.item.id)

    @staticmethod
    def rank(item: LadderItem | CostItem, scheme: str, text: str | None) -> int | None:
        """The rank of a level, None where nobody can say."""
        try:
            return item.schemes[scheme].ranks[item.schemes[scheme].level(text)] if text else None
        except (LevelError, KeyError):
            return None


def evidence(db: Database, where: tuple[str, int, str], section: str) -> list[Row]:
    """The evidence of a section as it was sent last; where nothing was sent, as it lies there."""
    sent = applying.submissions(db, *where)
    if not sent:
        return pieces.evidence(db, *where, section)
    return [piece for piece in applying.submitted_evidence(db, sent[-1]["id"]) if piece["section"] == section]
