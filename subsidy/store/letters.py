"""Issued letters, what they speak of, and their prints: rows in and out."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from subsidy.store.intake import Row, rows

# the body of the letter that told of a reversal, by the row c that names the claim
TOLD = """(SELECT t.body FROM letter_claims AS s JOIN letters AS t ON t.id = s.letter
           WHERE t.kind = 'reversal' AND s.claim = c.claim)"""


def next_number(db: Database, year: int) -> int:
    """The number of the next letter of a year; only within a write transaction."""
    return int(db.execute("SELECT coalesce(max(number), 0) + 1 FROM letters WHERE year = ?", [year]).fetchone()[0])


def last(db: Database, year: int) -> str | None:
    """The body of the letter with the highest number of a year."""
    found = db.execute("SELECT body FROM letters WHERE year = ? ORDER BY number DESC LIMIT 1", [year]).fetchone()
    return str(found[0]) if found else None


def add(db: Database, row: Row, claims: Iterable[int]) -> int:
    """A letter issued, and the claims that it speaks of; its id."""
    sql = f"INSERT INTO letters ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
    letter = int(db.execute(sql, list(row.values())).lastrowid or 0)
    db.conn.executemany("INSERT INTO letter_claims VALUES (?, ?)", [(letter, claim) for claim in claims])
    return letter


def of_decision(db: Database, decision: int) -> list[Row]:
    """The letters issued on a decision, but for those on what was taken back of it."""
    return rows(db, "SELECT * FROM letters WHERE decision = ? AND kind <> 'reversal' ORDER BY id", [decision])


def to_firm(db: Database, uscc: str) -> list[Row]:
    """Every letter issued to a firm, oldest first."""
    return rows(db, "SELECT * FROM letters WHERE uscc = ? ORDER BY id", [uscc])


def kinds_issued(db: Database, run: str) -> set[tuple[int, str]]:
    """The decisions of a run on which a letter was issued, with its kind."""
    sql = "SELECT decision, kind FROM letters WHERE run = ?"
    return {(decision, kind) for decision, kind in db.execute(sql, [run])}


def reversals(db: Database, run: str) -> Iterator[Row]:
    """The letters issued on what was taken back of a run, by firm, oldest first."""
    yield from db.query("SELECT * FROM letters WHERE run = ? AND kind = 'reversal' ORDER BY uscc, id", [run])


def count(db: Database, decision: int, kind: str) -> int:
    """How many letters of a kind were issued on a decision."""
    sql = "SELECT count(*) FROM letters WHERE decision = ? AND kind = ?"
    return int(db.execute(sql, [decision, kind]).fetchone()[0])


# the run that an award w belongs to: the one that gave it money (entry g), unless the firm left that one again; else
# the one that decided it (d)
OF_RUN = """CASE WHEN EXISTS (SELECT 1 FROM exclusions AS y JOIN decisions AS b ON b.id = y.decision
                               WHERE b.run = g.run AND b.application = w.application)
                 THEN d.run ELSE coalesce(g.run, d.run) END"""


def by_code(db: Database, code: str) -> Row | None:
    """The letter that has a 查验码."""
    found = rows(db, "SELECT * FROM letters WHERE code = ?", [code])
    return found[0] if found else None


def of_firm(db: Database, run: str, uscc: str, kind: str) -> Row | None:
    """The letter of a kind that was issued last to a firm on a run."""
    sql = """
        SELECT * FROM letters WHERE uscc = ? AND run = ? AND kind = ? ORDER BY id DESC LIMIT 1
    """
    found = rows(db, sql, [uscc, run, kind])
    return found[0] if found else None


def taken_back(db: Database, run: str, uscc: str | None = None, issued: bool = False) -> Iterator[Row]:
    """The awards of a run that were taken back, by firm, each with its line and why.

    `granted`: it had money. Those that a letter told of already are left out, unless `issued`.
    """
    sql = f"""
        SELECT w.uscc, w.amount, c.claim, c.position, c.decision, d.body, g.run IS NOT NULL AS granted,
               v.reason, v.at
        FROM ledger AS v JOIN awards AS w ON w.id = v.award JOIN lines AS c ON c.id = w.line
        JOIN decisions AS d ON d.id = c.decision
        LEFT JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant'
        WHERE v.kind = 'reversal' AND {OF_RUN} = :run AND (:uscc IS NULL OR w.uscc = :uscc)
              AND NOT EXISTS (SELECT 1 FROM exclusions AS x JOIN decisions AS gone ON gone.id = x.decision
                              WHERE gone.run = {OF_RUN} AND gone.application = w.application)
              AND (:issued OR {TOLD} IS NULL)
        ORDER BY w.uscc, w.id
    """
    yield from db.query(sql, {"run": run, "uscc": uscc, "issued": issued})


def reversed_since(db: Database, letter: int) -> list[Row]:
    """The awards that a letter speaks of and that were taken back: when, and the letter that says so, if there is one.

    `letter` is that letter's body; None where none was issued yet.
    """
    sql = f"""
        SELECT v.at, {TOLD} AS letter
        FROM letter_claims AS c JOIN lines AS l ON l.final = c.claim JOIN awards AS w ON w.line = l.id
        JOIN ledger AS v ON v.award = w.id AND v.kind = 'reversal'
        WHERE c.letter = ? ORDER BY v.id
    """
    return rows(db, sql, [letter])


def replaced_by(db: Database, letter: int) -> list[str]:
    """The bodies of the letters on later decisions that speak of the same claims as a letter, in their order."""
    sql = """
        SELECT n.body FROM letters AS t JOIN letters AS n ON n.uscc = t.uscc AND n.decision > t.decision
        WHERE t.id = ? AND t.kind <> 'reversal' AND n.kind <> 'reversal' AND EXISTS (
            SELECT 1 FROM letter_claims AS tc JOIN claims AS c ON c.id = tc.claim
            JOIN claims AS same ON same.application = c.application AND same.item = c.item AND same.key = c.key
            JOIN letter_claims AS nc ON nc.claim = same.id
            WHERE tc.letter = t.id AND nc.letter = n.id)
        ORDER BY n.decision, n.id
    """
    return [body for (body,) in db.execute(sql, [letter])]


def before(db: Database, uscc: str, decision: int, claims: Iterable[int]) -> list[str]:
    """The bodies of the letters on a firm's earlier decisions that speak of some of the same claims, oldest first."""
    if not rows(db, "SELECT 1 FROM letters WHERE uscc = ? AND decision < ? LIMIT 1", [uscc, decision]):
        return []
    wanted = list(claims)
    marks = ", ".join("?" * len(wanted))
    sql = f"""
        SELECT t.body FROM letters AS t
        WHERE t.uscc = ? AND t.decision < ? AND t.kind <> 'reversal' AND EXISTS (
            SELECT 1 FROM letter_claims AS tc JOIN claims AS c ON c.id = tc.claim
            JOIN claims AS same ON same.application = c.application AND same.item = c.item AND same.key = c.key
            WHERE tc.letter = t.id AND same.id IN ({marks}))
        ORDER BY t.decision, t.id
    """
    return [body for (body,) in db.execute(sql, [uscc, decision, *wanted])]


def told_of(db: Database, claim: int, kinds: tuple[str, ...]) -> str | None:
    """The body of the letter of these kinds that spoke last of a claim."""
    marks = ", ".join("?" * len(kinds))
    sql = f"""
        SELECT t.body FROM letter_claims AS c JOIN letters AS t ON t.id = c.letter
        WHERE c.claim = ? AND t.kind IN ({marks}) ORDER BY t.decision DESC LIMIT 1
    """
    found = db.execute(sql, [claim, *kinds]).fetchone()
    return str(found[0]) if found else None


def copies(db: Database, letter: int) -> int:
    """How often a letter was printed on paper."""
    return int(db.execute("SELECT coalesce(max(copy), 0) FROM prints WHERE letter = ?", [letter]).fetchone()[0])


def digest(db: Database, letter: int) -> str:
    """The digest of a letter's own file when it was first made; '' where it was not."""
    found = db.execute("SELECT digest FROM prints WHERE letter = ? AND digest <> '' LIMIT 1", [letter]).fetchone()
    return str(found[0]) if found else ""


def add_prints(db: Database, values: Iterable[tuple[Any, ...]]) -> None:
    """Prints: letter, moment, who, copy (0: its own file), digest of the file or ''."""
    db.conn.executemany("INSERT INTO prints (letter, at, actor, copy, digest) VALUES (?, ?, ?, ?, ?)", values)


def print_run(db: Database, run: str, digest: str) -> set[int] | None:
    """The letters that a print run's file with a digest holds; None where no print of it was logged."""
    sql = """
        SELECT p.letter FROM audit AS a LEFT JOIN prints AS p ON p.at = a.at AND p.actor = a.actor AND p.copy > 0
        WHERE a.act = 'print' AND a.subject = ? AND json_extract(a.detail, '$.digest') = ?
    """
    found = [letter for (letter,) in db.execute(sql, [run, digest])]
    return set(found) if found else None
