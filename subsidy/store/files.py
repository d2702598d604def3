"""Evidence and the files it lies in: rows in and out; the bytes lie beside the database, by their digest."""

from sqlite_utils import Database

from subsidy.store.intake import Row, insert, rows

WITH_FILE = """
    SELECT e.*, f.type, f.size, EXISTS (SELECT 1 FROM submission_evidence WHERE evidence = e.id) AS submitted
    FROM evidence AS e JOIN files AS f ON f.digest = e.digest
"""


def add_file(db: Database, digest: str, type_: str, size: int, at: str) -> None:
    """A file by its digest; one that is there already stays as it is."""
    if not rows(db, "SELECT 1 FROM files WHERE digest = ?", [digest]):
        insert(db, "files", {"digest": digest, "type": type_, "size": size, "at": at})


def add_evidence(db: Database, row: Row) -> int:
    """A piece of evidence; its id."""
    return insert(db, "evidence", row)


def evidence(db: Database, policy: str, year: int, uscc: str, section: str | None = None) -> list[Row]:
    """A firm's evidence for a year, or for one section of it, oldest first; what was removed is left out."""
    sql = f"""
        {WITH_FILE}
        WHERE e.policy = :policy AND e.year = :year AND e.uscc = :uscc AND e.removed IS NULL
              AND (:section IS NULL OR e.section = :section)
        ORDER BY e.id
    """
    return rows(db, sql, {"policy": policy, "year": year, "uscc": uscc, "section": section})


def one(db: Database, uscc: str, evidence_id: int) -> Row | None:
    """A piece of evidence of a firm; None where there is none or it is another's. Also what was removed."""
    found = rows(db, f"{WITH_FILE} WHERE e.id = ? AND e.uscc = ?", [evidence_id, uscc])
    return found[0] if found else None


def remove(db: Database, evidence_id: int, at: str) -> bool:
    """Marks a piece of evidence as removed; False if it was already. The file stays: others may rest on it."""
    sql = "UPDATE evidence SET removed = ? WHERE id = ? AND removed IS NULL"
    return db.execute(sql, [at, evidence_id]).rowcount == 1


def all_files(db: Database) -> list[tuple[str, int]]:
    """Every file that was ever brought: its digest and bytes, by digest."""
    return list(db.execute("SELECT digest, size FROM files ORDER BY digest").fetchall())
