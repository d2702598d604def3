"""How the desk is doing, for who keeps it running: whether it can work, and its figures; nobody's data."""

import datetime
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from subsidy.desk.backup import Places
from subsidy.desk.backup import make as backups
from subsidy.desk.bureau.runs import jobs
from subsidy.desk.bureau.runs.jobs import STATES
from subsidy.store import Database, standing
from subsidy.store.jobs import RUNNING, WAITING

WELL = standing.WELL
LOW, OLD, NONE = "low", "old", "none"
LEAST_FREE = 500_000_000  # bytes of the disk: below, what is written soon may not be kept whole
BACKUP_DAYS = 2  # after which a backup is old


class Health(NamedTuple):
    """How each thing is: WELL, or a word that says what is wrong. A site without a backup works, so it is well."""

    database: str
    migrations: str
    disk: str
    backup: str

    @property
    def well(self) -> bool:
        """Whether the desk can work."""
        return self.database == self.migrations == self.disk == WELL


class Figures(NamedTuple):
    """What there is. `money`: appropriation and what is granted of it, in fen, by year; `stages`: of the last year."""

    money: Mapping[int, tuple[int, int]]
    stages: Mapping[tuple[int, str], int]
    jobs: Mapping[str, int]
    links: int
    files: int
    evidence: int


def health(places: Places) -> Health:
    """How the desk is, quickly: nothing of what is in the database is gone through."""
    found = standing.standing(places.database)
    disk = LOW if free(places.database) < LEAST_FREE else WELL
    return Health(found.database, found.migrations, disk, _backup(places))


def free(path: Path) -> int:
    """How many bytes are free where a file lies, or would lie; 0 where there is no such place."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return 0


def backed_up(places: Places) -> datetime.datetime | None:
    """When the last backup was made; None where there was none."""
    try:
        return datetime.datetime.fromisoformat((backups.last(places) or {})["made"]).astimezone()
    except (KeyError, TypeError, ValueError):
        return None


def _backup(places: Places) -> str:
    at = backed_up(places)
    if at is None:
        return NONE
    return OLD if datetime.datetime.now().astimezone() - at > datetime.timedelta(days=BACKUP_DAYS) else WELL


def figures(db: Database, policy: str) -> Figures:
    """What there is under a policy."""
    money = {year: (appropriated, spent) for year, appropriated, spent in standing.money(db, policy)}
    last = max(money, default=None)
    stages = {} if last is None else {(last, name): n for name, n in standing.stages(db, policy, last).items()}
    files, size = standing.evidence(db)
    return Figures(money, stages, _jobs(db), standing.links(db), files, size)


def _jobs(db: Database) -> dict[str, int]:
    """How many jobs are in each state; those whose process died are told from those that still run."""
    found = Counter({name: count for name, count in standing.jobs(db).items() if name not in (WAITING, RUNNING)})
    found.update(jobs.job(db, job_id).state for job_id in standing.unfinished(db))
    return dict.fromkeys(STATES, 0) | found
