"""What the cache no longer needs: files of jobs long over, letters and previews that are made again when asked for.

Receipts and notices stay, so that whoever fetches one again gets the same to the byte.
"""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from subsidy.desk.bureau.runs import jobs, kept
from subsidy.store import Database, standing

DAYS = 30
PRINTS = "prints"
DAY = 24 * 3600


class Cleaned(NamedTuple):
    """How many files were removed, and their bytes."""

    files: int
    size: int


def clean(db: Database, cache: Path, days: int = DAYS) -> Cleaned:
    """Removes what nobody has touched for so many days; nothing of a job that waits or runs, whatever its age."""
    before = time.time() - days * DAY
    busy = [jobs.job(db, job_id) for job_id in standing.unfinished(db)]
    living = {str(one.id) for one in busy if not one.over}
    subjects = {one.subject for one in busy if not one.over}
    files, size = 0, 0
    for path in _old(cache, before, living, subjects):
        for one in [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]:
            files, size = files + 1, size + one.stat().st_size
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return Cleaned(files, size)


def _old(cache: Path, before: float, living: set[str], subjects: set[str]) -> Iterator[Path]:
    """What may go: files of jobs by their number, previews, and whole folders of a run's letters."""
    for path in _within(cache / "jobs"):
        if path.name.partition(".")[0] not in living and _latest(path) < before:
            yield path
    for path in _within(cache / kept.FOLDER):
        if _latest(path) < before:
            yield path
    for path in _within(cache / PRINTS):
        if path.name not in subjects and _latest(path) < before:
            yield path


def _within(folder: Path) -> list[Path]:
    """What lies in a folder, without what only points elsewhere."""
    return [path for path in sorted(folder.glob("*")) if not path.is_symlink()] if folder.is_dir() else []


def _latest(path: Path) -> float:
    """When a file, or anything in a folder, was last written."""
    found = [path, *path.rglob("*")] if path.is_dir() else [path]
    return max((one.lstat().st_mtime for one in found), default=0.0)
