"""The least that SQLite takes: the rows that a run wrote, into one table without keys, indexes, checks or triggers."""

import time
from pathlib import Path

from subsidy import store
from subsidy.store import Database

WRITTEN = ("decisions", "lines", "awards", "award_keys", "ledger")


def floor(source: Database, path: Path) -> tuple[float, int]:
    """Seconds and number of rows, with the same pragmas and one transaction."""
    rows: list[tuple[object, ...]] = []
    for name in WRITTEN:
        found = [tuple(row) for row in source.execute(f"SELECT * FROM [{name}]")]
        rows += found if name != "awards" else [row for row in found if row[1] is not None]
    width = max(map(len, rows))
    rows = [row + (None,) * (width - len(row)) for row in rows]
    store.create(path)
    with store.connect(path) as db:
        db.execute(f"CREATE TABLE bare ({', '.join(f'c{i}' for i in range(width))})")
        begin = time.perf_counter()
        with store.write(db):
            db.conn.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * width)})", rows)
        return time.perf_counter() - begin, len(rows)
