"""Files that are there whole or not at all, whoever else writes the same one at the same time."""

import contextlib
import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PART, AGE = ".part", 60.0
OURS = f".{'[0-9a-f]' * 16}{PART}"


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Where a file is written until it is whole, under a name of its own in the same folder; removed if it stays.

    Its lock is held meanwhile, so that what a killed process left is known, and removed by the next that writes here.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in abandoned(path.parent, OURS):
        left.unlink(missing_ok=True)
    partial = path.with_name(f".{secrets.token_hex(8)}{PART}")
    try:
        with partial.open("xb") as held:
            hold(held)
            yield partial
    finally:
        partial.unlink(missing_ok=True)


def hold(file: IO[bytes] | int) -> None:
    """Locks a file or folder for as long as it is open, so that it is not taken for abandoned."""
    with contextlib.suppress(OSError):  # a file system without locks
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def abandoned(folder: Path, names: str, age: float = AGE) -> Iterator[Path]:
    """What in a folder, by a pattern of names, no process is writing any more; `age` in seconds at least.

    What was made just now may not be locked yet.
    """
    for path in sorted(folder.glob(names)):
        with contextlib.suppress(OSError), _opened(path) as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            if os.fstat(handle).st_mtime <= time.time() - age:
                yield path


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def written(path: Path, data: bytes) -> None:
    """A file with these bytes."""
    with beside(path) as partial:
        partial.write_bytes(data)
        partial.replace(path)
