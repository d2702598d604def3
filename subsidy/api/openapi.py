"""The description of the API: OpenAPI 3 from the views and their schemas, and the page on which it is read."""

import json
from pathlib import Path
from typing import Any

import flask_swagger_ui
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Blueprint, Flask, Response, current_app, render_template, send_from_directory
from flask_smorest import Api
from marshmallow import fields

from schemas.api.common import Amount, Cursor, ErrorSchema
from schemas.cases import Record, case_schema
from schemas.claims import Level
from schemas.fields import Choice, Flag, IdNumber, Ratio, Region, Text, Uscc, Year, Yuan
from subsidy import config, policy
from subsidy.api.resource import PREFIX, Resource
from subsidy.web import access

VERSION = "1"
INTRODUCTION = (
    "市级软件产业政策奖补兑现的接口。除核算外都要令牌：由管理员在“令牌”页或用 subsidy token add 发放，"
    "写在请求头 Authorization: Bearer … 中。令牌能办的事，不超过所代表的账户和发放时选的权限；须由另一人确认的"
    "（复核、签批、拨付）不能由程序办理。金额为元、两位小数的文字。详见 docs/api.md。"
)
SHOWN = Path(flask_swagger_ui.__file__).parent / "dist"
FILES = ("swagger-ui.css", "swagger-ui-bundle.js")

pages = Blueprint("api_docs", __name__, url_prefix=PREFIX)

TYPES: dict[type[fields.Field], dict[str, Any]] = {
    Text: {"type": "string", "minLength": 1},
    Yuan: {"oneOf": [{"type": "string"}, {"type": "integer"}], "example": "1000000.00"},
    Flag: {"oneOf": [{"type": "boolean"}, {"type": "string"}], "example": True},
    Ratio: {"oneOf": [{"type": "string"}, {"type": "number"}], "example": "0.5"},
    Year: {"oneOf": [{"type": "integer"}, {"type": "string"}], "example": 2022},
    Region: {"oneOf": [{"type": "string"}, {"type": "integer"}], "example": "330100"},
    Uscc: {"type": "string", "example": "91330402MA2AB1230N"},
    IdNumber: {"type": "string"},
    Choice: {"type": "string"},
    Level: {"oneOf": [{"type": "string"}, {"type": "integer"}], "example": "三级"},
    Cursor: {"type": "string"},
    Amount: {"type": "string", "pattern": r"^-?\d+\.\d\d$", "example": "1000000.00"},
}


class Described(Api):
    """The description alone: errors are told by the resources, pages are served here."""

    ERROR_SCHEMA = ErrorSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Nothing: the site has pages for its errors."""

    def add(self, resource: Resource) -> None:
        """Puts a resource on the application and into the description, under its title."""
        self._app.register_blueprint(resource)
        resource.register_views_in_doc(self, self._app, self.spec, name=resource.name, parameters=None)
        self.spec.tag({"name": resource.description})


def describe(app: Flask) -> Described:
    """The description of an application's API, to which resources are added."""
    app.config.update(API_TITLE="软件产业政策奖补兑现接口", API_VERSION=VERSION, OPENAPI_VERSION="3.0.3")
    options = {
        "info": {"description": INTRODUCTION},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }
    api = Described(app, spec_kwargs={**options, "marshmallow_plugin": MarshmallowPlugin(_name)})
    converter = api.ma_plugin.converter
    assert isinstance(converter, OpenAPIConverter)
    for kind in TYPES:
        api.register_field(kind, None, None)
    converter.add_attribute_function(_typed)
    api.spec.components.schema("Case", schema=case_schema(policy.load(config.POLICY)))
    return api


def _name(schema: Any) -> str:
    """Under what name a schema is described once; '' for one that is described where it stands."""
    name = schema if isinstance(schema, str) else (schema if isinstance(schema, type) else type(schema)).__name__
    return "" if name == "GeneratedSchema" else name.removesuffix("Schema")


def _typed(self: OpenAPIConverter, field: fields.Field, **kwargs: Any) -> dict[str, Any]:
    """How a field of ours is written in JSON."""
    if isinstance(field, Record):
        return {"oneOf": [_record(self, field, name) for name in field.schemas]}
    found = next((dict(said) for kind, said in TYPES.items() if type(field) is kind), {})
    if isinstance(field, Text):
        found["maxLength"] = field.longest
    if isinstance(field, Choice):
        found["description"] = "；".join(f"{code}（{name}）" for code, name in field.choices.items())
    return found


def _record(self: OpenAPIConverter, field: Record, name: str) -> dict[str, Any]:
    """One kind of a record: what all have, and its own."""
    parts = [self.schema2jsonschema(schema) for schema in (field.common, field.schemas[name])]
    properties = {key: said for part in parts for key, said in part.get("properties", {}).items()}
    required = [key for part in parts for key in part.get("required", ())]
    properties["item"] = {"type": "string", "enum": [name]}
    return {
        "type": "object",
        "title": name,
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


@pages.get("/openapi.json")
@access.public
def document() -> Response:
    """The description, as OpenAPI 3."""
    spec = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec
    return Response(json.dumps(spec.to_dict(), ensure_ascii=False, indent=1), content_type="application/json")


@pages.get("/docs")
@access.public
def docs() -> str:
    """The page on which the description is read and tried."""
    return render_template("web/api.html")


@pages.get("/docs/<path:filename>")
@access.public
def shown(filename: str) -> Any:
    """The files of that page, as they are installed."""
    return send_from_directory(SHOWN, filename if filename in FILES else "")
