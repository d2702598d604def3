"""What an entry of the trail tells, field by field: before and after where something changed, else what was said."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from schemas.fields import masked
from schemas.firms import LABELS as FIRM_LABELS
from subsidy.desk.bureau.cases import clauses
from subsidy.desk.bureau.claims.automatic import CHECKS
from subsidy.desk.bureau.people import ROLES, SCOPES
from subsidy.desk.bureau.trail.words import (
    FIRST,
    LABELS,
    LABELS_OF,
    LAST,
    MONEY,
    MONEY_OF,
    WORDED,
    WORDS,
    WORDS_OF,
)
from subsidy.desk.firm.drafts import FIRM
from subsidy.desk.firm.review import title as section_title
from subsidy.desk.firm.written import Written
from subsidy.money import cents
from subsidy.policy import Policy
from subsidy.store.intake import Row

NOTHING = "—"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?")
_HEX = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
_SHORT = 12  # characters of a digest that are enough to tell two apart
_FACTS = "change_claim"
_SIDES = {"assign": "承办人", "staff_roles": "角色", "set_budget": "年度预算", "set_policy": "政策版本"}


class Field(NamedTuple):
    """A fact of an entry: what it was and what it is; `changed` False where there is only `after`."""

    label: str
    before: str
    after: str
    changed: bool


class Known(NamedTuple):
    """What the values of a page's entries refer to: the policy, names of staff by login, items of claims by id."""

    policy: Policy
    people: Mapping[str, str]
    claims: Mapping[int, str]


def fields(row: Row, known: Known) -> tuple[Field, ...]:
    """The fields of an entry; identity numbers are masked, whatever text they stand in."""
    detail = json.loads(row["detail"])
    reader = _Reader(row["act"], known)
    return tuple(
        Field(masked(one.label), masked(one.before), masked(one.after), one.changed) for one in reader.read(detail)
    )


def moment(text: str) -> str:
    """A day, or a moment to the minute, in ISO 8601, as people read it."""
    said = f"{int(text[:4])}年{int(text[5:7])}月{int(text[8:10])}日"
    return f"{said} {text[11:16]}" if len(text) > len("2022-03-10") else said


class _Reader:
    """Reads the detail of one act."""

    def __init__(self, act: str, known: Known) -> None:
        self.act, self.known = act, known
        self.money = MONEY_OF.get(act, ())
        self.item = self.kind = ""

    def read(self, detail: Mapping[str, Any]) -> Iterator[Field]:
        rest = dict(detail)
        self.kind = str(detail.get("kind", ""))
        self.item = self.known.claims.get(detail.get("claim", 0), "")
        sides = {name: rest.pop(name) for name in ("before", "after") if name in rest}
        for name in ("claim", "claims"):  # what it is about comes first
            if name in rest and self.act != "take_in":
                yield self._told(name, rest.pop(name))
        if sides:
            yield from self._sides(sides.get("before"), sides.get("after"))
        for name in sorted(rest, key=_place):
            yield from self._one(name, rest[name])

    def _sides(self, before: Any, after: Any) -> Iterator[Field]:
        if self.act == _FACTS:
            yield from self._facts(*({"item": self.item, "facts": facts} for facts in (before, after)))
        elif self.act == "pay":
            yield from self._paid(before, after)
        elif isinstance(before, Mapping) or isinstance(after, Mapping):
            old, new = self._flat(before or {}), self._flat(after or {})
            for label in [*old, *(label for label in new if label not in old)]:
                was, now = old.get(label, NOTHING), new.get(label, NOTHING)
                if was != now:
                    yield Field(label, was, now, True)
        else:
            label = _SIDES.get(self.act, "状态")
            if self.act == "propose":
                label = "政策版本" if self.kind == "policy" else "年度预算"
            yield Field(label, self._said("before", before), self._said("after", after), True)

    def _facts(self, before: Row, after: Row) -> Iterator[Field]:
        """What a claim said, and what it says: its fields, and the rows of what it lists that came or went."""
        old, new = clauses.facts(self.known.policy, before), clauses.facts(self.known.policy, after)
        was, now = dict(old["rows"]), dict(new["rows"])
        for label in [*was, *(label for label in now if label not in was)]:
            if was.get(label) != now.get(label):
                yield Field(label, str(was.get(label, NOTHING)), str(now.get(label, NOTHING)), True)
        gone = [line for line in _lines(old) if line not in _lines(new)]
        come = [line for line in _lines(new) if line not in _lines(old)]
        if gone or come:
            yield Field("明细", "\n".join(gone) or NOTHING, "\n".join(come) or NOTHING, True)

    def _paid(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Field]:
        """How a firm stood in the payment list before, and what was entered."""
        yield Field("状态", self._said("state", before["state"]), self._said("kind", after["kind"]), True)
        yield from (self._told(name, value) for name, value in after.items() if name != "kind" and value != "")
        for name in ("paid", "recovered"):
            yield Field(f"此前{self._label(name)}", "", self._said(name, before[name]), False)

    def _one(self, name: str, value: Any) -> Iterator[Field]:
        if name == "results":
            for one in value:
                yield Field(self._check(one["check"]), self._result(one["before"]), self._result(one["after"]), True)
        elif name in ("sections", "conditions"):
            for key, told in value.items():
                label = self._section(key) if name == "sections" else self._condition(key)
                yield Field(label, "", self._said("result", told), False)
        elif isinstance(value, Mapping):
            yield from (Field(label, "", told, False) for label, told in self._flat(value).items())
        else:
            yield self._told(name, value)

    def _told(self, name: str, value: Any) -> Field:
        return Field(self._label(name), "", self._said(name, value), False)

    def _flat(self, row: Mapping[str, Any]) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in row.items():
            if name == "conditions":
                found |= {self._condition(key): self._said("conditions", told) for key, told in value.items()}
            elif name == "body" and isinstance(value, Mapping):
                found |= self._flat(value)
            elif name != "claim":
                found[self._label(name)] = self._said(name, value)
        return found

    def _label(self, name: str) -> str:
        if self.act in ("add_firm", "change_firm"):
            return FIRM_LABELS.get(name, LABELS.get(name, name))
        return LABELS_OF.get(self.act, LABELS).get(name) or LABELS.get(name, name)

    def _result(self, one: Mapping[str, Any]) -> str:
        said = WORDS.get(one["result"], "未填")
        note = f"：{one['note']}" if one["note"] else ""
        return f"{said}{note}{'（因内容变动失效）' if one.get('stale') and one['result'] else ''}"

    def _said(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        words = {**WORDS, **WORDS_OF.get(self.act, {})}
        if value is None or (value == "" and not (name in WORDED and "" in words)):
            return "未设定" if name in self.money else "全部" if name == "item" else NOTHING
        if isinstance(value, int):
            return self._number(name, value)
        if name == "awards":
            return "；".join(f"{one['title']} {cents(one['amount'])} 元" for one in value)
        if isinstance(value, list):
            return "、".join(self._said("claim" if name == "claims" else name, one) for one in value) or NOTHING
        if isinstance(value, Mapping):
            return "，".join(f"{label} {told}" for label, told in self._flat(value).items())
        return self._text(name, str(value), words)

    def _number(self, name: str, value: int) -> str:
        if name in MONEY or name in self.money:
            return f"{cents(value)} 元"
        if name == "claim":
            item = self.known.claims.get(value)
            title = clauses.title(self.known.policy, item) if item else ""
            return f"第 {value} 号{' ' + title if title else ''}"
        return str(value)

    def _text(self, name: str, value: str, words: Mapping[str, str]) -> str:
        if self.act == "assign" or name == "proposed_by":
            return words[value] if value in words else self.known.people.get(value, value)
        if name in ("roles", "before", "after") and value in ROLES:
            return ROLES[value]
        if name == "scopes":
            return SCOPES.get(value, value)
        if name in WORDED and value in words:
            return words[value]
        if name == "policy" and value == self.known.policy.id:
            return self.known.policy.number
        if name in ("section", "item"):
            return self._section(value)
        if _MOMENT.fullmatch(value):
            return moment(value)
        return f"{value.removeprefix('sha256:')[:_SHORT]}…" if _HEX.fullmatch(value) else value

    def _section(self, name: str) -> str:
        known = name == FIRM or name in self.known.policy.items
        return section_title(self.known.policy, name) if known else name

    def _condition(self, name: str) -> str:
        return next((c.label for c in self.known.policy.conditions if c.id == name), name)

    def _check(self, name: str) -> str:
        for check in CHECKS:
            if check.name == name:
                return check.title
        group, _, one = name.rpartition(".")
        if group == "condition":
            return self._condition(one)
        wanted = self.known.policy.evidence.get(self.item, ())
        return next((w.title for w in wanted if w.id == one), name)


def _place(name: str) -> int:
    """Where a field comes among the others: what it is of first, what was said of it last."""
    if name in FIRST:
        return FIRST.index(name) - len(FIRST)
    return 1 + LAST.index(name) if name in LAST else 0


def _lines(told: Written) -> list[str]:
    columns = told["columns"]
    return ["，".join(f"{label} {cell}" for label, cell in zip(columns, row, strict=True)) for row in told["table"]]
