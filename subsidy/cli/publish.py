"""publish, notice and objections: what a run means to award is said to everybody, and what is said against it."""

import datetime
from pathlib import Path

import click

from subsidy import config, letters, workbook
from subsidy.cli.common import database, fail, group, person, say
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.runs import objections, publish
from subsidy.desk.whole import beside, written
from subsidy.letters import forms
from subsidy.letters.forms import notice

DAY = "公示起始日期，不填为今天；名单已先在别处张贴的，填张贴的日期。不早于核算日期，不晚于今天。"
PAPER, BOOK = ".pdf", ".xlsx"


@group.command("publish")
@click.argument("run")
@click.option("--user", required=True, metavar="登录名", help="由谁公示，须是经办；另问其密码。")
@click.option("--from", "starts", type=click.DateTime(["%Y-%m-%d"]), metavar="年-月-日", help=DAY)
def publish_command(run: str, user: str, starts: datetime.datetime | None) -> None:
    """公示一个批次拟兑现和列入储备的名单，公示期按工作日计；名单变动后可以重新公示。"""
    day = starts.date() if starts else datetime.date.today()
    with database() as db:
        try:
            made, cautions = publish.publish(db, run, day, person(db, user), config.office())
        except publish.StartError as error:
            raise click.BadParameter(str(error), param_hint="--from") from error
    for caution in cautions:
        say(f"请核对：{caution}")
    say(f"批次 {run} 已公示，{made['days']} 个工作日，至 {made['ends']} 期满")


@group.command("notice")
@click.argument("run")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def notice_command(run: str, out: Path) -> None:
    """写出一个批次的公示：OUT 以 .pdf 结尾的是公示文稿，以 .xlsx 结尾的是名单。尚未发布的，写出公示稿。"""
    if out.suffix.lower() not in (PAPER, BOOK):
        raise click.BadParameter(f"{out} 应以 {PAPER} 或 {BOOK} 结尾", param_hint="OUT")
    with database() as db:
        found = publish.publication(db, run)
        office = letters.office(**config.office())
        said = found["body"] if found else publish.draft(db, run, datetime.date.today(), office).body
    if out.suffix.lower() == PAPER:
        try:
            written(out, forms.bound(notice.notice(said, draft=not found), notice.about(said)))
        except forms.FormError as error:
            fail(str(error))
    else:
        with beside(out) as partial:
            workbook.notice(partial, said)
            partial.replace(out)
    say(f"已写出 {out}" + ("" if found else "（公示稿，尚未发布）"))


@group.command("objections")
@click.argument("run")
def objections_command(run: str) -> None:
    """列出一个批次收到的异议：编号、收到日期、企业、提出人、处理结果、登记人、答复人，以制表符分隔。"""
    with database() as db:
        found, names = objections.all_of(db, run), staff.names(db)
    for row in found:
        outcome = objections.OUTCOMES.get(row["outcome"], "待答复")
        people = (names.get(login, login) for login in (row["actor"], row["answerer"] or ""))
        click.echo("\t".join((str(row["id"]), row["received"], row["uscc"], row["firm"], row["who"], outcome, *people)))
    say(f"异议 {len(found)} 件，待答复 {sum(not row['outcome'] for row in found)} 件")
