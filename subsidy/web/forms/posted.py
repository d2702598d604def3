"""A posted form as values, nothing lost; and what its add and remove buttons do to them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from schemas import typed
from schemas.describe import PARTS, FieldSpec, describe, describe_firm
from subsidy.kinds import Item
from subsidy.web.forms.drawn import FIRM, several

_COUNT = "(0|[1-9][0-9]{0,5})"
_NUMBER = re.compile(rf"\.{_COUNT}(?=\.|\Z)")
_BUTTON = re.compile(rf"(add|remove):claims(?:\.{_COUNT})?(?:\.([a-z_]+)(?:\.{_COUNT})?)?")

Posted = MultiDict[str, str]


class Change(NamedTuple):
    """What a button made of the values, and the id of the field to go on at."""

    values: dict[str, Any]
    focus: str


def parse(form: Posted, item: Item) -> dict[str, Any]:
    """The values of an item's form, as typed; gaps in the numbering are closed."""
    specs, numbers = describe(item), _numbers(form)
    return {"claims": [_row(form, specs, f"claims.{i}", numbers) for i in sorted(numbers.get("claims", ()))]}


def parse_firm(form: Posted, policy: Any) -> dict[str, Any]:
    """The values of the form of a firm's details."""
    return _row(form, describe_firm(policy), FIRM, {})


def change(form: Posted, item: Item) -> Change | None:
    """What the add or remove button that was pressed makes of the values; None where none was."""
    pressed = next((found for name in form if (found := _BUTTON.fullmatch(name))), None)
    if pressed is None:
        return None
    act, claim, part, row = pressed.groups()
    values, numbers, specs = parse(form, item), _numbers(form), describe(item)
    rows, name, target = values["claims"], "claims", claim
    if part is not None:
        position = _position(numbers, "claims", claim)
        spec = next((spec for spec in specs if spec.name == part and spec.kind == PARTS), None)
        if spec is None or position is None:
            return Change(values, "")
        rows, specs, target = rows[position][part], spec.columns, row
        numbers = {f"claims.{position}.{part}": numbers.get(f"claims.{claim}.{part}", set())}
        name = f"claims.{position}.{part}"
    elif not several(item):
        return Change(values, "")
    at = _changed(act, rows, specs, _position(numbers, name, target))
    return Change(values, f"{name}.{at}.{specs[0].name}".replace(".", "-"))


def _numbers(form: Posted) -> Mapping[str, set[int]]:
    """Which numbers follow a path: of "claims.0.orders.2.buyer", 0 after claims and 2 after claims.0.orders."""
    found: dict[str, set[int]] = {}
    for name in form:
        for match in _NUMBER.finditer(name):
            if ":" not in name:
                found.setdefault(name[: match.start()], set()).add(int(match[1]))
    return found


def _row(form: Posted, specs: Sequence[FieldSpec], path: str, numbers: Mapping[str, set[int]]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for spec in specs:
        name = f"{path}.{spec.name}"
        if spec.kind == PARTS:
            at = sorted(numbers.get(name, ()))
            row[spec.name] = [_row(form, spec.columns, f"{name}.{i}", numbers) for i in at]
            continue
        row[spec.name] = form.get(name, "")
        if spec.nullable and f"{name}.none" in form:
            row[spec.none] = typed.TICKED
    return row


def _position(numbers: Mapping[str, set[int]], path: str, number: str | None) -> int | None:
    """Where a numbered row stands once gaps are closed."""
    known = sorted(numbers.get(path, ()))
    return known.index(int(number)) if number is not None and int(number) in known else None


def _changed(act: str, rows: list[Any], specs: Sequence[FieldSpec], position: int | None) -> int:
    """Adds a row at the end, or takes one away; one is always left. Where to go on."""
    if act == "remove" and position is not None:
        del rows[position]
    if act == "add" or not rows:
        rows.append(typed.blank(specs))
        return len(rows) - 1
    return min(position or 0, len(rows) - 1)
