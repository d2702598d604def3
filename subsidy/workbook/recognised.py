"""What one row of a published list is worth claiming: its words read by the schema of an item's claims."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from marshmallow import ValidationError

from schemas.cases import problems
from schemas.describe import CHOICE, LEVEL, FieldSpec
from schemas.fields import Base, Choice
from subsidy.kinds import Item
from subsidy.model import Facts, identity


class Recognised(NamedTuple):
    """A claim that a row of a list speaks of."""

    item: str
    facts: Facts


Wrong = tuple[str, str]  # the field, and what is wrong with it


def recognised(
    item: Item, schema: Base, specs: Sequence[FieldSpec], data: Mapping[str, str]
) -> Recognised | Wrong | None:
    """The claim that these words make; None where the row is of something else, else what is wrong with them.

    Lists write a certificate with its standard's edition, or with its level: "ISO/IEC 27001:2013", "CMMI五级".
    """
    made: dict[str, str] = {}
    for spec in specs:
        text = data.get(spec.name, "")
        if spec.kind == CHOICE:
            code = _chosen(spec, text)
            if not code:
                return None
            made[spec.name] = code
        elif text:
            made[spec.name] = text
        elif spec.kind != LEVEL:
            return None
        else:
            return spec.name, "没有填，此项必填"
    try:
        return Recognised(item.id, schema.load(made))
    except ValidationError as error:
        first = problems(error)[0]
        return first.path, first.message


def _chosen(spec: FieldSpec, text: str) -> str:
    """The choice that a text names, or begins with; '' where it names none."""
    rule, plain = spec.rule, identity(text)
    if not plain or not isinstance(rule, Choice):
        return ""
    if code := rule.known.get(plain.removesuffix("级")):
        return code
    return rule.known.get(_longest(name for name in rule.known if _begins(plain, name)), "")


def _begins(text: str, name: str) -> bool:
    """Whether a text begins with a whole name: CS3 with CS, but not CSMM; ISO27001:2013 with ISO27001."""
    rest = text[len(name) :]
    if not name or not name.isascii() or not text.startswith(name):
        return False
    follows = rest[:1]
    return (
        not follows or not follows.isascii() or not (follows.isalpha() or (name[-1:].isdigit() and follows.isdigit()))
    )


def _longest(names: Iterable[str]) -> str:
    return max(names, key=len, default="")
