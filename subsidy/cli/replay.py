"""replay: a past run worked out again under the version it was made with."""

import json

import click

from subsidy.cli.common import REFUSED, database, group, progress, say
from subsidy.desk.bureau.runs.replay import Replay, replay

SHOWN = 50  # of what differs, told one by one


@group.command("replay")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="写成 JSON，列出全部不同之处。")
def replay_command(run: str, as_json: bool) -> None:
    """复算一个批次：按当时的政策版本和决定所附事实逐项重算，并重排资金；写出“一致”或不同之处。不改动任何内容。

    一致的退出码为 0，有不同的为 1。
    """
    with database() as db:
        found = replay(db, run, progress)
    if as_json:
        told = {**found._asdict(), "identical": found.identical}
        told["differences"] = [one._asdict() for one in found.differences]
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell(found)
    if not found.identical:
        raise SystemExit(REFUSED)


def _tell(found: Replay) -> None:
    say(f"批次 {found.run}，依据 {found.number}：{found.said}")
    if found.identical:
        click.echo("一致")
        return
    click.echo(f"有 {len(found.differences)} 处不同")
    for one in found.differences[:SHOWN]:
        place = f"{one.firm}（{one.uscc}）{one.item}".rstrip()
        click.echo(f"{place}：{one.said}")
    if len(found.differences) > SHOWN:
        click.echo(f"…… 其余 {len(found.differences) - SHOWN} 处见 --json")
