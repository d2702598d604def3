"""Programs at the door: a token in the header, never a cookie, says for whom they act."""

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from subsidy.desk.bureau import tokens
from subsidy.desk.bureau.tokens import Holder
from subsidy.web import requests
from subsidy.web.database import db

AREA = "/api/"  # addresses for programs


def asked() -> bool:
    """Whether this request is for the programs' part of the house."""
    return request.path.startswith(AREA)


def holder() -> Holder:
    """Whom the token of this request acts for; Unauthorized where there is none that is good."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise _unauthorized()
    found = tokens.holder(db(), given.token)
    if found is None:
        raise _unauthorized(error="invalid_token")
    tokens.used(db(), found.token)
    return found


def _unauthorized(**why: str | None) -> Unauthorized:
    requests.event(requests.TOKEN)
    return Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "subsidy", **why}))
