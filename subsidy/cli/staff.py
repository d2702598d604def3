"""staff: the accounts of the bureau's people: made with roles, changed, reset, taken out of use."""

from collections.abc import Callable
from typing import Any

import click

from subsidy.cli.common import Nested, actor, database, group, say
from subsidy.desk.bureau import staff as desk
from subsidy.desk.bureau.people import ROLES

role_option: Callable[[Any], Any] = click.option(
    "--role", "roles", multiple=True, required=True, metavar="角色", help=f"{'、'.join(ROLES.values())}；可重复。"
)


@group.group(cls=Nested)
def staff() -> None:
    """工作人员账户：建立，改角色，发重置码，停用和恢复。"""


@staff.command("add")
@click.argument("login", metavar="登录名")
@click.option("--name", required=True, metavar="姓名", help="姓名，显示在页面和操作记录里。")
@role_option
def staff_add(login: str, name: str, roles: tuple[str, ...]) -> None:
    """建立账户，写出一次性重置码：本人凭登录名和它设第一个密码，七天内有效，只显示这一次。"""
    with database() as db:
        code = desk.add(db, login, name, desk.by_names(roles), actor())
    _hand_over(code)


@staff.command("list")
def staff_list() -> None:
    """列出全部工作人员：登录名、姓名、角色、状态。"""
    with database() as db:
        found = desk.everybody(db, actor())
    for row in found:
        click.echo(f"{row['login']}\t{row['name']}\t{desk.role_names(row['roles'])}\t{desk.state(row)}")


@staff.command("roles")
@click.argument("login", metavar="登录名")
@role_option
def staff_roles(login: str, roles: tuple[str, ...]) -> None:
    """改角色：只保留写出的这些，下一次打开页面即生效。"""
    with database() as db:
        wanted = desk.by_names(roles)
        desk.set_roles(db, login, wanted, actor())
    say(f"{login} 的角色：{desk.role_names(wanted)}")


@staff.command("reset")
@click.argument("login", metavar="登录名")
def staff_reset(login: str) -> None:
    """写出一次性重置码，本人凭它重设密码，七天内有效，只显示这一次；再发则以前的作废。"""
    with database() as db:
        code = desk.reset_code(db, login, actor())
    _hand_over(code)


@staff.command("disable")
@click.argument("login", metavar="登录名")
@click.option("--undo", is_flag=True, help="恢复已停用的账户。")
def staff_disable(login: str, undo: bool) -> None:
    """停用账户，已登录的随即退出，办过的事项和记录不变；--undo 恢复。"""
    with database() as db:
        desk.disable(db, login, actor(), not undo)
    say("账户已恢复" if undo else "账户已停用")


def _hand_over(code: str) -> None:
    say("重置码只显示这一次，请当面交给本人；在网站“用重置码设新密码”一页填登录名和重置码，七天内有效")
    click.echo(code)
