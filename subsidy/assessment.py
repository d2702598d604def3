"""assess(policy, case) -> Decision, claim by claim; pure."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from subsidy.kinds import Item
from subsidy.kinds.arithmetic import ONE, Worth
from subsidy.model import GRANTED, REFUSED, Case, Condition, Decision, Finding, Line, Past, given
from subsidy.money import figures

NOTHING: Mapping[int, Finding] = MappingProxyType({})


def assess(policy: Any, case: Case, findings: Mapping[int, Finding] = NOTHING) -> Decision:
    """The decision on every claim, in order; each sees what the earlier ones of the case were granted.

    `findings` are what persons decided, by the claim's place; they stand instead of the rules, but not over the
    firm's own conditions, and grant nothing twice.
    Claims and history must be of the policy's items, as the schemas make sure (KeyError otherwise).
    """
    past, left = by_item(case), claimed(case)
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
        if index in findings:
            line = _by_person(line, findings[index], past.get(claim.item, ()), case)
        left[claim.item] -= 1
        if left[claim.item] and line.grant is not None:
            award = given((claim.item, case.year, line.amount, line.grant, True))
            # a new list: the sentences of earlier lines are written later, from the past that they saw
            past[claim.item] = [*past.get(claim.item, ()), award]
        lines.append(line)
    to_check = tuple([c.id for c in policy.conditions if c.id not in known])
    return Decision(case, policy, tuple(lines), to_check)


def _by_person(line: Line, finding: Finding, past: Sequence[Past], case: Case) -> Line:
    """The line as a person decided it, with what the rules found."""
    item: Item = line.item
    if finding.grant is not None:
        again = item.given(finding.grant, case.year, past)
        if again:
            return item.refused(line.claim, (given_already, (item, again)), workings=line.workings)
    granted = finding.outcome == GRANTED
    # of a refusal what was found, not what the rules would have given
    workings = (*line.workings, (person_worked, (finding,))) if granted else line.workings[:1]
    reasons = ((found_by_person, (item, finding)),)
    return Line(line.claim, item, finding.outcome, finding.amount, reasons, workings, (), finding.grant)


def bare(policy: Any, case: Case) -> list[int]:
    """What each claim is granted, in fen, and no word of why: the amounts of `assess`, sooner."""
    found = [0] * len(case.claims)
    for place, item, numbers, worth in numbered(policy, case):
        found[place] = (worth or item.worth(ONE, *numbers))[0]
    return found


def numbered(policy: Any, case: Case) -> Iterator[tuple[int, Item, tuple[Any, ...], Worth | None]]:
    """Each claim that no condition bars: its place, item and numbers; each sees what the earlier ones were granted.

    What it earns stands beside it where that had to be known on the way, for a later claim of the same item.
    """
    past, left, items = by_item(case), claimed(case), policy.items
    barred = bool(failed_conditions(policy, case.firm.conditions))
    for place, (name, facts) in enumerate(case.claims):
        item: Item = items[name]
        if barred and item.pays:
            continue
        seen, worth = past.get(name, ()), None
        numbers = item.numbers(facts, seen, case)
        left[name] -= 1
        if left[name]:
            worth = item.worth(ONE, *numbers)
            if worth[1]:
                grant = item.identify(facts, seen, numbers, worth)
                past[name] = [*seen, given((name, case.year, worth[0], grant, True))]
        yield place, item, numbers, worth


def claimed(case: Case) -> dict[str, int]:
    """How many claims a case has of each item."""
    found: dict[str, int] = {}
    for claim in case.claims:
        found[claim.item] = found.get(claim.item, 0) + 1
    return found


def by_item(case: Case) -> dict[str, list[Past]]:
    """What was given before, by item, oldest first."""
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


def found_by_person(item: Item, finding: Finding) -> str:
    """What a person decided, and why."""
    outcome = "予以支持" if finding.outcome == GRANTED else "不予支持"
    return f"经受理机关按{item.clause}人工核定，{outcome}：{finding.reason}"


def given_already(item: Item, award: Past) -> str:
    """That what a person granted was granted before."""
    return (
        f"经人工核定的同一内容已于 {award.year} 年奖励 {figures(award.amount)} 元，"
        f"{item.clause} 同一内容只奖励 1 次，查得已奖励 1 次，不再奖励"
    )


def person_worked(finding: Finding) -> str:
    """The amount that a person decided."""
    return f"人工核定金额 {figures(finding.amount)} 元"
