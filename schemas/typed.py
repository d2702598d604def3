"""What a form holds, as strings, into facts and back: 万元 into fen, ticks into nothing, every error with its path.

The values of an item are {"claims": [{field: text, or a list of parts}]}; a tick that there is nothing stands beside
its field as "<field>.none". The values of a firm's details are one such dictionary.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from marshmallow import Schema, ValidationError

from schemas.cases import Problem, problems
from schemas.claims import NONE_AT_ALL, part_schema
from schemas.describe import FLAG, MONEY, PARTS, RATIO, FieldSpec, describe, describe_firm, describe_part
from schemas.fields import UNITS, nothing, quoted
from schemas.firms import firm_schema
from subsidy import money
from subsidy.kinds import Item
from subsidy.model import identity

Values = Mapping[str, Any]
TICKED = "1"


class Typed(NamedTuple):
    """What can be read: the claims, and where each stands among those typed; what is wrong with the rest.

    Of a claim with parts it holds those that can be read. `empty`: nothing was typed at all.
    """

    facts: tuple[dict[str, Any], ...]
    places: tuple[int, ...]
    problems: tuple[Problem, ...]
    empty: bool


def load(item: Item, values: Values) -> Typed:
    """The claims of a section; rows left empty beside filled ones count for nothing."""
    specs, schema = describe_part(item), part_schema(item)
    rows = list(_each(item, _rows(values.get("claims"))))
    filled = [(path, row) for path, row in rows if not empty(specs, row)]
    if not rows:
        path = f"claims.0.{item.parts}" if item.parts and values.get("claims") else "claims"
        return Typed((), (), (Problem(path, NONE_AT_ALL),), True)
    good: list[dict[str, Any]] = []
    places, told = [], []
    seen: dict[str, str] = {}
    for path, row in filled or rows[:1]:
        facts, wrong = _load(specs, schema, row)
        if facts is not None:
            twin = seen.setdefault(_key(item, facts), path)
            wrong = [] if twin == path else [_twin(item, facts, twin)]
        told += [Problem(f"{path}.{where}".removesuffix("."), message) for where, message in wrong]
        if facts is not None and not wrong:
            good.append(facts)
            places.append(int(path.split(".")[1]))
    if item.parts:
        good, places = ([{item.parts: good}], places[:1]) if good else ([], [])
    return Typed(tuple(good), tuple(places), tuple(told), not filled)


def _each(item: Item, claims: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """The claims, or the parts of them all, with their paths."""
    for i, claim in enumerate(claims):
        if not item.parts:
            yield f"claims.{i}", claim
            continue
        parts = claim.get(item.parts) if isinstance(claim, Mapping) else None
        for j, part in enumerate(_rows(parts)):
            yield f"claims.{i}.{item.parts}.{j}", part


def _key(item: Item, facts: Mapping[str, Any]) -> str:
    return identity(facts[item.part_name]) if item.parts else item.claim_key(facts)


def _twin(item: Item, facts: Mapping[str, Any], twin: str) -> Problem:
    """Of what stands there already under the same name."""
    number = int(twin.split(".")[-1]) + 1
    if not item.parts:
        return Problem("", f"与第 {number} 项是同一事项，只能申报一次，应删去其中一项或改正")
    name = facts[item.part_name]
    return Problem(item.part_name, f"填的是“{quoted(name)}”，与第 {number} 条相同，应删去其中一条或改正")


def load_firm(policy: Any, values: Values, whole: bool = True) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """A firm's details and conditions, only what was filled in; None where something is wrong."""
    found, wrong = _load(describe_firm(policy, whole), firm_schema(policy, whole), values)
    return found, tuple(wrong)


def shown(item: Item, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of one claim as a person would type them."""
    return _shown(describe(item), facts)


def shown_firm(policy: Any, details: Mapping[str, Any]) -> dict[str, Any]:
    """A firm's details and conditions as a person would type them."""
    return _shown(describe_firm(policy), details)


def blank(specs: Sequence[FieldSpec]) -> dict[str, Any]:
    """A row with nothing in it; where it has parts, one of them."""
    return {spec.name: [blank(spec.columns)] if spec.kind == PARTS else "" for spec in specs}


def empty(specs: Sequence[FieldSpec], row: Any) -> bool:
    """Whether nothing was filled in."""
    if not isinstance(row, Mapping):
        return True
    return all(_bare(value) for value in row.values()) and not any(ticked(spec, row) for spec in specs)


def _bare(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _load(specs: Sequence[FieldSpec], schema: Schema, row: Any) -> tuple[dict[str, Any] | None, list[Problem]]:
    """A row by its schema, and its problems in the order of the form, their paths within the row."""
    told: dict[str, str] = {}
    data = _plain(specs, row if isinstance(row, Mapping) else {}, told)
    found: dict[str, Any] | None = None
    try:
        found = schema.load(data)
    except ValidationError as error:
        for path, message in problems(error):
            told.setdefault(path, message)
    names = [spec.name for spec in specs]
    order = sorted(told, key=lambda path: names.index(path) if path in names else -1)
    return (None if told else found), [Problem(path, told[path]) for path in order]


def _plain(specs: Sequence[FieldSpec], row: Values, told: dict[str, str]) -> dict[str, Any]:
    """What a row holds as its schema wants it; what cannot be brought there is told and left out."""
    known = {name for spec in specs for name in (spec.name, spec.none)}
    data = {name: value for name, value in row.items() if name not in known}
    for spec in specs:
        try:
            held = _value(spec, row.get(spec.name), ticked(spec, row))
        except ValueError as error:
            told[spec.name] = str(error)
            continue
        if held is not None or spec.nullable:
            data[spec.name] = held
    return data


def ticked(spec: FieldSpec, row: Values) -> bool:
    """Whether it was said that there is nothing: by the tick, or by null in the field."""
    return bool(spec.nullable) and (bool(row.get(spec.none)) or row.get(spec.name, "") is None)


def _value(spec: FieldSpec, value: Any, tick: bool) -> Any:
    """What one field holds, None for nothing; ValueError in words where that cannot be known."""
    if tick and not _bare(value):
        raise ValueError(f"填的是“{quoted(value)}”，又勾选了“{spec.nullable}”，应只留一样")
    if spec.nullable and _bare(value) and not tick:
        raise ValueError(f"没有填，应填数字；{spec.nullable}的，请勾选“{spec.nullable}”")
    if _bare(value) or nothing(spec.rule, value):
        return None
    return money.yuan(money.fen(value, UNITS[spec.unit])) if spec.kind == MONEY else value


def _shown(specs: Sequence[FieldSpec], facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for spec in specs:
        value = facts.get(spec.name)
        if spec.kind == PARTS:
            found[spec.name] = [_shown(spec.columns, part) for part in value or ()]
        elif value is None:
            found[spec.name] = ""
            if spec.nullable and spec.name in facts:
                found[spec.none] = TICKED
        else:
            found[spec.name] = _text(spec, value)
    return found


def _text(spec: FieldSpec, value: Any) -> str:
    if spec.kind == MONEY:
        return money.wan(value) if spec.unit == "万元" else money.figures(value)
    if spec.kind == FLAG:
        return "是" if value else "否"
    return money.decimal(*value.as_integer_ratio()) if spec.kind == RATIO else str(value)
