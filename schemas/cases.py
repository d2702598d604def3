"""A case as JSON: read into the model, every error with its path; and written back."""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from marshmallow import ValidationError, fields, post_load

from schemas.claims import claim_schema, past_schema
from schemas.fields import Base, Flag, Text, Uscc, Year, Yuan
from subsidy.kinds import Item
from subsidy.model import Case, Claim, Firm, Past

DEEPEST, MANY = 20, 100  # levels of nesting; brackets, below which nobody need count


class Problem(NamedTuple):
    """What is wrong, and where: a path such as claims.0.revenue."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class UnreadableError(ValueError):
    """A document that cannot be read, with every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = [Problem(_printable(path), _printable(message)) for path, message in problems]
        super().__init__("；".join(map(str, problems)))


def problems(error: ValidationError) -> list[Problem]:
    """The messages of a ValidationError, flat, each with its path."""
    return [Problem(_printable(".".join(path)), _printable(text)) for path, text in _flat(error.messages, ())]


def _printable(text: str) -> str:
    """What can be written anywhere: half a pair of surrogates, which JSON can name, cannot."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _flat(messages: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(messages, Mapping):
        for key, value in messages.items():
            yield from _flat(value, path if key == "_schema" else (*path, str(key)))
    elif isinstance(messages, list):
        for value in messages:
            yield from _flat(value, path)
    else:
        yield path, str(messages)


class Record(fields.Field):
    """An object whose `item` says what else it holds."""

    def __init__(self, items: Mapping[str, Item], schema: Callable[[Item], Base], common: Base, **kw: Any) -> None:
        self.schemas = {name: schema(item) for name, item in items.items()}
        self.common = common
        super().__init__(**kw)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> tuple[dict, dict]:
        if not isinstance(value, dict):
            raise ValidationError("应为一个对象（字段和值）")
        if "item" not in value:
            raise ValidationError({"item": "没有填，此项必填"})
        name = value["item"]
        schema = self.schemas.get(name) if isinstance(name, str) else None
        if schema is None:
            raise ValidationError({"item": f"填的是“{name}”，应为 {'、'.join(self.schemas)} 之一"})
        head = {k: v for k, v in value.items() if k in self.common.fields}
        rest = {k: v for k, v in value.items() if k not in self.common.fields}
        errors: dict[str, Any] = {}
        loaded = []
        for part, own in ((self.common, head), (schema, rest)):
            try:
                loaded.append(part.load(own))
            except ValidationError as error:
                errors |= error.normalized_messages()
        if errors:
            raise ValidationError(errors)
        return loaded[0], loaded[1]


class ClaimHead(Base):
    """What every claim has."""

    item = fields.String(required=True)


class PastHead(Base):
    """What every past award has."""

    item = fields.String(required=True)
    year = Year(required=True)
    amount = Yuan(required=True)


class CaseSchema(Base):
    """A case; what its claims and history hold is the policy's."""

    context = ""  # the id of the policy that decides

    case = Text(required=True, longest=100)
    policy = Text()
    year = Year(required=True)

    @post_load
    def _case(self, data: dict[str, Any], **kwargs: Any) -> Case:
        firm, history = data["firm"], data["history"]
        known = {name: value for name, value in firm["conditions"].items() if value is not None}
        claims = tuple(Claim(head["item"], facts) for head, facts in data["claims"])
        past = None
        if history is not None:
            past = tuple(Past(head["item"], head["year"], head["amount"], facts) for head, facts in history)
        return Case(data["case"], self.context, data["year"], Firm(firm["uscc"], firm["name"], known), claims, past)


@lru_cache(maxsize=16)
def case_schema(policy: Any) -> CaseSchema:
    """The schema of a case under a policy; loads to `model.Case`."""
    paid = {name: item for name, item in policy.items.items() if item.pays}
    conditions = Base.from_dict({c.id: Flag(allow_none=True) for c in policy.conditions})
    firm = Base.from_dict(
        {
            "uscc": Uscc(required=True),
            "name": Text(required=True),
            "conditions": fields.Nested(conditions, load_default=dict),
        }
    )

    held = {
        "context": policy.id,
        "firm": fields.Nested(firm, required=True),
        "claims": fields.List(Record(policy.items, claim_schema, ClaimHead()), required=True),
        "history": fields.List(Record(paid, past_schema, PastHead()), load_default=None),
    }
    found: CaseSchema = type("PolicyCaseSchema", (CaseSchema,), held)()
    return found


def parse(text: str) -> dict[str, Any]:
    """One JSON object, numbers kept exact, repeated fields refused; UnreadableError otherwise."""
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise UnreadableError([Problem("", f"不是有效的 JSON（第 {error.colno} 个字符处：{error.msg}）")]) from None
    except (ValueError, RecursionError) as error:
        raise UnreadableError([Problem("", f"不是有效的 JSON：{error}")]) from None
    if not isinstance(found, dict):
        raise UnreadableError([Problem("", "应为一个 JSON 对象，以 { 开头")])
    if text.count("[") + text.count("{") > MANY:
        _shallow(found)
    return found


def _shallow(found: Any) -> None:
    """UnreadableError for what is nested so deep that who only mentions it would fail."""
    level = [found]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise UnreadableError([Problem("", f"嵌套超过 {DEEPEST} 层，不是一个案件")])


def _constant(name: str) -> None:
    raise ValueError(f"不能用 {name}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"字段 {twice} 出现了两次")
    return found


def load_case(policy: Any, data: dict[str, Any]) -> Case:
    """A case from its JSON object; UnreadableError with every problem and its path."""
    try:
        case: Case = case_schema(policy).load(data)
    except ValidationError as error:
        raise UnreadableError(problems(error)) from None
    return case
