"""Roads of kind `grade`: a product's next grade, and another product."""

from collections.abc import Iterator, Mapping

from subsidy.kinds.first import Entry
from subsidy.kinds.grade import GradeItem
from subsidy.kinds.roads.base import CLAIMS, Change, Roads, View, Way, Worth, another, earned, risen
from subsidy.model import Facts, identity


def ways(view: View) -> Iterator[Way]:
    """The least grade above the one that the product has."""
    item: GradeItem = view.item
    rising = sorted(item.grades.items(), key=lambda row: row[1].award)
    known = [*view.known(), *(award.facts for award in view.past)]
    if not known:
        yield from _product(view, rising)
        return
    place, facts = max(view.claims, key=lambda claim: _award(item, claim[1]), default=(None, None))
    best = facts or max(known, key=lambda found: _award(item, found))
    for value, grade in rising:
        if grade.award <= _award(item, best):
            continue
        if place is None:
            changes = view.claim({"product": best["product"], "grade": value})
        else:
            changes = (Change((CLAIMS, place, "grade"), best["grade"], value),)
        if view.weigh(changes).gain > 0:
            yield Way(changes, (grade_risen, (item, best["product"], item.grades[best["grade"]], grade)), place)
            return


def _product(view: View, rising: list[tuple[str, Entry]]) -> Iterator[Way]:
    for value, grade in rising:
        changes = view.claim({"product": view.group, "grade": value})
        if view.weigh(changes).gain > 0:
            yield Way(changes, (product_graded, (view.item, grade)))
            return


def _award(item: GradeItem, facts: Mapping[str, str]) -> int:
    return item.grades[facts["grade"]].award


def _group(item: GradeItem, facts: Facts) -> str:
    return identity(facts["product"])


def grade_risen(item: GradeItem, product: str, before: Entry, after: Entry, worth: Worth) -> str:
    """A product's next grade, and what that brings."""
    return f"“{product}”由{before.name}升为{after.name}{item.subject}，{risen(worth)}"


def product_graded(item: GradeItem, grade: Entry, worth: Worth) -> str:
    """Another product's grade, and what that brings."""
    return f"有新的产品被评定为{grade.name}{item.subject}，{earned(worth)}"


ROADS = Roads(_group, another("新产品"), ways)
