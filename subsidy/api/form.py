"""What can be claimed and what is asked of it: read from the very schemas that check it."""

from typing import Any

from schemas.api.form import FormSchema
from schemas.describe import FieldSpec, describe, describe_firm
from subsidy.api.resource import Resource
from subsidy.desk.firm import evidence
from subsidy.desk.firm.drafts import FIRM, FIRM_TITLE, several
from subsidy.web import access
from subsidy.web.apply.common import law

resource = Resource("form", "申报表")


@resource.get("/form")
@access.public
@resource.response(200, FormSchema)
def form() -> Any:
    """可以申报哪些事项，各填哪些字段、用什么单位、要哪些材料"""
    policy = law()
    own = {"id": FIRM, "title": str(FIRM_TITLE), "clause": "", "several": False, "evidence": []}
    found = [{**own, "fields_": [_field(spec) for spec in describe_firm(policy)]}]
    for name, item in policy.items.items():
        said = {"id": name, "title": item.title, "clause": item.clause, "several": several(item)}
        asked = evidence.requirements(policy, name)
        found.append({**said, "fields_": [_field(spec) for spec in describe(item)], "evidence": asked})
    return {name: getattr(policy, name) for name in ("number", "title", "digest")} | {
        "policy": policy.id,
        "sections": found,
    }


def _field(spec: FieldSpec) -> dict[str, Any]:
    return {
        **{name: getattr(spec, name) for name in ("name", "label", "kind", "required", "unit", "help", "example")},
        "none": spec.none if spec.nullable else "",
        "choices": [{"value": value, "label": label} for value, label in spec.choices],
        "columns": [_field(column) for column in spec.columns],
    }
