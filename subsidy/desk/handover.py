"""A print run handed over: logged and put in its place, whichever moment its process dies at.

The finished file waits under the digest of what is in it while its prints are logged, with that digest, and gets its
name after. So a file with its name was logged; and one that was logged and did not get its name is found by the next
print of the same letters, and is handed over instead of being printed twice.
"""

import hashlib
import os
from collections.abc import Mapping, Set
from pathlib import Path

from subsidy.desk import papers
from subsidy.desk.whole import abandoned
from subsidy.store import Database
from subsidy.store import letters as table

WAITING = ".print"


def hand_over(
    db: Database, partial: Path, path: Path, run: str, kind: str, counts: Mapping[int, int], actor: str
) -> None:
    """Logs the prints of a finished file as `papers.copies` counted them, and puts it in its place.

    `kind` is how it was sorted and for which paper. PrintError where somebody else printed meanwhile; no file then.
    """
    if not counts:
        partial.replace(path)
        return
    digest = _digest(partial)
    waiting = path.with_name(f".{kind}.{digest[:32]}{WAITING}")
    partial.replace(waiting)
    try:
        papers.printed(db, counts, actor, run, digest)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    waiting.replace(path)


def left_over(db: Database, path: Path, run: str, kind: str, keys: Set[int]) -> bool:
    """Hands over a file of just these letters that was logged and never got its name; whether there was one.

    One that was not logged is removed: it would be a print that nobody knows of.
    """
    for waiting in abandoned(path.parent, f".{kind}.*{WAITING}", age=0):
        logged = table.print_run(db, run, _digest(waiting))
        if logged is None:
            waiting.unlink(missing_ok=True)
        elif logged == keys:
            waiting.replace(path)
            return True
    return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())  # what the log speaks of must outlast the machine
    return found
