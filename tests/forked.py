"""Commands in processes of their own, forked from one that has read the program already: reading it takes seconds."""

import contextlib
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from multiprocessing import reduction
from pathlib import Path
from subprocess import CompletedProcess
from typing import IO

from subsidy import config
from subsidy.desk.bureau.runs import jobs
from subsidy.store import Database
from subsidy.store import jobs as rows

COMMAND, _for_real = jobs.COMMAND, jobs._process
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["subsidy.cli", "subsidy.web.chamber"])


def start(args: Sequence[object], env: dict[str, str], out: Path, err: Path, typed: Path | None = None):
    """A command that runs with these surroundings; what it says goes into files. The process, as multiprocessing's."""
    told = [str(arg) for arg in args], dict(env), os.getcwd(), str(typed or os.devnull), str(out), str(err)
    process = _context.Process(target=_work, args=told)
    process.start()
    return process


def run(args: Sequence[object], env: dict[str, str], typed: str = "", seconds: float = 120) -> CompletedProcess[str]:
    """A command, until it has ended: what it said, and how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        said, out, err = (Path(folder) / name for name in ("in", "out", "err"))
        said.write_text(typed, encoding="utf-8")
        process = start(args, env, out, err, said)
        process.join(seconds)
        assert process.exitcode is not None, f"{args} has not ended in {seconds} s"
        texts = [path.read_text(encoding="utf-8") for path in (out, err)]
    return CompletedProcess([str(arg) for arg in args], process.exitcode, *texts)


@contextlib.contextmanager
def running(args: Sequence[object], env: dict[str, str], log: Path) -> Iterator[multiprocessing.Process]:
    """A command that goes on until the end of the block, killed then."""
    process = start(args, env, log, log)
    try:
        yield process
    finally:
        process.kill()
        process.join()


def job(db: Database, job_id: int, log: IO[bytes]) -> None:
    """What `jobs` starts in a process of its own: it inherits the log, and with it the lock."""
    if jobs.COMMAND != COMMAND:
        _for_real(db, job_id, log)
        return
    env = {**os.environ, config.DATABASE: str(rows.file(db).absolute()), config.KEYS: str(config.keys().absolute())}
    _context.Process(target=_job, args=(["job", str(job_id)], env, os.getcwd(), _Lent(log.fileno()))).start()


class _Lent:
    """A file's number on its way to a process that is being started."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __reduce__(self):
        return _got, (reduction.DupFd(self.number),)


def _got(lent) -> int:
    return lent.detach()


def _job(args: list[str], env: dict[str, str], where: str, log: int) -> None:
    os.setsid()
    _run(args, env, where, os.open(os.devnull, os.O_RDONLY), log, log)


def _work(args: list[str], env: dict[str, str], where: str, typed: str, out: str, err: str) -> None:
    adds = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    _run(args, env, where, os.open(typed, os.O_RDONLY), os.open(out, adds, 0o600), os.open(err, adds, 0o600))


def _run(args: list[str], env: dict[str, str], where: str, *files: int) -> None:
    from subsidy.cli import main

    os.environ.clear()
    os.environ.update(env)
    os.chdir(where)
    for number, opened in enumerate(files):
        os.dup2(opened, number)
    for opened in {*files} - {0, 1, 2}:
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, buffering=1, encoding="utf-8", closefd=False)
        for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    sys.argv = ["subsidy", *args]
    main(args, prog_name="subsidy")
