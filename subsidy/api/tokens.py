"""Who a token is: for whom it acts, what it may do, until when."""

from typing import Any

from flask import g

from schemas.api.tokens import TokenSchema
from subsidy.api.resource import Resource
from subsidy.desk.bureau import tokens
from subsidy.web import access
from subsidy.web.database import db

resource = Resource("token", "令牌")


@resource.get("/token")
@access.anybody
@resource.response(200, TokenSchema)
def mine() -> Any:
    """这个令牌：代表谁、有哪些权限、到哪一天为止"""
    account = g.account
    found = next(one for one in tokens.own(db(), account) if one.id == g.holder.token)
    return {**found._asdict(), "account": account._asdict()}
