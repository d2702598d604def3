"""demo: a complete small world in a fresh database, through the same steps as an office's year."""

import datetime
import shutil
from pathlib import Path

import click

from subsidy import config, demo, desk, money, policy, store, workbook
from subsidy.cli.common import DEFAULT_POLICY, fail, group, progress, say
from subsidy.cli.office import make_keys
from subsidy.cli.papers import print_each
from subsidy.desk import Plan, Taken, approval, lists, papers, printing, printrun
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.people import ROLES
from subsidy.desk.bureau.runs.approve import approve
from subsidy.desk.firm import accounts
from subsidy.store import Database

MARK = "demo.xlsx"


@group.command("demo")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="放在这个文件夹，原有演示会重做。")
def demo_command(out: Path | None) -> None:
    """演示：二十家虚构企业，从申报工作簿到告知书，额度不足，有储备。"""
    folder = out or config.INSTANCE / "demo"
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        fail(f"{folder} 里有别的文件，未改动；请用 --out 指定一个空文件夹")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    law, world = policy.load(DEFAULT_POLICY), demo.world()
    intake, database = folder / MARK, folder / "subsidy.db"
    workbook.template(intake, law, demo.rows(law, world))
    store.create(database)
    make_keys(folder / "keys")
    with store.connect(database) as db:
        taken = desk.take_in(db, law, workbook.read(intake, law), accepted=True, source=intake.name)
        desk.set_budget(db, law, world["year"], demo.appropriation(world))
        run, made = desk.run(db, law, world["year"], progress=progress)
        workbook.export(folder / "lists.xlsx", lists.book(db, run))
        made_staff(db)
        today, nobody_waits = datetime.date.today(), {**config.office(), "publication_days": 0}
        approver = staff.log_in(db, demo.STAFF["approver"], demo.PASSWORD)
        issued = approve(db, run, approval.digest(db, run), today, approver, nobody_waits)
        found = papers.papers(db, run, config.office())
        count, keys = papers.count(db, run), folder / "keys"
        failed = print_each(
            printing.files(db, found, folder / "letters", keys, cache=folder / "cache"), folder / "letters", count
        )
        found = papers.papers(db, run, config.office())
        failed |= dict(
            printrun.write(db, found, folder / "letters.pdf", failed, progress=progress, cache=folder / "cache")
        )
    _tell(folder, run, taken, made)
    say(f"告知书 {len(issued.letters)} 封已编号，未能印制 {len(failed) + len(issued.left)} 封")
    if issued.letters:
        first = folder / "letters" / issued.letters[0].name
        say(f"查验一封 SUBSIDY_DATABASE={database} .venv/bin/subsidy verify {first}")


def made_staff(db: Database) -> None:
    """An account of staff for each role, all with the password that the demo tells."""
    for role, login in demo.STAFF.items():
        code = staff.add(db, login, f"演示{ROLES[role]}", [role], "demo")
        accounts.reset(db, login, code, demo.PASSWORD)


def _tell(folder: Path, run: str, taken: Taken, made: Plan) -> None:
    """What was decided, and where everything lies."""
    say(f"企业 {taken.firms} 家，申报 {taken.claims} 项，历年奖励 {taken.history} 笔")
    sums = (money.cents(fen) for fen in (made.appropriation, made.granted, made.reserved))
    say("预算 {} 元，兑现 {} 元，储备 {} 元".format(*sums))
    say(f"申报工作簿 {folder / MARK}")
    say(f"告知书 {folder / 'letters'}，合印 {folder / 'letters.pdf'}")
    say(f"分配明细、公示、储备名单 {folder / 'lists.xlsx'}")
    database = folder / "subsidy.db"
    say(f"网站 SUBSIDY_DATABASE={database} .venv/bin/subsidy serve")
    say(f"工作人员登录名 {'、'.join(demo.STAFF.values())}，密码都是 {demo.PASSWORD}（只用于演示）")
    say(f"数据库 {database}（SUBSIDY_DATABASE={database} .venv/bin/subsidy decisions {run}）")
