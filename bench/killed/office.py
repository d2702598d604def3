"""The small office that acts are tried on: its year from an empty folder, one act after the other."""

import contextlib
import datetime
import io
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import openpyxl
from stdnum.cn import uscc  # type: ignore[import-untyped]

from bench.common import ROOT
from subsidy import config, demo, desk, policy, store, workbook
from subsidy.cli import group
from subsidy.cli.demo import made_staff
from subsidy.desk.bureau.money import payments
from subsidy.desk.bureau.people import Person
from subsidy.desk.bureau.runs import jobs, preview
from subsidy.desk.firm import accounts, drafts, evidence, submit
from subsidy.store import Database
from subsidy.store import jobs as rows
from subsidy.workbook import payments as sheet

YEAR, RUN = 2022, "2022-001"
FIRM = "91330402MA2DEM099" + uscc.calc_check_digit("91330402MA2DEM099")
WORKBOOK, LIST, SEEN, BACKUP = "demo.xlsx", "paid.xlsx", "seen.txt", "office.backup"
OFFICE = 'number_prefix = "示例信"\npublication_days = 0\n'
TRAINEES, NUMBER = "培训补助", "110101199003078515"  # an identity number of nobody: it has the form of one
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FIRM_SAYS = {
    "name": "示例软件有限公司",
    "district": "南湖区",
    "contact": "示例联系人",
    "phone": "0573-00000000",
    "account_name": "示例软件有限公司",
    "bank": "示例银行嘉兴分行",
    "account": "0001",
}
CLAIMED = {
    "revenue_tier": {"claims": [{"revenue": "5200", "previous_revenue": "4000"}]},
    "capability_certificate": {"claims": [{"scheme": "CMMI", "level": "5级"}]},
}

Do = Callable[[Path], None]


class Act(NamedTuple):
    """Something done at the office in a folder: what is got ready for it, the act, the act done again.

    `whole`: one transaction, so that of a killed act there is all or nothing. `told`: what it says where it was done
    already. `again` is how it goes on where that is another act. `made`: files and folders that it writes.
    """

    name: str
    ready: Do
    do: Do
    typed: str = ""
    whole: bool = True
    told: str = ""
    again: Do | None = None
    made: tuple[str, ...] = ()


def at_home(folder: Path) -> None:
    """From now on this process works for the office in a folder."""
    os.environ[config.DATABASE] = str(folder / "subsidy.db")
    os.environ.pop(config.KEYS, None)
    os.environ["PYTHONPATH"] = str(ROOT)  # the process of a job is this very program
    config.INSTANCE = folder
    os.chdir(folder)


def command(*args: str) -> Do:
    """A command of the program, given at the office."""

    def do(folder: Path) -> None:
        at_home(folder)
        group.main(args, prog_name="subsidy")

    return do


@contextmanager
def desk_of(folder: Path) -> Iterator[Database]:
    """The office's database."""
    at_home(folder)
    with store.connect(config.database()) as db:
        yield db


def nothing(_folder: Path) -> None:
    """Nothing has to be got ready."""


def blank(folder: Path) -> None:
    """A folder with what firms handed in on paper, and nothing else."""
    folder.mkdir(parents=True)
    world = demo.world()
    for row in world["claims"][TRAINEES]:
        row[2] = NUMBER
    workbook.template(folder / WORKBOOK, _law(), demo.rows(_law(), world))
    (folder / "office.toml").write_text(OFFICE, encoding="utf-8")


def _law() -> policy.Policy:
    return policy.load(config.POLICY)


def _people(folder: Path) -> None:
    with desk_of(folder) as db:
        made_staff(db)


def _typed_in(folder: Path) -> None:
    with desk_of(folder) as db:
        accounts.register(db, FIRM, FIRM_SAYS["name"], demo.PASSWORD)
        for section, typed in {"firm": FIRM_SAYS, **CLAIMED}.items():
            drafts.save(db, _law(), YEAR, FIRM, section, typed, 0, FIRM)


def _submit(folder: Path) -> None:
    """What is missing is uploaded, then all is sent; the window is the same one however often it is tried."""
    with desk_of(folder) as db:
        if not drafts.standing(db, _law(), YEAR, FIRM).locked("revenue_tier"):
            for section in CLAIMED:
                for wanted in evidence.missing(db, _law(), YEAR, FIRM, section):
                    given = (section, wanted.id, f"{wanted.title}.pdf", io.BytesIO(PDF + wanted.id.encode()), FIRM)
                    evidence.add(db, config.files(), _law(), YEAR, FIRM, *given)
        versions = dict.fromkeys(("firm", *CLAIMED), 1)
        submit.submit(db, _law(), YEAR, FIRM, "the-same-window", versions, FIRM)


def _appropriated(folder: Path) -> None:
    """The year's money, and a list that somebody looked at."""
    with desk_of(folder) as db:
        desk.set_budget(db, _law(), YEAR, demo.appropriation(demo.world()))
        seen = preview.digest(db, desk.plan(db, _law(), YEAR), config.cache())
        (folder / SEEN).write_text(seen, encoding="ascii")


def _run(folder: Path) -> None:
    seen = (folder / SEEN).read_text("ascii")
    command("run", str(YEAR), "--expect", seen)(folder)


def _job(folder: Path) -> None:
    """A run asked for on the page, whose process has not begun."""
    _appropriated(folder)
    with desk_of(folder) as db:
        asked = f'{{"year": {YEAR}, "digest": "{(folder / SEEN).read_text("ascii")}"}}'
        with store.write(db):
            rows.add(db, "run", str(YEAR), asked, "2022-03-01T09:00:00+08:00", demo.STAFF["handler"])


def _job_again(folder: Path) -> None:
    """Whoever looks finds the job interrupted, and starts it again; or finds it done."""
    with desk_of(folder) as db:
        who = Person(demo.STAFF["handler"], "", frozenset({"handler"}))
        if not jobs.job(db, 1).over or jobs.job(db, 1).again:
            made = jobs.again(db, 1, who)
            while not (found := jobs.job(db, made)).over:
                time.sleep(0.02)
            assert found.state == rows.DONE, found


def _list(folder: Path) -> None:
    """The payment list as the finance office filled it in: the second firm's bank sent the money back."""
    with desk_of(folder) as db:
        sheet.write(folder / LIST, payments.book(db, RUN))
    book = openpyxl.load_workbook(folder / LIST)
    page, day = book[sheet.LIST], datetime.date.today().isoformat()
    at = {cell.value: cell.column for cell in page[3]}
    for nth, cells in enumerate(page.iter_rows(min_row=4)):
        if not cells[at["统一社会信用代码"] - 1].value:
            continue
        paid = {"支付凭证号": f"ZF-{nth}", "结果": "已拨付"} if nth != 1 else {"结果": "退回", "退回原因": "账户已注销"}
        for heading, value in {"拨付日期": day, **paid}.items():
            page.cell(cells[0].row, at[heading]).value = value
    book.save(folder / LIST)


def _learned(folder: Path) -> None:
    """An office that has printed before: what was learnt of setting letters lies in its cache."""
    command("letters", RUN, "--draft", "--out", "drafts")(folder)


def _print_again(folder: Path) -> None:
    """Files go on where they stopped; a print run that is there is there whole, and was logged."""
    merged = () if (folder / "letters.pdf").exists() else ("--merged", "letters.pdf")
    command("letters", RUN, "--out", "letters", *merged)(folder)


def _backed_up(folder: Path) -> None:
    """A backup, after which money came and a file of the firm's went."""
    with contextlib.suppress(SystemExit):
        command("backup", BACKUP)(folder)
    shutil.rmtree(config.files())
    with desk_of(folder) as db:
        desk.set_budget(db, _law(), YEAR, 2 * demo.appropriation(demo.world()))


def _backup_again(folder: Path) -> None:
    """A backup that is there is whole, and brings back what there is; one that is not is made anew. Then the next."""
    for name in (BACKUP, f"next-{BACKUP}"):
        if not (folder / name).exists():
            with contextlib.suppress(SystemExit):
                command("backup", name)(folder)
    command("restore", BACKUP)(folder)


def copied(folder: Path, to: Path) -> Path:
    """A copy of an office's folder, without anybody at work in it."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(folder, to))


_PASSWORD = demo.PASSWORD + "\n"
_TODAY = datetime.date.today().isoformat()
_APPROVE = ("approve", RUN, "--user", demo.STAFF["approver"], "--date", _TODAY)
_PAY = ("pay", RUN, "--confirm", LIST, "--user", demo.STAFF["finance"])

# a year, in its order: each act begins where the one before it ended
THE_YEAR = (
    Act("init", nothing, command("init"), whole=False, made=("keys",)),
    Act("import", _people, command("import", WORKBOOK, "--accepted")),
    Act("submit", _typed_in, _submit, whole=False, made=("files",)),
    Act("run", _appropriated, _run, told="没有再次启动"),
    Act("approve", nothing, command(*_APPROVE), _PASSWORD),
    Act(
        "letters",
        _learned,
        command("letters", RUN, "--out", "letters", "--merged", "letters.pdf"),
        whole=False,
        again=_print_again,
        made=("letters", "letters.pdf"),
    ),
    Act("pay", _list, command(*_PAY), _PASSWORD),
)

# acts that begin where one of the year ended, and after which nothing comes
BESIDES = {
    Act("job", _job, command("job", "1"), whole=False, told="已由别的进程办理", again=_job_again): "submit",
    Act("backup", nothing, command("backup", BACKUP), again=_backup_again, made=("files",)): "pay",
    Act("rekey", nothing, command("rekey")): "pay",
    Act("restore", _backed_up, command("restore", BACKUP), made=("files",)): "pay",
}
SLOW = ("job", "letters")  # a program that starts anew, and one that sets letters
