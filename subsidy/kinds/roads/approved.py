"""Roads of kind `approved`: the room of a project, and a further project."""

from collections.abc import Iterator

from subsidy.kinds.approved import ApprovedItem
from subsidy.kinds.roads.base import CLAIMS, THOUSAND, UNIT, Change, Roads, View, Way, Worth, another
from subsidy.model import Facts, identity
from subsidy.money import brief, figures


def ways(view: View) -> Iterator[Way]:
    """What may still be approved for a claimed project; of a further one what each 1,000 元 bring."""
    item: ApprovedItem = view.item
    if not view.claims:
        if not view.past and not view.settled:
            changes = view.claim({"project": view.group, "approved": THOUSAND}, THOUSAND)
            if view.weigh(changes).gain > 0:
                yield Way(changes, (another_project, (item,)), basis=UNIT)
        return
    place, facts = view.claims[-1]
    given = sum(view.lines[other].amount for other, _ in view.claims[:-1]) + sum(award.amount for award in view.past)
    left, now = item.cap - given, facts["approved"]
    if now < left:
        changes = (Change((CLAIMS, place, "approved"), now, left, left - now),)
        yield Way(changes, (approved_to_cap, (item, facts, left - now)), place)


def group(item: ApprovedItem, facts: Facts) -> str:
    """A project and its awards."""
    return identity(facts["project"])


def approved_to_cap(item: ApprovedItem, facts: Facts, more: int, worth: Worth) -> str:
    """How much more may be approved, and what that brings."""
    most = f"即达一个项目历年最高 {brief(item.cap)}"
    return f"“{facts['project']}”的核定金额再增加 {figures(more)} 元{most}，增加补助 {brief(worth.gain)}"


def another_project(item: ApprovedItem, worth: Worth) -> str:
    """What a further project may bring."""
    each = f"按核定金额每 1,000 元补助 {figures(worth.gain)} 元"
    return f"有新的项目经核定的，{each}，一个项目最高 {brief(item.cap)}"


ROADS = Roads(group, another("新项目"), ways)
