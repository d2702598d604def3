"""The office sends an application back to the firm, with one complete list of what is to be mended."""

import click

from subsidy.cli.common import actor, database, group, in_force, person, policy_options, say
from subsidy.desk.bureau.people import require
from subsidy.desk.firm.submit import send_back
from subsidy.policy import Policy


@group.command("return")
@click.argument("year", type=click.IntRange(2000, 2099))
@click.argument("uscc")
@click.option(
    "--section",
    "sections",
    metavar="部分=意见",
    multiple=True,
    required=True,
    help="退回的部分（事项编号，如 revenue_tier；企业信息为 firm）和要改的内容；可写多次，应一次列全。",
)
@click.option("--user", metavar="姓名", help="经办人的登录名，另要输入密码；不填为当前系统账户。")
@policy_options
def return_command(year: int, uscc: str, sections: tuple[str, ...], user: str | None, chosen: Policy | None) -> None:
    """退回企业网上申报的若干部分，一次性告知要改的全部内容；其余部分保持锁定，退回部分的核实作废。"""
    told: dict[str, str] = {}
    for text in sections:
        name, equals, message = text.partition("=")
        if not equals or not message.strip():
            raise click.BadParameter(f"写的是“{text}”，应为 部分=意见", param_hint="--section")
        if name.strip() in told:
            raise click.BadParameter(f"{name.strip()} 写了两次，意见应写在一起", param_hint="--section")
        told[name.strip()] = message
    with database() as db:
        who = person(db, user) if user else None
        if who:
            require(who, "check")
        send_back(db, in_force(chosen), year, uscc.strip().upper(), told, who.login if who else actor())
    say(f"已退回 {uscc} {year} 年申报的 {len(told)} 个部分，企业改正后可再次提交")
