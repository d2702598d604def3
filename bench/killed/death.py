"""A process of its own for an act, and the ways in which it is killed."""

import mmap
import os
import random
import signal
import sqlite3
import struct
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from bench.killed import ptrace

Act = Callable[[], None]
TIME, STATEMENT, DISK = "time", "statement", "disk"
WAYS = (TIME, STATEMENT, *([DISK] if ptrace.available() else []))


class Ended(NamedTuple):
    """How a process ended: killed, or with an exit status; after how many seconds, statements or calls, saying what."""

    killed: bool
    code: int
    length: float
    said: str


def done(act: Act, said: Path, typed: str = "") -> Ended:
    """An act in a process of its own, undisturbed."""
    began = time.monotonic()
    _, status = os.waitpid(_forked(act, said, typed), 0)
    return _ended(status, time.monotonic() - began, said)


def measured(way: str, act: Act, said: Path, typed: str = "") -> Ended:
    """An act undisturbed, and how long it is in a way: seconds, statements, calls that change the disk."""
    if way == DISK:
        return _on_disk(act, said, typed, None)
    return _on_statement(act, said, typed, 0) if way == STATEMENT else done(act, said, typed)


def killed(way: str, act: Act, said: Path, typed: str, at: float) -> Ended:
    """An act killed at a point of its length in a way; it may have ended before."""
    if way == DISK:
        return _on_disk(act, said, typed, int(at))
    if way == STATEMENT:
        return _on_statement(act, said, typed, int(at))
    pid = _forked(act, said, typed)
    time.sleep(at)
    os.kill(pid, signal.SIGKILL)  # a child that has ended waits for its parent, and this does nothing to it
    return _ended(os.waitpid(pid, 0)[1], at, said)


def point(way: str, length: float, nth: int, of: int, chance: random.Random) -> float:
    """Where to kill: anywhere in time; of statements and calls one part of the act after the other."""
    if way == TIME:
        return chance.uniform(0, length)
    return 1 + int((nth + (chance.random() if of < length else 0)) / of * length)


def _on_disk(act: Act, said: Path, typed: str, last: int | None) -> Ended:
    calls, status = ptrace.watched(_forked(act, said, typed, ptrace.offered), last)
    return _ended(status, calls, said)


def _on_statement(act: Act, said: Path, typed: str, last: int) -> Ended:
    with mmap.mmap(-1, 8) as shared:
        pid = _forked(act, said, typed, lambda: _counted(shared, last))
        _, status = os.waitpid(pid, 0)
        (count,) = struct.unpack("<q", shared[:])
    return _ended(status, count, said)


def _counted(shared: mmap.mmap, last: int) -> None:
    """From now on every SQL statement of this process is counted, a trigger's too; before the last one it dies."""
    opened, seen = sqlite3.connect, 0

    def count(_statement: str) -> None:
        nonlocal seen
        seen += 1
        shared[:] = struct.pack("<q", seen)
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def connect(*args: Any, **more: Any) -> sqlite3.Connection:
        conn = opened(*args, **more)
        conn.set_trace_callback(count)
        return conn

    sqlite3.connect = connect  # type: ignore[assignment]


def _forked(act: Act, said: Path, typed: str, prepare: Act = lambda: None) -> int:
    """A child that does an act with what is typed as its input, and all that it says in a file."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
        os.dup2(1, 2)
        back, forth = os.pipe()
        os.write(forth, typed.encode())
        os.close(forth)
        os.dup2(back, 0)
        prepare()
        act()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _ended(status: int, length: float, said: Path) -> Ended:
    if os.WIFSIGNALED(status):
        return Ended(True, -os.WTERMSIG(status), length, "")
    return Ended(False, os.WEXITSTATUS(status), length, said.read_text("utf-8"))
