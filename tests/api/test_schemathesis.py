"""The API is what its description says: whatever is asked of an operation, no 5xx and no answer that is not described.

Everything is made from the document itself, seeded; where an address names something, half of the cases name what is
there. SCHEMATHESIS_EXAMPLES sets how many cases an operation gets.
"""

import os
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from subsidy import create_app, store
from subsidy.desk.bureau.people import ACTS, OF_FIRM, ROLES, SCOPES
from tests import filled, routes
from tests.api import applying, caller
from tests.api.caller import PREFIX
from tests.build import FIRMS
from tests.much import much
from tests.web import staffed

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", much(5, 40)))
HELD = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
A, B, *_ = FIRMS
RULES = {(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path), how): rule for (path, how), rule in routes.ROUTES.items()}


def operations(app):
    """Every operation by its method and path, as the document has it."""
    document = schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", app)
    found = [operation.ok() for operation in document.get_all_operations()]
    return {f"{operation.method.upper()} {operation.full_path}": operation for operation in found}


OPERATIONS = sorted(operations(create_app()))
PATHS = sorted({name.split()[1] for name in OPERATIONS})


class House:
    """A filled office, and for each rule of access a program that it lets pass."""

    def __init__(self, app, made):
        self.app, self.operations = app, operations(app)
        with store.connect(made.folder / "subsidy.db") as db:
            for role in ROLES:
                staffed.person(db, f"zhi-{role}", role)
        self.firm = caller.firm(app, B, name="示例乙软件有限公司")
        applying.begun(self.firm, year=2024, tier={"revenue": "5200"})
        piece = self.firm.post(f"/applications/2024-{B}/sections/revenue_tier/evidence/audit?name=x.pdf", b"%PDF-1.7 x")
        scopes = [scope for scope in SCOPES if scope not in OF_FIRM]
        self.staff = {role: caller.staff(app, f"zhi-{role}", *scopes) for role in ROLES}
        asked = self.staff["handler"].post("/runs", {"year": filled.YEAR, "digest": "0" * 64})
        self.there = {
            "application": f"2024-{B}",
            "case": f"{filled.YEAR}-{B}",
            "filename": "swagger-ui.css",
            "job": str(asked.json["id"]),
            "name": self.firm.get("/letters").json["items"][0]["name"],
            "number": "1",
            "piece": str(piece.json["id"]),
            "proposal": str(made.proposal),
            "requirement": "audit",
            "run": made.run,
            "section": "revenue_tier",
            "uscc": B,
        }

    def caller_of(self, operation):
        """A program that may ask this operation."""
        rule = RULES[operation.full_path, operation.method.upper()]
        return self.staff[ACTS[rule][0]] if rule in ACTS else self.firm

    def named(self, operation):
        """The names in an operation's address, meaning what is there."""
        there = self.there | ({"name": f"{B}-grant.pdf"} if "/runs/" in operation.full_path else {})
        return {name: there[name] for name in re.findall(r"{(\w+)}", operation.full_path)}


@pytest.fixture(scope="module")
def house(law, tmp_path_factory):
    made = filled.year(tmp_path_factory.mktemp("described"), law)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in filled.environment(made.folder).items():
            patch.setenv(name, value)
        yield House(create_app(), made)


def bounded(most):
    """So many cases, the same each time."""
    return settings(
        max_examples=most,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_asked_is_answered_as_described(house, name, mode):
    operation = house.operations[name]
    who, there = house.caller_of(operation), house.named(operation)
    made = operation.as_strategy(mode)
    if there:
        made = made | operation.as_strategy(mode, path_parameters=there)

    @bounded(EXAMPLES)
    @given(case=made)
    def asked(case):
        answer = case.call(headers={"Authorization": f"Bearer {who.secret}"})
        # how a wrong request is refused is said for each status; here, that it is not taken
        case.validate_response(answer, checks=HELD if answer.status_code < 400 else HELD[:-1])

    try:
        asked()
    except Unsatisfiable:  # nothing can be wrong where nothing is asked
        assert mode is GenerationMode.NEGATIVE
        assert not there
        assert operation.method.upper() == "GET"


@pytest.mark.parametrize("path", PATHS)
def test_a_method_that_is_not_described_is_told_those_that_are(house, path):
    described = {name.split()[0] for name in OPERATIONS if name.split()[1] == path}
    address = re.sub(r"{(\w+)}", lambda found: house.there[found[1]], path)
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - described:
        answer = house.app.test_client().open(address, method=method)
        assert caller.error(answer)[:2] == (405, "method_not_allowed"), method
        assert described <= set(answer.headers["Allow"].replace(" ", "").split(","))


def test_everything_that_there_is_is_described():
    known = {f"{method} {path}" for path, method in RULES if path.startswith(PREFIX)}
    pages = {f"GET {PREFIX}/{page}" for page in ("docs", "docs/{filename}", "openapi.json")}
    assert set(OPERATIONS) == known - pages
