"""The process of a job: claims it, does it, and says how far it is and what came of it."""

import os
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any, TypeVar

from subsidy import store
from subsidy.config import ConfigError
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.people import NotAllowedError, Person, require
from subsidy.desk.bureau.runs import jobs, work
from subsidy.desk.bureau.runs.jobs import KINDS, Job
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm import accounts
from subsidy.letters.keys import KeysError
from subsidy.policy import PolicyError
from subsidy.store import Database, StoreError
from subsidy.store import accounts as table
from subsidy.store import jobs as rows
from subsidy.store.intake import acting_from
from subsidy.store.jobs import DONE, FAILED

EVERY = 1.0  # seconds between two words on how far it is
KNOWN = (DeskError, StoreError, PolicyError, KeysError, ConfigError)  # that say in Chinese what is wrong

T = TypeVar("T")


class Beats:
    """Says how far a job is, on a connection of its own: it never waits for who writes, nor do they for it."""

    def __init__(self, db: Database, job_id: int) -> None:
        self.db, self.job_id = db, job_id
        self.last = 0.0
        rows.impatient(db)

    def __call__(self, things: Iterable[T], total: int, label: str) -> Iterator[T]:
        """Passes things on and says how many there were, at most once a second."""
        done = 0
        self._tell(label, done, total)
        for thing in things:
            yield thing
            done += 1
            if time.monotonic() - self.last >= EVERY:
                self._tell(label, done, total)
        self._tell(label, done, total)

    def _tell(self, label: str, done: int, total: int) -> None:
        self.last = time.monotonic()
        rows.beat(self.db, self.job_id, label, done, total, now())


def execute(db: Database, job_id: int) -> Job:
    """Does a job that waits, in this process; how it ended. DeskError where it does not wait."""
    found = jobs.job(db, job_id)
    with jobs.held(db, job_id):
        if not rows.claim(db, job_id, os.getpid(), now()):
            raise DeskError(f"任务 {job_id} 已由别的进程办理，或已经结束")
        state, result = _ended(db, found)
        rows.finish(db, job_id, state, result, now())
    return jobs.job(db, job_id)


def _ended(db: Database, found: Job) -> tuple[str, dict[str, Any]]:
    """What came of a job, whatever happens in it."""
    try:
        return DONE, _done(db, found)
    except KNOWN as error:
        return FAILED, {"told": str(error)}
    except OSError as error:
        traceback.print_exc()
        return FAILED, {"told": f"{error.filename or '文件'}：{error.strerror or error}"}
    except Exception:
        traceback.print_exc()
        return FAILED, {"told": f"内部错误，请把任务编号 {found.id} 告知系统管理员"}


def _done(db: Database, found: Job) -> dict[str, Any]:
    with ExitStack() as stack:
        stack.enter_context(acting_from(str(found.asked.get("source", ""))))
        beats = Beats(stack.enter_context(store.connect(rows.file(db))), found.id)
        person = _person(db, found.actor)
        require(person, KINDS[found.kind].act)
        return work.WORK[found.kind](work.Task(db, found, person, beats, jobs.folder(db)))


def _person(db: Database, login: str) -> Person:
    """Who asked, with the roles of now; NotAllowedError where the account is out of use."""
    row = table.by_login(db, login)
    account = accounts.account(db, row["id"]) if row else None
    if account is None or row is None or row["disabled"]:
        raise NotAllowedError(f"{login} 的账户已停用，任务没有办理")
    return staff.person(account)
