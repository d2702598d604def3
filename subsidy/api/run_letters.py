"""The letters of a run: listed, and each as the file that its page gives."""

import re
from itertools import dropwhile, islice
from typing import Any

from flask import Response, abort

from schemas.api.common import Paged
from schemas.api.run_letters import RunLetterSchema
from schemas.cases import Problem, UnreadableError
from subsidy import config
from subsidy.api.decisions import name as place
from subsidy.api.resource import Part, Resource
from subsidy.desk.bureau.runs import files
from subsidy.web import access
from subsidy.web.apply import printer
from subsidy.web.database import db
from subsidy.web.office import runs as shown

resource = Resource("run_letters", "批次的告知书")
PDF = "application/pdf"
CODE = re.compile(r"[0-9A-Z]{18}")


@resource.get("/runs/<run>/letters")
@access.staff("read_runs")
@resource.listed(RunLetterSchema, Paged)
def letters(asked: dict[str, Any], run: str) -> Part:
    """一个批次的告知书，按企业代码；没有编号的是送签稿"""
    shown.known(run)
    after, size = place(asked["after"]), asked["limit"]
    found = files.listed(db(), run, access.person(), _just_before(after))
    if after:
        found = islice(dropwhile(lambda one: one.name != after, found), 1, None)
    some = list(islice(found, size + 1))
    return Part(some[:size], some[size - 1].name if len(some) > size else None)


@resource.get("/runs/<run>/letters/<name>")
@access.staff("read_runs")
@resource.failing(409)
@resource.response(200, content_type=PDF, schema={"type": "string", "format": "binary"})
def letter(run: str, name: str) -> Any:
    """一份告知书：编号的为印发的文件，逐字节相同；没有编号的为送签稿

    印发的文件由经办、复核或签批人员在网站上首次印制；此前为 409。
    """
    shown.known(run)
    found = files.paper(db(), run, name, config.office(), access.person()) or abort(404)
    files.readable(db(), found, access.person())
    return Response(printer.letter(db(), found, access.person().login), content_type=PDF)


def _just_before(letter: str) -> str:
    """A text that sorts right before the code of a letter's firm, so that its letters are found again."""
    if not letter:
        return ""
    uscc = letter.partition("-")[0]
    if not CODE.fullmatch(uscc):
        raise UnreadableError([Problem("after", "应为上一页 next 所给的值")])
    return f"{uscc[:-1]}{chr(ord(uscc[-1]) - 1)}\uffff"
