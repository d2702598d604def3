"""What who writes a policy asks of it: does it leave gaps, which cases lie at its edges, is each decided as meant."""

from subsidy.author.common import Edge, year_of
from subsidy.author.edges import edges, marks
from subsidy.author.findings import Finding, check
from subsidy.author.worked import Difference, Worked, compare, decided, uncovered, untried, worked, written

__all__ = [
    "Difference",
    "Edge",
    "Finding",
    "Worked",
    "check",
    "compare",
    "decided",
    "edges",
    "marks",
    "uncovered",
    "untried",
    "worked",
    "written",
    "year_of",
]
