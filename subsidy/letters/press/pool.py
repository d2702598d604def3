"""Letters printed by several processes, each file beside its place until somebody puts it there."""

import hashlib
import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from .. import keys
from ..wording import Letter
from .letterpress import Press
from .setting import LetterError

RECYCLED = 40  # pieces of work after which a process gives way to a new one: WeasyPrint's memory grows

Work = Sequence[tuple[Letter, str]]  # letters and the names of their files


class Made(NamedTuple):
    """A file on its way: the digest of what lies beside its place, or why there is nothing."""

    digest: str
    problem: str = ""


class Pool:
    """Processes that print letters sealed with the key in a folder; with one job, this process itself.

    What one learns of setting letters it keeps in the folder `cache` for the others.
    """

    def __init__(self, folder: Path, jobs: int = 1, cache: Path | None = None) -> None:
        self.folder, self.jobs, self.cache = folder, jobs, cache
        self.workers: Executor | None = None
        if jobs > 1:
            # A fork would copy the locks and handles of the libraries in whatever state they are.
            context = multiprocessing.get_context("spawn")
            self.workers = ProcessPoolExecutor(jobs, context, follow, max_tasks_per_child=RECYCLED)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.workers:
            self.workers.shutdown(cancel_futures=kind is not None)

    def submit(self, work: Work, out: Path) -> "Future[list[Made]]":
        """Prints letters into a folder, each as `part` names it; what became of each."""
        if self.workers:
            return self.workers.submit(_print, work, out, self.folder, self.cache)
        done: Future[Any] = Future()
        done.set_result(_print(work, out, self.folder, self.cache))
        return done


def part(out: Path, name: str) -> Path:
    """Where a file lies until it is whole."""
    return out / f"{name}.part"


def follow() -> None:
    """Ends a worker whose parent was killed, which nobody else would."""
    parent = multiprocessing.parent_process()
    if parent:

        def watch() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def _print(work: Work, out: Path, folder: Path, cache: Path | None) -> list[Made]:
    press = _press(folder, cache)
    made = []
    for letter, name in work:
        try:
            data = press.single(letter)
        except (LetterError, ValueError) as error:
            made.append(Made("", str(error)))
            continue
        part(out, name).write_bytes(data)
        made.append(Made(hashlib.sha256(data).hexdigest()))
    press.keep()
    return made


@lru_cache(None)
def _press(folder: Path, cache: Path | None) -> Press:
    return Press(keys.private(folder), cache)
