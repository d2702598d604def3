"""What a run rested on: the claims behind its lines, and the intakes before it; for whoever signs."""

import json
from collections.abc import Iterable, Iterator

from sqlite_utils import Database

from subsidy.store.intake import Row, rows

AT_ONCE = 500  # rows asked for in one query


def own_claims(db: Database, run_id: str) -> dict[int, dict[int, int]]:
    """The claims decided by a run itself: by decision and position of the line."""
    sql = """
        SELECT l.decision, l.position, l.claim FROM lines AS l JOIN decisions AS d ON d.id = l.decision
        WHERE d.run = ? ORDER BY l.id
    """
    found: dict[int, dict[int, int]] = {}
    for decision, position, claim in db.execute(sql, [run_id]):
        found.setdefault(decision, {})[position] = claim
    return found


def claims(db: Database, ids: Iterable[int]) -> Iterator[Row]:
    """Claims by their ids; `versions` are the ids of the claim's versions up to this one, oldest first."""
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        sql = f"""
            SELECT c.*, (SELECT json_group_array(id) FROM (
                SELECT v.id FROM claims AS v WHERE v.application = c.application AND v.item = c.item AND v.key = c.key
                AND v.version <= c.version ORDER BY v.version)) AS versions
            FROM claims AS c WHERE c.id IN ({", ".join("?" * len(part))})
        """
        for row in rows(db, sql, part):
            yield {**row, "versions": json.loads(row["versions"])}


def received(db: Database, run_id: str) -> dict[str, str]:
    """When each firm of a run handed in its application."""
    sql = "SELECT a.uscc, a.received FROM decisions AS d JOIN applications AS a ON a.id = d.application WHERE d.run = ?"
    return dict(db.execute(sql, [run_id]).fetchall())


def before_run(db: Database, run_id: str) -> list[Row]:
    """What the audit trail says of intakes and corrected claims before a run, oldest first, the detail read."""
    sql = """
        SELECT * FROM audit WHERE act IN ('take_in', 'change_claim')
        AND id < (SELECT min(id) FROM audit WHERE act = 'run' AND subject = ?) ORDER BY id
    """
    return [{**row, "detail": json.loads(row["detail"])} for row in rows(db, sql, [run_id])]
