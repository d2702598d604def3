"""The door for programs: /api/v1, over the same desk as the pages; no rule of the policy lives here.

A resource is a module with a `Resource`, listed in RESOURCES; its schemas are a file in schemas/api. A view says, from
the top: address, whose it is, what it is done once by, what it takes, what it gives.

    resource = Resource("runs", "批次")                # in the document: tag 批次

    @resource.get("/runs")
    @access.staff("read_runs")                         # as on pages; `access.person()` is who the token acts for
    @resource.listed(RunSchema)                        # asks ?limit=&after=, answers {"items", "next"} and a Link
    def runs(asked):
        \"\"\"批次，最近的在前\"\"\"                    # first line: summary; the rest: description
        return part(batch.runs(db()), asked, key=lambda run: run.id)

    @resource.post("/runs")
    @access.staff("run")
    @resource.once                                     # Idempotency-Key; all in one write transaction
    @resource.taking(StartSchema)                      # the JSON sent, loaded; errors told with their paths
    @resource.response(202, JobSchema)
    def start(asked):
        return jobs.start(db(), ..., access.person()), 202, {"Location": ...}

What goes wrong is raised: DeskError and its kinds as the desk does (a new kind: a line in errors.REFUSALS),
`errors.RefusedError(404)`, `abort(404)`, UnreadableError with its Problems. Statuses that every such view may answer
with are described by themselves; others by `@resource.failing(409)`. What can be edited gives `ETag: etags.tag(…)`, and
its change, marked `@needing(etags.HEADER)`, asks `etags.require(tag)`. Answers that are files:
`resource.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")`, and the view gives a
Response.
Each route has a line in tests/routes.py.
"""

from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException

from subsidy.api import (
    applications,
    assess,
    errors,
    evidence,
    form,
    letters,
    openapi,
    sections,
    staff,
    submissions,
    tokens,
)
from subsidy.web import bearer

RESOURCES = (
    assess.resource,
    form.resource,
    applications.resource,
    sections.resource,
    evidence.resource,
    submissions.resource,
    letters.resource,
    tokens.resource,
    *staff.RESOURCES,
)


def register(app: Flask) -> None:
    """Puts the API on an application that has its site."""
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    described = openapi.describe(app)
    for resource in RESOURCES:
        described.add(resource)
    app.register_blueprint(openapi.pages)
    site: Any = app.error_handler_spec[None][None][HTTPException]

    def failed(error: HTTPException) -> Any:
        return errors.failed(error) if bearer.asked() else site(error)

    app.register_error_handler(HTTPException, failed)  # of an address, too, that no resource has
