"""The office on deadline day, and what its database has to say when the day is over."""

from pathlib import Path

from stdnum.cn import uscc

from bench.ledger.build import MONEY, Written
from bench.load.people import PASSWORD, values
from bench.rules.ours import POLICY, YEAR
from subsidy import desk, policy, store
from subsidy.desk.bureau import staff
from subsidy.desk.firm import accounts, evidence
from subsidy.letters import keys
from subsidy.store import accounts as table
from subsidy.store import applying
from subsidy.store.check import check

HANDLER, CLERK = "jingban", "fuhe"


def codes(count: int) -> list[str]:
    """The firms that apply."""
    plain = [f"91330411MA{number:07d}" for number in range(1, count + 1)]
    return [code + uscc.calc_check_digit(code) for code in plain]


def build(folder: Path, firms: int, batch: int) -> None:
    """A database with so many firms' accounts, and so many applications of others that wait for a run."""
    decides = policy.load(POLICY)
    keys.create(folder / "keys")
    store.create(folder / "subsidy.db")
    with store.connect(folder / "subsidy.db") as db:
        desk.set_budget(db, decides, YEAR, MONEY)
        Written(db, decides).firms(YEAR, batch)
        first = accounts.register(db, codes(1)[0], values(0)["firm"]["firm.name"], PASSWORD)
        hashed = table.by_id(db, first.id)["password"]  # type: ignore[index]
        with store.write(db):
            for number, code in enumerate(codes(firms)[1:], 1):
                table.add(db, code, table.FIRM, code, values(number)["firm"]["firm.name"], hashed, first.changed)
        for login, role in ((HANDLER, "handler"), (CLERK, "reviewer")):
            code = staff.add(db, login, f"示例{login}", [role], "bench")
            accounts.reset(db, login, code, PASSWORD)


def lost(folder: Path, firms: int, batch: int, run: str, brought: list[int]) -> list[str]:
    """What is not in the database as it was sent, and what `subsidy check --files` finds; empty when all is well."""
    found = []
    with store.connect(folder / "subsidy.db") as db:
        for number, code in enumerate(codes(firms)):
            sent = applying.submissions(db, POLICY, YEAR, code)
            if len(sent) != 1:
                found.append(f"{code}: {len(sent)} submissions")
                continue
            body = applying.submission(db, POLICY, YEAR, code, 1)["body"]  # type: ignore[index]
            if (kept := _typed(body)) != values(number):
                found.append(f"{code}: {kept}")
            if len(body["files"]) != brought[number]:
                found.append(f"{code}: {len(body['files'])} files of {brought[number]}")
        decided = db.execute("SELECT count(*) FROM decisions WHERE run = ?", [run]).fetchone()[0]
        if decided != batch:
            found.append(f"{run}: {decided} decisions of {batch}")
        found += check(db)
        found += evidence.damaged(db, folder / "files")
    return found


def _typed(body: dict) -> dict[str, dict[str, str]]:  # type: ignore[type-arg]
    """What a submission holds, in the form of `values`: fields that were left empty are left out."""
    found = {}
    for section in body["sections"]:
        root = "firm" if section["id"] == "firm" else "claims.0"
        row = section["values"] if root == "firm" else section["values"]["claims"][0]
        found[section["id"]] = dict(_fields(root, row))
    return found


def _fields(root: str, row: dict) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    made = []
    for name, value in row.items():
        if isinstance(value, list):
            for i, part in enumerate(value):
                made += _fields(f"{root}.{name}.{i}", part)
        elif value:
            made.append((f"{root}.{name}", value))
    return made
