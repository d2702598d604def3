"""Roads of kind `ladder`: the next level of each certificate, held or not."""

from collections.abc import Iterable, Iterator

from subsidy.kinds.ladder import LadderItem, LevelError, Scheme, certificate
from subsidy.kinds.roads.base import LEVELS, Roads, View, Way, Worth, earned
from subsidy.model import Facts
from subsidy.money import brief


def ways(view: View) -> Iterator[Way]:
    """The least level above every one that the firm is known to have; passing it is a claim of its own."""
    item: LadderItem = view.item
    scheme = item.schemes[view.group]
    if not scheme.numbers:
        return
    try:
        top, told = highest(scheme, view)
    except LevelError:
        return
    earlier = {"best_earlier_level": told} if told else {}
    for level, rank in scheme.ranks.items():
        if top and rank <= scheme.ranks[top]:
            continue
        higher = rank - scheme.ranks[top] if top else None
        changes = view.claim({"scheme": scheme.name, "level": level, **earlier}, higher, LEVELS)
        if view.weigh(changes).gain > 0:
            yield Way(changes, (level_risen, (item, scheme, top, level)))
            return


def highest(scheme: Scheme, view: View) -> tuple[str, str]:
    """The highest level that a firm is known to have, and that its claims name, '' for none.

    LevelError for a level that the scheme does not have.
    """
    told = _levels(scheme, view.known())
    had = told + _levels(scheme, [award.facts for award in view.past])
    return max(had, key=scheme.rank, default=""), max(told, key=scheme.rank, default="")


def _levels(scheme: Scheme, found: Iterable[Facts]) -> list[str]:
    """Every level that facts name, by its own name."""
    names = ("level", "best_earlier_level")
    return [scheme.level(facts[name]) for facts in found for name in names if facts.get(name)]


def _group(item: LadderItem, facts: Facts) -> str:
    return str(facts["scheme"])


def _known(item: LadderItem, groups: Iterable[str]) -> Iterable[str]:
    return [name for name, scheme in item.schemes.items() if scheme.numbers]


def level_risen(item: LadderItem, scheme: Scheme, top: str, level: str, worth: Worth) -> str:
    """The next level, and what that brings."""
    if top:
        own = top.startswith(scheme.name)
        risen = f"由 {top} 升至 {level}" if own else f"{scheme.name} 由{top}升至{level}"
        return f"{risen}，增加 {brief(worth.gain)}"
    return f"首次通过 {certificate(scheme, level)}，{earned(worth)}"


ROADS = Roads(_group, _known, ways)
