"""Firms apply at a desk with a ledger, and staff decide on them; what that costs an application. One line of JSON."""

import argparse
import io
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stdnum.cn import uscc

from bench.common import peak_mb
from bench.ledger.build import SPREAD
from bench.rules.ours import POLICY, YEAR
from subsidy import policy, store
from subsidy.desk import vouching
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.people import Person
from subsidy.desk.bureau.runs import preview
from subsidy.desk.common import now
from subsidy.desk.firm import drafts, evidence, submit
from subsidy.policy import Policy
from subsidy.store import Database, checks, intake

NEW = 5_000_000  # numbers of firms that the ledger does not know
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DETAILS = {
    "district": "南湖区",
    "contact": "示例联系人",
    "phone": "0573-00000000",
    "bank": "示例银行嘉兴分行",
    "account": "0001",
}
CLAIMS: dict[str, Any] = {
    "revenue_tier": {"revenue": "5200", "previous_revenue": "4000"},
    "outsourcing_bonus": {
        "orders": [{"contract": "HT-1", "buyer": "示例发包方", "buyer_region": "310000", "executed": "100"}]
    },
    "capability_certificate": {"scheme": "CMMI", "level": "3级"},
}


def codes(count: int, where: str) -> Iterator[str]:
    """Firms that apply: where the ledger is of earlier years, every other one is in it."""
    for number in range(1, count + 1):
        plain = f"91330402MA{number if where == SPREAD and number % 2 else NEW + number:07d}"
        yield plain + uscc.calc_check_digit(plain)


def type_in(db: Database, decides: Policy, folder: Path, code: str) -> None:
    """Everything that a firm types and brings."""
    typed = {"firm": {"name": f"示例{code[-9:-1]}软件有限公司", "account_name": "示例", **DETAILS}}
    typed |= {section: {"claims": [values]} for section, values in CLAIMS.items()}
    for section, values in typed.items():
        drafts.save(db, decides, YEAR, code, section, values, 0, code)
    for section in CLAIMS:
        for wanted in evidence.missing(db, decides, YEAR, code, section):
            given = (section, wanted.id, f"{wanted.title}.pdf", io.BytesIO(PDF), code)
            evidence.add(db, folder, decides, YEAR, code, *given)


def send(db: Database, decides: Policy, code: str) -> None:
    """The check page, and sending what it shows."""
    shown = submit.preview(db, decides, YEAR, code).versions
    submit.submit(db, decides, YEAR, code, f"bench-{code}", shown, code)


def vouch(db: Database, firms: list[str]) -> None:
    """The office vouches for what was sent."""
    with store.write(db):
        for code in firms:
            application = intake.application(db, POLICY, YEAR, code)
            assert application
            for claim in intake.claims(db, application["id"]):
                checks.add_vouchings(db, [vouching.imported(claim["id"], claim["facts"], "bench", "bench", now())])
                checks.set_accepted(db, [claim["id"]], True)


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor, and what came of it: what else the machine does counts for nothing."""
    begin = time.process_time()
    found = act()
    return time.process_time() - begin, found


def measure(path: Path, count: int, where: str) -> dict[str, float]:
    """Milliseconds of processor an application, of each step; the run is the one that was previewed."""
    decides, firms = policy.load(POLICY), list(codes(count, where))
    with store.connect(path) as db:
        person = _handler(db)
        typing, _ = timed(lambda: [type_in(db, decides, path.parent / "files", code) for code in firms])
        sending, _ = timed(lambda: [send(db, decides, code) for code in firms])
        vouch(db, firms)
        looking, seen = timed(lambda: preview.preview(db, decides, YEAR, person))
        running, _ = timed(lambda: preview.start(db, decides, YEAR, seen.digest, person))
        assert len(seen.plan.entries) == count
    each = {"type": typing, "submit": sending, "preview": looking, "run": running}
    found = {step: seconds / count * 1000 for step, seconds in each.items()}
    return {**found, "all": sum(found.values()), "peak_mb": peak_mb()}


def _handler(db: Database) -> Person:
    """Somebody who starts runs."""
    staff.add(db, "jingban", "示例经办", ["handler"], "bench")
    return Person("jingban", "示例经办", frozenset({"handler"}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("where")
    parser.add_argument("--applications", type=int, default=200)
    asked = parser.parse_args()
    with TemporaryDirectory(dir=asked.database.parent) as name:
        copied = Path(name) / "subsidy.db"
        shutil.copyfile(asked.database, copied)
        print(json.dumps(measure(copied, asked.applications, asked.where)))
