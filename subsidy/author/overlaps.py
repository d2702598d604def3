"""Names that mean two things: two entries, schemes or levels by one name, one certificate in two items."""

from collections.abc import Iterator, Mapping, Sequence

from subsidy.kinds import CostItem, FirstItem, GradeItem, Item, LadderItem, RateItem
from subsidy.model import identity
from subsidy.money import figures

Told = tuple[str, str]  # place and sentence


def within(item: Item) -> Iterator[Told]:
    """What overlaps within an item."""
    for table, names in _names(item).items():
        seen: dict[str, str] = {}
        for code, spellings in names.items():
            for spelling in dict.fromkeys(identity(one) for one in spellings):
                if seen.setdefault(spelling, code) != code:
                    text = f"“{spelling}”也是 {seen[spelling]} 的名称，填写时分不清是哪一个"
                    yield f"{item.id}.{table}.{code}", text
    if isinstance(item, FirstItem) and item.together and len({entry.award for entry in item.entries.values()}) > 1:
        amounts = "、".join(f"{figures(entry.award)} 元" for entry in item.entries.values())
        yield f"{item.id}.entries", f"各项视为同一项（together），金额却是 {amounts}，先报哪一项就得哪一个金额"
    if isinstance(item, RateItem):
        for place, code in enumerate(item.home):
            wider = [other for other in item.home if other != code and code.startswith(other)]
            if wider or code in item.home[:place]:
                yield f"{item.id}.home.{place}", f"{code} 已包括在 {(wider or [code])[0]} 之中"


def between(items: Sequence[Item]) -> Iterator[Told]:
    """Certificates and lists that two items pay for."""
    seen: dict[str, Item] = {}
    for item in items:
        if not isinstance(item, LadderItem | CostItem | FirstItem):
            continue
        own = {identity(one) for names in _names(item).values() for spellings in names.values() for one in spellings}
        for spelling in sorted(own):
            other = seen.setdefault(spelling, item)
            if other is not item:
                yield item.id, f"“{spelling}”在 {other.id} 中也有，同一事项可能奖励两次"


def _names(item: Item) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The names that each entry of an item goes by."""
    if isinstance(item, FirstItem):
        return {"entries": {code: (code, one.name, *one.aliases) for code, one in item.entries.items()}}
    if isinstance(item, GradeItem):
        return {"grades": {code: (code, one.name, *one.aliases) for code, one in item.grades.items()}}
    if isinstance(item, LadderItem | CostItem):
        return {"schemes": {name: (name, *scheme.aliases) for name, scheme in item.schemes.items()}}
    return {}
