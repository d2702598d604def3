"""Roads of kind `first`: each list or certificate that the firm has not had."""

from collections.abc import Iterator, Sequence

from subsidy.kinds.first import FirstItem
from subsidy.kinds.roads.base import Roads, View, Way, Worth, always, earned, whole


def ways(view: View) -> Iterator[Way]:
    """One way an entry; one for all where they are one and the same."""
    item: FirstItem = view.item
    claimed = {facts[item.field] for facts in view.known()}
    if item.together and claimed:
        return
    for value, entry in item.entries.items():
        if value in claimed:
            continue
        changes = view.claim({item.field: value})
        if view.weigh(changes).gain > 0:
            names = [found.name for found in item.entries.values()] if item.together else [entry.name]
            yield Way(changes, (first_time_of, (item, names)))
            if item.together:
                return


def first_time_of(item: FirstItem, names: Sequence[str], worth: Worth) -> str:
    """What to get for the first time, and what that brings."""
    space = " " if names[0][0].isascii() else ""
    return f"首次{item.verb}{space}{' 或 '.join(names)}，{earned(worth)}"


ROADS = Roads(whole, always, ways)
