"""Done once: what is asked again under the same Idempotency-Key is not done again, but answered as it was.

All of it is one write transaction, from the look at the key to the answer kept: of many at once one does it, and the
others get its answer. A refusal is not kept: the same key may be tried again.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, make_response, request

from subsidy.api.errors import RefusedError
from subsidy.desk.common import now
from subsidy.store import tokens, write
from subsidy.store.intake import Row
from subsidy.web.database import db

KEY, REPLAYED = "Idempotency-Key", "Idempotent-Replayed"
SHAPE = re.compile(r"[!-~]{8,200}")
DAYS = 7  # that an answer is kept
HEADERS = ("Content-Type", "ETag", "Location", "Content-Disposition")  # kept with an answer
HEADER = {
    "in": "header",
    "name": KEY,
    "required": True,
    "schema": {"type": "string", "minLength": 8, "maxLength": 200, "pattern": "^[!-~]{8,200}$"},
    "description": f"这次办理的编号，由调用方自定，如 UUID。{DAYS} 天内以同一编号重发同一请求，不再办理，答复照旧",
}


def key() -> str:
    """The key of this request; refused where it has none that can be used."""
    found = request.headers.get(KEY, "")
    if not SHAPE.fullmatch(found):
        told = f"填的是“{found[:40]}”，" if found else "没有"
        raise RefusedError(422, f"请求头 {KEY} {told}应为 8 至 200 个可见的 ASCII 字符，如 UUID", code="key")
    return found


def once(view: Callable[..., Any]) -> Callable[..., Response]:
    """A view that does the same thing once."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Response:
        account, mine, asked = g.account.id, key(), _digest()
        with write(db()):
            tokens.forget_answers(db(), _before())
            known = tokens.answer(db(), account, mine)
            if known:
                return _again(known, asked)
            made: Response = make_response(view(*args, **kwargs))
            if made.status_code < 300:
                headers = {name: made.headers[name] for name in HEADERS if name in made.headers}
                said = json.dumps(headers), made.get_data(as_text=True)
                tokens.add_answer(db(), account, mine, asked, made.status_code, *said, now())
        return made

    return answer


def _digest() -> str:
    """What this request asks, as a digest: the same where it is sent again."""
    about = "\n".join(
        (request.method, request.full_path.rstrip("?"), request.mimetype, request.headers.get("If-Match", ""))
    )
    return hashlib.sha256(about.encode() + b"\n\n" + request.get_data(cache=True)).hexdigest()


def _again(known: Row, asked: str) -> Response:
    if known["asked"] != asked:
        raise RefusedError(422, f"{KEY} 已用于另一个请求；请换一个编号，或原样重发", code="key")
    made = Response(known["body"], known["status"], json.loads(known["headers"]))
    made.headers[REPLAYED] = "true"
    return made


def _before() -> str:
    return (datetime.datetime.now().astimezone() - datetime.timedelta(days=DAYS)).isoformat(timespec="seconds")
