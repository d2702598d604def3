"""Work that takes long, done in a process of its own: it goes on whatever becomes of the browser or the server.

A job is a row; `start` writes it and starts `subsidy job ID`, which claims it, does it (work.py) and writes what came
of it. While a process has a job, it holds the lock of the job's log file, which the system lets go when it
dies: so an interrupted job is known at once and can be started again. Every kind is safe to be done again.
"""

import fcntl
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from subsidy import config, store
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.common import DeskError, now
from subsidy.store import Database, intake
from subsidy.store import jobs as rows
from subsidy.store.intake import Row
from subsidy.store.jobs import DONE, FAILED, RUNNING, WAITING

LOST = "lost"  # its process died
STATES = {WAITING: "等待开始", RUNNING: "办理中", DONE: "已完成", FAILED: "未完成", LOST: "中断"}
INTERRUPTED = "办理任务的进程中断了，已由新的任务接着办理"
COMMAND = "from subsidy.cli import main; main()"


class Kind(NamedTuple):
    """A kind of job: its name, and the act that its person may do."""

    title: str
    act: str


KINDS = {
    "run": Kind("启动批次", "run"),
    "approve": Kind("签批和编号", "approve"),
    "letters": Kind("合印告知书", "print"),
    "singles": Kind("逐封印制告知书", "print"),
    "approval": Kind("印制审批单", "print"),
    "replay": Kind("复算批次", "replay"),
}


class Job(NamedTuple):
    """A job as it stands; `subject` is what it is about (a run, or policy and year), `result` what came of it."""

    id: int
    kind: str
    subject: str
    asked: Mapping[str, Any]
    state: str
    label: str
    done: int
    total: int
    result: Mapping[str, Any]
    beat: str
    at: str
    actor: str

    @property
    def title(self) -> str:
        """What is done."""
        return KINDS[self.kind].title

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state not in (WAITING, RUNNING)

    @property
    def again(self) -> bool:
        """Whether it can be started again."""
        return self.state in (FAILED, LOST)

    @property
    def share(self) -> int | None:
        """How much of what it does just now is done, in per cent; None where nobody knows."""
        return 100 * min(self.done, self.total) // self.total if self.total else None


def start(db: Database, kind: str, subject: str, asked: Mapping[str, Any], person: Person, source: str = "") -> int:
    """A new job of a kind about something, in a process of its own; its id.

    Of a kind there is one at a time about the same thing: who asks meanwhile is led to that one. `source` is from
    where it was asked, for the audit trail.
    """
    require(person, KINDS[kind].act)
    with store.write(db):
        found = rows.last(db, kind, subject)
        if found and found["state"] in (WAITING, RUNNING):
            if not _lost(db, found):
                return int(found["id"])
            rows.finish(db, found["id"], FAILED, {"told": INTERRUPTED}, now())
        at = now()
        text = json.dumps({**asked, "source": source}, ensure_ascii=False)
        made = rows.add(db, kind, subject, text, at, person.login)
        intake.note(db, at, person.login, "job", str(made), {"kind": kind, "subject": subject, "asked": dict(asked)})
        log = held(db, made, "w")
        store.afterwards(db, lambda: _spawn(db, made, log))
    return made


def again(db: Database, job_id: int, person: Person, source: str = "") -> int:
    """A job that failed or was interrupted, asked once more by a person; the id of the new one.

    Where another one has taken its place already, that one's.
    """
    found = job(db, job_id)
    if newer := follower(db, found):
        return newer
    if not found.again:
        raise DeskError(f"任务 {job_id} {STATES[found.state]}，不能再次启动")
    asked = {name: value for name, value in found.asked.items() if name != "source"}
    return start(db, found.kind, found.subject, asked, person, source)


def job(db: Database, job_id: int) -> Job:
    """A job by its id; DeskError if there is none."""
    found = rows.job(db, job_id)
    if found is None:
        raise DeskError(f"没有任务 {job_id}")
    return _job(db, found)


def follower(db: Database, found: Job) -> int | None:
    """The latest job of the same kind about the same thing that came after a job; None where it is the latest."""
    last = rows.last(db, found.kind, found.subject)
    return int(last["id"]) if last and last["id"] > found.id else None


def about(db: Database, subject: str) -> dict[str, Job]:
    """The latest job of each kind about something, by kind."""
    return {row["kind"]: _job(db, row) for row in rows.about(db, subject)}


def folder(db: Database) -> Path:
    """Where jobs write: logs, and files to be fetched, which are made again when they are gone."""
    return rows.file(db).parent / "cache" / "jobs"


def held(db: Database, job_id: int, mode: str = "a") -> IO[bytes]:
    """The log of a job, with its lock where nobody else has it."""
    path = folder(db) / f"{job_id}.log"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = path.open(f"{mode}b")
    _locked(log, fcntl.LOCK_EX)
    return log


def _locked(log: IO[bytes], how: int) -> bool:
    try:
        fcntl.flock(log, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lost(db: Database, row: Row) -> bool:
    """Whether no process has a job any more that waits or runs."""
    try:
        with (folder(db) / f"{row['id']}.log").open("rb") as log:
            return _locked(log, fcntl.LOCK_SH)
    except FileNotFoundError:
        return True


def _job(db: Database, row: Row) -> Job:
    known = {**row, "asked": json.loads(row["asked"]), "result": json.loads(row["result"])}
    if row["state"] in (WAITING, RUNNING) and _lost(db, row):
        fresh = rows.job(db, row["id"]) or row  # it may just have ended
        known |= {"state": fresh["state"], "result": json.loads(fresh["result"])}
        if fresh["state"] in (WAITING, RUNNING):
            known["state"] = LOST
    return Job(**known)


def _spawn(db: Database, job_id: int, log: IO[bytes]) -> None:
    """Starts the process of a job; it inherits the log, and with it the lock."""
    with log:
        _process(db, job_id, log)


def _process(db: Database, job_id: int, log: IO[bytes]) -> None:
    place = {config.DATABASE: str(rows.file(db).absolute()), config.KEYS: str(config.keys().absolute())}
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "job", str(job_id)],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env={**os.environ, **place, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves no zombie
