"""issue, letters and export: what is numbered, printed and handed on."""

import datetime
import hashlib
from collections.abc import Iterable
from pathlib import Path

import click

from subsidy import config, letters, workbook
from subsidy.cli.common import REFUSED, actor, database, group, progress, say
from subsidy.desk import lists, papers
from subsidy.desk.issue import issue
from subsidy.desk.papers import Paper, PrintError
from subsidy.letters import Letter, LetterError
from subsidy.store import Database

AT_ONCE = 200  # files of issued letters whose digests are kept together


@group.command()
@click.argument("run")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def export(run: str, out: Path) -> None:
    """写出一个批次的资金分配明细表、公示名单、储备项目库和不予兑现清单。"""
    with database() as db:
        book = lists.book(db, run)
    workbook.export(out, book)
    say(f"已写出 {out}")


@group.command("issue")
@click.argument("run")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), metavar="年-月-日", help="成文日期，不填为今天。")
@click.option("--user", metavar="姓名", help="经办人，记入操作记录，不填为当前账户。")
def issue_command(run: str, date: datetime.datetime | None, user: str | None) -> None:
    """印发一个批次的告知书：尚未编号的逐封编定文号，此后内容不再变动。可重复运行，不会重复编号。"""
    day = date.date() if date else datetime.date.today()
    with database() as db:
        made = issue(db, run, day, user or actor(), config.office(), progress)
    for one in made.letters:
        click.echo("\t".join(one))
    for problem in made.left:
        say(f"未编号 {problem}")
    span = f"（{made.letters[0].number} 至 {made.letters[-1].number}）" if made.letters else ""
    say(f"本次编号 {len(made.letters)} 封{span}，未能编号 {len(made.left)} 封")
    if made.left:
        raise SystemExit(REFUSED)


@group.command("letters")
@click.argument("run")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="每封一个 PDF，写入这个文件夹。")
@click.option("--merged", type=click.Path(dir_okay=False, path_type=Path), help="全批合印为一个 PDF。")
@click.option("--draft", is_flag=True, help="全部印成送签稿，已编号的也不例外。")
def letters_command(run: str, out: Path | None, merged: Path | None, draft: bool) -> None:
    """印制一个批次的告知书：奖励、不予兑现、列入储备、更正（追回）。已编号的印正式件，未编号的印送签稿。"""
    if not out and not merged:
        raise click.UsageError("请用 --out 指定文件夹，或用 --merged 指定合印文件，或两者都用")
    failed: set[str] = set()
    with database() as db:
        office = config.office()
        if out:
            failed |= print_each(db, papers.papers(db, run, office, draft), out)
        if merged:
            failed |= print_run(db, papers.papers(db, run, office, draft), merged, failed)
        count = sum(1 for _ in papers.papers(db, run, office, draft))
    say(f"告知书 {count} 封，未能印制 {len(failed)} 封")
    if failed:
        raise SystemExit(REFUSED)


def print_each(db: Database, found: Iterable[Paper], out: Path) -> set[str]:
    """Writes one PDF a letter, each whole or not at all; the names of those that failed.

    The file of an issued letter is always the same: its digest is kept the first time, and compared from then on.
    """
    out.mkdir(parents=True, exist_ok=True)
    failed: set[str] = set()
    new: dict[int, str] = {}
    for paper in progress(found, 0, "告知书"):
        try:
            data = letters.pdf([paper.letter])
            digest = hashlib.sha256(data).hexdigest()
            if paper.key and not papers.known_file(db, paper, digest):
                new[paper.key] = digest
            write(out / paper.name, data)
        except (LetterError, PrintError, ValueError) as error:
            say(f"{paper.name}：{error}")
            failed.add(paper.name)
        else:
            click.echo(out / paper.name)
        if len(new) >= AT_ONCE:
            papers.filed(db, new, actor())
            new.clear()
    if new:
        papers.filed(db, new, actor())
    return failed


def print_run(db: Database, found: Iterable[Paper], path: Path, known: Iterable[str] = ()) -> set[str]:
    """Writes one PDF for them all and logs the print; the names of those that failed, `known` ones left out unsaid."""
    path.parent.mkdir(parents=True, exist_ok=True)
    failed, known = set(), frozenset(known)
    good: list[Paper] = []
    for paper in found:
        if paper.name in known:
            continue
        if printable(paper.letter):
            good.append(paper)
        else:
            failed.add(paper.name)
    counts = papers.copies(db, (paper.key for paper in good if paper.key))
    marked = [p.letter._replace(mark=papers.mark(counts[p.key])) if p.key else p.letter for p in good]
    done = iter(progress(range(len(good)), len(good), "合印"))

    def advance(count: int) -> None:
        for _ in range(count):
            next(done, None)

    data = letters.merged(marked, advance)
    if counts:
        papers.printed(db, counts, actor())
    write(path, data)
    click.echo(path)
    return failed


def printable(letter: Letter) -> bool:
    """Whether every character has a glyph and every sum is right; tells what is wrong otherwise."""
    try:
        letters.html([letter])
    except (LetterError, ValueError) as error:
        say(str(error))
        return False
    return True


def write(path: Path, data: bytes) -> None:
    """A file written whole or not at all."""
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(data)
    partial.replace(path)
