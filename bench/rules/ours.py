"""This project: a case in, an explained decision out; sentences left unwritten, all written, or from JSON to JSON."""

import json
from collections.abc import Callable
from typing import Any

from stdnum.cn import uscc

from bench.rules.firms import Firm
from schemas.cases import load_case
from schemas.decisions import dump_decision
from subsidy import casefile, policy
from subsidy.assessment import assess, bare
from subsidy.money import of_yuan, yuan

POLICY = "jiaxing-2022-10"
YEAR = 2022
CONDITIONS = {"software_firm": True, "registered_in_city": True, "serious_dishonesty": False}


def case(firm: Firm, number: int = 0) -> dict[str, Any]:
    """The case of a firm as JSON; it claims what it has something to show for, and revenue always."""
    claims = [
        {
            "item": "revenue_tier",
            "revenue": yuan(firm["revenue"]),
            "previous_revenue": yuan(firm["previous"]),
            "best_earlier_revenue": yuan(firm["best"]),
        },
        *_money(firm, number),
        *_certificates(firm),
        *_products(firm),
    ]
    code = f"91330402MA{number:07d}"
    return {
        "case": f"B-{number}",
        "policy": POLICY,
        "year": YEAR,
        "firm": {"uscc": code + uscc.calc_check_digit(code), "name": f"软件企业{number}", "conditions": CONDITIONS},
        "claims": claims,
        "history": [],
    }


def _money(firm: Firm, number: int) -> list[dict[str, Any]]:
    claims: list[dict[str, Any]] = []
    if firm["orders"]:
        order = {"contract": "HT-1", "buyer": "发包方", "buyer_region": "330100", "executed": yuan(firm["orders"])}
        claims.append({"item": "outsourcing_bonus", "orders": [order]})
    if firm["fee"]:
        facts = {"employed_in_city": True, "passed": True, "provider_qualified": True, "fee": yuan(firm["fee"])}
        trainee = {"name": "学员", "certificate": f"ZS-{number}", **facts}
        claims.append({"item": "training_refund", "trainees": [trainee]})
    return claims


def _certificates(firm: Firm) -> list[dict[str, Any]]:
    claims: list[dict[str, Any]] = []
    for scheme in ("cmmi", "itss"):
        now, before = firm[f"{scheme}_now"], firm[f"{scheme}_before"]
        if now:
            claim = {"item": "capability_certificate", "scheme": scheme.upper(), "level": f"{now}级"}
            claims.append(claim | ({"best_earlier_level": f"{before}级"} if before else {}))
    if firm["iso_now"]:
        claim = {"item": "security_certificate", "scheme": "ISO27001", "held_before": bool(firm["iso_before"])}
        claims.append(claim)
    return claims


def _products(firm: Firm) -> list[dict[str, Any]]:
    return [
        {"item": "first_version_product", "product": f"{grade} {i}", "grade": grade}
        for grade in ("provincial", "national")
        for i in range(firm[grade])
    ]


def load(kind: str) -> tuple[Callable[[Firm], Any], Callable[[Any], int]]:
    """How a firm is made ready, outside the clock, and what is timed; the total in fen."""
    decides = policy.load(POLICY)

    def explained(found: Any) -> int:
        return assess(decides, found).total

    def told(found: Any) -> int:
        return of_yuan(dump_decision(assess(decides, found))["total"])

    def line(text: str) -> int:
        found = next(casefile.cases((text,), casefile.named))
        decision = dump_decision(assess(found[1], found[2]))
        json.dumps(decision, ensure_ascii=False)
        return of_yuan(decision["total"])

    def amounts(found: Any) -> int:
        return sum(bare(decides, found))

    if kind == "ours_bare":
        return lambda firm: load_case(decides, case(firm)), amounts
    if kind == "ours_json":
        return lambda firm: json.dumps(case(firm), ensure_ascii=False), line
    return lambda firm: load_case(decides, case(firm)), told if kind == "ours_told" else explained
