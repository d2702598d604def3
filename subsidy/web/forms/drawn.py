"""A form as it is drawn: every field with its id, what was typed, what is wrong with it, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext

from schemas import typed
from schemas.cases import Problem
from schemas.describe import CHOICE, FLAG, PARTS, REGION, FieldSpec, describe, describe_firm
from subsidy.kinds import Item
from subsidy.web.forms.words import gloss, told

MOST_RADIOS = 4
FIRM = "firm"

Problems = Iterable[Problem] | Mapping[str, Any]


class Option(NamedTuple):
    """A choice: its id, its value, its name in Chinese and what that means, whether it is the one."""

    id: str
    value: str
    label: str
    gloss: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Input:
    """A field in its place. `widget`: input, radios, select or parts; `where`: which of several it belongs to."""

    spec: FieldSpec
    id: str
    name: str
    value: str
    widget: str
    label: str
    gloss: str
    where: str
    help: str
    notes: tuple[str, ...]
    errors: tuple[str, ...]
    options: tuple[Option, ...] = ()
    rows: tuple["Group", ...] = ()
    nothing: str = ""
    ticked: bool = False
    focus: bool = False

    @property
    def first_id(self) -> str:
        """The id that a link to the field leads to."""
        return self.options[0].id if self.widget == "radios" else self.id

    @property
    def described(self) -> str:
        """The ids of what belongs to the field: its hint, its error, its unit."""
        said = {"hint": self.help or self.notes or self.spec.example, "error": self.errors, "unit": self.spec.unit}
        return " ".join(f"{self.id}-{what}" for what, text in said.items() if text)


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of a claim or of a part of one. `remove`: the name of the button that takes it away, '' for none."""

    id: str
    name: str
    legend: str
    inputs: tuple[Input, ...]
    errors: tuple[str, ...] = ()
    remove: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A section's form. `summary`: (id, text) of every problem, in order; `regions`: codes to choose from."""

    title: str
    clause: str
    text: str
    groups: tuple[Group, ...]
    several: bool
    add: str
    summary: tuple[tuple[str, str], ...]
    regions: tuple[tuple[str, str], ...] = ()


def several(item: Item) -> bool:
    """Whether a firm may have more than one claim of an item in a year."""
    return not item.parts and type(item).claim_key is not Item.claim_key


def form(item: Item, values: Mapping[str, Any], problems: Problems = (), focus: str = "") -> Form:
    """The form of an item; with nothing typed yet one empty claim. `focus`: the id of the field to begin at."""
    specs = describe(item)
    claims = values.get("claims") or [typed.blank(specs)]
    drawing = _Drawing(problems, focus)
    many = several(item)
    legends = [gettext("第 %(number)s 项", number=i + 1) if many else "" for i in range(len(claims))]
    groups = [
        drawing.group(f"claims.{i}", specs, claim, legend, removable=many and len(claims) > 1)
        for i, (claim, legend) in enumerate(zip(claims, legends, strict=True))
    ]
    return Form(
        title=item.title,
        clause=item.clause,
        text=item.text,
        groups=tuple(groups),
        several=many,
        add="add:claims" if many else "",
        summary=drawing.summary(groups),
        regions=_regions(specs),
    )


def firm_form(policy: Any, values: Mapping[str, Any], problems: Problems = (), focus: str = "") -> Form:
    """The form of a firm's own details."""
    drawing = _Drawing(problems, focus, root=f"{FIRM}.")
    group = drawing.group(FIRM, describe_firm(policy), values, "")
    title = gettext("企业信息")
    return Form(title, "", "", (group,), several=False, add="", summary=drawing.summary([group]))


def _regions(specs: Sequence[FieldSpec]) -> tuple[tuple[str, str], ...]:
    every = [column for spec in specs for column in (spec, *spec.columns)]
    return next((spec.choices for spec in every if spec.kind == REGION), ())


class _Drawing:
    """Problems on their way to their places; a class because all that is drawn asks it for its own."""

    def __init__(self, problems: Problems, focus: str, root: str = "") -> None:
        self.errors: dict[str, list[str]] = {}
        self.focus = focus
        pairs = problems.items() if isinstance(problems, Mapping) else ((p.path, p.message) for p in problems)
        for path, found in pairs:
            known = self.errors.setdefault(f"{root}{path}".removesuffix("."), [])
            known += [found] if isinstance(found, str) else found

    def group(self, name: str, specs: Sequence[FieldSpec], row: Any, legend: str, removable: bool = False) -> Group:
        row = row if isinstance(row, Mapping) else {}
        inputs = tuple(self._input(f"{name}.{spec.name}", spec, row, legend) for spec in specs)
        remove = f"remove:{name}" if removable else ""
        return Group(_id(name), name, legend, inputs, tuple(self.errors.get(name, ())), remove)

    def _input(self, name: str, spec: FieldSpec, row: Mapping[str, Any], where: str) -> Input:
        value, key = row.get(spec.name), _id(name)
        shown = "" if value is None or spec.kind == PARTS else str(value)
        options = _options(spec, shown, key)
        return Input(
            spec=spec,
            id=key,
            name=name,
            value=shown,
            widget=_widget(spec, options),
            label=spec.label,
            gloss=gloss(spec.label),
            where=where,
            help=told(spec.help),
            notes=tuple(told(note) for note in spec.notes),
            errors=tuple(self.errors.get(name, ())),
            options=options,
            rows=self._rows(name, spec, value) if spec.kind == PARTS else (),
            nothing=told(spec.nullable),
            ticked=typed.ticked(spec, row),
            focus=key == self.focus,
        )

    def _rows(self, name: str, spec: FieldSpec, value: Any) -> tuple[Group, ...]:
        rows = value if isinstance(value, list) and value else [typed.blank(spec.columns)]
        label = told(spec.label)
        return tuple(
            self.group(f"{name}.{i}", spec.columns, row, f"{label} {i + 1}", removable=len(rows) > 1)
            for i, row in enumerate(rows)
        )

    def summary(self, groups: Sequence[Group]) -> tuple[tuple[str, str], ...]:
        """Every problem with the id it stands at, in the order of the form; '' and its path where there is no place."""
        placed = {"claims": (groups[0].id, gettext("本项"))}
        for group in groups:
            _place(group, placed)
        first = [(name, placed[name]) for name in placed if name in self.errors]
        found = [(key, f"{label}：{text}") for name, (key, label) in first for text in self.errors[name]]
        lost = [("", f"{name}：{text}") for name, all_ in self.errors.items() if name not in placed for text in all_]
        return (*found, *lost)


def _place(group: Group, placed: dict[str, tuple[str, str]]) -> None:
    """Where the problems of a group are told, and under what name."""
    placed[group.name] = (group.id, group.legend or gettext("本项"))
    for each in group.inputs:
        placed[each.name] = (each.first_id, " ".join(filter(None, (each.where, each.gloss or each.label))))
        for row in each.rows:
            _place(row, placed)


def _id(name: str) -> str:
    return name.replace(".", "-")


def _widget(spec: FieldSpec, options: Sequence[Option]) -> str:
    if spec.kind == PARTS:
        return "parts"
    if spec.kind in (CHOICE, FLAG):
        return "radios" if len(spec.choices) <= MOST_RADIOS else "select"
    return "input"


def _options(spec: FieldSpec, value: str, key: str) -> tuple[Option, ...]:
    """The choices, the one that was meant checked; what is none of them is kept as one more, to be seen and mended."""
    if spec.kind not in (CHOICE, FLAG):
        return ()
    meant = spec.code(value) if value else ""
    choices = [(code, label, gloss(label), code == meant) for code, label in spec.choices]
    if value and not meant:
        choices.append((value, value, "", True))
    return tuple(Option(key if i == 0 else f"{key}-{i + 1}", *choice) for i, choice in enumerate(choices))
