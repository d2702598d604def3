"""What the office says of claims: results of checks, who vouches, findings: rows in and out.

Everything that writes wants a write transaction; the caller writes the audit entry.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from subsidy.store.intake import GIVEN, LATEST, WITHDRAWN, Row, insert, rows
from subsidy.store.sealed import opened, seal

RESULTS = ("claim", "name", "result", "note", "facts", "at", "actor")
VOUCHINGS = ("claim", "act", "reason", "facts", "at", "actor")
IMPORTED, CHECKED, REVIEWED, VOIDED = "imported", "checked", "reviewed", "voided"

# a claim c of an application a: what of it its own rows do not say. decided: a line on it is final; latest: no newer
# version; act, vouched: what was said of it last and of which facts
CLAIMS = f"""
    SELECT c.*, a.policy, a.year, a.uscc, a.case_id,
           (SELECT outcome FROM lines WHERE claim = c.id ORDER BY id DESC LIMIT 1) AS outcome,
           EXISTS (SELECT 1 FROM lines WHERE final = c.id) AS decided, {WITHDRAWN} AS withdrawn, {LATEST} AS latest,
           (SELECT act FROM vouchings WHERE claim = c.id ORDER BY id DESC LIMIT 1) AS act,
           (SELECT facts FROM vouchings WHERE claim = c.id ORDER BY id DESC LIMIT 1) AS vouched
    FROM claims AS c JOIN applications AS a ON a.id = c.application
"""


def claim(db: Database, claim_id: int) -> Row | None:
    """A claim with its application's firm and year, and how far it is."""
    found = rows(db, f"{CLAIMS} WHERE c.id = ?", [claim_id])
    return found[0] if found else None


def open_claims(db: Database, policy: str, uscc: str) -> list[Row]:
    """A firm's claims of all years that are neither decided nor withdrawn, in their latest version."""
    sql = f"""
        {CLAIMS} WHERE a.policy = ? AND a.uscc = ? AND NOT EXISTS (SELECT 1 FROM lines WHERE final = c.id)
        AND NOT {WITHDRAWN} AND {LATEST} ORDER BY c.id
    """
    return rows(db, sql, [policy, uscc])


def application(db: Database, application_id: int) -> Row | None:
    """An application by its id."""
    found = rows(db, "SELECT * FROM applications WHERE id = ?", [application_id])
    return found[0] if found else None


def results(db: Database, claim_id: int) -> dict[str, Row]:
    """The last result of each check of a claim, by its name."""
    sql = "SELECT * FROM checks WHERE id IN (SELECT max(id) FROM checks WHERE claim = ? GROUP BY name)"
    return {row["name"]: row for row in rows(db, sql, [claim_id])}


def add_results(db: Database, values: Iterable[tuple[Any, ...]]) -> None:
    """Results of checks, in the order of RESULTS; what was said before stays on record."""
    _append(db, "checks", RESULTS, values)


def copy_found(db: Database, before: int, after: int) -> None:
    """What was checked and found on a claim stands for its next version, as far as the facts are the same."""
    values = [tuple({**row, "claim": after}[name] for name in RESULTS) for row in results(db, before).values()]
    add_results(db, values)
    last = finding(db, before)
    if last:
        add_finding(db, {**{name: value for name, value in last.items() if name != "id"}, "claim": after})


def vouchings(db: Database, claim_id: int) -> list[Row]:
    """Everything that was said for and against a claim, oldest first."""
    return rows(db, "SELECT * FROM vouchings WHERE claim = ? ORDER BY id", [claim_id])


def add_vouchings(db: Database, values: Iterable[tuple[Any, ...]]) -> None:
    """Who vouches for claims or no longer does, in the order of VOUCHINGS."""
    _append(db, "vouchings", VOUCHINGS, values)


def set_accepted(db: Database, claims: Iterable[int], accepted: bool) -> None:
    """Whether claims are ready for the run."""
    db.conn.executemany("UPDATE claims SET accepted = ? WHERE id = ?", [(int(accepted), one) for one in claims])


def vouched_before(db: Database, claims: Sequence[int], at: str) -> list[Row]:
    """What was said for and against claims up to a moment, oldest first."""
    marks = ", ".join("?" * len(claims))
    return rows(db, f"SELECT * FROM vouchings WHERE claim IN ({marks}) AND at <= ? ORDER BY id", [*claims, at])


def hands(db: Database, claim_id: int) -> set[str]:
    """Whoever checked a claim, vouched for it first, or found on it: none of them reviews it."""
    sql = """
        SELECT actor FROM checks WHERE claim = ?1 UNION SELECT actor FROM findings WHERE claim = ?1
        UNION SELECT actor FROM vouchings WHERE claim = ?1 AND act IN ('imported', 'checked')
    """
    return {actor for (actor,) in db.execute(sql, [claim_id])}


def finding(db: Database, claim_id: int) -> Row | None:
    """The last finding on a claim, its body read; outcome '' where it was taken back."""
    found = rows(db, "SELECT * FROM findings WHERE claim = ? ORDER BY id DESC LIMIT 1", [claim_id])
    return {**found[0], "body": json.loads(found[0]["body"])} if found else None


def add_finding(db: Database, row: Row) -> int:
    """A finding; its id."""
    text = json.dumps(row["body"], ensure_ascii=False, sort_keys=True)
    return insert(db, "findings", {**row, "body": text})


def findings(db: Database, claims: Iterable[int]) -> dict[int, Row]:
    """The last finding on each of these claims that another person reviewed, its body read."""
    sql = f"""
        SELECT f.* FROM findings AS f WHERE f.claim IN {GIVEN} AND f.outcome <> ''
              AND (SELECT act FROM vouchings WHERE claim = f.claim ORDER BY id DESC LIMIT 1) = 'reviewed'
              AND NOT EXISTS (SELECT 1 FROM findings AS n WHERE n.claim = f.claim AND n.id > f.id)
    """
    return {row["claim"]: {**row, "body": json.loads(row["body"])} for row in rows(db, sql, [json.dumps(list(claims))])}


def _append(db: Database, table: str, columns: Sequence[str], values: Iterable[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(columns))
    sealed = [tuple(seal(db, value) for value in row) for row in values]
    db.conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", sealed)


# ---- what stands elsewhere in the register


def claimed(db: Database, policy: str, items: Sequence[str]) -> Iterable[tuple[int, str, str, int, str]]:
    """Claims of items by all firms in all years, none withdrawn: id, item, firm, application, facts."""
    marks = ", ".join("?" * len(items))
    sql = f"""
        SELECT c.id, c.item, a.uscc, c.application, c.facts
        FROM claims AS c JOIN applications AS a ON a.id = c.application
        WHERE a.policy = ? AND c.item IN ({marks}) AND {LATEST} AND NOT {WITHDRAWN}
    """
    for *known, facts in db.execute(sql, [policy, *items]):
        yield (*known, opened(db, facts))


def given_before(db: Database, policy: str, items: Sequence[str]) -> list[Row]:
    """Awards of items from the time before this program, that were not taken back, with the firm's name."""
    marks = ", ".join("?" * len(items))
    sql = f"""
        SELECT w.*, f.name FROM awards AS w JOIN firms AS f ON f.uscc = w.uscc
        WHERE w.policy = ? AND w.item IN ({marks}) AND w.line IS NULL
              AND NOT EXISTS (SELECT 1 FROM ledger AS r WHERE r.award = w.id AND r.kind = 'reversal')
    """
    return rows(db, sql, [policy, *items])


def named(db: Database, claims: Sequence[int]) -> list[Row]:
    """Claims by their ids, as `claim`, with the firm's name."""
    marks = ", ".join("?" * len(claims))
    return rows(
        db, f"SELECT c.*, f.name FROM ({CLAIMS} WHERE c.id IN ({marks})) AS c JOIN firms AS f USING (uscc)", claims
    )


def said_of_pairs(db: Database, policy: str, firms: Sequence[str], names: Sequence[str]) -> dict[str, Row]:
    """The last word on each pair of claims that look like one, whichever of the firms' claims it was said on."""
    firm_marks, name_marks = ", ".join("?" * len(firms)), ", ".join("?" * len(names))
    sql = f"""
        SELECT k.* FROM applications AS a JOIN claims AS c ON c.application = a.id JOIN checks AS k ON k.claim = c.id
        WHERE a.policy = ? AND a.uscc IN ({firm_marks}) AND k.name IN ({name_marks}) ORDER BY k.id
    """
    return {row["name"]: row for row in rows(db, sql, [policy, *firms, *names])}


def same_files(db: Database, policy: str, uscc: str, digests: Sequence[str]) -> list[Row]:
    """Pieces of evidence of other firms that are the same file, with the firm's name."""
    marks = ", ".join("?" * len(digests))
    sql = f"""
        SELECT e.*, f.name AS firm FROM evidence AS e JOIN firms AS f ON f.uscc = e.uscc
        WHERE e.digest IN ({marks}) AND e.policy = ? AND e.uscc <> ? AND e.removed IS NULL ORDER BY e.id
    """
    return rows(db, sql, [*digests, policy, uscc])


def namesakes(db: Database, uscc: str, name: str) -> list[str]:
    """The codes of other firms that have this name now."""
    return [code for (code,) in db.execute("SELECT uscc FROM firms WHERE name = ? AND uscc <> ?", [name, uscc])]


def former_names(db: Database, uscc: str, name: str) -> list[str]:
    """The names that a firm had before."""
    sql = "SELECT name FROM firm_names WHERE uscc = ? AND name <> ? ORDER BY since"
    return [former for (former,) in db.execute(sql, [uscc, name])]


def firm_acts(db: Database, uscc: str) -> list[Row]:
    """What the trail says of changes of a firm's record, latest first, the detail read."""
    sql = "SELECT * FROM audit WHERE subject = ? AND act IN ('change_firm', 'conditions') ORDER BY id DESC"
    return [{**row, "detail": json.loads(row["detail"])} for row in rows(db, sql, [uscc])]
