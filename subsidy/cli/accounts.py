"""account: what staff do for the firms' accounts: codes handed out, accounts taken out of use."""

import click

from subsidy.cli.common import Nested, actor, database, group, say
from subsidy.desk.firm import accounts as desk


@group.group(cls=Nested)
def account() -> None:
    """企业账户：发放注册码和重置码，停用和恢复。"""


@account.command("add")
@click.argument("uscc")
def account_add(uscc: str) -> None:
    """发放一次性注册码，七天内有效，只显示这一次；再发则以前的作废。"""
    with database() as db:
        code = desk.hand_out(db, uscc, desk.ACTIVATE, actor())
    say("注册码只显示这一次，请当面或按登记的联系方式告知企业，七天内有效")
    click.echo(code)


@account.command("reset")
@click.argument("uscc")
def account_reset(uscc: str) -> None:
    """发放一次性重置码，企业凭它重设密码，七天内有效，只显示这一次；再发则以前的作废。"""
    with database() as db:
        code = desk.hand_out(db, uscc, desk.RESET, actor())
    say("重置码只显示这一次，请核实身份后告知企业，七天内有效")
    click.echo(code)


@account.command("disable")
@click.argument("uscc")
@click.option("--undo", is_flag=True, help="恢复已停用的账户。")
def account_disable(uscc: str, undo: bool) -> None:
    """停用企业账户，不能再登录，申报和记录不变；--undo 恢复。"""
    with database() as db:
        desk.disable(db, uscc, actor(), not undo)
    say("账户已恢复" if undo else "账户已停用")
