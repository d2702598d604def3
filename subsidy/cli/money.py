"""Money: budget, payments, and what one person proposes and another answers (reverse, proposals, answer)."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from subsidy import config, desk, money
from subsidy.cli.common import (
    REFUSED,
    Nested,
    actor,
    database,
    fail,
    group,
    in_force,
    person,
    policy_options,
    say,
)
from subsidy.desk.bureau.money import payments, proposals
from subsidy.desk.bureau.money.payments import RejectedError
from subsidy.desk.bureau.money.proposals import APPROVED, OUTCOMES
from subsidy.policy import Policy
from subsidy.store import Database
from subsidy.workbook import payments as sheet


class Yuan(click.ParamType):
    """An amount of yuan on the command line."""

    name = "元"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return money.fen(value)
        except money.MoneyError as error:
            self.fail(str(error), param, ctx)


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
user_option: Callable[[Any], Any] = click.option(
    "--user", required=True, metavar="登录名", help="办理人的登录名；另要输入密码（不在终端时从标准输入读一行）。"
)


@group.group(cls=Nested)
def budget() -> None:
    """年度预算。"""


@budget.command("set")
@click.argument("year", type=click.IntRange(2000, 2099))
@click.argument("amount", type=Yuan())
@policy_options
def budget_set(year: int, amount: int, chosen: Policy | None) -> None:
    """设定一年的预算，单位元；以前的数额留存。由操作员直接设定，不经第二人；经第二人的，在工作台提请。"""
    with database() as db:
        desk.set_budget(db, in_force(chosen), year, amount, actor())
    say(f"{year} 年预算 {money.cents(amount)} 元（人民币{money.words(amount)}）")


@budget.command("show")
@click.argument("year", type=click.IntRange(2000, 2099))
@policy_options
def budget_show(year: int, chosen: Policy | None) -> None:
    """写出一年的预算、已兑现和余额，单位元。"""
    with database() as db:
        amount, spent = desk.budget(db, in_force(chosen), year)
    if amount is None:
        fail(f"{year} 年尚未设定预算，请运行 subsidy budget set {year} 金额")
    click.echo(f"预算\t{money.yuan(amount)}\n已兑现\t{money.yuan(spent)}\n余额\t{money.yuan(amount - spent)}")


@group.command()
@click.argument("run")
@click.option(
    "--list", "out", type=click.Path(dir_okay=False, path_type=Path), help="写出拨付清单（.xlsx），交财务办理。"
)
@click.option(
    "--confirm", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="填好结果的拨付清单。"
)
@click.option("--user", metavar="登录名", help="财务人员的登录名，登记结果时要有；另要输入密码（或从标准输入读一行）。")
def pay(run: str, out: Path | None, file: Path | None, user: str | None) -> None:
    """拨付：写出一个批次的拨付清单，或把填好结果的清单读回登记；清单有一处不符，则一笔也不登记。"""
    if (out is None) == (file is None):
        raise click.UsageError("--list 和 --confirm 要有一个，也只能有一个")
    with database() as db:
        if out is not None:
            book = payments.book(db, run)
            sheet.write(out, book)
            total = sum(line.amount for line in book.lines)
            say(f"已写出 {out}：待拨付 {len(book.lines)} 家，{money.cents(total)} 元；暂不拨付 {len(book.held)} 家")
        elif file is not None:
            if not user:
                raise click.UsageError("--confirm 要同时写明 --user 登录名")
            _confirm(db, run, file, user)


def _confirm(db: Database, run: str, file: Path, user: str) -> None:
    try:
        done = payments.confirm(db, run, file, person(db, user))
    except RejectedError as error:
        for refusal in error.refusals:
            say(f"退回 {refusal}")
        say(str(error))
        raise SystemExit(REFUSED) from None
    for note in done.notes:
        say(f"提示 {note}")
    say(done.told)


@group.command()
@click.argument("run")
@click.argument("uscc")
@click.option("--item", help="只更正一个事项（如 revenue_tier），不填则为该企业在本批的全部奖励。")
@click.option("--reason", required=True, help="更正（追回）的理由，写入决定书，至少 10 个字。")
@user_option
def reverse(run: str, uscc: str, item: str | None, reason: str, user: str) -> None:
    """提请更正（追回）已签批的奖励，写出提请的编号；由另一人用 subsidy answer 答复，同意后才生效。"""
    with database() as db:
        made = proposals.propose_reversal(db, run, uscc, item, reason, person(db, user))
        say(f"已提请，待签批人答复：{proposals.one(db, made).title}")
    click.echo(made)


@group.command("proposals")
def proposals_command() -> None:
    """列出待答复的提请：编号、种类、内容、提请人、时间、理由。"""
    with database() as db:
        for one in proposals.waiting(db):
            click.echo("\t".join((str(one.id), proposals.KINDS[one.kind], one.title, one.actor, one.at, one.reason)))


@group.command()
@click.argument("proposal", type=click.IntRange(1))
@click.option("--refuse", is_flag=True, help="不同意；不写则为同意，同意即办。")
@click.option("--reason", required=True, help="答复意见。")
@click.option("--withdraw", is_flag=True, help="撤回自己的提请。")
@user_option
def answer(proposal: int, refuse: bool, reason: str, withdraw: bool, user: str) -> None:
    """答复另一人的提请（预算、政策、更正追回）：同意的当即办理，更正决定书同时编号。"""
    with database() as db:
        who = person(db, user)
        if withdraw:
            proposals.withdraw(db, proposal, who, reason)
            say(f"已撤回第 {proposal} 号提请")
            return
        done = proposals.answer(db, proposal, not refuse, reason, who, config.office(), datetime.date.today())
    say(f"{OUTCOMES[done.proposal.outcome]}：{done.proposal.title}")
    for letter in done.issued.letters if done.issued else ():
        click.echo(f"{letter.number}\t{letter.name}\t{letter.firm}")
    if done.proposal.outcome == APPROVED and done.problem:
        say(f"未编号 {done.problem}")
        raise SystemExit(REFUSED)
