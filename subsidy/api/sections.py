"""The sections of a firm's application: read, saved over the version they were read in, emptied."""

from typing import Any

from schemas.api.applications import SectionSchema
from subsidy.api import etags, shown
from subsidy.api.place import actor, known, own
from subsidy.api.resource import Resource, body, limited, needing
from subsidy.api.values import checked
from subsidy.desk.firm import drafts
from subsidy.store import write
from subsidy.web import access
from subsidy.web.apply.place import Place
from subsidy.web.database import db

LARGEST = 8_000_000  # bytes; the desk says how much a section may hold

resource = Resource("sections", "申报的各部分")
ADDRESS = "/applications/<application>/sections/<section>"
VALUES = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"type": "object"},
            "example": {"claims": [{"revenue": "5200", "previous_revenue": "4000"}]},
        }
    },
}


@resource.get(ADDRESS)
@access.firm
@resource.response(200, SectionSchema, headers=etags.GIVEN)
def read(application: str, section: str) -> Any:
    """一个部分：填写的内容、存在的问题、所需材料"""
    place = own(application)
    return _told(place, known(place, section))


@resource.put(ADDRESS)
@access.firm
@needing(etags.HEADER)
@resource.doc(requestBody=VALUES)
@resource.failing(412, 428)
@limited(LARGEST)
@resource.response(200, SectionSchema, headers=etags.GIVEN)
def save(application: str, section: str) -> Any:
    """保存一个部分，整个换成送来的内容

    送来的与网页表单相同，一律为文字；写了一半或有错也会保存，问题在 problems 中。内容与现有的相同时版本不变。
    """
    place = own(application)
    version = etags.number()
    values = checked(place.policy, known(place, section), body())
    drafts.save(db(), *place, section, values, version, actor())
    return _told(place, section)


@resource.delete(ADDRESS)
@access.firm
@needing(etags.HEADER)
@resource.failing(412, 428)
@resource.response(200, SectionSchema, headers=etags.GIVEN)
def empty(application: str, section: str) -> Any:
    """清空一个部分：不申报其中任何一项；已上传的材料还在"""
    place = own(application)
    known(place, section)
    with write(db()):
        etags.require(_tag(drafts.load(db(), *place, section).version))
        drafts.remove(db(), *place, section, actor())
    return _told(place, section)


def _told(place: Place, section: str) -> Any:
    found = shown.section(place, section)
    return found, 200, {"ETag": _tag(found["version"])}


def _tag(version: int) -> str:
    return f'"{version}"'
