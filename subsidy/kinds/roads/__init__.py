"""What would bring more: for each kind the least changes of a case that reach its next award, to be weighed."""

from subsidy.kinds.roads import approved, cost, first, grade, ladder, match, rate, refund, tier
from subsidy.kinds.roads.base import (
    CLAIMS,
    EXACT,
    LEVELS,
    PERSON,
    THOUSAND,
    UNIT,
    Change,
    Roads,
    View,
    Way,
    Worth,
    changed,
)

ROADS: dict[str, Roads] = {
    "tier": tier.ROADS,
    "first": first.ROADS,
    "rate": rate.ROADS,
    "grade": grade.ROADS,
    "ladder": ladder.ROADS,
    "cost": cost.ROADS,
    "refund": refund.ROADS,
    "approved": approved.ROADS,
    "match": match.ROADS,
}

__all__ = [
    "CLAIMS",
    "EXACT",
    "LEVELS",
    "PERSON",
    "ROADS",
    "THOUSAND",
    "UNIT",
    "Change",
    "Roads",
    "View",
    "Way",
    "Worth",
    "changed",
]
