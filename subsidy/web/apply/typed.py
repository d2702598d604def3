"""What a section's form sends, as values, and values as the fields that would send them."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask import request
from werkzeug.datastructures import MultiDict

from subsidy.desk.firm.drafts import FIRM
from subsidy.web import forms
from subsidy.web.apply.place import Place

NEWEST = 2**31  # no draft is saved more often


class Typed(NamedTuple):
    """Values as typed, the version they were typed over, the field to go on at; `sent`: the form was there at all."""

    values: dict[str, Any]
    version: int
    focus: str
    sent: bool


def typed(place: Place, section: str) -> Typed:
    """The form of this request, after its add or remove button, if one was pressed, did its work."""
    return read(place, section, request.form, request.form.get("version", ""))


def read(place: Place, section: str, form: MultiDict[str, str], version: Any) -> Typed:
    """The values of a form."""
    root = FIRM if section == FIRM else "claims"
    sent = any(name.startswith(f"{root}.") for name in form)
    if section == FIRM:
        return Typed(forms.parse_firm(form, place.policy), _version(version), "", sent)
    item = place.policy.items[section]
    change = forms.change(form, item)
    values, focus = change or (forms.parse(form, item), "")
    return Typed(values, _version(version), focus, sent)


def _version(text: Any) -> int:
    """The version that a window shows; what is none is one that nobody ever had, so that nothing is overwritten."""
    plain = str(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else NEWEST


def fields(section: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of a form that would send the values."""
    if section == FIRM:
        yield from _row(FIRM, values)
        return
    for i, claim in enumerate(values["claims"]):
        yield f"claims.{i}", "1"
        yield from _row(f"claims.{i}", claim)


def _row(path: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if isinstance(value, list):
            for i, part in enumerate(value):
                yield f"{path}.{name}.{i}", "1"
                yield from _row(f"{path}.{name}.{i}", part)
        elif value is not None:
            yield f"{path}.{name}", value
