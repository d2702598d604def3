"""Last year's facts as a start for this year: names and places are carried, amounts that change each year are not."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from schemas import typed
from schemas.claims import claim_schema
from schemas.describe import describe_part
from schemas.frozen import thaw
from schemas.words import Words, say
from subsidy.desk.firm import FIRM
from subsidy.intake import DETAILS
from subsidy.kinds import Item, LadderItem, TierItem
from subsidy.policy import Policy
from subsidy.store import Database, applying, intake

Facts = Mapping[str, Any]


class LastYear(NamedTuple):
    """What to start from, in the form of a draft; the year it is of (0: the firm's own record); what was carried."""

    year: int
    values: dict[str, Any]
    told: tuple[Words, ...]


# the fields that are carried as they are, by kind of award; none where last year's claim is no start for another
CARRIED: dict[str, tuple[str, ...]] = {
    "rate": ("contract", "buyer", "buyer_region"),
    "grade": ("product",),
    "ladder": ("scheme",),
    "cost": ("scheme",),
    "approved": ("project",),
    "match": ("project", "level"),
    "notice": ("stage",),
}


def last_year(db: Database, policy: Policy, year: int, uscc: str, section: str) -> LastYear | None:
    """What the last year before this one, in which the item was claimed, gives to start from; None if nothing."""
    if section == FIRM:
        return _firm(db, policy, uscc)
    item = policy.items[section]
    rows = applying.claims_before(db, policy.id, year, uscc, section)
    if not rows:
        return None
    schema = claim_schema(item)
    then = rows[0]["year"]
    found = [thaw(schema, row["facts"]) for row in rows if row["year"] == then]
    if isinstance(item, TierItem):
        return _tier(item, found[-1], then, year)
    return _others(item, found, then)


def _firm(db: Database, policy: Policy, uscc: str) -> LastYear | None:
    row = intake.firm(db, uscc)
    if row is None:
        return None
    known = {name: row[name] for name in ("name", *DETAILS) if row[name]}
    return LastYear(0, typed.shown_firm(policy, known), (say("已带入本单位登记的企业信息，请核对"),))


def _tier(item: TierItem, facts: Facts, then: int, year: int) -> LastYear:
    """This year's amount of then is the previous one of now, and one of those among which the highest was."""
    amounts = (facts.get(item.previous), facts.get(item.best_earlier))
    follows = then == year - 1
    best = max((amount for amount in (*amounts, None if follows else facts[item.measure]) if amount), default=None)
    new = {item.previous: facts[item.measure] if follows else None, item.best_earlier: best}
    new = {name: amount for name, amount in new.items() if amount is not None}
    told = {
        item.previous: say(
            "“{to}”取自 {year} 年申报的“{source}”",
            to=item.labels[item.previous],
            year=str(then),
            source=item.labels[item.measure],
        ),
        item.best_earlier: say(
            "“{to}”取自 {year} 年及以前申报的最高一年", to=item.labels[item.best_earlier], year=str(then)
        ),
    }
    return LastYear(then, {"claims": [typed.shown(item, new)]}, tuple(told[name] for name in new))


def _others(item: Item, found: Sequence[Facts], then: int) -> LastYear | None:
    names = CARRIED.get(item.kind, ())
    if not names:
        return None
    new: list[dict[str, Any]]
    if item.parts:
        new = [{item.parts: [_only(part, names) for facts in found for part in facts[item.parts]]}]
    elif isinstance(item, LadderItem):
        new = _highest(item, found)
        names = (*names, "best_earlier_level")
    else:
        new = list({tuple(_only(facts, names).items()): _only(facts, names) for facts in found}.values())
    left = [spec.label for spec in describe_part(item) if spec.required and spec.name not in names]
    labels = "、".join(item.labels[name] for name in names)
    told = [say("已带入 {year} 年申报的{labels}", year=str(then), labels=labels)]
    if left:
        told.append(say("{labels}每年不同，请填写", labels="、".join(left)))
    return LastYear(then, {"claims": [typed.shown(item, facts) for facts in new]}, tuple(told))


def _only(facts: Facts, names: Sequence[str]) -> dict[str, Any]:
    return {name: facts[name] for name in names if name in facts}


def _highest(item: LadderItem, found: Sequence[Facts]) -> list[dict[str, Any]]:
    """The highest level of each scheme then is the highest that it had before now."""
    best: dict[str, Facts] = {}
    for facts in found:
        ranks = item.schemes[facts["scheme"]].ranks
        held = best.setdefault(facts["scheme"], facts)
        if ranks.get(facts["level"], 0) > ranks.get(held["level"], 0):
            best[facts["scheme"]] = facts
    return [{"scheme": scheme, "best_earlier_level": facts["level"]} for scheme, facts in best.items()]
