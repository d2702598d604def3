"""letters and export: what is printed and handed on."""

from collections.abc import Sequence
from pathlib import Path

import click

from subsidy import config, letters, workbook
from subsidy.cli.common import REFUSED, database, group, progress, say
from subsidy.desk import lists, papers
from subsidy.letters import GlyphError, Letter, LetterError


@group.command()
@click.argument("run")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def export(run: str, out: Path) -> None:
    """写出一个批次的资金分配明细表、公示名单、储备项目库和不予兑现清单。"""
    with database() as db:
        book = lists.book(db, run)
    workbook.export(out, book)
    say(f"已写出 {out}")


@group.command("letters")
@click.argument("run")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="每封一个 PDF，写入这个文件夹。")
@click.option("--merged", type=click.Path(dir_okay=False, path_type=Path), help="全批合印为一个 PDF。")
def letters_command(run: str, out: Path | None, merged: Path | None) -> None:
    """印制一个批次的告知书：奖励、不予兑现、列入储备、更正（追回）。"""
    if not out and not merged:
        raise click.UsageError("请用 --out 指定文件夹，或用 --merged 指定合印文件，或两者都用")
    with database() as db:
        found = list(papers.letters(db, run, config.office()))
    good = [letter for letter in found if printable(letter)]
    failed = len(found) - len(good)
    if out:
        failed += print_each(good, out)
    if merged:
        print_run(good, merged)
    say(f"告知书 {len(found)} 封，未能印制 {failed} 封")
    if failed:
        raise SystemExit(REFUSED)


def printable(letter: Letter) -> bool:
    """Whether every character has a glyph and every sum is right; tells what is wrong otherwise."""
    try:
        letters.html([letter])
    except (GlyphError, LetterError, ValueError) as error:
        say(str(error))
        return False
    return True


def print_each(found: Sequence[Letter], out: Path) -> int:
    """Writes one PDF a letter, each whole or not at all; how many failed."""
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for letter in progress(found, len(found), "告知书"):
        path = out / letters.filename(letter)
        try:
            write(path, letters.pdf([letter]))
        except LetterError as error:
            say(f"{path.name}：{error}")
            failed += 1
        else:
            click.echo(path)
    return failed


def print_run(found: Sequence[Letter], path: Path) -> None:
    """Writes one PDF for them all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    done = iter(progress(range(len(found)), len(found), "合印"))

    def advance(count: int) -> None:
        for _ in range(count):
            next(done, None)

    write(path, letters.merged(found, advance))
    click.echo(path)


def write(path: Path, data: bytes) -> None:
    """A file written whole or not at all."""
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(data)
    partial.replace(path)
