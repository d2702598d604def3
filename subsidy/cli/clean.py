"""clean: the cache without what is no longer needed."""

import click

from subsidy import config
from subsidy.cli.common import database, group, say
from subsidy.desk import cleaning


@group.command("clean")
@click.option(
    "--days", type=click.IntRange(1, 3650), default=cleaning.DAYS, show_default=True, help="多少天没有动过的才清理。"
)
def clean_command(days: int) -> None:
    """清理 cache 文件夹：已结束的任务的日志和文件、逐封印制的告知书、预览；需要时会重新生成。

    可以在网站运行时使用。没有结束的任务的文件不动，申报回执和公示文件不动。
    """
    with database() as db:
        done = cleaning.clean(db, config.cache(), days)
    say(f"已清理 {done.files} 个文件，共 {done.size:,} 字节")
