"""approval and labels: what is printed beside the letters."""

import datetime
from pathlib import Path

import click

from subsidy import config
from subsidy.cli.common import REFUSED, database, group, progress, say
from subsidy.desk import approval as desk
from subsidy.desk.run import find
from subsidy.desk.signing import BATCH, approvals
from subsidy.desk.whole import written
from subsidy.letters import GlyphError, forms, office


@group.command("approval")
@click.argument("run")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="写入这个文件夹。")
@click.option("--merged", type=click.Path(dir_okay=False, path_type=Path), help="另合印为一个 PDF，批次审批单在前。")
def approval_command(run: str, out: Path, merged: Path | None) -> None:
    """印制一个批次的审批单：批次一份（附决定清单），每家企业一份，供经办、复核和领导签署。"""
    firms = failed = 0
    with database() as db:
        papers = desk.Papers(db, run, config.office())
        for one in approvals(papers, out, merged, progress):
            firms += one.path not in (out / BATCH, merged)
            failed += bool(one.problem)
            if one.problem:
                say(f"{one.path.name}：{one.problem}")
            else:
                click.echo(one.path)
    say(f"批次审批单 1 份，企业审批单 {firms} 份，未能印制 {failed} 份")
    if failed:
        raise SystemExit(REFUSED)


@group.command("labels")
@click.argument("run")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def labels_command(run: str, out: Path) -> None:
    """印制一个批次的邮寄标签：A4 每张 24 个（70×37 毫米），收到告知书的企业每家一个，先按区县、再按代码排列。"""
    with database() as db:
        at = find(db, run)["at"]
        found = desk.labels(db, run, config.office())
    good = []
    for label in found:
        if bad := forms.missing(label):
            say(str(GlyphError(label.name, label.uscc, bad)))
        else:
            good.append(label)
    if good:
        issuer, day = str(office(**config.office())["issuer"]), datetime.date.fromisoformat(at[:10])
        written(out, forms.bound(forms.labels(good), forms.About("邮寄标签", issuer, day)))
        click.echo(out)
    say(f"标签 {len(good)} 个，未能印制 {len(found) - len(good)} 个")
    if len(good) < len(found):
        raise SystemExit(REFUSED)
