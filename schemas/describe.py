"""A field as a form or a sheet shows it: read from the very schema that checks what is filled in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, fields

from schemas.claims import Level, claim_schema, part_schema
from schemas.fields import Choice, Flag, IdNumber, Ratio, Region, Text, Yuan
from schemas.firms import firm_schema
from schemas.regions import suggestions
from subsidy.kinds import Item

MONEY, TEXT, CHOICE, FLAG, REGION = "money", "text", "choice", "flag", "region"
LEVEL, RATIO, ID_NUMBER, PARTS = "level", "ratio", "id_number", "parts"
YES_NO = (("是", "是"), ("否", "否"))

# a class before those it is a kind of
_KINDS: tuple[tuple[type[fields.Field], str], ...] = (
    (Level, LEVEL),
    (Text, TEXT),
    (Yuan, MONEY),
    (Choice, CHOICE),
    (Flag, FLAG),
    (Region, REGION),
    (Ratio, RATIO),
    (IdNumber, ID_NUMBER),
    (fields.List, PARTS),
)
_EXAMPLES = {MONEY: "3000", REGION: "330100"}
_INPUT_MODES = {MONEY: "decimal"}

MOST_KEPT = 1_000
_descriptions: dict[tuple[str, int], tuple[Any, tuple["FieldSpec", ...]]] = {}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field: what it is called, how it is typed, what may stand in it.

    `kind` is one of the names above; `nullable`: what is ticked to say that there is nothing, '' where that cannot be
    said; `notes`: a list below the help; `choices`: (value, label), for a region only suggestions; `columns`: the
    fields of each part, `label` then what one part is called; `rule`: the schema's own field.
    """

    name: str
    label: str
    kind: str
    required: bool
    rule: fields.Field = field(repr=False, compare=False)
    help: str = ""
    notes: tuple[str, ...] = ()
    example: str = ""
    unit: str = ""
    nullable: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    columns: tuple["FieldSpec", ...] = ()
    autocomplete: str = "off"
    inputmode: str = ""

    @property
    def none(self) -> str:
        """Where in the values the tick of `nullable` stands."""
        return f"{self.name}.none"

    def code(self, typed: str) -> str:
        """The value among `choices` that was meant by what was typed; '' if none of them."""
        try:
            found = self.rule.deserialize(typed)
        except fields.ValidationError:
            return ""
        return str(found) if self.kind == CHOICE else "是" if found else "否"


def describe(item: Item) -> tuple[FieldSpec, ...]:
    """The fields of one claim of an item, in the order they are asked."""
    return _kept("claim", item, lambda: _specs(claim_schema(item), item))


def describe_part(item: Item) -> tuple[FieldSpec, ...]:
    """The fields of one part of a claim, or of the claim itself where it has no parts: a row of a sheet."""
    return _kept("part", item, lambda: _specs(part_schema(item), item))


def describe_firm(policy: Any, whole: bool = True) -> tuple[FieldSpec, ...]:
    """A firm's own details and conditions; see schemas.firms for `whole`."""
    return _kept(f"firm {whole}", policy, lambda: _specs(firm_schema(policy, whole), None))


def _kept(what: str, of: Any, make: Callable[[], Iterable[FieldSpec]]) -> tuple[FieldSpec, ...]:
    """What was described before of the very same thing: every page of a form asks several times."""
    known = _descriptions.get((what, id(of)))
    if known is None or known[0] is not of:
        if len(_descriptions) >= MOST_KEPT:
            _descriptions.clear()
        known = _descriptions[what, id(of)] = (of, tuple(make()))
    return known[1]


def _specs(schema: Schema, item: Item | None) -> Iterator[FieldSpec]:
    for name, rule in schema.fields.items():
        yield _spec(name, rule, item)


def _spec(name: str, rule: fields.Field, item: Item | None) -> FieldSpec:
    kind = next((kind for known, kind in _KINDS if isinstance(rule, known)), "")
    if not kind:
        raise TypeError(f"no form for {name}: {type(rule).__name__}")
    said = rule.metadata
    return FieldSpec(
        name=name,
        label=said.get("label") or (item.labels[name] if item else name),
        kind=kind,
        required=rule.required,
        rule=rule,
        help=said.get("help", ""),
        notes=tuple(said.get("notes", ())),
        example=said.get("example", _EXAMPLES.get(kind, "")),
        unit=rule.unit if isinstance(rule, Yuan) else "",
        nullable=said.get("none", ""),
        choices=_choices(rule),
        columns=_columns(rule, item),
        autocomplete=said.get("autocomplete", "off"),
        inputmode=said.get("inputmode", _INPUT_MODES.get(kind, "")),
    )


def _choices(rule: fields.Field) -> tuple[tuple[str, str], ...]:
    if isinstance(rule, Choice):
        return tuple(rule.choices.items())
    if isinstance(rule, Flag):
        return YES_NO
    if isinstance(rule, Region):
        return suggestions(tuple(rule.metadata.get("home", ())))
    return ()


def _columns(rule: fields.Field, item: Item | None) -> tuple[FieldSpec, ...]:
    inner = rule.inner if isinstance(rule, fields.List) else None
    return tuple(_specs(inner.schema, item)) if isinstance(inner, fields.Nested) else ()
