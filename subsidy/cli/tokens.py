"""token: the tokens with which programs act for an account: made, listed, revoked."""

import click

from subsidy.cli.common import Nested, actor, database, group, say
from subsidy.desk.bureau import tokens as desk
from subsidy.desk.bureau.people import SCOPES

SCOPE_HELP = "；".join(f"{scope} {name}" for scope, name in SCOPES.items()) + "。可重复。"


@group.group(cls=Nested)
def token() -> None:
    """程序用的令牌：发放，列出，撤销。"""


@token.command("add")
@click.argument("login", metavar="账户")
@click.option("--name", required=True, metavar="用途", help="什么程序用，放在哪里。")
@click.option("--scope", "scopes", multiple=True, required=True, metavar="权限", help=SCOPE_HELP)
@click.option("--days", default=90, show_default=True, help=f"有效天数，1 至 {desk.LONGEST_DAYS}。")
def token_add(login: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """发放令牌，程序凭它代一个账户（登录名或统一社会信用代码）办理；令牌只显示这一次。"""
    with database() as db:
        made, secret = desk.add(db, login, name, scopes, days, actor())
    say(f"令牌 {made} 只显示这一次，请当场存入要用它的程序")
    click.echo(secret)


@token.command("list")
@click.argument("login", metavar="[账户]", default="")
def token_list(login: str) -> None:
    """列出令牌，最近的在前：编号、账户、用途、权限、有效期至、最近使用、状态。"""
    with database() as db:
        found = desk.everything(db, actor(), login)
    for one in found:
        fields = (str(one.id), one.login, one.name, " ".join(one.scopes), one.expires, one.used or "", one.state)
        click.echo("\t".join(fields))


@token.command("revoke")
@click.argument("token_id", metavar="编号", type=click.IntRange(min=1))
def token_revoke(token_id: int) -> None:
    """撤销令牌，立即失效，不能恢复。"""
    with database() as db:
        one = desk.revoke(db, token_id, actor())
    say(f"{one.login} 的令牌 {one.id}（{one.name}）已撤销")
