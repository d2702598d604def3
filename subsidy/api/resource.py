"""A resource: views with what they take, what they give, whose they are; its description is read from that."""

import base64
import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from flask import Request, current_app, g, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from webargs.flaskparser import FlaskParser

from schemas import cases
from schemas.api.common import Paged
from schemas.cases import Problem, UnreadableError
from schemas.fields import Base, masked
from subsidy.api import errors, once
from subsidy.api.errors import RefusedError
from subsidy.store.staff import STAFF
from subsidy.web import access

PREFIX = "/api/v1"
LARGEST = 1_000_000  # bytes of a body, where a view says nothing else
T = TypeVar("T")
View = Callable[..., Any]


class Part(NamedTuple):
    """A part of a list, and the key of its last item where more follow."""

    items: Sequence[Any]
    next: str | int | None


def part(found: Sequence[T], asked: dict[str, Any], key: Callable[[T], str | int]) -> Part:
    """The part of a list that was asked for; `key` tells its items apart."""
    start = 0
    if asked["after"] is not None:
        places = {key(item): place for place, item in enumerate(found)}
        if asked["after"] not in places:
            raise UnreadableError([Problem("after", "上一页的最后一条已不在，请从第一页读起")])
        start = places[asked["after"]] + 1
    items = found[start : start + asked["limit"]]
    return Part(items, key(items[-1]) if start + len(items) < len(found) and items else None)


class Parser(FlaskParser):
    """Reads JSON as cases are read: numbers exact, nothing twice; every problem with its path."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": None}  # noqa: RUF012

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The object that a request carries."""
        return body()

    def handle_error(self, error: Any, req: Any, schema: Any, **kwargs: Any) -> Any:
        """What is wrong, without the part of the request that it stands in."""
        found = [Problem(problem.path.partition(".")[2], problem.message) for problem in cases.problems(error)]
        raise UnreadableError(found) from None


def text() -> str:
    """The JSON text that a request carries."""
    if request.mimetype != "application/json":
        raise RefusedError(415, "内容应为 JSON，请用请求头 Content-Type: application/json")
    try:
        return request.get_data(cache=True).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError([Problem("", f"不是 UTF-8 文字（第 {error.start + 1} 个字节）")]) from None


def body() -> dict[str, Any]:
    """The JSON object that a request carries."""
    found = cases.parse(text())
    try:
        json.dumps(found, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise UnreadableError([Problem("", "含有不成对的代理字符（\\ud800 至 \\udfff），请改正")]) from None
    return found


class Resource(Blueprint):
    """A blueprint of the API; what its views may fail with is described and told in one shape."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, title: str) -> None:
        """`title` is what people read in the documentation."""
        super().__init__(f"api_{name}", __name__, url_prefix=PREFIX, description=title)
        for kind, handler in errors.HANDLERS.items():
            self.register_error_handler(kind, handler)
        self._prepare_doc_cbks.append(_described)
        self.before_request(_limit)

    def taking(self, schema: type[Schema] | Schema, largest: int = LARGEST) -> Callable[[View], View]:
        """The view's first argument is the JSON object sent, as the schema loads it; no more than so many bytes."""

        def decorate(view: View) -> View:
            return limited(largest)(self.arguments(schema)(view))

        return decorate

    def listed(
        self, schema: type[Schema], asked: type[Paged] = Paged, name: str = ""
    ) -> Callable[[Callable[..., Part]], View]:
        """For a view that gives a `part` of a list of items; its first argument is what was asked, as `Paged`."""
        item = name or schema.__name__.removesuffix("Schema")
        page = Base.from_dict(
            {
                "items": fields.List(fields.Nested(schema), required=True),
                "next": fields.String(required=True, allow_none=True, metadata={"description": "下一页的 after"}),
            },
            name=f"{item}PageSchema",
        )

        def decorate(view: Callable[..., Part]) -> View:
            @wraps(view)
            def answer(*args: Any, **kwargs: Any) -> Any:
                found = view(*args, **kwargs)
                cursor = _cursor(found.next)
                return {"items": found.items, "next": cursor}, 200, _link(cursor)

            headers = {"Link": {"schema": {"type": "string"}, "description": '下一页的地址，rel="next"'}}
            return self.arguments(asked, location="query")(self.response(200, page, headers=headers)(answer))

        return decorate

    def once(self, view: View) -> View:
        """Done once however often it is asked under the same Idempotency-Key; stands above what the view gives."""
        return needing(once.HEADER)(once.once(view))

    def failing(self, *statuses: int) -> Callable[[View], View]:
        """That a view may also answer with these errors."""
        return self.doc(responses={str(status): failure(status) for status in statuses})

    @staticmethod
    def _prepare_response_content(data: Any) -> Any:
        """What staff are given, without identity numbers, wherever somebody wrote one."""
        return _masked(data) if g.account and g.account.role == STAFF else data

    def _store_endpoint_docs(self, endpoint: str, obj: Any, parameters: Any, tags: Any, **options: Any) -> None:
        super()._store_endpoint_docs(endpoint, obj, parameters, tags or [self.description], **options)
        for said in self._docs[endpoint].values():
            if isinstance(said, dict):
                said["rule"] = vars(obj).get("access", "")


def _masked(data: Any) -> Any:
    if isinstance(data, str):
        return masked(data)
    if isinstance(data, dict):
        return {name: _masked(value) for name, value in data.items()}
    return [_masked(value) for value in data] if isinstance(data, list) else data


def needing(header: dict[str, Any]) -> Callable[[View], View]:
    """That a view wants a header: once.HEADER, etags.HEADER."""

    def decorate(view: View) -> View:
        said = vars(view).setdefault("_apidoc", {})
        said["needs"] = [*said.get("needs", ()), header]
        return view

    return decorate


def limited(largest: int) -> Callable[[View], View]:
    """A view that takes no body of more bytes; others take LARGEST."""

    def decorate(view: View) -> View:
        vars(view)["largest"] = largest
        return view

    return decorate


def _limit() -> None:
    """Before anything of a body is read."""
    view = current_app.view_functions[request.endpoint or ""]
    request.max_content_length = vars(view).get("largest", LARGEST)


def failure(status: int) -> dict[str, Any]:
    """An error in the description of the API."""
    schema = {"$ref": "#/components/schemas/Error"}
    return {"description": errors.CODES[status][1], "content": {"application/json": {"schema": schema}}}


def _described(doc: dict[str, Any], said: dict[str, Any], *, method: str, **kwargs: Any) -> dict[str, Any]:
    """An operation with whose it is, and what any operation like it may fail with."""
    found = {404, 503} if said["rule"] != access.PUBLIC else set()
    if said["rule"] != access.PUBLIC:
        doc["security"] = [{"token": []}]
        found |= {401, 403}
    if method != "get":
        found |= {413} | ({409} if said["rule"] != access.PUBLIC else set())
    if "requestBody" in {**doc, **said.get("manual_doc", {})}:
        found |= {415, 422}
    if said.get("arguments"):
        found.add(422)
    if said.get("needs"):
        doc["parameters"] = [*doc.get("parameters", ()), *said["needs"]]
    responses = doc.setdefault("responses", {})
    for status in sorted(found):
        responses.setdefault(str(status), failure(status))
    return doc


def _cursor(key: str | int | None) -> str | None:
    return None if key is None else base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _link(cursor: str | None) -> dict[str, str]:
    if cursor is None:
        return {}
    query = request.args.copy()
    query["after"] = cursor
    return {"Link": f'<{request.path}?{urlencode(list(query.items(multi=True)))}>; rel="next"'}
