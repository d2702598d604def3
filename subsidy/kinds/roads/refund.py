"""Roads of kind `refund`: what each trainee still lacks, and a further trainee."""

from collections.abc import Iterator
from typing import NamedTuple

from subsidy.kinds.base import exact_percent
from subsidy.kinds.refund import RefundItem
from subsidy.kinds.roads.base import CLAIMS, THOUSAND, UNIT, Change, Roads, View, Way, Worth, always, whole
from subsidy.model import Facts
from subsidy.money import brief, figures, share

MOST = 20  # trainees told one by one, those who bring most; the others are in the road of all together


class _Short(NamedTuple):
    trainee: Facts
    place: int
    changes: tuple[Change, ...]


def ways(view: View) -> Iterator[Way]:
    """One way a trainee who falls short, one for all of them, and what the fee of a further trainee brings."""
    item: RefundItem = view.item
    short = [found for place, facts in view.claims for found in _short(item, place, facts)]
    short.sort(key=lambda found: -share(found.trainee["fee"], item.rate))
    for found in short[:MOST]:
        if view.weigh(found.changes).gain > 0:
            yield Way(found.changes, (trainee_mended, (item, found.trainee)), found.place)
    if len(short) > 1:
        every = tuple(change for found in short for change in found.changes)
        if view.weigh(every).gain > 0:
            yield Way(every, (all_mended, (item, len(short))), short[0].place)
    had = {trainee[item.part_name] for _, facts in view.claims for trainee in facts[item.parts]}
    had |= {certificate for award in view.past for certificate in award.facts["certificates"]}
    name = next(f"新证书{n}" for n in range(1, len(had) + 2) if f"新证书{n}" not in had)
    trainee = {"name": "新学员", "certificate": name, **dict.fromkeys(item.needs, True), "fee": THOUSAND}
    changes = view.part(trainee, THOUSAND)
    if view.weigh(changes).gain > 0:
        yield Way(changes, (another_trainee, (item,)), basis=UNIT)


def _short(item: RefundItem, place: int, facts: Facts) -> Iterator[_Short]:
    for position, trainee in enumerate(facts[item.parts]):
        lacking = [need for need in item.needs if not trainee[need]]
        if lacking:
            path = (CLAIMS, place, item.parts, position)
            yield _Short(trainee, place, tuple(Change((*path, need), False, True) for need in lacking))


def trainee_mended(item: RefundItem, trainee: Facts, worth: Worth) -> str:
    """What a trainee lacks, and what it would bring."""
    lacking = "".join(f"“{name}”" for need, name in item.needs.items() if not trainee[need])
    return f"{trainee['name']}（{trainee['certificate']}）达到{lacking}，增加补助 {brief(worth.gain)}"


def all_mended(item: RefundItem, count: int, worth: Worth) -> str:
    """What all who fall short would bring together."""
    return f"未达到条件的 {count} 人都达到条件，共增加补助 {brief(worth.gain)}"


def another_trainee(item: RefundItem, worth: Worth) -> str:
    """What the fee of a further trainee brings."""
    needs = "、".join(item.needs.values())
    return f"再有{needs}的人员，按培训费的 {exact_percent(item.rate)} 补助，每 1,000 元补助 {figures(worth.gain)} 元"


ROADS = Roads(whole, always, ways)
