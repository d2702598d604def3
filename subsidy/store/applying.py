"""A firm's year at the site: drafts, submissions, events, withdrawn claims: rows in and out.

Arguments stand in the order policy, year, uscc; `policy` is its id. Everything that writes wants a write transaction.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from subsidy.store.intake import LATEST, WITHDRAWN, Row, insert, rows
from subsidy.store.sealed import seal

# kinds of events, and what their bodies hold
SUBMITTED = "submitted"  # {"submission": number}
RESUBMITTED = "resubmitted"  # {"submission": number}
RETURNED = "returned"  # {"sections": {section: message}, "versions": {section: version of its draft then}}
WITHDRAWN_ALL = "withdrawn"  # {"reason": text}
OF_YEAR = "policy = ? AND year = ? AND uscc = ?"


def drafts(db: Database, policy: str, year: int, uscc: str) -> dict[str, Row]:
    """The drafts of a firm's year by section, each body read; an emptied one has the body None."""
    found = rows(db, f"SELECT * FROM drafts WHERE {OF_YEAR}", [policy, year, uscc])
    return {row["section"]: {**row, "body": json.loads(row["body"])} for row in found}


def draft(db: Database, policy: str, year: int, uscc: str, section: str) -> Row | None:
    """One draft, as `drafts`."""
    found = rows(db, f"SELECT * FROM drafts WHERE {OF_YEAR} AND section = ?", [policy, year, uscc, section])
    return {**found[0], "body": json.loads(found[0]["body"])} if found else None


def save_draft(db: Database, policy: str, year: int, uscc: str, section: str, body: Any, version: int, at: str) -> bool:
    """Saves a draft over the version it was made from (0: there was none); False if that is not the latest."""
    text = seal(db, json.dumps(body, ensure_ascii=False))
    where = [uscc, policy, year, section]
    if version == 0:
        # by what stands there, not ON CONFLICT: a trigger forbids to insert over another
        sql = """
            INSERT INTO drafts (uscc, policy, year, section, body, version, at) SELECT ?1, ?2, ?3, ?4, ?5, 1, ?6
            WHERE NOT EXISTS (SELECT 1 FROM drafts WHERE uscc = ?1 AND policy = ?2 AND year = ?3 AND section = ?4)
        """
        return db.execute(sql, [*where, text, at]).rowcount == 1
    sql = """
        UPDATE drafts SET body = ?5, version = version + 1, at = ?6
        WHERE uscc = ?1 AND policy = ?2 AND year = ?3 AND section = ?4 AND version = ?7
    """
    return db.execute(sql, [*where, text, at, version]).rowcount == 1


def add_submission(
    db: Database, policy: str, year: int, uscc: str, token: str, body: Any, evidence: Iterable[int], at: str, actor: str
) -> Row:
    """The next submission of a firm's year, with the ids of the evidence it rests on; its row as `submission`.

    The body is kept as canonical JSON, `digest` is its sha256. Asking for the same token again is the caller's matter
    (`by_token`); the database refuses a token twice.
    """
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    row = {
        "uscc": uscc,
        "policy": policy,
        "year": year,
        "number": 1 + len(submissions(db, policy, year, uscc)),
        "token": token,
        "body": text,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "at": at,
        "actor": actor,
    }
    made = insert(db, "submissions", row)
    pairs = [(made, one) for one in dict.fromkeys(evidence)]
    db.conn.executemany("INSERT INTO submission_evidence (submission, evidence) VALUES (?, ?)", pairs)
    return {"id": made, **row, "body": json.loads(text)}


def submissions(db: Database, policy: str, year: int, uscc: str) -> list[Row]:
    """What a firm sent for a year, oldest first, without the bodies."""
    columns = "id, uscc, policy, year, number, token, digest, at, actor"
    return rows(db, f"SELECT {columns} FROM submissions WHERE {OF_YEAR} ORDER BY number", [policy, year, uscc])


def submission(db: Database, policy: str, year: int, uscc: str, number: int) -> Row | None:
    """One submission by its number, its body read."""
    found = rows(db, f"SELECT * FROM submissions WHERE {OF_YEAR} AND number = ?", [policy, year, uscc, number])
    return {**found[0], "body": json.loads(found[0]["body"])} if found else None


def by_token(db: Database, token: str) -> Row | None:
    """The submission made with a token, whoever's it is, its body read; None where the token is unused."""
    found = rows(db, "SELECT * FROM submissions WHERE token = ?", [token])
    return {**found[0], "body": json.loads(found[0]["body"])} if found else None


def submitted_evidence(db: Database, submission: int) -> list[Row]:
    """The evidence that a submission rests on, also what was removed since."""
    sql = """
        SELECT e.*, f.type, f.size FROM submission_evidence AS s JOIN evidence AS e ON e.id = s.evidence
        JOIN files AS f ON f.digest = e.digest WHERE s.submission = ? ORDER BY e.id
    """
    return rows(db, sql, [submission])


def add_event(db: Database, policy: str, year: int, uscc: str, kind: str, body: Any, at: str, actor: str) -> None:
    """Something that happened to a firm's application; the kinds and their bodies stand at the head of this module."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    row = {"uscc": uscc, "policy": policy, "year": year, "kind": kind, "body": text, "at": at, "actor": actor}
    insert(db, "events", row)


def events(db: Database, policy: str, year: int, uscc: str) -> list[Row]:
    """Everything that happened to a firm's application, oldest first, each body read."""
    found = rows(db, f"SELECT * FROM events WHERE {OF_YEAR} ORDER BY id", [policy, year, uscc])
    return [{**row, "body": json.loads(row["body"])} for row in found]


def years(db: Database, policy: str, uscc: str) -> list[int]:
    """The years in which a firm has anything under a policy, latest first."""
    tables = " UNION ".join(
        f"SELECT year FROM {name} WHERE policy = :policy AND uscc = :uscc"
        for name in ("applications", "drafts", "events")
    )
    return [year for (year,) in db.execute(f"{tables} ORDER BY 1 DESC", {"policy": policy, "uscc": uscc})]


def open_claims(db: Database, policy: str, year: int, uscc: str) -> list[Row]:
    """The claims of a firm's year that can still be withdrawn: latest version, not decided, not withdrawn."""
    sql = f"""
        SELECT c.* FROM claims AS c JOIN applications AS a ON a.id = c.application
        WHERE a.policy = ? AND a.year = ? AND a.uscc = ? AND NOT EXISTS (SELECT 1 FROM lines WHERE final = c.id)
              AND {LATEST} AND NOT {WITHDRAWN}
        ORDER BY c.id
    """
    return rows(db, sql, [policy, year, uscc])


def withdraw_claims(db: Database, claims: Iterable[int], at: str, actor: str) -> None:
    """Takes claims back: no run decides them, and only a new version of them can be claimed again.

    The caller writes an audit entry in the same transaction, which makes a run's plan stale.
    """
    values = [(claim, at, actor) for claim in claims]
    db.conn.executemany("INSERT INTO claim_withdrawals (claim, at, actor) VALUES (?, ?, ?)", values)


def claims_before(db: Database, policy: str, year: int, uscc: str, item: str) -> list[Row]:
    """A firm's claims of an item in all earlier years, latest year first; latest versions, none withdrawn."""
    sql = f"""
        SELECT c.*, a.year FROM claims AS c JOIN applications AS a ON a.id = c.application
        WHERE a.policy = ? AND a.year < ? AND a.uscc = ? AND c.item = ? AND {LATEST} AND NOT {WITHDRAWN}
        ORDER BY a.year DESC, c.id
    """
    return rows(db, sql, [policy, year, uscc, item])
