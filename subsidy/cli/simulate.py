"""simulate: what a changed policy would cost, over the register or a file of cases. Nothing is written."""

import json
from pathlib import Path
from typing import BinaryIO

import click

from schemas.api.simulations import SimulationSchema
from subsidy import casefile, fanout
from subsidy.cli.common import REFUSED, by_many, database, group, in_force, policy_options, progress, say
from subsidy.cli.money import Yuan
from subsidy.desk.bureau import simulation
from subsidy.desk.bureau.simulation import FirmChange, Register, Simulation, Sum, told
from subsidy.money import cents
from subsidy.policy import Policy, PolicyError
from subsidy.workbook.simulation import simulation as write_book

SHOWN = 20  # firms that a summary prints


@group.command("simulate")
@click.argument("years", metavar="YEAR")
@click.option("--reading", "readings", multiple=True, metavar="ITEM.NAME=VALUE", help="改用另一种读法，可重复。")
@click.option(
    "--set", "values", multiple=True, metavar="ITEM.FIELD=VALUE", help="改一个数，写法同政策文件（元、比例），可重复。"
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="另写出工作簿（.xlsx）。")
@click.option(
    "--cases", type=click.File("rb"), help="对案件文件（JSON Lines）测算，不用数据库；不写则对登记簿中的申报测算。"
)
@click.option("--budget", type=Yuan(), help="按这个年度预算（元）测算安排；不写则按已设定的。")
@click.option("--unchecked", is_flag=True, help="连同尚未核实的申报。")
@click.option("--json", "as_json", is_flag=True, help="写出 JSON，同接口 /api/v1/simulations。")
@by_many
@policy_options
def simulate_command(
    years: str,
    readings: tuple[str, ...],
    values: tuple[str, ...],
    out: Path | None,
    cases: BinaryIO | None,
    budget: int | None,
    unchecked: bool,
    as_json: bool,
    jobs: int,
    scheduler: str | None,
    chosen: Policy | None,
) -> None:
    """测算政策改动：一个或几个年度（如 2022 或 2021-2023）的申报按改前改后分别核算，写出增减。不记账，不留痕迹。"""
    wanted = simulation.span(years)
    if not (chosen or readings or values):
        raise click.UsageError("要写明改成什么：--policy-file、--policy、--set、--reading 至少要有一个")
    old = in_force(None)
    new = _changed(chosen or old, values, readings)
    register, refused = _of_file(old, cases, wanted) if cases else (_of_desk(old, wanted, unchecked), 0)
    if budget is not None:
        register = register._replace(appropriations=dict.fromkeys(wanted, budget))
    with fanout.executor(jobs, scheduler) as workers:
        found = simulation.simulate(register, old, new, progress, workers)
    if out is not None:
        write_book(out, told.book(found, old, new))
        say(f"已写出 {out}")
    if as_json:
        click.echo(json.dumps(SimulationSchema().dump(told.dumped(found)), ensure_ascii=False))
    else:
        _summary(found)
    if refused:
        raise SystemExit(REFUSED)


def _changed(base: Policy, values: tuple[str, ...], readings: tuple[str, ...]) -> Policy:
    """The policy with what the options say; what they cannot say is wrong usage."""
    pairs = [value.partition("=") for value in values]
    try:
        return simulation.changed(base, {name.strip(): value.strip() for name, _, value in pairs}, readings)
    except PolicyError as error:
        message = "；".join(str(problem) for problem in error.problems)
        raise click.BadParameter(message, param_hint="--set / --reading") from None


def _of_desk(old: Policy, years: list[int], unchecked: bool) -> Register:
    with database() as db:
        return simulation.read(db, old, years, unchecked)


def _of_file(old: Policy, file: BinaryIO, years: list[int]) -> tuple[Register, int]:
    """The cases of a file that are of these years, and how many lines were refused."""
    cases, refused, others = [], 0, 0
    for one in casefile.cases(progress(file, 0, "读入"), lambda name: old):
        if isinstance(one, casefile.BadLine):
            refused += 1
            for problem in one.problems:
                say(f"line {one.line}: {problem}")
        elif one[2].year in years:
            cases.append(one[2])
        else:
            others += 1
    if others:
        say(f"提示 另有 {others} 个案件不是所问年度的，没有计入")
    return simulation.of_cases(old, cases, dict.fromkeys(years)), refused


def _summary(found: Simulation) -> None:
    click.echo(told.headline(found))
    for part in found.parts:
        for change in part.changes:
            click.echo(f"政策 {part.title} {change.label}：{change.before or '（无）'} → {change.after or '（无）'}")
    for name, sums in (("年度", found.by_year), ("条款", found.clauses), ("区县", found.districts)):
        for one in sums if name != "年度" or len(sums) > 1 else ():
            click.echo(_sum(name, one))
    for name, firms in (("受益", found.gainers), ("减少", found.losers), ("相抵", found.even)):
        for firm in firms[:SHOWN]:
            click.echo(_firm(name, firm, len(found.years) > 1))
        if len(firms) > SHOWN:
            click.echo(f"{name} …… 其余 {len(firms) - SHOWN} 家见 --out 工作簿")
    for fares in found.fares:
        for name, fare in (("原政策", fares.old), ("改后", fares.new)):
            click.echo(f"预算 {fares.year} 年度 {name}：{told.fared(fare)}")
    for note in found.notes:
        click.echo(f"注意 {note}")


def _sum(name: str, one: Sum) -> str:
    firms = f"{one.firms[0]} → {one.firms[1]} 家"
    return f"{name} {one.name}：{cents(one.old)} → {cents(one.new)} 元，{_signed(one.difference)} 元，{firms}"


def _firm(name: str, one: FirmChange, years: bool) -> str:
    year = f"{one.year} 年度 " if years else ""
    items = "、".join(f"{change.clause} {change.title} {_signed(change.difference)}" for change in one.changes)
    return f"{name} {year}{one.name}（{one.uscc}）{_signed(one.difference)} 元：{items}"


def _signed(amount: int) -> str:
    return f"+{cents(amount)}" if amount > 0 else cents(amount)
