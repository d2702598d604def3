"""The cases that lie at the edges of a policy: one fen below, at and above each line, each level, grade, need, reading.

An edge is told by its mark; `marks` says at which edges a case lies, whoever wrote it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from schemas.cases import load_case
from subsidy.assessment import assess, by_item, failed_conditions
from subsidy.author import certificates, sums, tiers
from subsidy.author.common import CONDITION, READING, Edge, Mark, as_case
from subsidy.kinds import FirstItem, GradeItem, Item
from subsidy.model import GRANTED, Claim, Decision, Past
from subsidy.policy import Policy

CONDITIONS = "conditions"  # the heading of cases about the firm's own conditions
_OF: Mapping[str, tuple[Callable[[Any, int], Iterator[Edge]], Callable[..., Iterator[Mark]]]] = {
    "tier": (tiers.edges, tiers.marks),
    "first": (certificates.first, certificates.marks),
    "grade": (certificates.grade, certificates.marks),
    "ladder": (certificates.ladder, certificates.marks),
    "cost": (certificates.cost, certificates.marks),
    "rate": (sums.rate, sums.marks),
    "refund": (sums.refund, sums.marks),
    "approved": (sums.approved, sums.marks),
    "match": (sums.match, sums.marks),
    "notice": (sums.notice, sums.marks),
}


def edges(policy: Policy, year: int) -> list[Edge]:
    """Every edge of a policy, item by item, then the firm's own conditions; awards made up lie before `year`."""
    found = [edge for item in policy.items.values() for edge in of_item(item, year)]
    simple = next((edge for edge in found if not edge.history and _pays(policy, edge)), None)
    for condition in policy.conditions if simple else ():
        known = {one.id: one.wanted for one in policy.conditions} | {condition.id: not condition.wanted}
        claim = {"item": simple.item, **simple.claims[0]} if simple else {}
        name = f"{condition.label}：{'否' if condition.wanted else '是'}"
        found.append(Edge(CONDITIONS, (CONDITION, condition.id), name, (claim,), (), known))
    return found


def _pays(policy: Policy, edge: Edge) -> bool:
    """Whether the first claim of an edge is granted something."""
    return assess(policy, load_case(policy, as_case(policy, edge.item, {"claims": edge.claims}))).lines[0].amount > 0


def of_item(item: Item, year: int) -> Iterator[Edge]:
    """The edges of one item."""
    return _OF[item.kind][0](item, year)


def marks(decision: Decision) -> set[tuple[str, Mark]]:
    """The edges at which a case lies, each with the item's id, also readings that a line of it rests on."""
    case, policy = decision.case, decision.policy
    failed = failed_conditions(policy, case.firm.conditions)
    found: set[tuple[str, Mark]] = {(CONDITIONS, (CONDITION, condition.id)) for condition in failed}
    before = by_item(case)
    for line, claim in zip(decision.lines, case.claims, strict=True):
        item, seen = line.item, before.setdefault(claim.item, [])
        found |= {(item.id, mark) for mark in _OF[item.kind][1](item, claim.facts, seen)}
        if isinstance(item, FirstItem | GradeItem) and any(_rivals(claim, other) for other in case.claims):
            found.add((item.id, ("both",)))
        found |= {(item.id, (READING, name)) for name in line.readings}
        if line.grant is not None and line.outcome == GRANTED:
            seen.append(Past(item.id, case.year, line.amount, line.grant, True))
    return found


def _rivals(claim: Claim, other: Claim) -> bool:
    """Whether two claims of a case are of two entries, or of two grades of one product."""
    same = claim.item == other.item and claim.facts.get("product") == other.facts.get("product")
    return same and claim.facts != other.facts
