"""policies check: what who writes a policy asks of it."""

from pathlib import Path

import click

from subsidy import author, policy
from subsidy.cli.cases import policies
from subsidy.cli.common import REFUSED, fail, law_of, say
from subsidy.policy import Policy, PolicyError

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@policies.command("check")
@click.argument("file", metavar="FILE")
@click.option("--against", type=_FILE, metavar="CASES", help="与案例文件（TOML）逐例比对，并指出还没有案例的边界。")
@click.option("--cases", "out", type=click.Path(path_type=Path), metavar="OUT", help="写出边界案例，结果待填。")
def check_command(file: str, against: Path | None, out: Path | None) -> None:
    """检查政策文件，或已有政策（写编号）的现行版本：缺口、重叠、不可达的档次、不起作用的读法、没有案例的边界。"""
    if out is not None and out.exists():
        fail(f"{out} 已存在，不覆盖；请换一个文件名")
    law = _law(file)
    found = author.check(law)
    for one in found:
        click.echo(f"{one.kind} {one.place}: {one.text}")
    wrong = sum(not one.hint for one in found)
    edges = author.edges(law, author.year_of(law))
    if against is not None:
        cases = author.worked(against)
        edges = author.uncovered(law, cases)
        idle = {one.place for one in found if one.hint}
        wrong += _compared(law, cases, edges, [name for name in author.untried(law, cases) if name not in idle])
    if out is not None:
        out.write_text(author.written(law, edges), encoding="utf-8")
        say(f"已写出 {len(edges)} 个边界案例：{out}")
    hints = sum(one.hint for one in found)
    say(f"须改正 {wrong} 处，提示 {hints} 处")
    if wrong:
        raise SystemExit(REFUSED)


def _law(file: str) -> Policy:
    """The policy to check; what cannot be loaded is told place by place, which is what was asked."""
    path = Path(file)
    try:
        return law_of(file) if file in policy.known() and not path.exists() else policy.load_file(path)
    except PolicyError as error:
        for problem in error.problems:
            click.echo(f"错误 {problem}")
        raise SystemExit(REFUSED) from None


def _compared(law: Policy, cases: list[author.Worked], edges: list[author.Edge], untried: list[str]) -> int:
    """Says where the cases differ, at which edges none lies and on which readings none rests; how many of all."""
    differs = author.compare(law, cases)
    for one in differs:
        click.echo(f"{'待填' if one.open else '不符'} {one.place}: {one.text}")
    for edge in edges:
        click.echo(f"未覆盖 {edge.item}: {edge.name}")
    for name in untried:
        click.echo(f"未覆盖 {name}: 没有案例用到这个读法")
    say(f"比对 {len(cases)} 个案例")
    return len(differs) + len(edges) + len(untried)
