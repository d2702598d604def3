"""job: the process of a job that the site has started."""

import click

from subsidy.cli.common import REFUSED, database, group, say
from subsidy.store.jobs import FAILED


@group.command("job", hidden=True)
@click.argument("job_id", metavar="ID", type=click.IntRange(1, 2**62))
def job_command(job_id: int) -> None:
    """办理网站启动的一项任务；由网站自己运行，也可用来接着办理等待中的任务。"""
    from subsidy.desk.bureau.runs import runner  # what prints is loaded only here

    with database() as db:
        found = runner.execute(db, job_id)
    say(
        f"任务 {job_id}（{found.title}）{'未完成：' + str(found.result['told']) if found.state == FAILED else '已完成'}"
    )
    if found.state == FAILED:
        raise SystemExit(REFUSED)
