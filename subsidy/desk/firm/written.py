"""Answers as they are read again: on the page before sending, on the receipt, by whoever checks them."""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.describe import CHOICE, FLAG, ID_NUMBER, MONEY, PARTS, FieldSpec, describe, describe_firm
from schemas.fields import mask
from schemas.typed import Values, empty
from subsidy import money
from subsidy.kinds import Item
from subsidy.policy import Policy

NOT_FILLED = "—"

# {"rows": [[label, value], …], "columns": [label, …], "table": [[value, …], …]}: a claim, and its parts if it has any
Written = dict[str, Any]


def claims(item: Item, values: Values) -> list[Written]:
    """The claims of a section in words; rows with nothing in them are left out."""
    specs = describe(item)
    rows = values.get("claims")
    return [_claim(specs, row) for row in (rows if isinstance(rows, list) else ()) if not empty(specs, row)]


def firm(policy: Policy, values: Values) -> list[Written]:
    """A firm's details in words."""
    return [_claim(describe_firm(policy), values)] if values else []


def _claim(specs: Sequence[FieldSpec], row: Mapping[str, Any]) -> Written:
    found: Written = {"rows": [], "columns": [], "table": []}
    for spec in specs:
        if spec.kind == PARTS:
            parts = row.get(spec.name)
            found["columns"] = [_label(column) for column in spec.columns]
            found["table"] = [
                [_cell(column, part) for column in spec.columns]
                for part in (parts if isinstance(parts, list) else ())
                if not empty(spec.columns, part)
            ]
        else:
            found["rows"].append([spec.label, _value(spec, row)])
    return found


def _label(spec: FieldSpec) -> str:
    return f"{spec.label}（{spec.unit}）" if spec.unit else spec.label


def _cell(spec: FieldSpec, row: Mapping[str, Any]) -> str:
    """As a value, but the unit stands in the head of the column."""
    text = _value(spec, row)
    return text.removesuffix(f" {spec.unit}") if spec.unit else text


def _value(spec: FieldSpec, row: Mapping[str, Any]) -> str:
    text = str(row.get(spec.name) or "").strip()
    if not text:
        return spec.nullable if spec.nullable and row.get(spec.none) else NOT_FILLED
    if spec.kind == MONEY:
        return f"{_figures(text)} {spec.unit}"
    if spec.kind == ID_NUMBER:
        return mask(text)
    if spec.kind in (CHOICE, FLAG):
        return dict(spec.choices).get(spec.code(text), text)
    return text


def _figures(text: str) -> str:
    """A number with its thousands marked, every digit as it was typed; what is none as it is."""
    try:
        return f"{money.number(text):,f}"
    except money.MoneyError:
        return text
