"""policies versions, diff, propose: what the law was, what a file would change, and asking for it."""

from pathlib import Path

import click

from subsidy import policy as files
from subsidy.cli.cases import policies
from subsidy.cli.common import database, in_force, law_of, person, say
from subsidy.cli.money import user_option
from subsidy.desk import law
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.policies.compare import compare
from subsidy.policy import Policy

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@policies.command("versions")
def versions() -> None:
    """列出获准的各版：政策编号、第几版、同意时间、提请人、同意人、理由、摘要；随程序的文件是第 0 版。"""
    with database() as db:
        for one in law.versions(db):
            about = (one.policy, str(one.number), one.at, one.proposer, one.actor, one.reason, one.digest)
            click.echo("\t".join(about))


@policies.command("diff")
@click.argument("old", metavar="ID|FILE")
@click.argument("new", metavar="[ID|FILE]", required=False)
def diff(old: str, new: str | None) -> None:
    """写出两份政策的不同之处，一行一处；只写一份的，与现行政策比较。写编号的，取其现行版本。"""
    was, now = (in_force(None), _read(old)) if new is None else (_read(old), _read(new))
    for part in compare(was.source, now.source):
        for change in part.changes:
            told = (part.title, change.label, change.kind, change.before or "—", change.after or "—")
            click.echo("\t".join(told))


@policies.command("propose")
@click.argument("file", type=_FILE)
@click.option("--reason", required=True, help="提请的理由和依据，至少 10 个字。")
@user_option
def propose(file: Path, reason: str, user: str) -> None:
    """提请以这份政策文件代替现行政策，写出提请的编号；由另一人用 subsidy answer 答复，同意后才作数。"""
    new = files.load_file(file)
    with database() as db:
        made = proposals.propose_policy(db, new, reason, person(db, user))
        say(f"已提请，待签批人答复：{proposals.one(db, made).title}")
    click.echo(made)


def _read(name: str) -> Policy:
    """A policy in force by its number, or one from a file."""
    return law_of(name) if name in files.known() else files.load_file(Path(name))
