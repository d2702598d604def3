"""approval and labels: what is printed beside the letters."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from subsidy import config
from subsidy.cli.common import REFUSED, database, group, progress, say
from subsidy.desk import approval as desk
from subsidy.desk.printing import written
from subsidy.letters import GlyphError, forms


@group.command("approval")
@click.argument("run")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="写入这个文件夹。")
@click.option("--merged", type=click.Path(dir_okay=False, path_type=Path), help="另合印为一个 PDF，批次审批单在前。")
def approval_command(run: str, out: Path, merged: Path | None) -> None:
    """印制一个批次的审批单：批次一份（附决定清单），每家企业一份，供经办、复核和领导签署。"""
    with database() as db:
        papers = desk.Papers(db, run, config.office())
        batch = papers.batch()
        found = list(papers.firms())
    out.mkdir(parents=True, exist_ok=True)
    whole = forms.join(forms.batch(batch))
    written(out / "batch-approval.pdf", whole)
    click.echo(out / "batch-approval.pdf")
    good = list(_each(found, out))
    if merged:
        merged.parent.mkdir(parents=True, exist_ok=True)
        written(merged, forms.join(progress(chain([whole], forms.approvals(good)), 0, "合印")))
        click.echo(merged)
    failed = len(found) - len(good)
    say(f"批次审批单 1 份，企业审批单 {len(found)} 份，未能印制 {failed} 份")
    if failed:
        raise SystemExit(REFUSED)


def _each(found: list[forms.Approval], out: Path) -> Iterator[forms.Approval]:
    """Writes one PDF a firm, each whole or not at all; passes on those that can be printed."""
    for made in progress(found, len(found), "审批单"):
        path = out / f"{made.firm['uscc']}-approval.pdf"
        try:
            written(path, forms.approval(made))
        except (GlyphError, forms.FormError) as error:
            say(f"{path.name}：{error}")
            continue
        click.echo(path)
        yield made


@group.command("labels")
@click.argument("run")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def labels_command(run: str, out: Path) -> None:
    """印制一个批次的邮寄标签：A4 每张 24 个（70×37 毫米），收到告知书的企业每家一个，先按区县、再按代码排列。"""
    with database() as db:
        found = desk.labels(db, run)
    good = []
    for label in found:
        if bad := forms.missing(label):
            say(str(GlyphError(label.name, label.uscc, bad)))
        else:
            good.append(label)
    if good:
        out.parent.mkdir(parents=True, exist_ok=True)
        written(out, forms.join(forms.labels(good)))
        click.echo(out)
    say(f"标签 {len(good)} 个，未能印制 {len(found) - len(good)} 个")
    if len(good) < len(found):
        raise SystemExit(REFUSED)
