"""Evidence: a firm's files, brought as they are, read back, removed."""

import io
from typing import Any

from flask import Response, request, send_file

from schemas.api.evidence import EvidenceSchema, FileSchema, OfSectionSchema
from subsidy import config
from subsidy.api import etags
from subsidy.api.errors import RefusedError
from subsidy.api.place import actor, address, known, own
from subsidy.api.resource import Part, Resource, limited, needing, part
from subsidy.api.submissions import FILE
from subsidy.desk.firm import evidence
from subsidy.desk.firm.evidence import Evidence, EvidenceError
from subsidy.model import UPLOAD
from subsidy.web import access
from subsidy.web.apply.place import Place
from subsidy.web.database import db

resource = Resource("evidence", "证明材料")
ADDRESS = "/applications/<application>/evidence"
PIECE = f"{ADDRESS}/<int:piece>"
BODY = {"required": True, "content": {"application/octet-stream": {"schema": FILE}}}


@resource.get(ADDRESS)
@access.firm
@resource.listed(EvidenceSchema, OfSectionSchema)
def listing(asked: dict[str, Any], application: str) -> Part:
    """这一年度的材料，先上传的在前"""
    place = own(application)
    return part(evidence.list_(db(), *place, asked["section"]), asked, key=lambda piece: piece.id)


@resource.post("/applications/<application>/sections/<section>/evidence/<requirement>")
@access.firm
@resource.once
@resource.doc(requestBody=BODY)
@limited(evidence.LARGEST)
@resource.arguments(FileSchema, location="query")
@resource.response(201, EvidenceSchema, headers=etags.GIVEN)
def bring(asked: dict[str, Any], application: str, section: str, requirement: str) -> Any:
    """上传一个文件，请求的内容就是文件本身（application/octet-stream），至多 20 MB

    可收 PDF、JPG、PNG、OFD、XLSX、DOCX，按内容认定。同一要求下内容相同的文件只有一份。
    """
    place = own(application)
    wanted = evidence.requirements(place.policy, known(place, section))
    if all(one.id != requirement or one.way != UPLOAD for one in wanted):
        raise RefusedError(404)
    if request.mimetype != "application/octet-stream":
        raise RefusedError(415, "内容应为文件本身，请用请求头 Content-Type: application/octet-stream")
    data = io.BytesIO(request.get_data())
    piece = evidence.add(db(), config.files(), *place, section, requirement, asked["name"], data, actor())
    return piece, 201, {"ETag": _tag(piece), "Location": address(place, "api_evidence.download", piece=piece.id)}


@resource.get(PIECE)
@access.firm
@resource.response(200, FILE, content_type="application/octet-stream", headers=etags.GIVEN)
def download(application: str, piece: int) -> Response:
    """一个文件本身"""
    place = own(application)
    found = _own(place, piece)
    _, stream = evidence.open_(db(), config.files(), place.uscc, piece)
    made = send_file(stream, "application/octet-stream", as_attachment=True, download_name=found.name)
    made.headers["ETag"] = _tag(found)
    return made


@resource.delete(PIECE)
@access.firm
@needing(etags.HEADER)
@resource.failing(412, 428)
@resource.response(200, EvidenceSchema)
def remove(application: str, piece: int) -> Any:
    """移除一个文件；已经提交的申报仍以它为依据"""
    place = own(application)
    found = _own(place, piece)
    etags.require(_tag(found))
    try:
        evidence.remove(db(), *place, found.id, actor())
    except EvidenceError:
        raise RefusedError(404) from None
    return found


def _own(place: Place, piece: int) -> Evidence:
    found = next((one for one in evidence.list_(db(), *place) if one.id == piece), None)
    if found is None:
        raise RefusedError(404)
    return found


def _tag(piece: Evidence) -> str:
    return f'"{piece.digest}"'
