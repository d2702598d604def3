"""A decision as JSON: amounts in yuan, reasons and workings in Chinese, readings by name."""

from typing import Any

from subsidy.model import Decision, Line
from subsidy.money import yuan


def dump_decision(decision: Decision) -> dict[str, Any]:
    """The decision in the form others rely on; texts are written here, when they are read."""
    case = decision.case
    return {
        "case": case.id,
        "policy": decision.policy.id,
        "policy_digest": decision.policy.digest,
        "year": case.year,
        "firm": {"uscc": case.firm.uscc, "name": case.firm.name},
        "lines": [dump_line(line) for line in decision.lines],
        "to_check": list(decision.to_check),
        "total": yuan(decision.total),
    }


def dump_line(line: Line) -> dict[str, Any]:
    """One line of a decision."""
    item = line.item
    return {
        "claim": line.claim,
        "item": item.id,
        "clause": item.clause,
        "outcome": line.outcome,
        "amount": yuan(line.amount),
        "reasons": [{"code": say.__name__, "text": say(*about)} for say, about in line.reasons],
        "workings": [say(*about) for say, about in line.workings],
        "readings": {f"{item.id}.{name}": item.reading(name) for name in line.readings},
    }
