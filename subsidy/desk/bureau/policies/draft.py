"""A policy changed by what somebody typed, and what is different then: nothing is kept here."""

import copy
import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from schemas.cases import Problem
from schemas.fields import quoted
from subsidy import money
from subsidy.desk.bureau.policies.compare import compare
from subsidy.desk.bureau.policies.fields import (
    CHOICE,
    DATE,
    FLAG,
    HEAD,
    MONEY,
    NAMES,
    NUMBER,
    NUMBERS,
    SHARE,
    Field,
    Group,
    Section,
    sections,
)
from subsidy.policy import Policy, PolicyError, build

__all__ = ["Change", "Section", "changed", "difference", "replaced", "sections", "typed"]

_ITEM = re.compile(r"items\.\d+\(([^)]+)\)\.")
DIGITS = 12  # behind the point of a share, at most


class Change(NamedTuple):
    """A line of a policy that is new, gone or different: its part (条款 and 项), its name, what it said and says."""

    part: str
    label: str
    kind: str
    before: str
    after: str


def difference(old: Policy, new: Policy) -> list[Change]:
    """What differs between two policies, in the law's words, in the order of the file."""
    return [
        Change(part.title, one.label, one.kind, one.before, one.after)
        for part in compare(old.source, new.source)
        for one in part.changes
    ]


def typed(policy: Policy, form: Mapping[str, str]) -> list[Section]:
    """The form of a policy with what somebody typed in place of what the policy says."""
    filled = [name for name, text in form.items() if text.strip()]
    found = []
    for section in sections(policy.source, filled):
        figures, words = (tuple(_filled(group, form) for group in part) for part in (section.figures, section.words))
        found.append(section._replace(figures=figures, words=words))
    return found


def _filled(group: Group, form: Mapping[str, str]) -> Group:
    return group._replace(fields=tuple(one._replace(value=form.get(one.name, one.value)) for one in group.fields))


def changed(policy: Policy, form: Mapping[str, str]) -> Policy:
    """The policy with what a form says; the policy itself where that is nothing new.

    Money is typed in 万元, shares in percent; what the form does not name stays. Keys without a point are none of ours.
    PolicyError names each field with what was typed and what is wanted.
    """
    names = [name for name in form if "." in name]
    draft = _Draft(policy, names)
    for name in names:
        draft.take(name, lambda field, name=name: parsed(field, form[name]), form[name])
    return draft.built()


def replaced(policy: Policy, values: Mapping[str, Any]) -> Policy:
    """The policy with values as its file would have them (yuan, shares of 1), by the names of the form's fields.

    None takes a value away. PolicyError as `changed`.
    """
    draft = _Draft(policy, list(values))
    for name, value in values.items():
        draft.take(name, lambda field, value=value: value, None)
    return draft.built()


class _Draft:
    """The data of a policy being changed, and what is wrong so far."""

    def __init__(self, policy: Policy, names: list[str]) -> None:
        self.policy = policy
        found = sections(policy.source, names)
        self.fields = {field.name: field for section in found for group in section.groups for field in group.fields}
        self.data = copy.deepcopy(dict(policy.source))
        self.wrong: dict[str, str] = {}
        self.touched = False
        self.lists: dict[tuple[str | int, ...], str] = {}  # whose rows may have been emptied, with their names

    def take(self, name: str, value: Any, said: str | None) -> None:
        """One value; `said` is what was typed, so that what stands there already is no change."""
        field = self.fields.get(name)
        if field is None:
            self.wrong[name] = "没有这一项，请按表单或政策文件中的名称"
            return
        if said is not None and " ".join(said.split()) == " ".join(field.value.split()):
            return
        try:
            found = value(field)
            same = said is not None and bool(field.value) and found == parsed(field, field.value)
        except ValueError as error:
            self.wrong[name] = str(error)
            return
        if not same:
            self.touched = True
            self._put(field, found)

    def _put(self, field: Field, value: Any) -> None:
        at: Any = self.data
        for depth, step in enumerate(field.path[:-1]):
            if isinstance(step, int):
                self.lists.setdefault(field.path[:depth], ".".join(field.name.split(".")[: depth - len(field.path)]))
                while len(at) <= step:
                    at.append({})
            elif isinstance(at, dict) and step not in at:
                at[step] = [] if isinstance(field.path[depth + 1], int) else {}
            at = at[step]
        last = field.path[-1]
        if isinstance(last, int):  # of a list of choices
            self.lists.setdefault(field.path[:-1], field.name.rpartition(".")[0])
            at.extend([None] * (last + 1 - len(at)))
            at[last] = value
        elif value is None:
            at.pop(last, None)
        else:
            at[last] = value

    def built(self) -> Policy:
        """The policy; PolicyError with everything that is wrong."""
        if not self.touched and not self.wrong:
            return self.policy
        places = dict(self._closed_up())
        try:
            made = build(self.data, self.policy.id)
        except PolicyError as error:
            for path, message in error.problems:
                self.wrong.setdefault(self._field(_named(path, places)), message)
        if self.wrong:
            raise PolicyError(self.policy.id, [Problem(*one) for one in self.wrong.items()])
        return made

    def _field(self, name: str) -> str:
        """A field by its name, or the first of those that a list is made of; else the name as it is."""
        below = (known for known in self.fields if known.startswith(f"{name}."))
        return name if name in self.fields else next(below, name)

    def _closed_up(self) -> Iterator[tuple[str, str]]:
        """Takes emptied rows away; where a row stood in the form, by where it stands now."""
        for path, name in self.lists.items():
            if path == ("items",):
                continue
            at: Any = self.data
            for step in path:
                at = at[step]
            kept = [index for index, row in enumerate(at) if row not in (None, {})]
            at[:] = [at[index] for index in kept]
            yield from ((f"{name}.{now}", f"{name}.{was}") for now, was in enumerate(kept) if now != was)


def _named(path: str, places: Mapping[str, str]) -> str:
    """The field of a problem, by where the schema found it."""
    name = _ITEM.sub(r"\1.", path)
    name = name if "." in name else f"{HEAD}.{name}"
    for now, was in places.items():
        if name == now or name.startswith(f"{now}."):
            return was + name[len(now) :]
    return name


def parsed(field: Field, text: str) -> Any:
    """What was typed, as the file has it; None for nothing. ValueError in words where that cannot be known."""
    plain = " ".join(text.split())
    if not plain:
        return [] if field.kind == NUMBERS else None
    read = _READ.get(field.kind)
    return read(field, plain) if read else plain


def _money(field: Field, text: str) -> str:
    return money.yuan(money.fen(text, money.WAN)).removesuffix(".00")


def _share(field: Field, text: str) -> str:
    found = Fraction(money.number(unicodedata.normalize("NFKC", text).removesuffix("%"))) / 100
    if not 0 < found <= 1:
        raise ValueError(f"填的是“{quoted(text)}”，应大于 0、不大于 100，单位是 %")
    if (found.numerator * 10**DIGITS) % found.denominator:
        raise ValueError(f"填的是“{quoted(text)}”，小数太长，至多 {DIGITS - 2} 位")
    return money.decimal(found.numerator, found.denominator)


def _number(field: Field, text: str) -> int:
    plain = unicodedata.normalize("NFKC", text)
    if not re.fullmatch(r"-?[0-9]{1,9}", plain):
        raise ValueError(f"填的是“{quoted(text)}”，应为整数")
    return int(plain)


def _numbers(field: Field, text: str) -> list[int]:
    return [_number(field, one) for one in re.split(r"[、，,\s]+", text) if one]


def _names(field: Field, text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[、，,；;]", text) if one.strip()]


def _choice(field: Field, text: str) -> str:
    for value, told in field.choices:
        if text in (value, told):
            return value
    raise ValueError(f"填的是“{quoted(text)}”，应为 {' / '.join(told for _, told in field.choices)} 之一")


def _flag(field: Field, text: str) -> bool:
    return _choice(field, text) == "是"


def _date(field: Field, text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(unicodedata.normalize("NFKC", text))
    except ValueError:
        raise ValueError(f"填的是“{quoted(text)}”，应为日期，如 2022-03-10") from None


_READ = {
    MONEY: _money,
    SHARE: _share,
    NUMBER: _number,
    NUMBERS: _numbers,
    NAMES: _names,
    CHOICE: _choice,
    FLAG: _flag,
    DATE: _date,
}
