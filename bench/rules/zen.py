"""zen-engine: the same awards as a JDM graph, a decision table for the tiers and expressions for the rest."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from bench.rules.firms import YUAN, Firm
from bench.rules.plain import CAP, STEPS

EXPRESSIONS = {
    "orders_award": f"min([floor(orders * 0.03 + 0.5), {CAP}])",
    "fee_award": "floor(fee * 0.3 + 0.5)",
    "cmmi_award": f"{200_000 * YUAN} * max([0, cmmi_now - max([cmmi_before, 2])])",
    "itss_rank": "itss_now > 0 ? 5 - itss_now : 0",
    "itss_held": "itss_before > 0 ? 5 - itss_before : 0",
    "itss_award": f"{100_000 * YUAN} * max([0, $.itss_rank - max([$.itss_held, 1])])",
    "iso_award": f"{100_000 * YUAN} * max([0, iso_now - iso_before])",
    "product_award": f"{500_000 * YUAN} * provincial + {1_500_000 * YUAN} * national",
    "total": "tier_award + $.orders_award + $.fee_award + $.cmmi_award + $.itss_award + $.iso_award + $.product_award",
}


def tiers() -> dict[str, Any]:
    """The decision table: the highest tier first, the first row that fits."""
    inputs = {
        "growth": "revenue * 10 >= previous * 11",
        "revenue": "revenue",
        "before": "max([previous, best])",
    }
    rows = [
        {"_id": str(reach), "growth": "true", "revenue": f">= {reach}", "before": f"< {reach}", "award": str(award)}
        for reach, award in STEPS
    ]
    rows.append({"_id": "none", "growth": "", "revenue": "", "before": "", "award": "0"})
    return {
        "hitPolicy": "first",
        "inputs": [{"id": i, "name": i, "type": "expression", "field": field} for i, field in inputs.items()],
        "outputs": [{"id": "award", "name": "award", "type": "expression", "field": "tier_award"}],
        "rules": rows,
        "passThrough": True,
    }


def graph() -> dict[str, Any]:
    """Input, table, expressions, output, one after the other."""
    rest = [{"id": key, "key": key, "value": value} for key, value in EXPRESSIONS.items()]
    contents = {
        "inputNode": {},
        "decisionTableNode": tiers(),
        "expressionNode": {"expressions": rest, "passThrough": True},
        "outputNode": {},
    }
    nodes = [
        {"id": kind, "type": kind, "name": kind, "position": {"x": 200 * i, "y": 0}, "content": content}
        for i, (kind, content) in enumerate(contents.items())
    ]
    edges = [{"id": a, "type": "edge", "sourceId": a, "targetId": b} for a, b in pairwise(contents)]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def load(kind: str) -> tuple[Callable[[Firm], Firm], Callable[[Firm], int]]:
    """The engine with its compiled graph kept; `zen_trace` asks why, `zen` does not."""
    import zen

    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"policy": graph()}}})
    options = {"trace": True} if kind == "zen_trace" else {}

    def one(firm: Firm) -> int:
        return int(engine.evaluate("policy", firm, options)["result"]["total"])

    return lambda firm: firm, one
