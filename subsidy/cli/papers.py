"""letters and export: what is printed and handed on."""

from pathlib import Path

import click

from subsidy import workbook
from subsidy.cli.common import database, group, in_force, policy_options, say
from subsidy.desk.lists import book
from subsidy.policy import Policy


@group.command()
@click.argument("run")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@policy_options
def export(run: str, out: Path, chosen: Policy | None) -> None:
    """写出一个批次的资金分配明细表、公示名单、储备项目库和不予兑现清单。"""
    with database() as db:
        lists = book(db, in_force(chosen), run)
    workbook.export(out, lists)
    say(f"已写出 {out}")
