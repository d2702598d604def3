"""The one shape of what goes wrong: {"error": {"code", "message", "problems": [{"path", "message"}], "request"}}."""

from collections.abc import Iterable
from pathlib import Path

from flask import Response, current_app, g, jsonify
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from schemas import cases
from schemas.cases import Problem, UnreadableError
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.common import DeskError
from subsidy.desk.firm.drafts import ConflictError, DraftError, LockedError
from subsidy.desk.firm.evidence import EvidenceError
from subsidy.desk.firm.submit import ALREADY, CHANGED, PROBLEMS, SubmitError
from subsidy.desk.papers import PrintError
from subsidy.letters.keys import KeysError
from subsidy.store import StoreError, trouble
from subsidy.web.chamber import BusyError

MOST = 200  # problems that are told at once

# status: the code that programs go by, and what it means to people
CODES = {
    400: ("malformed", "请求不完整或格式不对"),
    401: ("unauthorized", "没有令牌，或令牌不对、已过期、已撤销；请用请求头 Authorization: Bearer 令牌"),
    403: ("forbidden", "这个令牌或账户不能办理此事"),
    404: ("not_found", "没有这一项"),
    405: ("method_not_allowed", "这个地址不能用这种方法，可用的见响应头 Allow"),
    409: ("conflict", "现在的状态不能这样办理"),
    412: ("changed", "读取以后有人改动过，请重新读取、核对后再提交"),
    413: ("too_large", "内容过大，请减小或分几次提交"),
    415: ("unsupported_media_type", "内容的类型不对，请按接口说明写 Content-Type"),
    422: ("unreadable", "内容有误，见 problems"),
    428: ("precondition_required", "请用请求头 If-Match 写明所依据的版本（读取时的 ETag）"),
    429: ("too_many", "请求过多，请稍后再试"),
    500: ("internal", "服务出错，请把编号 request 告知管理员"),
    503: ("unavailable", "服务暂时不能用，请稍后再试"),
}

# what the desk refuses, and how that is said; the first that fits, else 409
REFUSALS: list[tuple[type[Exception], int, str]] = [
    (NotAllowedError, 403, "forbidden"),
    (ConflictError, 412, "changed"),
    (LockedError, 409, "locked"),
    (DraftError, 422, "unreadable"),
    (EvidenceError, 422, "unreadable"),
    (PrintError, 503, "unavailable"),
    (DeskError, 409, "conflict"),
]
SUBMITS = {ALREADY: (409, "already"), CHANGED: (412, "changed"), PROBLEMS: (422, "unreadable")}


class RefusedError(Exception):
    """A request that is refused by the API itself: a status of CODES, a code, words, what is wrong where."""

    def __init__(self, status: int, message: str = "", problems: Iterable[Problem] = (), code: str = "") -> None:
        self.status, self.code, self.problems = status, code, tuple(problems)
        self.message = message or CODES[status][1]
        super().__init__(self.message)


def told(status: int, message: str = "", problems: Iterable[Problem] = (), code: str = "") -> Response:
    """An error in its shape."""
    known, words = CODES.get(status) or (CODES[400] if status < 500 else CODES[500])
    failure = {
        "code": code or known,
        "message": str(message) or words,
        "problems": [{"path": p.path, "message": str(p.message)} for p in _few(list(problems))],
        "request": g.get("request_id", ""),
    }
    answer = jsonify(error=failure)
    answer.status_code = status
    return answer


def _few(problems: list[Problem]) -> list[Problem]:
    """As many as anybody reads, and how many more there are."""
    left = len(problems) - MOST
    return problems if left <= 0 else [*problems[:MOST], Problem("", f"还有 {left} 处有误，没有列出")]


def failed(error: HTTPException) -> Response:
    """What Flask refuses: no such address, method, body too large, a fault of ours."""
    said = error.description if error.description != type(error).description else ""
    answer = told(error.code or 500, said or "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[name] = value
    return answer


def refused(error: RefusedError) -> Response:
    """What the API refuses."""
    return told(error.status, error.message, error.problems, error.code)


def unreadable(error: UnreadableError | ValidationError) -> Response:
    """A document that cannot be read: every problem with its path."""
    found = cases.problems(error) if isinstance(error, ValidationError) else error.problems
    return told(422, "", found)


def by_desk(error: DeskError) -> Response:
    """What the desk refuses, in its words."""
    if isinstance(error, SubmitError):
        status, code = SUBMITS[error.code]
        problems = [Problem(f"{p.section}.{p.path}".strip("."), f"{p.label}：{p.message}") for p in error.problems]
        return told(status, str(error).splitlines()[0], problems, code)
    status, code = next((status, code) for kind, status, code in REFUSALS if isinstance(error, kind))
    return told(status, str(error), (), code)


def unready(error: Exception) -> Response:
    """What is wrong goes to the administrator; strangers are not told where files lie."""
    current_app.logger.error("%s", error)
    answer = told(503)
    answer.headers["Retry-After"] = "30"
    return answer


def in_trouble(error: Exception) -> Response:
    """Where the database or the disk cannot be used; other errors are ours."""
    return unready(trouble.seen(error, Path(current_app.config["DATABASE"])))


HANDLERS = {
    HTTPException: failed,
    RefusedError: refused,
    UnreadableError: unreadable,
    ValidationError: unreadable,
    DeskError: by_desk,
    StoreError: unready,
    trouble.Failure: in_trouble,
    OSError: in_trouble,
    KeysError: unready,
    BusyError: unready,
}
