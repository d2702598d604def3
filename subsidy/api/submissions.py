"""Sending an application: once, whole, as it was read; and taking it back."""

import hashlib
import io
from typing import Any

from flask import Response, g, send_file

from schemas.api.applications import DeclaredSchema, SentSchema, StatusSchema, SubmissionSchema, WithdrawnSchema
from subsidy.api import applications, etags, once, shown
from subsidy.api.errors import RefusedError
from subsidy.api.place import actor, address, own
from subsidy.api.resource import Part, Resource, needing, part
from subsidy.desk.firm import submit
from subsidy.desk.firm.submit import Submission
from subsidy.store import applying
from subsidy.web import access
from subsidy.web.apply import printer, sent
from subsidy.web.apply.place import Place
from subsidy.web.database import db

resource = Resource("submissions", "提交和撤回")
FILE = {"type": "string", "format": "binary"}
LARGEST = 2**31  # numbers in addresses; beyond, nothing has one


@resource.get("/applications/<application>/submissions")
@access.firm
@resource.listed(SubmissionSchema)
def listing(asked: dict[str, Any], application: str) -> Part:
    """提交过的，最近的在前"""
    place = own(application)
    rows = applying.submissions(db(), place.policy.id, place.year, place.uscc)
    return part(rows[::-1], asked, key=lambda row: row["number"])


@resource.post("/applications/<application>/submissions")
@access.firm
@resource.once
@needing(etags.HEADER)
@resource.failing(412, 428)
@resource.taking(DeclaredSchema)
@resource.response(201, SentSchema)
def send(asked: dict[str, Any], application: str) -> Any:
    """提交申报，作出承诺；提交后锁定，退回或撤回后才能改

    If-Match 为读取申报时的 ETag：此后有任何改动就不提交（412）。还有问题的不提交（422），问题全部在 problems 中。
    """
    place = own(application)
    etags.require(shown.version(place))
    versions = submit.preview(db(), *place).versions
    made = submit.submit(db(), *place, _token(), versions, actor())
    return made, 201, {"Location": address(place, "api_submissions.one", number=made.number)}


@resource.get("/applications/<application>/submissions/<int:number>")
@access.firm
@resource.response(200, SentSchema)
def one(application: str, number: int) -> Any:
    """提交的全部内容，照当时填写和显示的样子"""
    return _own(own(application), number)


@resource.get("/applications/<application>/submissions/<int:number>/receipt")
@access.firm
@resource.response(200, FILE, content_type="application/pdf")
def receipt(application: str, number: int) -> Response:
    """申报回执（PDF）"""
    place = own(application)
    said = sent.told(_own(place, number))
    name = f"申报回执-{said.reference}.pdf"
    return send_file(io.BytesIO(printer.receipt(said)), "application/pdf", as_attachment=True, download_name=name)


@resource.post("/applications/<application>/withdrawal")
@access.firm
@resource.once
@needing(etags.HEADER)
@resource.failing(412, 428)
@resource.taking(WithdrawnSchema)
@resource.response(200, StatusSchema)
def withdraw(asked: dict[str, Any], application: str) -> Any:
    """撤回申报：还没有审定的各项都撤回，可以改后再提交

    If-Match 为读取申报时的 ETag：此后又提交过或改动过就不撤回（412）。
    """
    place = own(application)
    etags.require(shown.version(place))
    submit.withdraw(db(), *place, actor(), asked["reason"])
    return applications.told(place)


def _own(place: Place, number: int) -> Submission:
    found = submit.receipt(db(), *place, number) if number < LARGEST else None
    if found is None:
        raise RefusedError(404)
    return found


def _token() -> str:
    """The desk's own mark of this sending: two accounts may use one key."""
    return f"api-{hashlib.sha256(f'{g.account.id} {once.key()}'.encode()).hexdigest()[:40]}"
