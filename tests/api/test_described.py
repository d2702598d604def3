"""What the description promises of every operation: who may, done once, by which version, one shape of errors."""

import re

import pytest

from subsidy import create_app
from subsidy.web import access
from tests.api.caller import PREFIX
from tests.routes import ROUTES

DOCUMENT = create_app().test_client().get(f"{PREFIX}/openapi.json").json
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    if method != "parameters"
}
NAMED = re.compile(r"<(?:\w+:)?(\w+)>")
RULES = {how + " " + NAMED.sub(r"{\1}", path): rule for (path, how), rule in ROUTES.items()}


def headers(operation):
    """The headers that an operation needs."""
    return {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header" and one["required"]}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_says_what_it_is_and_whose(name):
    operation, public = OPERATIONS[name], RULES[name] == access.PUBLIC
    assert re.search(r"[\u4e00-\u9fff]", operation["summary"])
    assert ("security" in operation) is not public
    assert ({"401", "403", "503"} <= set(operation["responses"])) is not public
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            (media,) = answer["content"].values()
            assert media["schema"] == {"$ref": "#/components/schemas/Error"}


@pytest.mark.parametrize("name", [name for name in OPERATIONS if not name.startswith("GET")])
def test_an_act_is_done_once_or_over_a_version(name):
    method, needs = name.split()[0], headers(OPERATIONS[name])
    if RULES[name] == access.PUBLIC:
        assert needs == set()
    elif method == "POST" and RULES[name].startswith("read_"):
        assert needs == set()  # asked and answered, nothing is kept
    elif method == "POST":
        assert "Idempotency-Key" in needs
    else:
        assert "If-Match" in needs
    assert ("If-Match" in needs) == ({"412", "428"} <= set(OPERATIONS[name]["responses"]))


def test_what_stands_in_an_address_and_after_it_is_described_beside_the_headers():
    bring = OPERATIONS[f"POST {PREFIX}/applications/{{application}}/sections/{{section}}/evidence/{{requirement}}"]
    assert [one["name"] for one in bring["parameters"] if one["in"] != "path"] == ["name", "Idempotency-Key"]
    send = OPERATIONS[f"POST {PREFIX}/applications/{{application}}/submissions"]
    assert headers(send) == {"Idempotency-Key", "If-Match"}


def test_lists_come_in_parts():
    for name, operation in OPERATIONS.items():
        schema = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        if schema.get("$ref", "").endswith("Page"):
            asked = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
            assert {"limit", "after"} <= asked, name


def test_every_name_that_is_referred_to_is_described():
    said = set(re.findall(r"#/components/schemas/(\w+)", str(DOCUMENT)))
    assert said <= set(DOCUMENT["components"]["schemas"])
    assert not [name for name in said if name.endswith(("Schema", "1"))]
