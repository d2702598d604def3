"""Checks of amounts: growth worked out again, and this year's figures beside those of the years before."""

from typing import Any

from subsidy.desk.bureau.claims.automatic.subject import NA, PASS, Found, Subject, hint, wrong
from subsidy.kinds import Item, TierItem
from subsidy.kinds.tier import growth_worked
from subsidy.model import identity
from subsidy.money import figures as yuan

JUMP = 3  # this year's amount over the last one's, from which on it is pointed out


def growth(subject: Subject) -> Found:
    """Growth worked out again, and the earlier amounts against what the firm claimed for those years."""
    item = subject.item
    assert isinstance(item, TierItem)
    facts = subject.facts
    revenue, previous, best = facts[item.measure], facts[item.previous], facts.get(item.best_earlier)
    worked = growth_worked(item, revenue, previous) if previous else f"没有{item.labels[item.previous]}，增速无从计算"
    claimed = {year: known[item.measure] for year, known in reversed(subject.earlier)}
    last = claimed.pop(subject.row["year"] - 1, None)
    if last is not None and last != (previous or 0):
        label, then = item.labels[item.previous], subject.row["year"] - 1
        return wrong(
            worked, f"本次填的{label} {yuan(previous or 0)} 元，{then} 年度申报的是 {yuan(last)} 元，两者不一致"
        )
    hints = []
    if not previous and item.growth is not None:
        hints.append(worked)
    elif previous and revenue > JUMP * previous:
        hints += [worked, f"{item.labels[item.measure]}超过上年的 {JUMP} 倍，应核对审计报告"]
    before = max(claimed.items(), key=lambda pair: pair[1], default=None)
    if before and before[1] > max(best or 0, previous or 0):
        told = f"{before[0]} 年度申报的{item.subject} {yuan(before[1])} 元，高于本次填的以前各年"
        hints.append(f"{told}（{item.labels[item.best_earlier]} {yuan(best or 0)} 元）")
    if hints:
        return hint(*hints)
    same = "；上年收入与上年申报一致" if last is not None else ""
    return Found(PASS, worked + same)


def concerns(item: Item) -> bool:
    """Whether an item's claims are compared with those of earlier years here."""
    return not isinstance(item, TierItem)


def last_year(subject: Subject) -> Found:
    """What the firm claimed of the item when it last did, and whether anything is claimed again unchanged."""
    item = subject.item
    if not subject.earlier:
        return Found(NA, "以前年度没有申报过这一事项")
    year = subject.earlier[0][0]
    then = [facts for known, facts in subject.earlier if known == year]
    before = {_name(item, part): part for facts in then for part in _parts(item, facts)}
    mine = list(_parts(item, subject.facts))
    again = [_name(item, part) for part in mine if before.get(_name(item, part)) == part]
    counted = f"{year} 年度申报 {len(before)} 条{_sum(list(before.values()))}，本年 {len(mine)} 条{_sum(mine)}"
    if again:
        return hint(counted, f"与 {year} 年度完全相同的 {len(again)} 条：{'、'.join(again[:5]) or item.title}")
    return Found(PASS, counted)


def _parts(item: Item, facts: dict[str, Any]) -> list[dict[str, Any]]:
    return list(facts[item.parts]) if item.parts else [facts]


def _name(item: Item, part: dict[str, Any]) -> str:
    return identity(str(part[item.part_name])) if item.parts else item.claim_key(part).replace("/", " ") or item.title


def _sum(parts: list[dict[str, Any]]) -> str:
    for field in ("executed", "fee", "cost", "approved", "grant"):
        if parts and field in parts[0]:
            return f"（合计 {yuan(sum(part[field] for part in parts))} 元）"
    return ""
