"""What a program types into a section: in the shape of its form, and nothing that the form could not hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.cases import Problem, UnreadableError
from schemas.describe import PARTS, FieldSpec, describe, describe_firm
from subsidy.desk.firm.drafts import FIRM
from subsidy.policy import Policy

UNKNOWN = "没有这个字段，请删去或改正字段名，已有：{known}"
TEXT = '应为文字（与网页上填写的一样），如 "5200"'
OBJECT, LIST = "应为一个对象（字段和值）", "应为列表"


def checked(policy: Policy, section: str, values: Any, path: str = "") -> dict[str, Any]:
    """Values that the section's form could hold; UnreadableError with every place where they could not."""
    found = list(_firm(policy, values, path) if section == FIRM else _claims(policy, section, values, path))
    if found:
        raise UnreadableError(found)
    return dict(values)


def _firm(policy: Policy, values: Any, path: str) -> Iterator[Problem]:
    yield from _row(describe_firm(policy), values, path)


def _claims(policy: Policy, section: str, values: Any, path: str) -> Iterator[Problem]:
    if not isinstance(values, Mapping):
        yield Problem(path, OBJECT)
        return
    for name in sorted(set(values) - {"claims"}):
        yield Problem(_at(path, name), UNKNOWN.format(known="claims"))
    rows = values.get("claims")
    if not isinstance(rows, list):
        yield Problem(_at(path, "claims"), LIST)
        return
    for place, row in enumerate(rows):
        yield from _row(describe(policy.items[section]), row, _at(path, f"claims.{place}"))


def _row(specs: tuple[FieldSpec, ...], row: Any, path: str) -> Iterator[Problem]:
    if not isinstance(row, Mapping):
        yield Problem(path, OBJECT)
        return
    known = {name: spec for spec in specs for name in (spec.name, *((spec.none,) if spec.nullable else ()))}
    for name, value in row.items():
        spec, at = known.get(name), _at(path, name)
        if spec is None:
            yield Problem(at, UNKNOWN.format(known="、".join(known)))
        elif spec.kind == PARTS:
            yield from _parts(spec, value, at)
        elif not isinstance(value, str) and value is not None:
            yield Problem(at, TEXT)


def _parts(spec: FieldSpec, value: Any, path: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(path, LIST)
        return
    for place, part in enumerate(value):
        yield from _row(spec.columns, part, f"{path}.{place}")


def _at(path: str, name: str) -> str:
    return f"{path}.{name}".strip(".")
