"""approve, letters and export: what is numbered, printed and handed on."""

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from subsidy import config, fanout, workbook
from subsidy.cli.common import REFUSED, actor, by_many, database, group, person, progress, say
from subsidy.desk import approval, lists, papers, printing, printrun
from subsidy.desk.bureau.runs.approve import approve
from subsidy.desk.issue import DateError
from subsidy.desk.printing import Printed

USER = "签批人的登录名；另要输入密码（不在终端时从标准输入读一行）。"
DATES = "成文日期，不填为今天；不早于审核日期和已编最后一个文号的日期，不晚于今天。"
SORTS = "合印次序：区县、企业代码、文号。"


@group.command()
@click.argument("run")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def export(run: str, out: Path) -> None:
    """写出一个批次的资金分配明细表、公示名单、储备项目库和不予兑现清单。"""
    with database() as db:
        book = lists.book(db, run)
    workbook.export(out, book)
    say(f"已写出 {out}")


@group.command("approve")
@click.argument("run")
@click.option("--user", required=True, metavar="登录名", help=USER)
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), metavar="年-月-日", help=DATES)
@click.option("--digest", metavar="摘要", help="所看名单的摘要，见批次审批单；名单有变则不签批。不填为现在的名单。")
def approve_command(run: str, user: str, date: datetime.datetime | None, digest: str | None) -> None:
    """签批一个批次：公示期满、没有未答复异议的决定生效，告知书逐封编定文号，此后不再变动。可重复运行，不会重复编号。"""
    day = date.date() if date else datetime.date.today()
    with database() as db:
        who = person(db, user)
        try:
            made = approve(db, run, digest or approval.digest(db, run), day, who, config.office(), progress)
        except DateError as error:
            raise click.BadParameter(str(error), param_hint="--date") from error
    for one in made.letters:
        click.echo("\t".join(one))
    for problem in made.left:
        say(f"未编号 {problem}")
    span = f"（{made.letters[0].number} 至 {made.letters[-1].number}）" if made.letters else ""
    say(f"本次编号 {len(made.letters)} 封{span}，未能编号 {len(made.left)} 封")
    if made.left:
        say("有告知书未能编号的决定没有签批；可以印制以后再签批，或将企业移出批次，改正后由下一批次决定")
        raise SystemExit(REFUSED)


@group.command("letters")
@click.argument("run")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="每封一个 PDF，写入这个文件夹；中断后再运行即续印。"
)
@click.option("--merged", type=click.Path(dir_okay=False, path_type=Path), help="全批合印为一个 PDF，带封面和目录。")
@click.option("--draft", is_flag=True, help="全部印成送签稿，已编号的也不例外。")
@by_many
@click.option("--sort", type=click.Choice(list(printrun.ORDERS)), default="district", show_default=True, help=SORTS)
@click.option("--simplex", is_flag=True, help="合印用于单面打印：每封不另起一张纸的正面。")
def letters_command(
    run: str, out: Path | None, merged: Path | None, jobs: int, scheduler: str | None, **asked: Any
) -> None:
    """印制一个批次的告知书：奖励、不予兑现、列入储备、更正（追回）。已编号的印正式件，未编号的印送签稿。"""
    if not out and not merged:
        raise click.UsageError("请用 --out 指定文件夹，或用 --merged 指定合印文件，或两者都用")
    failed: dict[str, str] = {}
    with database() as db:
        count = papers.count(db, run)
        office, draft = config.office(), asked["draft"]
        if out:
            found = papers.papers(db, run, office, draft)
            with fanout.executor(jobs, scheduler) as workers:
                made = printing.files(db, found, out, config.keys(), workers, actor(), config.cache())
                failed |= print_each(made, out, count)
        if merged:
            found = papers.papers(db, run, office, draft)
            order, duplex = asked["sort"], not asked["simplex"]
            left = dict(printrun.write(db, found, merged, failed, order, duplex, actor(), progress, config.cache()))
            tell(left)
            failed |= left
            if count > len(failed):
                click.echo(merged)
    say(f"告知书 {count} 封，未能印制 {len(failed)} 封")
    if failed:
        raise SystemExit(REFUSED)


def print_each(found: Iterable[Printed], out: Path, count: int) -> dict[str, str]:
    """Tells each file as it is written; the names of those that could not be, and why."""
    failed: dict[str, str] = {}
    already = 0
    for one in progress(found, count, "告知书"):
        already += one.already
        if one.problem:
            failed[one.name] = one.problem
            tell({one.name: one.problem})
        else:
            click.echo(out / one.name)
    if already:
        say(f"其中 {already} 封此前已经印好，未再重印")
    return failed


def tell(failed: Mapping[str, str]) -> None:
    """Which letters could not be printed, and why."""
    for name, problem in failed.items():
        say(f"{name}：{problem}")
