"""The letters that a firm got: their list, and each as the sealed file that the office issued."""

import io
from typing import Any

from flask import Response, current_app, g, send_file

from schemas.api.letters import LetterSchema
from subsidy.api.errors import RefusedError
from subsidy.api.place import actor
from subsidy.api.resource import Part, Resource, part
from subsidy.api.submissions import FILE
from subsidy.desk.firm import status
from subsidy.desk.papers import PrintError
from subsidy.web import access
from subsidy.web.apply import printer
from subsidy.web.database import db

resource = Resource("letters", "告知书")


@resource.get("/letters")
@access.firm
@resource.listed(LetterSchema)
def letters(asked: dict[str, Any]) -> Part:
    """本企业收到的告知书，最近的在前"""
    return part(status.letters(db(), g.account.uscc), asked, key=lambda letter: str(letter.name))


@resource.get("/letters/<name>")
@access.firm
@resource.response(200, FILE, content_type="application/pdf")
def letter(name: str) -> Response:
    """一份告知书的文件（PDF），与印发的逐字节相同"""
    paper = status.letter(db(), g.account.uscc, name)
    if paper is None:
        raise RefusedError(404)
    try:
        data = printer.letter(db(), paper, actor())
    except PrintError as error:
        current_app.logger.error("%s", error)
        raise RefusedError(503, f"{paper.letter.number} 的文件暂时不能提供，请与受理单位联系领取") from None
    return send_file(io.BytesIO(data), "application/pdf", as_attachment=True, download_name=paper.name)
