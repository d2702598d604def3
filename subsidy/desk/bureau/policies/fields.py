"""The fields of a policy as a form offers them, read from the very schema that checks the file.

A field's name is its item's id and its place in the item, "revenue_tier.tiers.0.award"; what stands outside of the
items begins with policy, appropriation or conditions. Lists of rows end with an empty one, which adds a row where it is
filled in; a row whose fields are all emptied is gone. What the schema marks as fixed is no field.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from marshmallow import Schema, fields, missing, validate

from schemas.fields import Text, Yuan
from schemas.policies import PolicySchema
from schemas.policies.common import ReadingSchema, Share
from schemas.policies.items import ITEM_SCHEMAS
from subsidy import money
from subsidy.desk.bureau.policies.words import SAID, label
from subsidy.desk.lists import ORDER_NAMES

MONEY, SHARE, NUMBER, NUMBERS, NAMES = "money", "share", "number", "numbers", "names"
CHOICE, FLAG, TEXT, DATE = "choice", "flag", "text", "date"
WORDS = (TEXT, DATE)  # what the policy says of itself; all other kinds are figures that decide
UNITS = {MONEY: "万元", SHARE: "%"}
YES_NO = (("是", "是"), ("否", "否"))
HEAD = "policy"
LONG = 60  # characters; what may be longer gets a box of several lines
MOST_ROWS = 50  # of a list, that a form may ask for

Path = tuple[str | int, ...]


class Field(NamedTuple):
    """A field: its name in the form, its place in the file, its kind, and its value as it is typed.

    `choices`: (value, label); `long`: a text of several lines; `required`: the schema wants it.
    """

    name: str
    path: Path
    label: str
    kind: str
    value: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    long: bool = False

    @property
    def unit(self) -> str:
        """In what the value is typed; '' where it has no unit."""
        return UNITS.get(self.kind, "")


class Group(NamedTuple):
    """Fields that belong together: a row of a list (`rows` is the name of the list), or all that stand alone."""

    title: str
    fields: tuple[Field, ...]
    rows: str = ""
    row: int = 0
    extra: bool = False


class Section(NamedTuple):
    """An item, or a part outside of the items: its title, the law's words, its figures, and its words."""

    id: str
    title: str
    text: str
    figures: tuple[Group, ...]
    words: tuple[Group, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """All fields."""
        return (*self.figures, *self.words)


def sections(source: Mapping[str, Any], asked: Iterable[str] = ()) -> list[Section]:
    """The items of a policy in their order, then what stands outside of them; `asked` are names that a form sent."""
    wanted, known = _rows_asked(asked), PolicySchema().fields
    found = []
    for index, row in enumerate(source["items"]):
        groups = _groups(ITEM_SCHEMAS[row["kind"]]().fields, row, ("items", index), row["id"], wanted)
        found.append(_made(row["id"], f"{row['clause']}　{row['title']}", row["text"], groups))
    for name in ("appropriation", "conditions"):
        part = {name: known[name]}
        found.append(_made(name, label(name), "", _groups(part, source, (), "", wanted)))
    head = {name: rule for name, rule in known.items() if name not in ("items", "appropriation", "conditions")}
    return [*found, _made(HEAD, "文件", "", _groups(head, source, (), HEAD, wanted))]


def _made(name: str, title: str, text: str, groups: Iterable[Group]) -> Section:
    found = [group for group in groups if group.fields]
    figures = [group._replace(fields=_of(group, words=False)) for group in found]
    words = [group._replace(fields=_of(group, words=True)) for group in found if not group.extra]
    for index, group in enumerate(figures):
        if group.fields and group.rows:  # a row is one thing: its name stands beside its figures
            figures[index] = found[index]
            words = [one for one in words if (one.rows, one.row) != (group.rows, group.row)]
    return Section(name, title, text, *(tuple(one for one in all_ if one.fields) for all_ in (figures, words)))


def _of(group: Group, words: bool) -> tuple[Field, ...]:
    return tuple(field for field in group.fields if (field.kind in WORDS) == words)


def _groups(
    known: Mapping[str, fields.Field], row: Any, path: Path, name: str, asked: Mapping[str, int]
) -> Iterator[Group]:
    """The fields of a row that stand alone, then each row of its lists and tables."""
    alone: list[Field] = []
    rows: list[Group] = []
    for key, rule in known.items():
        if rule.metadata.get("fixed"):
            continue
        place, called = (*path, key), f"{name}.{key}".removeprefix(".")
        value = row.get(key, rule.load_default if isinstance(rule, fields.Boolean) else None)
        nested = _nested(rule)
        if nested is not None:
            rows += _rows(rule, nested, value, place, called, asked)
        elif isinstance(rule, fields.Dict):
            alone += [
                Field(f"{called}.{code}", (*place, code), f"{label(key)} {code}", TEXT, said, True)
                for code, said in (value or {}).items()
            ]
        else:
            alone += _fields(rule, key, value, place, called)
    yield Group("", tuple(alone))
    yield from rows


def _nested(rule: fields.Field) -> Schema | None:
    """The schema of the rows of a list or table, or of a part."""
    inner = rule
    if isinstance(rule, fields.List):
        inner = rule.inner
    elif isinstance(rule, fields.Dict) and rule.value_field is not None:
        inner = rule.value_field
    return inner.schema if isinstance(inner, fields.Nested) else None


def _rows(
    rule: fields.Field, schema: Schema, value: Any, path: Path, name: str, asked: Mapping[str, int]
) -> Iterator[Group]:
    if isinstance(rule, fields.Nested):
        yield from _groups(schema.fields, value or {}, path, name, asked)
        return
    key = str(path[-1])
    if isinstance(rule, fields.Dict):
        for code, row in (value or {}).items():
            if isinstance(schema, ReadingSchema):
                yield _reading(row, (*path, code), f"{name}.{code}")
            else:
                yield _row(schema, row, (*path, code), f"{name}.{code}", str(row.get("name", code)), name)
        return
    rows = list(value or ())
    for index, row in enumerate(rows):
        title = row.get("name") or row.get("label") or f"{label(key)} {index + 1}"
        yield _row(schema, row, (*path, index), f"{name}.{index}", str(title), name, index)
    if _can_grow(schema):
        last = max(len(rows), min(asked.get(name, -1) + 1, len(rows) + MOST_ROWS))
        for index in range(len(rows), last + 1):
            title = f"{label(key)} {index + 1}（新增，不用的留空）"
            made = _row(schema, {}, (*path, index), f"{name}.{index}", title, name, index)
            blank = tuple(field._replace(required=False) for field in made.fields)
            yield made._replace(fields=blank, extra=True)


def _row(schema: Schema, row: Any, path: Path, name: str, title: str, rows: str, index: int = 0) -> Group:
    found = [field for group in _groups(schema.fields, row, path, name, {}) for field in group.fields]
    return Group(title, tuple(found), rows, index)


def _reading(row: Any, path: Path, name: str) -> Group:
    choices = tuple(row["choices"].items())
    chosen = Field(f"{name}.value", (*path, "value"), row["question"], CHOICE, row["value"], True, choices)
    why = Field(f"{name}.why", (*path, "why"), f"{row['question']}：{label('why')}", TEXT, row["why"], True, (), True)
    return Group("", (chosen, why))


def _can_grow(schema: Schema) -> bool:
    """Whether a form can add a row: all that it must say is a field."""
    return not any(rule.required and rule.metadata.get("fixed") for rule in schema.fields.values())


def _fields(rule: fields.Field, key: str, value: Any, path: Path, name: str) -> Iterator[Field]:
    """The field of a rule; of a list of choices as many as there can be."""
    inner = rule.inner if isinstance(rule, fields.List) else None
    choices = _choices(inner or rule)
    if inner is not None and choices:
        held = list(value or ())
        for index in range(len(choices)):
            chosen = held[index] if index < len(held) else ""
            told = f"{label(key)} {index + 1}"
            yield Field(f"{name}.{index}", (*path, index), told, CHOICE, chosen, False, choices)
        return
    kind = _kind(rule, choices)
    long = isinstance(rule, Text) and (rule.longest > 200 or len(str(value or "")) > LONG)
    needed = rule.required or kind == FLAG
    yield Field(name, path, label(key), kind, shown(kind, value), needed, choices, long)


def _choices(rule: fields.Field) -> tuple[tuple[str, str], ...]:
    if isinstance(rule, fields.Boolean):
        return YES_NO
    for check in rule.validators:
        if isinstance(check, validate.OneOf):
            said = {**ORDER_NAMES, **SAID.get("when_short", {})}
            return tuple((str(one), said.get(str(one), str(one))) for one in check.choices)
    return ()


def _kind(rule: fields.Field, choices: Sequence[Any]) -> str:
    if isinstance(rule, fields.List):
        return NUMBERS if isinstance(rule.inner, fields.Integer) else NAMES
    if isinstance(rule, fields.Boolean):
        return FLAG
    if choices:
        return CHOICE
    for known, kind in ((Share, SHARE), (Yuan, MONEY), (fields.Integer, NUMBER), (fields.String, TEXT), (Text, TEXT)):
        if isinstance(rule, known):
            return kind
    if type(rule) is fields.Raw:
        return DATE
    raise TypeError(f"no field of a form for {type(rule).__name__}")


def shown(kind: str, value: Any) -> str:
    """A value of the file as somebody would type it."""
    if value is None or value is missing:
        return ""
    if kind == MONEY:
        return money.wan(money.fen(value))
    if kind == SHARE:
        found = Fraction(money.number(value)) * 100
        return money.decimal(*found.as_integer_ratio())
    if kind in (NUMBERS, NAMES):
        return "、".join(map(str, value))
    if kind == FLAG:
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _rows_asked(names: Iterable[str]) -> dict[str, int]:
    """The highest row of each list that a form names."""
    found: dict[str, int] = {}
    for name in names:
        rows, _, _last = name.rpartition(".")
        for part in (rows, name):
            head, _, number = part.rpartition(".")
            if head and number.isdecimal() and len(number) < 4:
                found[head] = max(found.get(head, 0), int(number))
    return found
