"""Roads of kind `refund`: what each trainee still lacks, and a further trainee."""

from collections.abc import Iterator
from typing import NamedTuple

from subsidy.kinds.base import exact_percent
from subsidy.kinds.refund import RefundItem
from subsidy.kinds.roads.base import CLAIMS, THOUSAND, UNIT, Change, Roads, View, Way, Worth, always, whole
from subsidy.model import Facts, identity
from subsidy.money import brief, figures, share

MOST = 20  # trainees told one by one, those who bring most; the others are in the road of all together
CLAIMS_OF_ONE = 10  # as many claims at most as trainees are told one by one of: each weighing decides them all


class _Short(NamedTuple):
    trainee: Facts
    place: int
    changes: tuple[Change, ...]


def ways(view: View) -> Iterator[Way]:
    """One way a trainee who falls short, one for all of them, and what the fee of a further trainee brings."""
    item: RefundItem = view.item
    short = [found for place, facts in view.claims for found in _short(item, place, facts) if found]
    short.sort(key=lambda found: -share(found.trainee["fee"], item.rate))
    for found in short[: MOST if len(view.claims) <= CLAIMS_OF_ONE else 1]:
        if view.weigh(found.changes).gain > 0:
            yield Way(found.changes, (trainee_mended, (item, found.trainee)), found.place)
    counting = _counting(item, view)
    if len(counting) > 1:
        every = tuple(change for found in counting for change in found.changes)
        yield Way(every, (all_mended, (item, len(counting), len(short))), counting[0].place)
    had = {trainee[item.part_name] for _, facts in view.claims for trainee in facts[item.parts]}
    had |= {certificate for award in view.past for certificate in award.facts["certificates"]}
    name = next(f"新证书{n}" for n in range(1, len(had) + 2) if f"新证书{n}" not in had)
    trainee = {"name": "新学员", "certificate": name, **dict.fromkeys(item.needs, True), "fee": THOUSAND}
    changes = view.part(trainee, THOUSAND)
    if view.weigh(changes).gain > 0:
        yield Way(changes, (another_trainee, (item,)), basis=UNIT)


def _counting(item: RefundItem, view: View) -> list[_Short]:
    """Those who together bring the most: one a certificate, as the first that qualifies is the one that counts."""
    had = {identity(one) for award in view.past for one in award.facts["certificates"]}
    best: dict[str, tuple[int, _Short | None]] = {}
    done: dict[str, int] = {}
    for place, facts in view.claims:
        for trainee, short in zip(facts[item.parts], _short(item, place, facts), strict=True):
            name, worth = identity(trainee["certificate"]), share(trainee["fee"], item.rate)
            if name in had or name in done:
                continue
            if short is None:
                done[name] = worth
            elif worth > best.get(name, (0, None))[0]:
                best[name] = worth, short
    return [short for name, (worth, short) in best.items() if short and worth > done.get(name, 0)]


def _short(item: RefundItem, place: int, facts: Facts) -> Iterator[_Short | None]:
    """What each trainee lacks; None for one who lacks nothing."""
    for position, trainee in enumerate(facts[item.parts]):
        path = (CLAIMS, place, item.parts, position)
        lacking = tuple(Change((*path, need), False, True) for need in item.needs if not trainee[need])
        yield _Short(trainee, place, lacking) if lacking else None


def trainee_mended(item: RefundItem, trainee: Facts, worth: Worth) -> str:
    """What a trainee lacks, and what it would bring."""
    lacking = "".join(f"“{name}”" for need, name in item.needs.items() if not trainee[need])
    return f"{trainee['name']}（{trainee['certificate']}）达到{lacking}，增加补助 {brief(worth.gain)}"


def all_mended(item: RefundItem, count: int, short: int, worth: Worth) -> str:
    """What all who fall short, and whose certificates have not counted, would bring together."""
    who = f"未达到条件的 {count} 人" if count == short else f"未达到条件的 {short} 人中，证书可以计入的 {count} 人"
    return f"{who}都达到条件，共增加补助 {brief(worth.gain)}"


def another_trainee(item: RefundItem, worth: Worth) -> str:
    """What the fee of a further trainee brings."""
    needs = "、".join(item.needs.values())
    each = f"按培训费的 {exact_percent(item.rate)} 补助，每 1,000 元补助 {figures(worth.gain)} 元"
    return f"再有符合条件（{needs}）的人员，{each}"


ROADS = Roads(whole, always, ways)
