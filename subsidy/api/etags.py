"""Versions: a change says which version it was made from, and is refused where that is not the one that stands."""

import hashlib
import json
from typing import Any

from flask import request

from subsidy.api.errors import RefusedError

HEADER = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string"},
    "description": "读取时的 ETag；此后有人改动过，就不办理（412）",
}
GIVEN = {"ETag": {"schema": {"type": "string"}, "description": "这一版本，改动时写在 If-Match 中"}}


def tag(*about: Any) -> str:
    """The version of what is told by these values."""
    plain = json.dumps(about, ensure_ascii=False, sort_keys=True, default=str)
    return f'"{hashlib.sha256(plain.encode()).hexdigest()[:32]}"'


def require(current: str) -> None:
    """Refuses the request unless it was made from this version."""
    given = request.if_match
    if not given or given.star_tag:
        raise RefusedError(428)
    if not given.contains(current.strip('"')):
        raise RefusedError(412)


def number() -> int:
    """The version from which the request was made, where versions are numbers."""
    given = request.if_match
    if not given or given.star_tag:
        raise RefusedError(428)
    plain = next(iter(given.as_set()), None) or ""
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise RefusedError(412)
    return int(plain)
