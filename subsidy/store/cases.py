"""What the staff's pages of one application rest on, and what they add to it: rows in and out."""

import json
from collections.abc import Iterable

from sqlite_utils import Database

from subsidy.store.files import WITH_FILE
from subsidy.store.intake import LIVE, Row, insert, rows


def application(db: Database, application_id: int) -> Row | None:
    """An application by its id, with the name and district that its firm has now."""
    sql = """
        SELECT a.*, f.name, f.district FROM applications AS a JOIN firms AS f ON f.uscc = a.uscc WHERE a.id = ?
    """
    found = rows(db, sql, [application_id])
    return found[0] if found else None


def piece(db: Database, evidence_id: int) -> Row | None:
    """A piece of evidence that a submission rests on, also what was removed since; a draft's files are the firm's."""
    sql = f"{WITH_FILE} WHERE e.id = ? AND EXISTS (SELECT 1 FROM submission_evidence WHERE evidence = e.id)"
    found = rows(db, sql, [evidence_id])
    return found[0] if found else None


def vouchings(db: Database, application_id: int) -> list[Row]:
    """All that was said of an application's claims as a whole, oldest first."""
    sql = "SELECT v.* FROM vouchings AS v JOIN claims AS c ON c.id = v.claim WHERE c.application = ? ORDER BY v.id"
    return rows(db, sql, [application_id])


def findings(db: Database, application_id: int) -> list[Row]:
    """What persons found on an application's claims, oldest first; `item` is the claim's."""
    sql = """
        SELECT f.*, c.item FROM findings AS f JOIN claims AS c ON c.id = f.claim WHERE c.application = ? ORDER BY f.id
    """
    return rows(db, sql, [application_id])


def lines(db: Database, application_id: int) -> list[Row]:
    """What runs decided on an application, line by line, oldest first, with what became of the award of each.

    `funded_by`: the run that had money for it; `reversed_at`, `reversed_why`: where it was taken back; `excluded`: why
    its decision was left out of the batch; `approved`: 1 once somebody signed.
    """
    sql = """
        SELECT l.*, d.run, d.rank, d.body, r.at, r.policy_source, w.id AS award, g.run AS funded_by,
               v.at AS reversed_at, v.reason AS reversed_why, x.reason AS excluded,
               EXISTS (SELECT 1 FROM approved_decisions AS p JOIN decisions AS o ON o.id = p.decision
                       WHERE o.application = d.application AND o.run = coalesce(g.run, d.run)) AS approved
        FROM decisions AS d JOIN lines AS l ON l.decision = d.id JOIN runs AS r ON r.id = d.run
        LEFT JOIN awards AS w ON w.line = l.id
        LEFT JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant'
        LEFT JOIN ledger AS v ON v.award = w.id AND v.kind = 'reversal'
        LEFT JOIN exclusions AS x ON x.decision = d.id
        WHERE d.application = ? ORDER BY l.id
    """
    return rows(db, sql, [application_id])


def ranks(db: Database, application_id: int) -> list[Row]:
    """The decisions on an application, oldest first: run, rank on its reserve list, when."""
    sql = """
        SELECT d.id, d.run, d.rank, r.at, r.actor, d.total FROM decisions AS d JOIN runs AS r ON r.id = d.run
        WHERE d.application = ? ORDER BY d.id
    """
    return rows(db, sql, [application_id])


def letters(db: Database, application_id: int) -> list[Row]:
    """The letters on an application, oldest first: kind, number, date, and the ids of the claims they decide on."""
    sql = """
        SELECT t.id, t.kind, t.run, t.at, t.actor, t.code, json_extract(t.body, '$.number') AS number,
               json_extract(t.body, '$.date') AS date,
               (SELECT json_group_array(claim) FROM letter_claims WHERE letter = t.id) AS claims
        FROM letters AS t JOIN decisions AS d ON d.id = t.decision WHERE d.application = ? ORDER BY t.id
    """
    return [{**row, "claims": json.loads(row["claims"])} for row in rows(db, sql, [application_id])]


def awards(db: Database, policy: str, uscc: str) -> list[Row]:
    """Every award of a firm under a policy that was not taken back, latest year first.

    `granted`: it had money, or was given before this program (`application` None); else it waits.
    """
    sql = f"""
        SELECT w.item, w.year, w.amount, w.facts, w.application, w.line IS NULL OR EXISTS (
            SELECT 1 FROM ledger AS g WHERE g.award = w.id AND g.kind = 'grant') AS granted
        FROM awards AS w WHERE w.policy = ? AND w.uscc = ? AND {LIVE} ORDER BY w.year DESC, w.id DESC
    """
    return [{**row, "facts": json.loads(row["facts"])} for row in rows(db, sql, [policy, uscc])]


def comments(db: Database, application_id: int) -> list[Row]:
    """What staff said to each other of an application, oldest first."""
    return rows(db, "SELECT * FROM comments WHERE application = ? ORDER BY id", [application_id])


def add_comment(db: Database, application_id: int, text: str, at: str, actor: str) -> int:
    """Something said of an application."""
    return insert(db, "comments", {"application": application_id, "text": text, "at": at, "actor": actor})


def assignments(db: Database, application_id: int) -> list[Row]:
    """To whom an application was given, oldest first; '' for nobody."""
    return rows(db, "SELECT * FROM assignments WHERE application = ? ORDER BY id", [application_id])


def assignees(db: Database, applications: Iterable[int]) -> dict[int, str]:
    """Who has each of these applications now, '' for nobody; those that there are not are left out."""
    sql = """
        SELECT a.id, coalesce((SELECT assignee FROM assignments WHERE application = a.id ORDER BY id DESC LIMIT 1), '')
        FROM applications AS a WHERE a.id IN (SELECT value FROM json_each(?))
    """
    return dict(db.execute(sql, [json.dumps(list(applications))]).fetchall())


def assign(db: Database, application_id: int, assignee: str, at: str, actor: str) -> None:
    """Gives an application to somebody of the staff, '' to nobody; who had it before stays on record."""
    insert(db, "assignments", {"application": application_id, "assignee": assignee, "at": at, "actor": actor})
