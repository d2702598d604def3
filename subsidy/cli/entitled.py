"""entitled: firms of the register that a published list entitles to something and that have not asked."""

from pathlib import Path

import click

from subsidy.cli.common import REFUSED, actor, database, group, in_force, person, policy_options, say
from subsidy.desk.bureau.entitled import book
from subsidy.desk.bureau.entitled.find import STATES, Result, find
from subsidy.desk.bureau.entitled.offers import offer
from subsidy.money import cents, yuan
from subsidy.policy import Policy
from subsidy.workbook import entitled as workbook
from subsidy.workbook import listed

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


@group.command("entitled")
@click.argument("year", type=click.IntRange(2000, 2099), required=False)
@click.argument("file", type=_FILE, required=False)
@click.option("--out", type=_OUT, help="把结果写成工作簿（.xlsx）。")
@click.option("--offer", "offers", is_flag=True, help="推送给可享受的企业：企业登录后确认，即成草稿。")
@click.option("--template", type=_OUT, help="写出名单的空白工作簿（.xlsx）；不要名单文件。")
@click.option("--user", metavar="登录名", help="推送人（经办）的登录名，另要输入密码；不填为当前系统账户。")
@policy_options
def entitled_command(
    year: int | None,
    file: Path | None,
    out: Path | None,
    offers: bool,
    template: Path | None,
    user: str | None,
    chosen: Policy | None,
) -> None:
    """主动兑付：读入公布的名单（资质证书、首版次产品、国家名单），列出可享受而未申报的企业，每行一项。

    每行依次为企业代码、名称、条款、事项、认定内容、金额（元）、理由、名单中的位置。
    """
    if (file is None) == (template is None):
        raise click.UsageError("要有年度和名单文件，或用 --template 写出空白名单，只能有一样")
    law = in_force(chosen)
    if template is not None:
        workbook.template(template, law)
        say(f"已写出 {template}")
        return
    assert file is not None
    assert year is not None  # click fills the arguments in their order
    read = listed.read(file, law)
    with database() as db:
        who = person(db, user) if user else None
        found = find(db, law, year, read.rows, who)
        made = offer(db, law, year, read.rows, who or actor()).made if offers else []
    found = found._replace(refusals=[*read.refusals, *found.refusals], notes=[*read.notes, *found.notes])
    if out is not None:
        book.write(out, law, found)
        say(f"已写出 {out}")
    _told(found)
    if offers:
        unregistered = sorted({one.uscc for one in made if not one.account})
        say(f"已推送 {len(made)} 项，{len({one.uscc for one in made})} 家企业")
        if unregistered:
            say(f"其中没有账户的企业，请用 subsidy account add 发注册码：{'、'.join(unregistered)}")
    if found.refusals:
        raise SystemExit(REFUSED)


def _told(found: Result) -> None:
    """What firms may have to standard output, everything else to standard error."""
    for one in found.entitled:
        head = (one.uscc, one.firm, one.clause, one.title, one.about)
        click.echo("\t".join((*head, yuan(one.amount), "；".join(one.reasons), one.place)))
    for one in found.others:
        told = f"{one.firm} {one.title}（{one.about}）{STATES[one.state]}"
        say(f"不推送 {one.place}：{told}：{'；'.join(one.reasons)}")
    for note in found.notes:
        say(f"提示 {note}")
    for refusal in found.refusals:
        say(f"退回 {refusal}")
    total = sum(one.amount for one in found.entitled)
    firms = len({one.uscc for one in found.entitled})
    say(f"可享受、尚未申报 {len(found.entitled)} 项，{firms} 家企业，{cents(total)} 元")
