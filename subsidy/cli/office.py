"""The office's year: init, template, import, run, decisions, check."""

import json
from pathlib import Path

import click

from subsidy import casefile, config, desk, money, store, workbook
from subsidy.cli.common import (
    REFUSED,
    actor,
    database,
    fail,
    group,
    in_force,
    person,
    policy_options,
    progress,
    say,
)
from subsidy.desk import Plan, Taken, law
from subsidy.desk.bureau.people import require
from subsidy.desk.bureau.runs import preview
from subsidy.desk.firm import evidence
from subsidy.desk.lists import order_text
from subsidy.desk.run import unbound
from subsidy.letters import keys
from subsidy.model import REFERRED
from subsidy.model import REFUSED as NOT_GRANTED
from subsidy.policy import Policy, known

SHOWN = 20  # lines of the reserve list that a summary prints


@group.command()
def init() -> None:
    """建立或升级数据库，生成印制告知书用的密钥；再次运行不改变任何内容。"""
    path = config.database()
    made = store.create(path)
    say(f"数据库 {path} {'已建立或升级' if made else '已是最新，未改动'}")
    make_keys(config.keys())


def make_keys(folder: Path) -> None:
    """Makes the office's keys where there are none, and says which are there."""
    try:
        made = keys.create(folder)
        mark = keys.fingerprint(keys.public(folder / keys.PUBLIC))
    except keys.KeysError as error:
        fail(str(error))
    told = f"已生成：私钥 {keys.PRIVATE} 只供本机读取，请另行备份；公钥 {keys.PUBLIC} 可以公开"
    say(f"密钥 {folder} {told if made else '已有，未改动'}（指纹 {mark}）")


@group.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@policy_options
def template(out: Path, chosen: Policy | None) -> None:
    """写出空白的申报汇总工作簿，带下拉选项、单位和说明。"""
    workbook.template(out, in_force(chosen))
    say(f"已写出 {out}")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--accepted", is_flag=True, help="本单位已核实证明材料，直接进入待兑现。")
@policy_options
def import_command(file: Path, accepted: bool, chosen: Policy | None) -> None:
    """导入申报（.xlsx 或 .jsonl）；有误的行逐行指出，无误的照常受理，重复导入不重复计入。"""
    policy = in_force(chosen)
    with database() as db:
        if file.suffix.lower() == ".jsonl":
            with file.open("rb") as lines:
                found = casefile.intake(lines, policy, any_name=chosen is not None)
        else:
            found = workbook.read(file, policy)
        taken = desk.take_in(db, policy, found, accepted=accepted, actor=actor(), source=file.name, progress=progress)
    _report(taken, accepted)
    if taken.refusals:
        raise SystemExit(REFUSED)


def _report(taken: Taken, accepted: bool) -> None:
    for text in taken.notes:
        say(f"提示 {text}")
    for refusal in taken.refusals:
        say(f"退回 {refusal}")
    told = (
        f"新增或更新企业 {taken.firms} 家，新增申报 {taken.claims} 项，更正申报 {taken.changed} 项",
        f"重新审核 {taken.reopened} 项，历年奖励 {taken.history} 笔，已有未变 {taken.same} 条",
        f"退回 {len(taken.refusals)} 处" + (f"；转为待兑现 {taken.accepted} 项" if accepted else ""),
    )
    say("，".join(told))


@group.command("run")
@click.argument("year", type=click.IntRange(2000, 2099))
@click.option("--dry-run", is_flag=True, help="只核算，不记账，不产生批次；另写出清单摘要。")
@click.option("--expect", metavar="摘要", help="只按这份清单启动：核算结果与预演时的清单摘要不同即不启动，并指出变动。")
@click.option("--user", metavar="登录名", help="以这名工作人员的账户启动，须输入密码；不填为当前账户。")
@policy_options
def run_command(year: int, dry_run: bool, expect: str | None, user: str | None, chosen: Policy | None) -> None:
    """批量兑现：核算一年内全部待兑现的申报，预算内兑现，其余列入储备。可重复运行，不会重复兑现。"""
    policy, cache = in_force(chosen), config.cache()
    with database() as db:
        who = person(db, user) if user else None
        if who:
            require(who, "run")
        if dry_run:
            made = desk.plan(db, policy, year, progress)
            _summary(made)
            click.echo(f"清单摘要 {preview.digest(db, made, cache)}")
            return
        standing = law.is_in_force(db, policy)
        if not standing and policy.id in known():
            fail(f"政策 {policy.id} 现行的是另一版：要按这份文件兑现，先提请，由另一人同意；只看结果，加 --dry-run")
        bound = preview.bound(db, expect.strip().lower(), cache) if expect else unbound
        run_id, made = desk.run(db, policy, year, who.login if who else actor(), progress, bound, standing=standing)
    _summary(made)
    click.echo(run_id)


def _summary(made: Plan) -> None:
    granted = [entry for entry in made.entries if entry.amount > entry.reserved]
    outcomes = [line.outcome for entry in made.entries for line in entry.lines]
    click.echo(f"依据 {made.policy.number} {made.policy.section}，{made.year} 年度")
    click.echo(f"预算 {money.cents(made.appropriation)} 元，本批以前已兑现 {money.cents(made.spent)} 元")
    click.echo(f"审核 {len(made.entries)} 家，{len(outcomes)} 项")
    click.echo(f"兑现 {len(granted)} 家，{money.cents(made.granted)} 元（人民币{money.words(made.granted)}）")
    click.echo(f"列入储备 {len(made.reserve)} 家，{money.cents(made.reserved)} 元")
    click.echo(f"不予兑现 {outcomes.count(NOT_GRANTED)} 项，转人工核定 {outcomes.count(REFERRED)} 项")
    left = made.appropriation - made.spent - made.granted
    click.echo(f"预算余额 {money.cents(left)} 元")
    if made.reserve:
        order = order_text(made.policy.appropriation["order"])
        click.echo(f"储备项目库（次序：{order}）")
        for entry in made.reserve[:SHOWN]:
            place = f"{entry.rank}." if entry.rank else "条件待核实，暂缓："
            click.echo(f"  {place} {entry.firm['name']}（{entry.uscc}）{money.cents(entry.reserved)} 元")
        if len(made.reserve) > SHOWN:
            click.echo(f"  …… 其余 {len(made.reserve) - SHOWN} 家见 subsidy export")


@group.command()
@click.argument("run")
def decisions(run: str) -> None:
    """写出一个批次的全部决定（JSON Lines），按统一社会信用代码排列。"""
    with database() as db:
        for decision in desk.decisions(db, run):
            click.echo(json.dumps(decision, ensure_ascii=False))


@group.command()
@click.option("--head", metavar="链首", help="另核对纸上（如批次审批单）所印的记录链首。")
@click.option("--files", is_flag=True, help="另逐件核对企业上传的证明材料：有没有缺少的、被改动的。")
def check(head: str | None, files: bool) -> None:
    """检查数据库、账目和操作记录是否完整一致，有没有被绕过本程序改动的行。"""
    with database() as db:
        found = desk.check(db)
        for waiting in [] if found else desk.unfinished(db):
            say(waiting)
        if files:
            found += evidence.damaged(db, config.files(), progress)
        moment = desk.chained(db, head) if head else None
    if head and moment:
        say(f"链首相符，为 {moment} 的记录")
    elif head:
        found.append("链：没有所写的链首，可能抄写有误，也可能有记录被改动")
    for problem in found:
        say(problem)
    if found:
        raise SystemExit(REFUSED)
    say("数据库、账目、操作记录均完整一致")
