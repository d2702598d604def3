"""What the file of a policy shares: rates, money above nothing, tables, readings, and what every item has."""

from fractions import Fraction
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from schemas.fields import Base, Text, Yuan
from subsidy import money
from subsidy.kinds import Item
from subsidy.model import WAYS, Requirement

NAME = validate.Regexp(r"[A-Za-z0-9_./-]+\Z", error="填的是“{input}”，应为字母、数字和 _ . / -")
ID = validate.Regexp(r"[a-z][a-z0-9_]*\Z", error="填的是“{input}”，应为小写字母、数字和 _，以字母开头")
SOME = validate.Length(min=1, error="至少要有一项")
# of a field: what files, workbooks and claims that were taken in know it by, so that no form offers it
FIXED: dict[str, Any] = {"metadata": {"fixed": True}}


_RESERVED = "企业信息|历年奖励|填表说明"
SHEET = validate.Regexp(
    rf"(?!(?:{_RESERVED})\Z)[^\[\]:*?/\\]{{1,31}}\Z",
    error="填的是“{input}”，应为 1 至 31 个字，不含 []:*?/\\，也不是企业信息、历年奖励、填表说明",
)


class Share(fields.Field):
    """A rate above 0 and at most 1, exact."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Fraction:
        try:
            found = Fraction(money.number(value))
        except money.MoneyError as error:
            raise ValidationError(str(error)) from None
        if not 0 < found <= 1:
            raise ValidationError(f"填的是“{value}”，应大于 0、不大于 1（3% 写作 0.03）")
        return found


class Positive(Yuan):
    """Money above nothing."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        found = super()._deserialize(value, attr, data, **kwargs)
        if not found:
            raise ValidationError(f"填的是“{value}”，应大于 0")
        return found


class Table(fields.Dict):
    """A table whose errors say the row and its field, no more."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, attr, data, **kwargs)
        except ValidationError as error:
            told = error.normalized_messages()
            if "_schema" in told:
                raise
            raise ValidationError({k: v.get("value") or v.get("key") for k, v in told.items()}) from None


def table(schema: type[Base], **kwargs: Any) -> fields.Dict:
    """A table of rows by name, at least one."""
    return Table(fields.String(validate=NAME), fields.Nested(schema), required=True, validate=SOME, **kwargs)


def names(required: bool = True, **kwargs: Any) -> fields.Dict:
    """Names in Chinese by code, at least one."""
    return Table(fields.String(), Text(), required=required, validate=SOME, **kwargs)


class ReadingSchema(Base):
    """A point the text leaves open."""

    value = Text(required=True)
    choices = names(**FIXED)
    question = Text(required=True)
    why = Text(required=True, longest=400)

    @validates_schema
    def _known(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data["value"] not in data["choices"]:
            raise ValidationError(f"填的是“{data['value']}”，应为 {' / '.join(data['choices'])} 之一", "value")


class EvidenceSchema(Base):
    """A piece of evidence that an item asks for."""

    id = fields.String(required=True, validate=ID)
    title = Text(required=True, longest=40)
    way = fields.String(
        required=True, validate=validate.OneOf(WAYS, error="填的是“{input}”，应为 " + "、".join(WAYS) + " 之一")
    )
    required = fields.Boolean(load_default=True, truthy={True}, falsy={False})
    help = Text(load_default="", longest=200)

    @post_load
    def _made(self, data: dict[str, Any], **kwargs: Any) -> Requirement:
        return Requirement(**data)


class ItemSchema(Base):
    """What every item has; a subclass for each kind adds its numbers and builds the item."""

    id = fields.String(required=True, validate=ID, **FIXED)
    clause = fields.String(
        required=True,
        validate=validate.Regexp(
            r"(第?[一二三四五六七八九十百]+条?(\([一二三四五六七八九十]+\)\d*)?|本条)\Z",
            error="填的是“{input}”，应为条款号，如 四(三) 或 第四条(三)，查不到的写 本条",
        ),
    )
    title = Text(required=True, longest=40)
    sheet = fields.String(required=True, validate=SHEET, **FIXED)
    kind = fields.String(required=True, **FIXED)
    priority = fields.Integer(required=True, strict=True)
    text = Text(required=True, longest=2000)
    labels = names(**FIXED)
    readings = Table(fields.String(), fields.Nested(ReadingSchema), load_default=dict)
    evidence = fields.List(fields.Nested(EvidenceSchema), load_default=list, **FIXED)

    @validates_schema
    def _evidence_once(self, data: dict[str, Any], **kwargs: Any) -> None:
        once("evidence", [row.id for row in data["evidence"]], "id")

    def build(self, common: dict[str, Any], data: dict[str, Any]) -> Item:
        """The item of this kind, from what all kinds share and its own numbers."""
        raise NotImplementedError


def once(rows: str, values: list[str], name: str) -> None:
    """Raises at the first value that stands twice."""
    for i, value in enumerate(values):
        if value in values[:i]:
            raise ValidationError({rows: {i: {name: [f"填的是“{value}”，与前面的重复，应各不相同"]}}})
