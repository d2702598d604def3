"""Firms, applications and claims: rows in and out."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlite_utils import Database

from subsidy.intake import DETAILS
from subsidy.store.sealed import open_row, seal

Row = dict[str, Any]

# an award w that was not taken back; a claim c in its latest version
LIVE = "NOT EXISTS (SELECT 1 FROM ledger AS r WHERE r.award = w.id AND r.kind = 'reversal')"
LATEST = """NOT EXISTS (SELECT 1 FROM claims AS n WHERE n.application = c.application AND n.item = c.item
                        AND n.key = c.key AND n.version > c.version)"""
# a claim c that the firm took back itself
WITHDRAWN = "EXISTS (SELECT 1 FROM claim_withdrawals WHERE claim = c.id)"

GIVEN = "(SELECT value FROM json_each(?))"  # what is given as a list in JSON: of any length

_source: ContextVar[str] = ContextVar("source", default="")  # from where whoever acts does so

# acts that no run rests on: drafts are saved every few seconds and must not make plans stale
QUIET = (
    "account_register",
    "account_code",
    "account_reset",
    "account_password",
    "account_disable",
    "account_enable",
    "draft_save",
    "draft_remove",
    "evidence_add",
    "evidence_remove",
    "staff_add",
    "staff_roles",
    "token_add",
    "token_revoke",
    "rekey",
    "assign",
    "comment",
    "check",
    "job",
    "publish",
    "object",
    "answer",
    "pay",
    "propose",
    "print",
    "offer",
    "answer_offer",
)


def rows(db: Database, sql: str, values: Sequence[Any] | dict[str, Any] | None = None) -> list[Row]:
    """The rows of a query as dictionaries, identity numbers opened."""
    return [open_row(db, row) for row in db.query(sql, values)]


def insert(db: Database, table: str, row: Row) -> int:
    """A new row, identity numbers sealed; its id."""
    sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
    return int(db.execute(sql, [seal(db, value) for value in row.values()]).lastrowid or 0)


def note(db: Database, at: str, actor: str, act: str, subject: str, detail: Any) -> None:
    """An entry of the audit trail, with the place that `acting_from` named."""
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    row = {"at": at, "actor": actor, "act": act, "subject": subject, "detail": text, "source": _source.get()}
    insert(db, "audit", row)


@contextmanager
def acting_from(source: str) -> Iterator[None]:
    """From where what is done inside is done, as the audit trail tells it: an address, a command."""
    before = _source.set(source)
    try:
        yield
    finally:
        _source.reset(before)


def mark(db: Database) -> int:
    """A number that grows with every change that a run could rest on: all but the QUIET acts."""
    sql = f"SELECT id FROM audit WHERE act NOT IN ({', '.join('?' * len(QUIET))}) ORDER BY id DESC LIMIT 1"
    found = db.execute(sql, QUIET).fetchone()
    return int(found[0]) if found else 0


def firm(db: Database, uscc: str) -> Row | None:
    """A firm, its conditions as a dictionary."""
    found = rows(db, "SELECT * FROM firms WHERE uscc = ?", [uscc])
    return {**found[0], "conditions": json.loads(found[0]["conditions"])} if found else None


def firms(db: Database, codes: Iterable[str]) -> dict[str, Row]:
    """Firms by their codes."""
    found = rows(db, f"SELECT * FROM firms WHERE uscc IN {GIVEN}", [json.dumps(list(codes))])
    return {row["uscc"]: {**row, "conditions": json.loads(row["conditions"])} for row in found}


def save_firm(db: Database, record: Row, at: str) -> None:
    """A new or changed firm; a name it has not had before is kept with its date."""
    row = {**record, "conditions": json.dumps(record["conditions"], sort_keys=True)}
    db.table("firms").upsert(row, pk="uscc")
    if not rows(db, "SELECT 1 FROM firm_names WHERE uscc = ? AND name = ?", [record["uscc"], record["name"]]):
        db.table("firm_names").insert({"uscc": record["uscc"], "name": record["name"], "since": at})


def blank_firm(uscc: str, name: str) -> Row:
    """A firm of which nothing but the name is known."""
    return {"uscc": uscc, "name": name, **dict.fromkeys(DETAILS), "conditions": {}}


def application(db: Database, policy: str, year: int, uscc: str) -> Row | None:
    """A firm's application for a year."""
    found = rows(db, "SELECT * FROM applications WHERE policy = ? AND year = ? AND uscc = ?", [policy, year, uscc])
    return found[0] if found else None


def add_application(db: Database, policy: str, year: int, uscc: str, case_id: str, at: str) -> Row:
    """A new application."""
    row = {"policy": policy, "year": year, "uscc": uscc, "case_id": case_id, "received": at}
    inserted = db.table("applications").insert(row)
    return {"id": inserted.last_pk, **row}


# outcome: the last decision on the claim; live: what its award rests on, None where there is none or it was taken back;
# withdrawn: 1 where the firm took the claim back, which can then neither be changed nor decided; vouched: the last act
# of whoever checked it; told: 1 where what decided it for good is approved
CLAIMS = f"""
    SELECT c.*, (SELECT outcome FROM lines WHERE claim = c.id ORDER BY id DESC LIMIT 1) AS outcome,
           (SELECT w.facts FROM awards AS w JOIN lines AS l ON l.id = w.line WHERE l.claim = c.id AND {LIVE}) AS live,
           {WITHDRAWN} AS withdrawn,
           (SELECT act FROM vouchings WHERE claim = c.id ORDER BY id DESC LIMIT 1) AS vouched,
           EXISTS (SELECT 1 FROM lines AS l JOIN approved_decisions AS a ON a.decision = l.decision
                   WHERE l.final = c.id) AS told
    FROM claims AS c
"""


def claims(db: Database, application_id: int) -> list[Row]:
    """The claims of an application in their order, with their last outcome, their live award, and if withdrawn."""
    return rows(db, f"{CLAIMS} WHERE c.application = ? ORDER BY c.id", [application_id])


def barred_claims(db: Database, policy: str, uscc: str) -> list[Row]:
    """A firm's claims, in their latest version, that were refused for a condition of the firm itself."""
    sql = f"""
        SELECT c.* FROM claims AS c JOIN applications AS a ON a.id = c.application
        JOIN lines AS l ON l.final = c.id JOIN decisions AS d ON d.id = l.decision
        WHERE a.policy = ? AND a.uscc = ? AND l.outcome = 'refused'
              AND json_extract(d.body, '$.lines[' || l.position || '].reasons[0].code') = 'condition_failed'
              AND {LATEST}
        ORDER BY c.id
    """
    return rows(db, sql, [policy, uscc])


def add_claim(
    db: Database, application: int, item: str, key: str, version: int, facts: str, place: str, accepted: bool
) -> int:
    """A new claim; its id. `accepted`: the office vouches for its evidence."""
    row = {"application": application, "item": item, "key": key, "version": version, "facts": facts, "place": place}
    return insert(db, "claims", {**row, "accepted": int(accepted)})


def change_claim(db: Database, claim_id: int, facts: str, place: str, accepted: bool) -> None:
    """Other facts for a claim that is not decided; they want to be vouched for anew."""
    db.table("claims").update(claim_id, {"facts": seal(db, facts), "place": place, "accepted": int(accepted)})


def ready(db: Database, policy: str, year: int) -> list[Row]:
    """Every open claim of a year that the office vouches for, in its latest version, unless the firm withdrew it.

    Firms by code, claims in order.
    """
    sql = f"""
        SELECT c.id, c.item, c.facts, c.application, a.uscc, a.case_id, a.received,
               EXISTS (SELECT 1 FROM lines WHERE claim = c.id) AS seen
        FROM claims AS c JOIN applications AS a ON a.id = c.application
        WHERE a.policy = ? AND a.year = ? AND c.accepted = 1
              AND NOT EXISTS (SELECT 1 FROM lines WHERE final = c.id)
              AND {LATEST} AND NOT {WITHDRAWN}
        ORDER BY a.uscc, c.id
    """
    return rows(db, sql, [policy, year])
