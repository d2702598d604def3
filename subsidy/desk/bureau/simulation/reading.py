"""Claims of the register as a policy reads them: one that it has no item for, or whose words it does not know, is told.

What was taken in under another version was checked by that version's schemas. Where the item still asks for the same,
it is taken as it lies; else it is checked again by the schema of this one.
"""

import contextlib
import json
from typing import Any, NamedTuple

from marshmallow import ValidationError, fields

from schemas.cases import problems
from schemas.claims import claim_schema, past_schema
from schemas.fields import Base
from schemas.frozen import thaw
from subsidy.desk.bureau.simulation.register import Entry, Told
from subsidy.desk.plan import by_persons
from subsidy.kinds import CostItem, Item, LadderItem
from subsidy.model import Case, Claim, Finding, Firm, Past
from subsidy.policy import Policy

NO_ITEM = "这一版政策没有该事项"


class Read(NamedTuple):
    """An entry as a policy reads it: its case, and each claim's place in it; None where it cannot be read, and why."""

    case: Case
    places: tuple[int | None, ...]
    problems: dict[int, str]
    findings: dict[int, Finding]


class Reader:
    """Reads entries under one policy; `home` is the policy that they were taken in under."""

    def __init__(self, policy: Policy, home: Policy) -> None:
        self.policy = policy
        self.claims = {name: claim_schema(item) for name, item in policy.items.items()}
        self.pasts = {name: past_schema(item) for name, item in policy.items.items() if item.pays}
        self.home = {name: past_schema(item) for name, item in home.items.items() if item.pays}
        shared = [name for name in policy.items if name in home.items]
        self.same_claims = {
            name for name in shared if _asks(self.claims[name], policy.items[name]) == _asked(home, name)
        }
        self.same_pasts = {
            name
            for name in self.pasts
            if name in self.home
            and _shape(self.pasts[name]) == _shape(self.home[name])
            and _levels(policy.items[name]) == _levels(home.items[name])
        }

    def read(self, entry: Entry, granted: tuple[Past, ...], strict: bool = False) -> Read:
        """An entry, with what the policy itself granted the firm in earlier years of the simulation.

        `strict`: every claim is checked again, whatever stands in it.
        """
        lost: dict[int, str] = {}
        past, unread = self._past(entry.past, strict)
        claims: list[Claim] = []
        places: list[int | None] = []
        told: list[Told] = []
        for index, one in enumerate(entry.claims):
            found = unread.get(one.item) or self._claim(one, strict)
            if isinstance(found, str):
                lost[index] = found
                places.append(None)
            else:
                places.append(len(claims))
                claims.append(found)
                told.append(one)
        firm = Firm(entry.uscc, entry.name, entry.conditions)
        case = Case(entry.case, self.policy.id, entry.year, firm, tuple(claims), (*past, *granted))
        return Read(case, tuple(places), lost, self._findings(case, told))

    def _claim(self, one: Told, strict: bool) -> Claim | str:
        """A claim, or why it cannot be read."""
        schema = self.claims.get(one.item)
        if schema is None:
            return NO_ITEM
        if one.item in self.same_claims and not strict:
            with contextlib.suppress(LookupError):  # it lies there as a version before them both had it
                return Claim(one.item, thaw(schema, one.facts))
        try:
            return Claim(one.item, schema.load(json.loads(one.facts)))
        except ValidationError as error:
            labels = self.policy.items[one.item].labels
            said = "；".join(f"{labels.get(p.path, p.path)} {p.message}" for p in problems(error))
            return f"按这一版政策填报有误：{said}"

    def _past(self, past: tuple[Past, ...], strict: bool) -> tuple[list[Past], dict[str, str]]:
        """The past awards of items that there still are; items of which one cannot be told in this version's words."""
        kept, lost = [], {}
        for one in past:
            schema = self.pasts.get(one.item)
            if schema is None:
                continue
            if one.item in self.same_pasts and not strict:
                kept.append(one)
                continue
            try:
                told = self.home[one.item].dump(one.facts) if one.item in self.home else one.facts
                kept.append(one._replace(facts=schema.load(told)))
            except ValidationError:
                lost[one.item] = f"{one.year} 年的奖励按这一版政策无法认定"
        return kept, lost

    def _findings(self, case: Case, told: list[Told]) -> dict[int, Finding]:
        said = {index: one.found for index, one in enumerate(told) if one.found}
        if not said:
            return {}
        rows = [{"id": index, "facts": one.facts} for index, one in enumerate(told)]
        return by_persons(self.policy, case, rows, said)


def _asked(policy: Policy, name: str) -> Any:
    return _asks(claim_schema(policy.items[name]), policy.items[name])


def _asks(schema: Base, item: Item) -> Any:
    """All that decides how a claim is read: two items that ask the same read the same."""
    return item.kind, _shape(schema), _levels(item)


def _levels(item: Item) -> Any:
    schemes = item.schemes.values() if isinstance(item, LadderItem | CostItem) else ()
    return [(one.name, one.numbers, one.pattern) for one in schemes]


def _shape(schema: Any) -> Any:
    return [(name, _field(rule)) for name, rule in schema.fields.items()]


def _field(rule: fields.Field) -> Any:
    inner = getattr(rule, "inner", None)
    more = _shape(inner.schema) if isinstance(inner, fields.Nested) else None
    return type(rule), rule.required, rule.allow_none, getattr(rule, "choices", None), more
