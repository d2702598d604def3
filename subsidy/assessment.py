"""assess(policy, case) -> Decision, claim by claim; pure."""

from collections.abc import Mapping
from typing import Any

from subsidy.kinds import Item
from subsidy.model import REFUSED, Case, Condition, Decision, Line, Note, Past


def assess(policy: Any, case: Case) -> Decision:
    """The decision on every claim, in order; each sees what the earlier ones of the case were granted.

    Claims and history must be of the policy's items, as the schemas make sure (KeyError otherwise).
    """
    past = _by_item(case)
    known, items = case.firm.conditions, policy.items
    failed = failed_conditions(policy, known)
    lines = []
    for index, claim in enumerate(case.claims):
        item: Item = items[claim.item]
        if failed and item.pays:
            reasons = tuple((condition_failed, (item, condition)) for condition in failed)
            lines.append(Line(index, item, REFUSED, 0, reasons, ((conditions_found, (policy, known)),)))
            continue
        line = item.assess(index, claim.facts, past.get(claim.item, ()), case)
        if line.grant is not None:
            award = Past(claim.item, case.year, line.amount, line.grant, True)
            # a new list: the sentences of earlier lines are written later, from the past that they saw
            past[claim.item] = [*past.get(claim.item, ()), award]
        lines.append(line)
    to_check = tuple([c.id for c in policy.conditions if c.id not in known])
    return Decision(case, policy, tuple(lines), to_check)


def ahead(decision: Decision) -> list[tuple[Note, ...]]:
    """How far away the next award is, claim by claim; nothing for a firm whose own conditions fail."""
    case = decision.case
    if failed_conditions(decision.policy, case.firm.conditions):
        return [()] * len(decision.lines)
    past, found = _by_item(case), []
    for line in decision.lines:
        claim = case.claims[line.claim]
        seen = past.setdefault(claim.item, [])
        found.append(line.item.ahead(line, claim.facts, tuple(seen), case))
        if line.grant is not None:
            seen.append(Past(claim.item, case.year, line.amount, line.grant, True))
    return found


def _by_item(case: Case) -> dict[str, list[Past]]:
    found: dict[str, list[Past]] = {}
    for award in case.history or ():
        found.setdefault(award.item, []).append(award)
    return found


def failed_conditions(policy: Any, known: Mapping[str, bool]) -> list[Condition]:
    """The conditions of the firm itself that are known to fail; what nobody has checked does not."""
    return [c for c in policy.conditions if known.get(c.id, c.wanted) is not c.wanted]


def conditions_found(policy: Any, known: Any) -> str:
    """What is known of the firm's own conditions."""
    words = {True: "是", False: "否", None: "未查"}
    return "申报主体条件：" + "；".join(f"{c.label}，{words[known.get(c.id)]}" for c in policy.conditions)


def condition_failed(item: Item, condition: Any) -> str:
    """A condition of the firm itself that is known to fail, and so bars every paid item."""
    found, wanted = ("否", "是") if condition.wanted else ("是", "否")
    return f"申报条件“{condition.label}”：{item.clause} 要求“{wanted}”，查得“{found}”，此 1 项不符合（{condition.why}）"
