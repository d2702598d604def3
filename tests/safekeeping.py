"""What a backup is compared by: every row of a database with its number, every file of a folder by its bytes."""

import hashlib
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from subsidy.desk.backup import Places
from tests import filled, forked


def places(folder: Path) -> Places:
    """Where things lie in an office's folder."""
    return Places(folder / "subsidy.db", folder / "files", folder / "keys", folder / "cache")


def everything(path: Path) -> dict[str, list]:
    """Every row of every table with its number, and what guards them."""
    with closing(sqlite3.connect(path)) as conn:
        made = conn.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        tables = [name for kind, name, _ in made if kind == "table"]
        rows = {name: conn.execute(f"SELECT rowid, * FROM {name} ORDER BY rowid").fetchall() for name in tables}
    return {"": made, **rows}


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder by its name, but for what SQLite keeps beside a database that is open."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal")))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def run(folder: Path, *args: object, typed: str = "") -> subprocess.CompletedProcess[str]:
    """A command on an office's folder, in a process of its own."""
    return forked.run(args, {**os.environ, **filled.environment(folder)}, typed)
