"""The award computed again, from the facts that the letter carries and the policy it names."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from schemas.cases import UnreadableError, load_case
from schemas.decisions import dump_line
from subsidy.assessment import assess, found_by_person
from subsidy.model import Case
from subsidy.model import Finding as Found
from subsidy.money import of_yuan
from subsidy.policy import Policy

from .carried import Carried
from .report import Finding

Policies = Callable[[str], Policy | None]  # a policy by its digest
FIGURES = {"item": "事项", "clause": "条款", "outcome": "结果", "amount": "金额", "readings": "读法"}
TEXTS = ("reasons", "workings")


def recompute(carried: Carried, policies: Policies) -> tuple[int, list[Finding]]:
    """How many lines came out the same, and a finding for each that did not."""
    findings: dict[Finding, None] = {}
    again: dict[int, list[dict[str, Any]] | Finding] = {}
    same = 0
    for number, line in enumerate(carried.data["lines"], 1):
        problems = list(_line(number, line, carried.data, policies, again))
        same += not problems
        findings |= dict.fromkeys(problems)
    return same, list(findings)


def _line(
    number: int, line: Mapping[str, Any], data: Mapping[str, Any], policies: Policies, again: dict[int, Any]
) -> Iterator[Finding]:
    if any(reason["code"] == found_by_person.__name__ for reason in line["reasons"]):
        yield Finding("recomputed", f"第 {number} 项由受理机关人工核定，不作复算", grave=False)
        return
    try:
        basis, claim = int(line["basis"]["facts"]), int(line["basis"]["claim"])
        facts = data["facts"][basis]
        if basis not in again:
            again[basis] = _decide(facts, data, policies)
        found = again[basis]
        if isinstance(found, Finding):
            yield found
            return
        yield from _compare(number, line, found[claim])
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        yield Finding("recomputed", f"第 {number} 项没有附可以复算的事实")


def _decide(facts: Mapping[str, Any], data: Mapping[str, Any], policies: Policies) -> list[dict[str, Any]] | Finding:
    """Every claim of some facts decided again; or why not."""
    digest = str(facts["policy_digest"])
    policy = policies(digest)
    if policy is None or policy.digest != digest:
        return Finding("policy", f"没有复算：需要政策 {data.get('policy', '')} 的原文件，摘要 {digest}", grave=False)
    try:
        case = case_of(policy, facts, data)
    except UnreadableError as error:
        return Finding("recomputed", f"所附事实不能复算：{error}")
    return [json.loads(json.dumps(dump_line(line))) for line in assess(policy, case, findings_of(facts)).lines]


def findings_of(facts: Mapping[str, Any]) -> dict[int, Found]:
    """What persons decided, by the place of the claim: the other lines may rest on it."""
    told = facts.get("findings") or []
    return {one["claim"]: Found(one["outcome"], of_yuan(one["amount"]), "", one["grant"]) for one in told}


def case_of(policy: Policy, facts: Mapping[str, Any], data: Mapping[str, Any]) -> Case:
    """The case that some facts of a decision tell; UnreadableError where they cannot be read."""
    history = facts.get("history") or []
    own = [bool(past.get("own")) for past in history]
    firm = {"uscc": data["firm"]["uscc"], "name": data["firm"]["name"], "conditions": facts["conditions"]}
    said = {"case": data.get("case", "1"), "policy": policy.id, "year": facts.get("year", data["year"]), "firm": firm}
    past = [{key: value for key, value in entry.items() if key != "own"} for entry in history]
    case = load_case(policy, {**said, "claims": facts["claims"], "history": past})
    marked = tuple(entry._replace(own=mine) for entry, mine in zip(case.history or (), own, strict=True))
    return case._replace(history=marked)


def _compare(number: int, line: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[Finding]:
    said = {**line, "outcome": "granted" if line["outcome"] == "reversed" else line["outcome"]}
    wrong = [key for key in FIGURES if said.get(key) != again[key]]
    for key in wrong:
        yield Finding("recomputed", f"第 {number} 项的{FIGURES[key]}与复算不符", str(said.get(key)), str(again[key]))
    # A later version of the program may word a reason otherwise; the figures it gives are the same.
    if not wrong and any(said.get(key) != again[key] for key in TEXTS):
        yield Finding("recomputed", f"第 {number} 项金额相符，说明文字与复算所写不同", grave=False)
