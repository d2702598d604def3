"""Roads of kind `match`: the highest ratio, and a further project."""

from collections.abc import Iterator

from subsidy.kinds.match import MatchItem, as_ratio
from subsidy.kinds.roads.approved import group
from subsidy.kinds.roads.base import CLAIMS, THOUSAND, UNIT, Change, Roads, View, Way, Worth, another
from subsidy.model import Facts
from subsidy.money import brief, figures


def ways(view: View) -> Iterator[Way]:
    """The highest ratio for a claimed project, whose grant is past; of a further one what each 1,000 元 bring."""
    item: MatchItem = view.item
    if view.claims:
        place, facts = view.claims[-1]
        asked = facts.get("ratio")
        if asked is not None and asked < item.max_ratio:
            changes: tuple[Change, ...] = (Change((CLAIMS, place, "ratio"), asked, item.max_ratio),)
            if view.weigh(changes).gain > 0:
                yield Way(changes, (ratio_raised, (item, facts)), place)
    elif not view.past and not view.settled:
        level = next(iter(item.levels))
        changes = view.claim({"project": view.group, "level": level, "grant": THOUSAND}, THOUSAND)
        if view.weigh(changes).gain > 0:
            yield Way(changes, (another_project, (item,)), basis=UNIT)


def ratio_raised(item: MatchItem, facts: Facts, worth: Worth) -> str:
    """The highest ratio, and what that brings."""
    before, after = as_ratio(facts["ratio"]), as_ratio(item.max_ratio)
    return f"“{facts['project']}”的配套比例由 {before} 提高到最高 {after}，增加补助 {brief(worth.gain)}"


def another_project(item: MatchItem, worth: Worth) -> str:
    """What a further project may bring."""
    levels = "、".join(item.levels.values())
    each = f"上级资助每 1,000 元最高配套 {figures(worth.gain)} 元"
    return f"有新的项目列入{levels}{item.subject}，{each}（最高 {as_ratio(item.max_ratio)}）"


ROADS = Roads(group, another("新项目"), ways)
