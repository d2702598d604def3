"""backup, restore: everything but the keys into one file, and back."""

from pathlib import Path

import click

from subsidy.cli.common import REFUSED, group, progress, say
from subsidy.desk import backup as desk
from subsidy.desk.backup import Places


@group.command("backup")
@click.argument("out", type=click.Path(path_type=Path))
def backup_command(out: Path) -> None:
    """备份数据库和企业上传的证明材料到一个文件；网站照常运行。

    OUT 是文件夹的，按时间取名；已有的文件不覆盖。备份含身份证号和银行账号，只有本账户能读，请妥善保管。
    密钥不在其中，请另行备份 instance/keys。写成的文件名写到标准输出。

    数据库或材料本身有问题的，照样备份，逐条指出，退出码为 1。
    """
    made = desk.backup(Places.here(), out, progress)
    say(f"已备份 {made.path}：证明材料 {made.files} 件，共 {made.size:,} 字节；记录链首 {made.head or '无'}")
    say("密钥不在备份中，请另行保管 instance/keys")
    click.echo(made.path)
    for problem in made.found:
        say(problem)
    if made.found:
        say(f"备份已写成，但所备份的内容有 {len(made.found)} 处问题，见上")
        raise SystemExit(REFUSED)


@group.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--anyway", is_flag=True, help="密钥不是备份时的、或数据库有备份时没有的问题，也恢复；损坏的备份除外。")
def restore_command(file: Path, anyway: bool) -> None:
    """从备份恢复：先核对整个备份，无误才替换；损坏的备份不动任何内容。

    请先停止网站。原来的数据库改名为 subsidy.db.before-<时间>，留在原处，确认无误后可以删除。中途断电或被终止的，
    再运行一次即可：数据库要么是原来的，要么是恢复的。较旧版本的备份恢复时一并升级。
    """
    done = desk.restore(Places.here(), file, anyway, progress)
    for note in done.notes:
        say(note)
    say(f"已恢复 {done.made} 的备份：放回证明材料 {done.files} 件；记录链首 {done.head or '无'}")
    if done.aside:
        say(f"原来的数据库改名为 {done.aside}")
