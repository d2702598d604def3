"""assess, advise and policies: what needs no database."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, BinaryIO

import click

from schemas.advice import barred, dump_advice
from schemas.decisions import dump_decision
from subsidy import casefile, money, policy
from subsidy.advice import Advice, advise
from subsidy.advice import readings as spread
from subsidy.assessment import assess
from subsidy.cli.common import REFUSED, Nested, group, in_force, law_of, policy_options, progress, say
from subsidy.model import Case
from subsidy.policy import Policy, PolicyError


@group.command("assess")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--reading", "readings", multiple=True, metavar="ITEM.NAME=VALUE", help="改用另一种读法，可重复。")
@policy_options
def assess_command(file: BinaryIO, readings: tuple[str, ...], chosen: Policy | None) -> None:
    """核算案件：逐行读入案件（JSON Lines），逐行写出决定。不用数据库，不留痕迹。"""
    _each(file, _chooser(chosen, readings), "核算", lambda decides, case: _json(dump_decision(assess(decides, case))))


@group.command("advise")
@click.argument("file", metavar="[CASE]", type=click.File("rb"), default="-")
@click.option("--reading", "readings", multiple=True, metavar="ITEM.NAME=VALUE", help="改用另一种读法，可重复。")
@click.option("--text", is_flag=True, help="写成供人阅读的文字，不写 JSON。")
@policy_options
def advise_command(file: BinaryIO, readings: tuple[str, ...], text: bool, chosen: Policy | None) -> None:
    """怎样能多得：逐行读入案件，写出各事项还差多少即多得多少，多的在前。不用数据库，不留痕迹。"""
    write = _told if text else lambda advice: _json(dump_advice(advice))
    _each(file, _chooser(chosen, readings), "推算", lambda decides, case: write(advise(decides, case)))


def _each(
    file: BinaryIO, choose: Callable[[object], Policy], label: str, say_of: Callable[[Policy, Case], str]
) -> None:
    """Writes what is said of each case; ends with 1 where a line gave none."""
    refused = False
    for result in progress(casefile.cases(file, choose), 0, label):
        if isinstance(result, casefile.BadLine):
            refused = True
            for problem in result.problems:
                say(f"line {result.line}: {problem}")
            continue
        line, decides, case = result
        if case.history is None:
            say(f"提示 line {line}: history: 没有填，按此前没有任何奖励核算")
        click.echo(say_of(decides, case))
    if refused:
        raise SystemExit(REFUSED)


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def _told(advice: Advice) -> str:
    case, total = advice.decision.case, money.figures(advice.decision.total)
    told = [f"{case.id} {case.firm.name}（{case.firm.uscc}）{case.year} 年度：按现在所报共 {total} 元"]
    told += [f"  {barred(condition)}" for condition in advice.barred]
    for number, road in enumerate(advice.roads, 1):
        told.append(f"  {number}. {road.item.clause} {road.item.title}：{road.text}")
        told += [f"     {said}" for said in (spread.told(road.item, road.span),) if said]
    return "\n".join(told if advice.roads or advice.barred else [*told, "  各事项已无可再增加的"])


def _chooser(chosen: Policy | None, readings: tuple[str, ...]) -> Callable[[object], Policy]:
    """Which policy decides a case that names one, with the readings asked for; a wrong reading is wrong usage."""
    made: dict[str, Policy] = {}
    find = cache(law_of)

    def with_readings(found: Policy) -> Policy:
        if readings and found.id not in made:
            made[found.id] = policy.with_readings(found, readings)
        return made.get(found.id, found)

    try:
        if chosen or readings:
            with_readings(in_force(chosen))
    except PolicyError as error:
        message = "；".join(str(problem) for problem in error.problems)
        raise click.BadParameter(message, param_hint="--reading") from None
    if chosen:
        return lambda name: with_readings(chosen)
    return lambda name: with_readings(casefile.named(name, find))


@group.group("policies", cls=Nested, invoke_without_command=True)
@click.pass_context
def policies(ctx: click.Context) -> None:
    """列出已有的政策：编号、文号、标题。"""
    if ctx.invoked_subcommand is None:
        for name in policy.known():
            found = law_of(name)
            click.echo(f"{found.id}\t{found.number}\t{found.title}")


@policies.command("show")
@click.argument("policy_id", metavar="ID")
def show(policy_id: str) -> None:
    """写出一项政策的条款、标准、读法和其他读法。"""
    if policy_id not in policy.known():
        raise click.BadParameter(f"没有政策 {policy_id}，已有：{'、'.join(policy.known())}", param_hint="ID")
    found = law_of(policy_id)
    click.echo(f"{found.title}\n{found.number} {found.section}\n{found.digest}\n")
    for condition in found.conditions:
        click.echo(f"申报条件 {condition.id}：{condition.label}，应为{'是' if condition.wanted else '否'}")
    rules = found.appropriation
    click.echo(f"额度 {rules['number']} {rules['clause']}：{rules['text']}")
    click.echo(f"储备次序 {' → '.join(rules['order'])}：{rules['order_why']}")
    click.echo(f"资金不足 {rules['when_short']}：{rules['when_short_why']}")
    rows = {row["id"]: row for row in found.source["items"]}
    for item in found.items.values():
        click.echo(f"\n{item.clause} {item.id} {item.title}\n  {item.text}")
        for name, value in rows[item.id].items():
            if name not in _SHOWN:
                click.echo(f"  {name} = {_plain(value)}")
        for name, reading in item.readings.items():
            click.echo(f"  读法 {item.id}.{name} = {reading.value}（{reading.question}）")
            for choice, meaning in reading.choices.items():
                click.echo(f"    {'*' if choice == reading.value else ' '} {choice}：{meaning}")
            click.echo(f"    理由：{reading.why}")


_SHOWN = ("id", "clause", "title", "text", "readings", "labels", "sheet", "priority")


def _plain(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "；".join(_plain(row) for row in value)
    if isinstance(value, dict):
        return "，".join(f"{name} {_plain(part)}" for name, part in value.items())
    if isinstance(value, list):
        return " ".join(map(_plain, value)) or "未录入"
    if isinstance(value, str) and value.isdigit() and len(value) > 4:
        return f"{money.figures(int(value) * 100)} 元"
    return str(value)
