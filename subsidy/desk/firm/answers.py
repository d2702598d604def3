"""What a firm has typed into a section: the claims that can be read, and what is missing or wrong."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from schemas import typed
from schemas.cases import Problem
from schemas.describe import describe
from schemas.typed import Values
from subsidy.kinds import Item
from subsidy.model import Claim
from subsidy.policy import Policy


class Answers(NamedTuple):
    """The claims of a section that can be read, each with its place among those typed; what is wrong by its path."""

    claims: list[Claim]
    places: list[int]
    problems: Sequence[Problem]

    @property
    def empty(self) -> bool:
        """Whether nothing was typed at all."""
        return not self.claims and not self.problems


def read(policy: Policy, section: str, values: Values) -> Answers:
    """The claims of a section; of a claim with parts, those parts that can be read."""
    item = policy.items[section]
    if blank(item, values):
        return Answers([], [], [])
    found = typed.load(item, values)
    problems = found.problems
    if item.parts and problems:
        found = typed.load(item, _without(item, values, problems))
    return Answers([Claim(item.id, facts) for facts in found.facts], list(found.places), problems)


def blank(item: Item, values: Values) -> bool:
    """Whether nothing was typed into a section."""
    rows = values.get("claims") if isinstance(values, Mapping) else None
    specs = describe(item)
    return not isinstance(rows, list) or all(typed.empty(specs, row) for row in rows)


def declared(policy: Policy, values: Values) -> dict[str, bool]:
    """What a firm says of its own conditions; nothing where its details cannot be read."""
    found, _ = typed.load_firm(policy, values, whole=False)
    return {c.id: found[c.id] for c in policy.conditions if c.id in found} if found else {}


def _without(item: Item, values: Values, problems: Sequence[Problem]) -> dict[str, Any]:
    """The values without the parts that cannot be read."""
    wrong = {problem.path.rsplit(".", 1)[0] for problem in problems} | {problem.path for problem in problems}
    claims = []
    for place, row in enumerate(values["claims"]):
        parts = row.get(item.parts) if isinstance(row, Mapping) else None
        good = [
            part
            for position, part in enumerate(parts if isinstance(parts, list) else ())
            if f"claims.{place}.{item.parts}.{position}" not in wrong
        ]
        claims.append({**row, item.parts: good} if isinstance(row, Mapping) else row)
    return {"claims": claims}
